"""Whoosh's writer over that of the engine: documents of any schema, updates, deletions, groups, schema changes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from whoosh import writing
from whoosh.columns import Column
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.index import LockError
from whoosh.reading import IndexReader
from whoosh.writing import IndexingError, IndexWriter

from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import IndexLocked
from searchkit.whoosh_api.copied_documents import CopiedDocument, copied_documents
from searchkit.whoosh_api.schema_description import describe_schema
from searchkit.whoosh_api.schema_layout import SchemaLayout

if TYPE_CHECKING:
    from searchkit.whoosh_api.searcher import NativeSearcher


class Busy(LockError, IndexLocked):
    """Another writer is open."""


class InStore(Protocol):
    """What a writer needs of its index."""

    @property
    def store(self) -> Store: ...

    def copied_schema(self, description: Mapping[str, Any]) -> Schema: ...

    def written(self, schema: Schema) -> None: ...


class NativeWriter(IndexWriter):
    """Whoosh's writer. Holds the index's lock until it commits or is cancelled."""

    def __init__(
        self,
        index: InStore,
        timeout: float = 0.0,
        delay: float = 0.1,
        limitmb: int = 128,
        *,
        start_over_with: Schema | None = None,
        **kwargs: Any,
    ) -> None:
        """With ``start_over_with``, delete every document and take another schema."""
        self.index = index
        self.is_closed = False
        self.merge = True
        self.optimize = False
        self.mergetype: Any = None
        self._writer = _opened(index, timeout, delay, limitmb)
        self._description = index.store.manifest().schema
        try:
            self.schema = self._first_schema(start_over_with)
        except BaseException:
            self._writer.close()
            raise
        self._layout: SchemaLayout | None = None
        self._new_columns: dict[str, list[Any]] = {}
        self._group: list[dict[str, Any]] | None = None
        # Documents of the last commit that were deleted before this writer began.
        self._deleted_before = [segment.deleted.copy() for segment in self._writer.committed_segments]

    def __del__(self) -> None:
        """A writer that the program lost, as in an exception, lets the next one in."""
        if not getattr(self, "is_closed", True) and hasattr(self, "_writer"):
            with contextlib.suppress(Exception):  # whatever is left of the program by now
                self._finish()

    def _first_schema(self, start_over_with: Schema | None) -> Schema:
        if start_over_with is None:
            return self.index.copied_schema(self._description)
        self.mergetype = writing.CLEAR
        return start_over_with

    @property
    def storage(self) -> Any:
        """The storage of the index."""
        return getattr(self.index, "storage", None)

    def __repr__(self) -> str:
        return f"NativeWriter({str(self.index.store.folder)!r})"

    def _check(self) -> None:
        if self.is_closed:
            raise IndexingError("This writer is closed")

    # --- The schema

    def add_field(self, fieldname: str, fieldtype: FieldType | type, **kwargs: Any) -> None:
        self._check_unchanged()
        super().add_field(fieldname, fieldtype, **kwargs)
        describe_schema(self.schema, own=True)

    def remove_field(self, fieldname: str, **kwargs: Any) -> None:
        self._check_unchanged()
        super().remove_field(fieldname, **kwargs)

    def _check_unchanged(self) -> None:
        self._check()
        if self._layout is not None:
            raise Exception("Can't modify schema after adding data to writer")

    # --- Documents

    def add_document(self, **fields: Any) -> None:
        self._check()
        if self._group is not None:
            self._layouted().document(fields)  # so that an error in it is raised here
            self._group.append(fields)
        else:
            self._add([fields])

    def _layouted(self) -> SchemaLayout:
        if self._layout is None:
            self._layout = SchemaLayout(self.schema)
        return self._layout

    def _add(self, documents: list[dict[str, Any]]) -> None:
        layout = self._layouted()
        self._add_made(lambda: [layout.document(fields) for fields in documents])

    def _add_made(self, make: Callable[[], list[tuple[Any, ...]]]) -> None:
        """Add documents next to each other. If one of them changes the layout, all are made again."""
        layout = self._layouted()
        version = layout.version
        made = make()
        if layout.version != version and len(made) > 1:
            made = make()
        self._writer.use(layout)
        self._writer.add_together(made)

    def start_group(self) -> None:
        self._check()
        self._group = []

    def end_group(self) -> None:
        group, self._group = self._group, None
        if group:
            self._add(group)

    def update_document(self, **fields: Any) -> None:
        """Add a document. It replaces those with the same value of a unique field.

        Unlike in Whoosh, that includes documents that this writer added before, except in the same group.
        """
        self._check()
        layout = self._layouted()
        made = layout.document(fields)
        self._writer.use(layout)
        keys = [
            (name, layout.term(name, fields[name])) for name in self._unique_fields(fields) if fields[name] is not None
        ]
        if self._group is None:
            self._writer.add_values(made, keys)
        else:
            for name, _ in keys:
                self._writer.delete(name, fields[name])
            self._group.append(fields)

    def add_reader(self, reader: IndexReader) -> None:
        """Add the documents of any Whoosh reader."""
        self._check()
        for documents in copied_documents(reader, self.schema):
            self.add_copied(documents)

    def add_copied(self, documents: list[CopiedDocument]) -> None:
        layout = self._layouted()
        self._add_made(lambda: [layout.copied(*document[1:]) for document in documents])

    def add_column(self, fieldname: str, column: Column, values: Sequence[Any]) -> None:
        """Give a field a column, with a value or None for each document of the last commit, by its number.

        A field that is not in the schema is added. The commit writes all documents again. Raises IndexIncompatible for
        a column that cannot be stored.
        """
        self._check_unchanged()
        if fieldname not in self.schema:
            self.schema.add(fieldname, COLUMN(column))
        field = self.schema[fieldname]
        field.column_type = column
        describe_schema(self.schema, own=True)
        self._new_columns[fieldname] = [None if value is None else field.to_column_value(value) for value in values]

    def _write_columns(self) -> None:
        """Write the documents of the last commit again, with their new columns."""
        for documents in copied_documents(self.reader(), self.schema):
            for document in documents:
                for fieldname, values in self._new_columns.items():
                    if values[document.docnum] is not None:
                        document.columns[fieldname] = values[document.docnum]
            self.add_copied(documents)
        self._writer.delete_committed()

    # --- Deleting

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document of the last commit by its number."""
        self._check()
        if not 0 <= docnum < self._writer.doc_count_all():
            raise IndexingError(f"No document ID {docnum!r} in this index")
        if delete or not self._was_deleted(docnum):
            self._writer.delete_doc(docnum, delete)

    def _was_deleted(self, docnum: int) -> bool:
        """Whether a document was already deleted in the last commit."""
        for before in self._deleted_before:
            if docnum < before.doc_count:
                return docnum in before
            docnum -= before.doc_count
        return False

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document of the last commit is deleted, by this writer or before."""
        return bool(self.reader().is_deleted(docnum))

    def has_deletions(self) -> bool:
        """Whether any document of the last commit is deleted."""
        return bool(self.reader().has_deletions())

    def reader(self, **kwargs: Any) -> IndexReader:
        """A reader of the last commit, without documents that this writer has deleted."""
        from searchkit.whoosh_api.reader import reader_of

        self._check()
        leaves = [segment.leaf for segment in self._writer.committed_segments]
        return reader_of(self.schema, leaves, self._writer.revision)

    def searcher(self, **kwargs: Any) -> NativeSearcher:
        from searchkit.whoosh_api.searcher import NativeSearcher

        return NativeSearcher(self.reader(), fromindex=self.index, **kwargs)

    # --- The end

    def commit(self, mergetype: Any = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """Make all changes visible, and close.

        The merge policies CLEAR, OPTIMIZE and NO_MERGE work as in Whoosh. Any other means that of searchkit, which
        merges segments of similar size.
        """
        self._check()
        if self._group:
            self.end_group()
        mergetype = self.mergetype if mergetype is None else mergetype
        optimize = self.optimize if optimize is None else optimize
        merge = self.merge if merge is None else merge
        description = describe_schema(self.schema, own=True)
        try:
            if self._new_columns:
                self._write_columns()
            if description != self._description:
                self._writer.use(self._layouted(), description)
            if mergetype is writing.CLEAR:
                self._writer.delete_committed()
            if mergetype is writing.OPTIMIZE or (mergetype is None and optimize):
                self._writer.commit(merge=False)
                self._writer.optimize()
            else:
                self._writer.commit(merge=merge and mergetype is not writing.NO_MERGE)
            self.index.written(self.schema)
        finally:
            self._finish()

    def cancel(self) -> None:
        """Forget everything, and close."""
        self._check()
        try:
            self._writer.cancel()
        finally:
            self._finish()

    def _finish(self) -> None:
        self.is_closed = True
        self._writer.close()


def _opened(index: InStore, timeout: float, delay: float, limitmb: int) -> Writer:
    until = time.monotonic() + timeout
    while True:
        try:
            return Writer(index.store, budget=max(limitmb, 16) << 20)
        except IndexLocked as error:
            if time.monotonic() >= until:
                raise Busy(error.message, hint=error.hint) from error
            time.sleep(delay)
