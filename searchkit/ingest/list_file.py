"""Files of user lists: one name per line, or a table with a column of names and one of other spellings."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from searchkit.archive.fields import is_list_name
from searchkit.article import clean_line
from searchkit.base.problem import Problem
from searchkit.errors import UsageError
from searchkit.extract.user_lists import UserList, has_words, spelled_twice
from searchkit.ingest.encoding import decode
from searchkit.ingest.wide_text import looks_binary

__all__ = ["given_lists", "list_name", "named_list", "read_list"]

Given = Sequence[str | Path] | Mapping[str, Iterable[str | Sequence[str]]]
# (line, code, message, hint)
_Note = Callable[..., None]
_TABLES: Final = (".csv", ".tsv")
_LARGEST: Final = 64 << 20
_LONGEST: Final = 300  # characters of a name
_MOST_TOLD: Final = 50
_SPELLINGS: Final = re.compile(r"\s*[;|]\s*")
_OTHER_SPELLINGS: Final = ("alias", "aliases")


def given_lists(given: Given) -> Iterator[tuple[UserList, list[Problem]]]:
    """The lists that a caller gives: as files, or as names by list name. Raises UsageError."""
    if isinstance(given, str):
        raise UsageError("pass a list of files, even for one file")
    if not isinstance(given, Mapping):
        if not isinstance(given, Iterable):
            raise UsageError("lists are a list of files, or a mapping from names of lists to their names")
        for path in given:
            if not isinstance(path, (str, os.PathLike)):
                raise UsageError(f"{path!r} is not the path of a list")
            yield read_list(Path(path))
        return
    for name, names in given.items():
        if not isinstance(name, str):
            raise UsageError(f"the name of a list is text, not {name!r}")
        if isinstance(names, str) or not isinstance(names, Iterable):
            raise UsageError(f"the names of the list {name!r} must be a list of strings")
        names = list(names)
        if not all(isinstance(item, (str, Iterable)) for item in names):
            raise UsageError(f"the names of the list {name!r} must be a list of strings")
        yield named_list(name, ((None, [item] if isinstance(item, str) else item) for item in names), name)


def read_list(path: Path) -> tuple[UserList, list[Problem]]:
    """The list in a file, named after the file, and notes on what was skipped.

    A ``.csv`` or ``.tsv`` file names its columns in the first row. Names are in ``name`` (else in the first column).
    Other spellings are in ``alias`` or ``aliases``, separated by ``;``. Any other file has one name per line; lines
    that begin with ``#`` are comments. Raises UsageError if the file cannot be read, has no names, or has the name of
    a field.
    """
    name = list_name(path)
    notes: list[Problem] = []

    def note(line: int, code: str, message: str, hint: str = "") -> None:
        notes.append(Problem(str(path), None, line, code, message, hint, "note"))

    try:
        with open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read the list: {error.strerror or error}", where=str(path)) from error
    except ValueError as error:  # a NUL, or half of a surrogate pair
        raise UsageError(f"{str(path)!r} is not the path of a list") from error
    if len(data) > _LARGEST:
        raise UsageError(f"a list may have at most {_LARGEST >> 20} MiB", where=str(path))
    if looks_binary(data[:4096]):
        raise UsageError("binary data, not a list of names", hint="use a text or CSV file", where=str(path))
    decoded = decode(data)
    if decoded.bad_line is not None:
        note(
            decoded.bad_line,
            "encoding_fallback",
            f"not UTF-8 in line {decoded.bad_line}: read as {decoded.guess.encoding}",
        )
    text = decoded.text.removeprefix("\ufeff").replace("\0", "")
    rows = _table(text, note) if path.suffix.lower() in _TABLES else _lines(text)
    listed, more = named_list(name, rows, str(path))
    return listed, [*notes, *more]


def named_list(
    name: str, rows: Iterable[tuple[int | None, Sequence[str]]], where: str
) -> tuple[UserList, list[Problem]]:
    """The list of some rows, and notes on what was skipped. A row is a line number, if any, and spellings.

    The first spelling is the name. Raises UsageError if there are no names, if a name is not a string, or if the list
    has the name of a field.
    """
    _check_name(name, where)
    notes: list[Problem] = []
    names: dict[str, dict[str, None]] = {}
    for line, given in rows:
        if not all(isinstance(spelling, str) for spelling in given):
            raise UsageError("a name must be a string or a tuple of spellings", where=where)
        texts = (clean_line(text.encode("utf-8", "replace").decode()) for text in given)
        spellings = [text for text in texts if text]
        kept = [spelling for spelling in spellings if len(spelling) <= _LONGEST and has_words(spelling)]
        for spelling in spellings:
            if spelling not in kept:
                what = "has no letters or digits" if len(spelling) <= _LONGEST else "is too long"
                message = f"{spelling[:60]!r} {what} and is skipped"
                notes.append(Problem(where, None, line, "no_name", message, severity="note"))
        if kept:
            names.setdefault(kept[0], {}).update(dict.fromkeys(kept))
    listed = UserList(name, tuple(tuple(spellings) for spellings in names.values()))
    if not listed.names:
        raise UsageError("the list has no names", hint="write one name a line", where=where)
    for spelling, first, other in spelled_twice(listed):
        message = f"{spelling!r} already belongs to {first!r}; it is not an alias of {other!r}"
        notes.append(Problem(where, None, None, "spelled_twice", message, severity="note"))
    if len(notes) > _MOST_TOLD:
        more = f"and {len(notes) - _MOST_TOLD:,} more remarks"
        notes = [*notes[:_MOST_TOLD], Problem(where, None, None, "more", more, severity="note")]
    return listed, notes


def list_name(path: Path) -> str:
    """The name of a file's list: its stem in lower case, with ``_`` for all but letters and digits."""
    name = re.sub(r"\W+", "_", path.stem.lower()).strip("_")
    if not name or name[0].isdigit():
        name = f"list_{name}".rstrip("_")
    return name


def _check_name(name: str, where: str) -> None:
    if not is_list_name(name):
        raise UsageError(
            f"a list cannot be named {name!r}: queries use that name already, or cannot write it",
            hint="a list is named after its file; rename it to one word of small letters, digits and _",
            where=where,
        )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        name = clean_line(line)
        if name and not name.startswith("#"):
            yield number, [name]


def _table(text: str, note: _Note) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    header: list[str] | None = None
    column, others = 0, list[int]()
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows, None)
        except csv.Error as error:
            note(line, "bad_row", f"cannot read this row: {error}")
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            others = [number for number, cell in enumerate(header) if cell in _OTHER_SPELLINGS]
            if "name" in header:
                column = header.index("name")
            else:
                column = next((number for number in range(len(header)) if number not in others), 0)
                note(
                    line,
                    "no_name_column",
                    f"no column is named name; names come from the column {cells[column].strip()!r}",
                    "the first row of a table must name its columns",
                )
            continue
        name = clean_line(cells[column]) if column < len(cells) else ""
        spelled = [spelling for number in others if number < len(cells) for spelling in _SPELLINGS.split(cells[number])]
        yield line, [name, *spelled] if name else []
