"""The twin of ``whoosh.sorting.add_sortable``: a column for a field that was made without ``sortable``."""

from __future__ import annotations

from typing import Any

from whoosh.columns import Column
from whoosh.sorting import FacetType

from searchkit.errors import UsageError
from searchkit.whoosh_api.writer import NativeWriter


def add_sortable(writer: NativeWriter, fieldname: str, facet: FacetType, column: Column | None = None) -> None:
    """Give a field a column, so that hits can be sorted by it. ``facet`` tells the value of each document.

    Without ``column``, the field's own kind of column is made. A field that is not in the schema is added, and needs
    ``column``. All documents are written again, so this takes as long as an ``optimize``. Raises UsageError for a field
    that has a column, and IndexIncompatible for a column that cannot be stored.
    """
    schema = writer.schema
    if fieldname in schema and schema[fieldname].column_type:
        raise UsageError(f"field {fieldname!r} is sortable already")
    if column is None:
        if fieldname not in schema:
            raise UsageError(f"there is no field {fieldname!r} in the schema", hint="give the column to be added")
        column = schema[fieldname].default_column()
    with writer.searcher() as searcher:
        writer.add_column(fieldname, column, _values(searcher, facet))


def _values(searcher: Any, facet: Any) -> list[Any]:
    values: list[Any] = []
    categorizer = facet.categorizer(searcher)
    for leaf, base in searcher.leaf_searchers():
        categorizer.set_searcher(leaf, base)
        reader = leaf.reader()
        for docnum in range(reader.doc_count_all()):
            gone = reader.is_deleted(docnum)
            values.append(None if gone else categorizer.key_to_name(categorizer.key_for(None, docnum)))
    return values
