"""Changes that a session makes to the file of aliases. Each can be taken back, so they are part of a state."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from searchkit.base.record import record
from searchkit.base.regular_file import read_file
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.query.aliases import Aliases, read_aliases

_MOST: Final = 16 << 20


@record
class AliasEdit:
    """A line that enters the file of aliases, or that leaves it from a place ``at`` (from 0)."""

    line: str
    at: int | None = None

    @property
    def adds(self) -> bool:
        """Whether the line enters."""
        return self.at is None


def hiding(index: Index, field: str, name: str) -> tuple[AliasEdit, ...]:
    """What hides a name of a field. Raises UsageError if no line can say it."""
    line = f"{field}: hide {_written(name)}"
    if name not in _meant(index, line).hidden.get(field, ()):
        raise _unwritable(name)
    return (AliasEdit(line),)


def merging(index: Index, field: str, name: str, usual: str) -> tuple[AliasEdit, ...]:
    """What makes a name another spelling of a usual one. Raises UsageError if no line can say it."""
    if name == usual:
        raise UsageError("a name cannot be an alias of itself", hint="mark one value, and go to another")
    line = f"{field}: {_written(name)} = {_written(usual)}"
    if _meant(index, line).usual.get(field, {}).get(name) != usual:
        raise _unwritable(name)
    return (AliasEdit(line),)


def showing(index: Index, field: str, name: str) -> tuple[AliasEdit, ...]:
    """What shows a hidden name again: no line hides it any more. Raises UsageError if none does."""
    usual = index.aliases.usual.get(field, {})
    found: list[AliasEdit] = []
    for at, line in enumerate(_read(index.aliases_file)):
        hidden = _meant(index, line.rstrip("\r\n")).hidden.get(field, frozenset())
        if name in hidden or name in {usual.get(each, each) for each in hidden}:
            found.append(AliasEdit(line.rstrip("\r\n"), at - len(found)))
    if not found:
        raise UsageError(f"{name!r} is not hidden")
    return tuple(found)


class AliasFile:
    """The file of aliases of an index, with the edits of a session that are in it. Sessions beside it share it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._made: tuple[AliasEdit, ...] = ()

    def have(self, edits: tuple[AliasEdit, ...]) -> bool:
        """Have just these edits in the file, and let the index read it. Whether anything had to change.

        Other lines stay as they are. Raises OSError or UsageError.
        """
        made = self._made
        if edits == made:
            return False
        both = 0
        while both < min(len(edits), len(made)) and edits[both] == made[both]:
            both += 1
        path = self._index.aliases_file.resolve()  # a link stays a link
        lines = _read(path)
        for edit in reversed(made[both:]):
            _undo(lines, edit)
        for edit in edits[both:]:
            _apply(lines, edit)
        _write(path, lines)
        self._made = edits
        self._index.refresh()
        return True


def _apply(lines: list[str], edit: AliasEdit) -> None:
    if edit.adds:
        _insert(lines, len(lines), edit.line)
    else:
        _remove(lines, edit)


def _undo(lines: list[str], edit: AliasEdit) -> None:
    if edit.at is None:
        _remove(lines, edit)
    else:
        _insert(lines, min(edit.at, len(lines)), edit.line)


def _insert(lines: list[str], at: int, line: str) -> None:
    end = "\r\n" if any(each.endswith("\r\n") for each in lines) else "\n"
    if at == len(lines) and lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    lines.insert(at, line + end)


def _remove(lines: list[str], edit: AliasEdit) -> None:
    """Remove the line at its place, else the last one that says the same. Somebody may have changed the file."""
    same = [at for at, line in enumerate(lines) if line.rstrip("\r\n") == edit.line]
    if same:
        del lines[edit.at if edit.at in same else same[-1]]


def _read(path: Path) -> list[str]:
    """The lines with their ends. What is not UTF-8 is kept."""
    try:
        text = read_file(path, _MOST).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return []
    return text.splitlines(keepends=True)


def _write(path: Path, lines: Iterable[str]) -> None:
    """Replace the file as a whole, or leave it as it is."""
    draft = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write("".join(lines).encode("utf-8", "surrogateescape"))
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(path, draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _written(name: str) -> str:
    """A name as a line has it. Quotation marks keep what would mean something else."""
    return f'"{name}"' if name[:5].lower() == "hide " or any(sign in name for sign in '="') else name


def _meant(index: Index, line: str) -> Aliases:
    return read_aliases(line, index.fields, index.facet_fields)


def _unwritable(name: str) -> UsageError:
    return UsageError(f"no line of the file of aliases can say {name!r}")
