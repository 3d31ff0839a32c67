"""The documents of any Whoosh reader, with all that it knows of them, so that another index can take them over.

A reader has postings by term and not by document. So the documents come in batches: for each one, all terms are read
once, and the postings of its documents gathered in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from whoosh.columns import TranslatingColumnReader
from whoosh.fields import Schema
from whoosh.reading import IndexReader

# (term, frequency, weight, what Whoosh keeps of the occurrences)
Items = dict[str, list[tuple[bytes, int, float, bytes]]]
# How many postings a batch has at most, unless one document has more. They take about 300 bytes each.
MOST_POSTINGS: Final = 1_000_000


class CopiedDocument(NamedTuple):
    """A live document of a reader: its number there, and its values by field."""

    docnum: int
    stored: Mapping[str, Any]
    items: Items
    columns: dict[str, Any]
    vectors: Items


def copied_documents(
    reader: IndexReader, schema: Schema, most_postings: int = MOST_POSTINGS
) -> Iterator[list[CopiedDocument]]:
    """The live documents of a reader in batches, in order. Only the fields of ``schema`` count."""
    for leaf, base in reader.leaf_readers():
        count = leaf.doc_count_all()
        postings = sum(leaf.doc_frequency(name, term) for name, term in leaf.all_terms() if name in schema)
        size = max(1, count * most_postings // postings) if postings else count
        for start in range(0, count, max(size, 1)):
            batch = list(_batch(leaf, schema, base, start, min(start + size, count)))
            if batch:
                yield batch


def _batch(leaf: Any, schema: Schema, base: int, start: int, end: int) -> Iterator[CopiedDocument]:
    postings: dict[int, Items] = defaultdict(lambda: defaultdict(list))
    for name, term, docnum, item in _postings(leaf, schema, start, end):
        postings[docnum][name].append((term, *item))
    columns = {}
    for name in schema.names():
        if schema[name].column_type and leaf.has_column(name):
            column = leaf.column_reader(name)
            columns[name] = column.raw_column() if isinstance(column, TranslatingColumnReader) else column
    for docnum in range(start, end):
        if leaf.is_deleted(docnum):
            continue
        vectors: Items = {}
        for name in schema.names():
            if schema[name].vector and leaf.has_vector(docnum, name):
                vectors[name] = list(_vector_items(leaf, docnum, name))
        values = {name: column[docnum] for name, column in columns.items()}
        items = dict(postings.get(docnum, {}))
        yield CopiedDocument(base + docnum, leaf.stored_fields(docnum), items, values, vectors)


def _postings(
    leaf: Any, schema: Schema, start: int, end: int
) -> Iterator[tuple[str, bytes, int, tuple[int, float, bytes]]]:
    for name, term in leaf.all_terms():
        if name not in schema:
            continue
        matcher = leaf.postings(name, term)
        if start and matcher.is_active():
            matcher.skip_to(start)
        while matcher.is_active() and matcher.id() < end:
            yield name, term, matcher.id(), (matcher.value_as("frequency"), matcher.weight(), matcher.value())
            matcher.next()


def _vector_items(leaf: Any, docnum: int, name: str) -> Iterator[tuple[bytes, int, float, bytes]]:
    matcher = leaf.vector(docnum, name)
    while matcher.is_active():
        yield matcher.id().encode(), int(matcher.value_as("frequency")), matcher.weight(), matcher.value()
        matcher.next()
