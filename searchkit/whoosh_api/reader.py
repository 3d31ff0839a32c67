"""Whoosh's reader and posting matcher over a native segment, for all parts of Whoosh that read an index.

A reader is a segment, a schema and the documents deleted since the segment was written. Any number of readers may share
a segment. Closing a reader closes nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from typing import Any, Final

from whoosh.codec.base import Automata, EmptyCursor
from whoosh.columns import Column, MultiColumnReader, TranslatingColumnReader
from whoosh.fields import FieldType, Schema
from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ListMatcher, NullMatcher, ReadTooFar
from whoosh.reading import EmptyReader, IndexReader, MultiReader, ReaderClosed, TermInfo, TermNotFound

from searchkit import _native
from searchkit.engine.native_errors import native_errors_as_ours, with_our_errors
from searchkit.engine.search import Leaf
from searchkit.errors import IndexDamaged, UsageError
from searchkit.whoosh_api.alike_words import AlikeWords
from searchkit.whoosh_api.column_values import NativeColumn, column_coding, sortable_column
from searchkit.whoosh_api.posting_values import Occurrence, decoded, encoded, from_payload
from searchkit.whoosh_api.schema_layout import unpack_vector, vector_column
from searchkit.whoosh_api.stored_values import from_json

# Faster to ask than an empty set of deletes.
_NONE: Final[Container[int]] = ()


class NativeReader(IndexReader):
    """Whoosh's reader of one segment."""

    def __init__(
        self, segment: _native.Segment, schema: Schema, deleted: _native.Deletes | None, generation: int | None = None
    ) -> None:
        self.schema = schema
        self.is_closed = False
        self._deletes = deleted
        self._native = segment
        self._generation = generation
        self._count = segment.doc_count
        self._columns = {*segment.number_columns(), *segment.keyword_columns()}
        self._fields = {field.name: field for field in segment.fields()}

    def __repr__(self) -> str:
        return f"NativeReader({self._count} documents, {self.deleted_count()} deleted)"

    @with_our_errors
    def __contains__(self, term: Any) -> bool:
        fieldname, text = term
        field = self._field(fieldname)
        if field is None or fieldname not in self.schema:
            return False
        return field.term(self._text_to_bytes(fieldname, text)) is not None

    @property
    def leaf(self) -> Leaf:
        """The segment with its deleted documents."""
        return self.native, self._deletes

    @property
    def native(self) -> _native.Segment:
        """The segment."""
        if self.is_closed:
            raise ReaderClosed
        return self._native

    def close(self) -> None:
        self.is_closed = True

    def generation(self) -> int | None:
        return self._generation

    def codec(self) -> Any:
        """Raise UsageError: there is no codec. In Whoosh, only ``sorting.add_sortable`` asks for it."""
        raise UsageError(
            "whoosh.sorting.add_sortable writes Whoosh's own files", hint="call searchkit.engine.add_sortable instead"
        )

    def _field(self, fieldname: str) -> _native.Field | None:
        if self.is_closed:
            raise ReaderClosed
        return self._fields.get(fieldname)

    def _indexed(self, fieldname: str) -> _native.Field | None:
        field = self._field(fieldname)
        if fieldname not in self.schema:
            raise TermNotFound(f"No field {fieldname!r}")
        if self.schema[fieldname].format is None:
            raise TermNotFound(f"Field {fieldname!r} is not indexed")
        return field

    # --- Terms

    def indexed_field_names(self) -> list[str]:
        return [name for name in sorted(self._fields) if name in self.schema]

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            for text in self._terms(name, b""):
                yield name, text

    def _terms(self, fieldname: str, start: bytes) -> Iterator[bytes]:
        field = self._field(fieldname)
        if field is None:
            return
        with native_errors_as_ours():
            cursor = field.terms(start)
            while (term := cursor.term) is not None:
                yield term
                cursor.next()

    def terms_from(self, fieldname: str, prefix: str | bytes) -> Iterator[tuple[str, bytes]]:
        self._indexed(fieldname)
        start = self._text_to_bytes(fieldname, prefix)
        return self._terms_from(fieldname, start)

    def _terms_from(self, fieldname: str, start: bytes) -> Iterator[tuple[str, bytes]]:
        for text in self._terms(fieldname, start):
            yield fieldname, text
        for name in self.indexed_field_names():
            if name > fieldname:
                for text in self._terms(name, b""):
                    yield name, text

    def expand_prefix(self, fieldname: str, prefix: str | bytes) -> Iterator[bytes]:
        self._indexed(fieldname)
        start = self._text_to_bytes(fieldname, prefix)
        for text in self._terms(fieldname, start):
            if not text.startswith(start):
                return
            yield text

    def lexicon(self, fieldname: str) -> Iterator[bytes]:
        self._indexed(fieldname)
        return self._terms(fieldname, b"")

    @with_our_errors
    def _stats(self, fieldname: str, text: str | bytes) -> _native.TermStats | None:
        field = self._indexed(fieldname)
        return None if field is None else field.term(self._text_to_bytes(fieldname, text))

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        stats = self._stats(fieldname, text)
        if stats is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return _term_info(stats)

    def frequency(self, fieldname: str, text: str | bytes) -> float:
        stats = self._stats(fieldname, text)
        return 0 if stats is None else stats.weight

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        stats = self._stats(fieldname, text)
        return 0 if stats is None else stats.df

    def cursor(self, fieldname: str) -> Any:
        field = self._field(fieldname)
        return EmptyCursor() if field is None else NativeCursor(field, self.schema[fieldname])

    @with_our_errors
    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Iterator[str]:
        cursor = self.cursor(self.schema[fieldname].spelling_fieldname(fieldname))
        found: Iterator[str] = Automata().terms_within(cursor, text, maxdist, prefix)
        return found

    def corrector(self, fieldname: str) -> AlikeWords:
        return AlikeWords(self, fieldname, self.schema[fieldname])

    @with_our_errors
    def postings(self, fieldname: str, text: str | bytes, scorer: Any = None) -> NativeMatcher:
        if fieldname not in self.schema:
            raise TermNotFound(f"No field {fieldname!r}")
        field = self._field(fieldname)
        term = self._text_to_bytes(fieldname, text)
        if field is None or field.term(term) is None:
            raise TermNotFound(f"{fieldname}:{text!r}")
        return NativeMatcher(field, (fieldname, term), self.schema[fieldname].format, self._deletes, scorer)

    # --- Documents

    def doc_count_all(self) -> int:
        if self.is_closed:
            raise ReaderClosed
        return self._count

    def doc_count(self) -> int:
        return self.doc_count_all() - self.deleted_count()

    def has_deletions(self) -> bool:
        return self.deleted_count() > 0

    def deleted_count(self) -> int:
        """How many documents are deleted."""
        return 0 if self._deletes is None else len(self._deletes)

    def is_deleted(self, docnum: int) -> bool:
        return self._deletes is not None and docnum in self._deletes

    @with_our_errors
    def stored_fields(self, docnum: int) -> dict[str, Any]:
        fields = from_json(self.native.stored(docnum))
        return {name: value for name, value in fields.items() if name in self.schema}

    def field_length(self, fieldname: str) -> int:
        field = self._scored(fieldname)
        return 0 if field is None else field.total_length

    def min_field_length(self, fieldname: str) -> int:
        field = self._scored(fieldname)
        return 0 if field is None else field.min_length

    def max_field_length(self, fieldname: str) -> int:
        field = self._scored(fieldname)
        return 0 if field is None else field.max_length

    @with_our_errors
    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        field = self._scored(fieldname)
        return default if field is None else field.length(docnum)

    def _scored(self, fieldname: str) -> _native.Field | None:
        """Only scorable fields have lengths."""
        field = self._field(fieldname)
        return field if fieldname in self.schema and self.schema[fieldname].scorable else None

    @with_our_errors
    def has_vector(self, docnum: int, fieldname: str) -> bool:
        name = vector_column(fieldname)
        return name in self._columns and bool(self.native.keywords(name, docnum))

    @with_our_errors
    def vector(self, docnum: int, fieldname: str, format_: Format | None = None) -> Any:
        if fieldname not in self.schema:
            raise TermNotFound(f"No field {fieldname!r}")
        form = format_ or self.schema[fieldname].vector
        if not form:
            raise Exception(f"No vectors are stored for field {fieldname!r}")
        values = self.native.keywords(vector_column(fieldname), docnum) if self.has_vector(docnum, fieldname) else []
        if not values:
            return NullMatcher()
        try:
            items = unpack_vector(values[0])
            payloads = [
                encoded(form, freq, from_payload(form, positions or [], data)) for _, freq, _, positions, data in items
            ]
            return ListMatcher([t.decode() for t, *_ in items], [item[2] for item in items], payloads, format=form)
        except ValueError as error:
            raise IndexDamaged(f"a term vector of field {fieldname!r} cannot be read: {error}") from error

    # --- Columns

    def has_column(self, fieldname: str) -> bool:
        return bool(self.schema[fieldname].column_type) and sortable_column(fieldname) in self._columns

    def column_reader(
        self, fieldname: str, column: Column | None = None, reverse: bool = False, translate: bool = True
    ) -> Any:
        field = self.schema[fieldname]
        kind = field.column_type or column
        if not kind:
            raise Exception(f"No column for field {fieldname!r} in {self!r}")
        name = sortable_column(fieldname)
        reader = NativeColumn(self.native if name in self._columns else None, name, column_coding(kind), self._count)
        if reverse:
            reader.set_reverse()
        return TranslatingColumnReader(reader, field.from_column_value) if translate else reader


class NativeMultiReader(MultiReader):
    """Several segments as one. Some methods go segment by segment, because Whoosh's own are wrong or slow."""

    def terms_within(self, fieldname: str, text: str, maxdist: int, prefix: int = 0) -> Iterator[str]:
        found: set[str] = set()
        for reader in self.readers:
            found.update(reader.terms_within(fieldname, text, maxdist, prefix))
        return iter(sorted(found))

    def corrector(self, fieldname: str) -> AlikeWords:
        return AlikeWords(self, fieldname, self.schema[fieldname])

    def cursor(self, fieldname: str) -> Any:
        return MultiCursor([reader.cursor(fieldname) for reader in self.readers])

    def vector(self, docnum: int, fieldname: str, format_: Format | None = None) -> Any:
        number, local = self._segment_and_docnum(docnum)
        return self.readers[number].vector(local, fieldname, format_)

    def column_reader(
        self, fieldname: str, column: Column | None = None, reverse: bool = False, translate: bool = True
    ) -> Any:
        # Whoosh's own skips segments without the column, and so returns wrong values for their documents.
        readers = [r.column_reader(fieldname, column, reverse, translate) for r in self.readers]
        return MultiColumnReader(readers, self.doc_offsets)

    def close(self) -> None:
        for reader in self.readers:
            reader.close()
        self.is_closed = True


class NativeCursor:
    """Whoosh's cursor over the terms of a field."""

    def __init__(self, field: _native.Field, kind: FieldType) -> None:
        self._field = field
        self._kind = kind
        self._cursor = field.terms()

    @with_our_errors
    def first(self) -> Any:
        self._cursor = self._field.terms()
        return self.text()

    @with_our_errors
    def find(self, term: str | bytes) -> Any:
        self._cursor.seek(term if isinstance(term, bytes) else self._kind.to_bytes(term))
        return self.text()

    @with_our_errors
    def next(self) -> Any:
        self._cursor.next()
        return self.text()

    def text(self) -> Any:
        term = self._cursor.term
        return None if term is None else self._kind.from_bytes(term)

    term = text

    @with_our_errors
    def term_info(self) -> TermInfo | None:
        term = self._cursor.term
        stats = None if term is None else self._field.term(term)
        return None if stats is None else _term_info(stats)

    def is_valid(self) -> bool:
        return self._cursor.term is not None


class MultiCursor:
    """The terms of a field in several segments, each once and in order."""

    def __init__(self, cursors: Sequence[Any]) -> None:
        self._cursors = [cursor for cursor in cursors if cursor.is_valid()]

    def first(self) -> Any:
        for cursor in self._cursors:
            cursor.first()
        return self.text()

    def find(self, term: str | bytes) -> Any:
        for cursor in self._cursors:
            cursor.find(term)
        return self.text()

    def next(self) -> Any:
        now = self.text()
        for cursor in self._cursors:
            if cursor.text() == now:
                cursor.next()
        return self.text()

    def text(self) -> Any:
        return min((cursor.text() for cursor in self._cursors if cursor.is_valid()), default=None)

    term = text

    def term_info(self) -> TermInfo | None:
        now = self.text()
        infos = [cursor.term_info() for cursor in self._cursors if cursor.is_valid() and cursor.text() == now]
        if not infos:
            return None
        return TermInfo(
            sum(info.weight() for info in infos),
            sum(info.doc_frequency() for info in infos),
            min(info.min_length() for info in infos),
            max(info.max_length() for info in infos),
            max(info.max_weight() for info in infos),
        )

    def is_valid(self) -> bool:
        return any(cursor.is_valid() for cursor in self._cursors)


class NativeMatcher(LeafMatcher):
    """Whoosh's matcher over the postings of one term in one segment, without deleted documents."""

    def __init__(
        self,
        field: _native.Field,
        term: tuple[str, bytes],
        form: Format,
        deleted: _native.Deletes | None = None,
        scorer: Any = None,
    ) -> None:
        self._field = field
        self._term = term
        self.format = form
        self.scorer = scorer
        self._deletes = deleted
        self._deleted = deleted or _NONE
        self._greatest: float | None = None
        self.reset()

    @with_our_errors
    def reset(self) -> None:
        cursor = self._field.postings(self._term[1])
        if cursor is None:
            raise TermNotFound(f"{self._term[0]}:{self._term[1]!r}")
        self._cursor = cursor
        self._id = cursor.doc
        self._pass_deleted()

    def _pass_deleted(self) -> None:
        while self._id in self._deleted:
            self._cursor.next()
            self._id = self._cursor.doc

    @with_our_errors
    def copy(self) -> NativeMatcher:
        twin = NativeMatcher(self._field, self._term, self.format, self._deletes, self.scorer)
        if self._id < 0:
            twin._id = -1
        else:
            twin._cursor.skip_to(self._id)
            twin._id = self._id
        return twin

    def is_active(self) -> bool:
        return self._id >= 0

    def id(self) -> int:
        return self._id

    @with_our_errors
    def next(self) -> bool:
        if self._id < 0:
            raise ReadTooFar
        self._cursor.next()
        self._id = self._cursor.doc
        if self._id in self._deleted:
            self._pass_deleted()
        return False

    @with_our_errors
    def skip_to(self, id: int) -> bool:
        if self._id < 0:
            raise ReadTooFar
        if id > self._id:
            self._cursor.skip_to(id)
            self._id = self._cursor.doc
            self._pass_deleted()
        return False

    @with_our_errors
    def all_ids(self) -> Iterator[int]:
        if self._id < 0:
            return iter(())
        docs = self._cursor.all_docs()
        return iter([doc for doc in docs if doc not in self._deleted] if self._deleted else docs)

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        while self._id >= 0:
            yield self._id, self.value()
            self.next()

    def items_as(self, astype: str) -> Iterator[tuple[int, Any]]:
        while self._id >= 0:
            yield self._id, self.value_as(astype)
            self.next()

    @with_our_errors
    def weight(self) -> float:
        return self._cursor.weight

    @with_our_errors
    def value(self) -> bytes:
        return encoded(self.format, self._cursor.freq, self._occurrences())

    @with_our_errors
    def value_as(self, astype: str) -> Any:
        if astype == "frequency":
            return self._cursor.freq
        if astype == "weight":
            return self._cursor.weight
        if astype == "positions" and self.format.supports(astype):
            return self._cursor.positions()
        return decoded(self.format, astype, self._cursor.freq, self._cursor.weight, self._occurrences())

    def _occurrences(self) -> list[Occurrence]:
        if not self._field.has_positions:
            return []
        payload = self._cursor.payload() if self._field.has_payloads else b""
        try:
            return from_payload(self.format, self._cursor.positions(), payload)
        except ValueError as error:
            raise IndexDamaged(f"a posting of field {self._term[0]!r} cannot be read: {error}") from error

    def supports_block_quality(self) -> bool:
        return bool(self.scorer) and self.scorer.supports_block_quality()

    def max_quality(self) -> float:
        try:
            return float(super().max_quality())
        except NotImplementedError:  # Whoosh asks any formula, and some have no bound
            return math.inf

    @with_our_errors
    def block_max_id(self) -> int:
        return self._cursor.block_max()[0]

    @with_our_errors
    def block_min_length(self) -> int:
        # Whoosh asks at the end, too, where there is no block.
        return self._cursor.block_max()[1] if self._id >= 0 else max(self._field.min_length, 1)

    def block_max_length(self) -> int:
        return self._field.max_length

    @with_our_errors
    def block_max_weight(self) -> float:
        if not self._field.has_payloads:
            return self._cursor.block_max()[2]
        if self._greatest is None:  # blocks know frequencies only, and weights may be greater
            stats = self._field.term(self._term[1])
            self._greatest = 0.0 if stats is None else stats.max_weight
        return self._greatest

    @with_our_errors
    def skip_to_quality(self, minquality: float) -> int:
        """Skip blocks that hold nothing better than this. Returns how many."""
        skipped = 0
        while self._id >= 0 and self.block_quality() <= minquality:
            self.skip_to(self._cursor.block_max()[0] + 1)
            skipped += 1
        return skipped


def _term_info(stats: _native.TermStats) -> TermInfo:
    return TermInfo(
        stats.weight, stats.df, stats.min_length, stats.max_length, stats.max_weight, stats.first_doc, stats.last_doc
    )


class NothingReader(EmptyReader):
    """Whoosh's reader of an index without segments."""

    def __init__(self, schema: Schema, generation: int) -> None:
        super().__init__(schema)
        self._generation = generation

    def generation(self) -> int:
        return self._generation

    def has_column(self, fieldname: str) -> bool:
        return False


def reader_of(schema: Schema, leaves: Sequence[Leaf], revision: int) -> IndexReader:
    """Whoosh's reader of some segments with their deleted documents."""
    readers = [NativeReader(segment, schema, deleted, revision) for segment, deleted in leaves]
    if not readers:
        return NothingReader(schema, revision)
    return readers[0] if len(readers) == 1 else NativeMultiReader(readers, revision)
