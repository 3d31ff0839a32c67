"""Whoosh's index object over a store: its schema, its readers, its searchers and its writers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from whoosh.fields import Schema, ensure_schema
from whoosh.filedb.filestore import ReadOnlyError
from whoosh.index import Index
from whoosh.reading import IndexReader

from searchkit.base.regular_file import read_file
from searchkit.engine.manifest import MANIFEST_NAME
from searchkit.engine.store import Store, open_commit
from searchkit.errors import UsageError
from searchkit.whoosh_api.reader import reader_of
from searchkit.whoosh_api.schema_description import check_own_parts, describe_schema, schema_from
from searchkit.whoosh_api.searcher import NativeSearcher
from searchkit.whoosh_api.writer import NativeWriter

DEFAULT_NAME: Final = "MAIN"


class ReadOnly(ReadOnlyError, UsageError):
    """The storage was opened for reading only."""


class NativeIndex(Index):
    """Whoosh's index object over a store.

    ``storage`` is the one that made or opened it. ``schema`` takes the place of the schema that the index records. The
    parts of a schema that are not Whoosh's are taken from ``own``. Raises IndexIncompatible if they are missing, or not
    those that the index names.
    """

    def __init__(
        self,
        store: Store,
        storage: Any,
        indexname: str = DEFAULT_NAME,
        schema: Schema | None = None,
        own: Schema | None = None,
    ) -> None:
        self.store = store
        self.storage = storage
        self.indexname = indexname
        self._given_schema = None if schema is None else ensure_schema(schema)
        self._own = own
        self._known: tuple[Mapping[str, Any], Schema] | None = None
        if self._given_schema is not None:
            check_own_parts(store.description, self._given_schema)
        self.schema_of(store.description)

    def __repr__(self) -> str:
        return f"NativeIndex({str(self.store.folder)!r})"

    @property
    def schema(self) -> Schema:
        """The schema of the latest commit, or the one that the program gave."""
        return self.schema_of(self.store.manifest().schema)

    def _current_schema(self) -> Schema:
        """The schema, by the name that it also has in Whoosh."""
        return self.schema

    def schema_of(self, description: Mapping[str, Any]) -> Schema:
        """The schema of a description. The object stays the same while the description does."""
        if self._given_schema is not None:
            return self._given_schema
        if self._known is None or self._known[0] != description:
            self._known = (description, schema_from(description, self._own))
        return self._known[1]

    def copied_schema(self, description: Mapping[str, Any]) -> Schema:
        """The schema for a writer, which may change it."""
        schema = self.schema_of(description)
        return schema_from(describe_schema(schema, own=True), schema)

    def written(self, schema: Schema) -> None:
        """Take over the schema that a writer committed, with the parts of it that the index only names."""
        self._own = schema
        if self._given_schema is not None:
            self._given_schema = schema

    @property
    def release(self) -> tuple[int, ...]:
        """The version of searchkit that made the latest commit, as numbers."""
        return tuple(int(number) for number in re.findall(r"\d+", str(self._recorded("searchkit")))[:3])

    @property
    def version(self) -> int:
        """The version of the format on disk. It has nothing to do with Whoosh's."""
        return int(self._recorded("version"))

    def _recorded(self, key: str) -> Any:
        self.store.manifest()  # checks it
        return json.loads(read_file(self.store.folder / MANIFEST_NAME))[key]

    def lock(self, name: str) -> Any:
        """Raise UsageError: Whoosh's own writers ask for it, and cannot write here."""
        raise UsageError("Whoosh's own writers write Whoosh's files", hint="call index.writer(), also with procs=4")

    def latest_generation(self) -> int:
        return self.store.manifest().revision

    def last_modified(self) -> float:
        return (self.store.folder / MANIFEST_NAME).stat().st_mtime

    def is_empty(self) -> bool:
        return not self.store.manifest().segments

    def refresh(self) -> NativeIndex:
        return self

    def up_to_date(self) -> bool:
        return True

    def optimize(self, **kwargs: Any) -> None:
        """Merge all segments into one without deleted documents."""
        self.writer(**kwargs).commit(optimize=True)

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """A reader of the latest commit. ``reuse`` has no effect: readers always share segments."""
        commit = open_commit(self.store)
        return reader_of(self.schema_of(commit.description), commit.leaves, commit.revision)

    def searcher(self, **kwargs: Any) -> NativeSearcher:
        return NativeSearcher(self.reader(), fromindex=self, **kwargs)

    def writer(self, procs: int = 1, **kwargs: Any) -> NativeWriter:
        """A writer. Raises whoosh.index.LockError if another one is still open after ``timeout`` seconds.

        Threads of the native module analyse documents, so ``procs`` has no effect. Raises ReadOnly if the index was
        opened for reading only.
        """
        if self.storage.readonly:
            raise ReadOnly(f"{self.store.folder} was opened for reading only", hint="open it without readonly=True")
        return NativeWriter(self, **kwargs)
