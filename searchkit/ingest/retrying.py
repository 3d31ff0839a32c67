"""The files that a run with ``retry_failed`` reads: those with failures, and those whose articles were kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from searchkit.archive.register import Register
from searchkit.base.location import is_under, key_of, shown
from searchkit.base.problem import Problem
from searchkit.ingest.walk import Found, walk

_HINT: Final = "searchkit index on its folder, without --retry-failed, settles that"


@dataclass(frozen=True, slots=True)
class Retried:
    """What lies where there were failures, by key.

    ``files`` are there again to be read. ``unreadable`` still are, or are skipped now. ``missing`` are not there.
    ``opened`` are folders that can be listed now.
    """

    files: dict[str, Found]
    unreadable: dict[str, Problem]
    missing: dict[str, Problem]
    opened: list[str]

    @property
    def number(self) -> int:
        """How many files and folders were tried."""
        return len(self.keys)

    @property
    def keys(self) -> list[str]:
        """The keys of all of these but folders that can be listed."""
        return [*self.files, *self.unreadable, *self.missing]

    def enter(self, register: Register) -> None:
        """Tell the register what can be listed now, and what still cannot be read."""
        for key in self.opened:
            register.set_problems(key, [])
        for key, problem in self.unreadable.items():
            register.set_problems(key, [problem])

    def __contains__(self, key: str) -> bool:
        return key in self.files or key in self.unreadable


def retried(register: Register, folder: Path, roots: Sequence[str]) -> Retried:
    """Look for everything at or under ``roots`` that has failures or kept articles. Without roots, for all of it.

    Only a folder that could not be listed before is walked. Raises what the register raises.
    """
    keys = {problem.path for problem in register.problems() if problem.severity == "failed"}
    keys.update(kept.path for kept in register.kept())
    if roots:
        keys = {key for key in keys if any(is_under(key, root) for root in roots)}
    place = os.path.realpath(folder)
    paths = {key: Path(os.path.normpath(os.path.join(place, key))) for key in sorted(keys)}
    found = Retried({}, {}, {}, [])
    for item in walk(list(paths.values())):
        key = key_of(item.path, folder)
        if isinstance(item, Found):
            found.files[key] = item
        elif item.code == "missing":
            found.missing[key] = replace(item, path=shown(key, folder), hint=_HINT)
        else:
            found.unreadable[key] = item
    found.opened.extend(key for key, path in paths.items() if key not in found and path.is_dir())
    return found
