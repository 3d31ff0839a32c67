"""What an index holds, and what of its sources could not be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.archive.register import Register
from searchkit.archive.timeline import known_days
from searchkit.base.location import shown
from searchkit.base.problem import Problem
from searchkit.base.record import record
from searchkit.engine.snapshot import Snapshot
from searchkit.results.facets import FacetValue

if TYPE_CHECKING:
    from searchkit.index import Index


@record
class Status:
    """What an index holds: its commit, articles, sources, the remarks on these, lists of the user, languages."""

    folder: Path
    revision: int
    articles: int
    files: int
    first_date: str | None
    last_date: str | None
    undated: int
    problems: tuple[Problem, ...]
    lists: tuple[str, ...]
    languages: tuple[FacetValue, ...]


def status_of(index: Index, archive: Snapshot | None) -> Status:
    """The status of an index; ``archive`` is its snapshot if its documents are articles."""
    days, undated = known_days(archive) if archive is not None else ([], 0)
    register = Register(index.folder, readonly=True)
    try:
        files = len(register)
        problems = tuple(replace(p, path=shown(p.path, index.folder)) for p in register.problems())
    finally:
        register.close()
    return Status(
        folder=index.folder,
        revision=index.revision,
        articles=len(index),
        files=files,
        first_date=dt.date.fromordinal(min(days)).isoformat() if days else None,
        last_date=dt.date.fromordinal(max(days)).isoformat() if days else None,
        undated=undated,
        problems=problems,
        lists=index.lists,
        languages=tuple(index.search("", facets=["lang"], limit=1).facets["lang"]) if archive is not None else (),
    )
