"""Which columns of tables hold which fields, where the user says so.

The index remembers the choice for a path in its manifest, so a later run reads those tables alike.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from searchkit.article import clean_line
from searchkit.base.location import is_under, key_of
from searchkit.errors import IndexDamaged, UsageError
from searchkit.ingest.field_names import FIELD_NAMES, columns_of_fields, name_key

__all__ = ["Columns", "Remembered", "checked_columns", "mapped_columns", "parse_columns"]

# Field -> the name of its column.
Columns = Mapping[str, str]
_NONE: Final[Columns] = {}


def parse_columns(texts: Iterable[str]) -> dict[str, str]:
    """The columns in texts like ``title=Headline,body=Text``. A pair whose column has a comma stands in quotes.

    Raises UsageError.
    """
    columns: dict[str, str] = {}
    for text in texts:
        for pair in _pairs(text):
            field, equals, column = pair.partition("=")
            if not equals and pair.strip():
                raise UsageError(
                    f"{pair.strip()!r} is not FIELD=COLUMN", hint="write it as in --columns title=Headline,body=Text"
                )
            if equals and field.strip() in columns:
                raise UsageError(f"the field {field.strip()!r} has two columns")
            if equals:
                columns[field.strip()] = column
    return checked_columns(columns)


def _pairs(text: str) -> list[str]:
    try:
        return next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error as error:  # a line end outside quotes, or a name as long as a book
        raise UsageError(
            f"the columns are not understood: {error}", hint="put a name with a line end in quotes"
        ) from error


def checked_columns(columns: Columns) -> dict[str, str]:
    """The same, under the standard names of the fields. Raises UsageError for an unknown field or a repeated column."""
    checked: dict[str, str] = {}
    for given, column in columns.items():
        key = name_key(given) if isinstance(given, str) else ""
        field = next((field for field, names in FIELD_NAMES.items() if key == field or key in names), None)
        if field is None:
            raise UsageError(f"articles have no field {given!r}", hint="choose from: " + ", ".join(FIELD_NAMES))
        if not isinstance(column, str) or not clean_line(column):
            raise UsageError(f"the field {given!r} needs the name of a column")
        if field in checked:
            raise UsageError(f"the field {field!r} has two columns")
        checked[field] = clean_line(column)
    keys = [name_key(column) or column for column in checked.values()]
    twice = next((column for column in checked.values() if keys.count(name_key(column) or column) > 1), None)
    if twice is not None:
        raise UsageError(f"the column {twice!r} is given to two fields")
    return checked


def mapped_columns(header: Sequence[str], columns: Columns) -> tuple[dict[int, str], list[str]]:
    """Which cell of a row holds which field, by number from 0, and the columns missing from ``header``.

    Fields that ``columns`` does not name are found by the names of the columns.
    """
    keys = [name_key(name) for name in header]
    chosen: dict[int, str] = {}
    missing: list[str] = []
    for field, column in columns.items():
        if column in header:
            chosen[header.index(column)] = field
        elif (key := name_key(column)) and key in keys:
            chosen[keys.index(key)] = field
        else:
            missing.append(column)
    left = ["" if number in chosen else name for number, name in enumerate(header)]
    found = {n: field for n, field in columns_of_fields(left).items() if field not in columns}
    return found | chosen, missing


class Remembered:
    """The columns that an index remembers, by path from the index folder."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        kept = description.get("columns", {})
        if not isinstance(kept, dict) or not all(_is_mapping(columns) for columns in kept.values()):
            raise IndexDamaged("the manifest does not say which columns were chosen")
        self.by_root: dict[str, Columns] = kept

    def changed(self, paths: Iterable[Path], folder: Path, columns: Columns) -> Remembered:
        """The same with these columns for everything at and under ``paths``. No columns: clear the choice."""
        kept = dict(self.by_root)
        for root in [key_of(path, folder) for path in paths]:
            kept = {key: value for key, value in kept.items() if not is_under(key, root)}
            kept[root] = dict(columns)
        return Remembered({"columns": kept})

    def of(self, key: str) -> Columns:
        """The columns of the tables in a file: the choice for the nearest path above it."""
        roots = [root for root in self.by_root if is_under(key, root)]
        return self.by_root[max(roots, key=len)] if roots else _NONE

    def described(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """The description of a schema with these columns in it."""
        rest = {key: value for key, value in description.items() if key != "columns"}
        return {**rest, "columns": self.by_root} if any(self.by_root.values()) else rest


def _is_mapping(columns: object) -> bool:
    return isinstance(columns, dict) and all(
        field in FIELD_NAMES and isinstance(column, str) for field, column in columns.items()
    )
