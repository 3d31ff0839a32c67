"""A reader of one commit: runs Whoosh queries and gives stored fields, columns and the terms of fields.

A snapshot sees its commit for as long as it is open, whatever writers do. It may be used from several threads; calls
take turns, because Whoosh's readers share the position in their files.
"""

from __future__ import annotations

import pickle
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from whoosh.collectors import Collector
from whoosh.fields import FieldType
from whoosh.query import Query
from whoosh.searching import Searcher

from searchkit.engine.scoring import Bm25
from searchkit.engine.store import Store, StoredIndex, open_commit
from searchkit.errors import IndexDamaged, IndexProblem, SearchkitError, UsageError

Match = tuple[int, float]
# What Whoosh's readers raise on bytes that make no sense.
_DAMAGE: Final = (pickle.UnpicklingError, struct.error, zlib.error, EOFError)


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term of a field and the number of documents that have it."""

    term: str
    documents: int


class Snapshot:
    """One commit of a store, open for reading until :meth:`close`. Raises IndexDamaged or IndexMissing."""

    def __init__(self, store: Store) -> None:
        manifest, self._storage = open_commit(store)
        self.revision = manifest.revision
        self.schema = store.schema
        self._turn = threading.RLock()
        self._closed = False
        with self._guard():
            self._reader = StoredIndex(self._storage, store.schema, manifest).reader()
            self._searcher = Searcher(self._reader, weighting=Bm25())
        self._columns: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        """How many documents there are."""
        with self._guard():
            return int(self._reader.doc_count())

    def matches(self, query: Query) -> list[Match]:
        """Every match of a query as (document number, score), in document order.

        Raises UsageError for a query that Whoosh cannot run on this schema.
        """
        with self._guard(), _runnable():
            collector = _EveryMatch()
            self._searcher.search_with_collector(query, collector)
            return collector.found

    def stored(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document."""
        with self._guard():
            return dict(self._searcher.stored_fields(docnum))

    def column(self, field: str) -> list[Any]:
        """The column of a field: a value for each document number (deleted ones included). Kept once it was read."""
        with self._guard():
            values = self._columns.get(field)
            if values is None:
                values = []
                for leaf, _ in self._reader.leaf_readers():
                    if leaf.has_column(field):
                        kind = self.schema[field]
                        values.extend(_value(kind, raw) for raw in leaf.column_reader(field, translate=False))
                    else:
                        values.extend([self.missing(field)] * leaf.doc_count_all())
                self._columns[field] = values
            return values

    def missing(self, field: str) -> Any:
        """What the column of a field holds for a document without a value."""
        kind = self.schema[field]
        return _value(kind, kind.column_type.default_value())

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        """The terms of a field of the schema that begin with ``prefix``, in order. Raises UsageError."""
        with self._guard():
            if field not in self.schema:
                raise UsageError(f"there is no field {field!r} in the schema")
            kind = self.schema[field]
            return [
                TermCount(str(kind.from_bytes(text)), self._reader.doc_frequency(field, text))
                for text in self._reader.expand_prefix(field, prefix)
            ]

    def query_terms(self, query: Query) -> dict[str, set[str]]:
        """The terms of each field that a query looks for, wildcards and the like spelled out."""
        found: dict[str, set[str]] = {}
        with self._guard(), _runnable():
            for field, text in query.existing_terms(self._reader, phrases=True, expand=True):
                term = self.schema[field].from_bytes(text) if isinstance(text, bytes) else text
                found.setdefault(field, set()).add(str(term))
        return found

    def close(self) -> None:
        """Let go of the commit's files."""
        with self._turn:
            if not self._closed:
                self._closed = True
                self._searcher.close()
                self._storage.close()

    @contextmanager
    def _guard(self) -> Iterator[None]:
        """One thread at a time, and whatever breaks inside a damaged file is told as damage."""
        with self._turn:
            if self._closed:
                raise IndexProblem("the index was closed, or refreshed since this search", hint="search again")
            try:
                yield
            except _DAMAGE as error:
                raise IndexDamaged(
                    f"a file of {self._storage.folder} cannot be read: {error}",
                    hint="index the sources again into another folder",
                ) from error


def _value(field: FieldType, raw: Any) -> Any:
    try:
        return field.from_column_value(raw)
    except (OverflowError, ValueError):  # the default of a column of dates is no date
        return None


@contextmanager
def _runnable() -> Iterator[None]:
    try:
        yield
    except (*_DAMAGE, SearchkitError, MemoryError):
        raise
    except Exception as error:  # Whoosh raises nearly anything, Exception itself included
        raise UsageError(f"Whoosh cannot run this query: {type(error).__name__}: {error}") from error


class _EveryMatch(Collector):
    """Collects every match with its score; nothing is skipped, so that totals and facets are exact."""

    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None:
        super().prepare(top_searcher, q, context)
        context.needs_current = True
        self.found: list[Match] = []

    def collect_matches(self) -> None:
        matcher, offset, add = self.matcher, self.offset, self.found.append
        is_active: Callable[[], bool] = matcher.is_active
        while is_active():
            add((offset + matcher.id(), matcher.score()))
            matcher.next()

    def collect(self, sub_docnum: int) -> None:
        raise AssertionError("every match is collected in one loop")

    def sort_key(self, sub_docnum: int) -> int:
        return sub_docnum
