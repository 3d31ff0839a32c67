"""An index of any Whoosh schema, made and used as with ``whoosh.index``.

    from searchkit.engine import create_in, open_dir, exists_in     # in place of: from whoosh.index import ...

Index, writer, searcher and results work as Whoosh's do, over native segments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from whoosh.fields import Schema, ensure_schema
from whoosh.index import EmptyIndexError, Index
from whoosh.reading import IndexReader

from searchkit.engine.manifest import MANIFEST_NAME
from searchkit.engine.store import Store, is_index, open_commit
from searchkit.errors import FolderNotOurs, IndexMissing, UsageError
from searchkit.whoosh_api.reader import reader_of
from searchkit.whoosh_api.schema_description import describe_schema, schema_from
from searchkit.whoosh_api.schema_layout import SchemaLayout
from searchkit.whoosh_api.searcher import NativeSearcher
from searchkit.whoosh_api.writer import NativeWriter

_DEFAULT_NAME: Final = "MAIN"


class NoIndex(EmptyIndexError, IndexMissing):
    """There is no index of that name in the folder."""


def create_in(dirname: str | Path, schema: Schema, indexname: str | None = None) -> NativeIndex:
    """Make an empty index in a folder. An index of the same name in it is emptied.

    Raises FolderNotOurs if the folder holds other files, and IndexIncompatible for a schema that cannot be stored.
    """
    schema = ensure_schema(schema)
    folder = _folder(dirname, indexname)
    description = describe_schema(schema)
    if is_index(folder):
        index = NativeIndex(Store.open(folder, _layout_of))
        with index.writer() as writer:
            writer.start_over(schema_from(description))
        return index
    return NativeIndex(Store.create(folder, description, SchemaLayout(schema_from(description))))


def open_dir(
    dirname: str | Path,
    indexname: str | None = None,
    readonly: bool = False,
    schema: Schema | None = None,
    *,
    in_memory: bool = False,
) -> NativeIndex:
    """Open an index. Raises NoIndex (a subclass of Whoosh's EmptyIndexError), IndexDamaged or IndexIncompatible.

    ``dirname`` is the folder, ``indexname`` the name of one of several indexes in it. Opening takes no lock, so
    """
    folder = _folder(dirname, indexname)
    if not is_index(folder):
        raise NoIndex(f"Index {indexname or _DEFAULT_NAME!r} does not exist in {str(dirname)!r}")
    return NativeIndex(Store.open(folder, _layout_of, in_memory=in_memory), schema)


def exists_in(dirname: str | Path, indexname: str | None = None) -> bool:
    """Whether :func:`open_dir` would find an index. An archive of articles does not count."""
    try:
        open_dir(dirname, indexname)
    except Exception:  # as in Whoosh, for any error
        return False
    return True


class NativeIndex(Index):
    """Whoosh's index object over a store."""

    def __init__(self, store: Store, schema: Schema | None = None) -> None:
        self.store = store
        self.indexname = _DEFAULT_NAME
        self._given_schema = schema
        self._known: tuple[Mapping[str, Any], Schema] | None = None

    def __repr__(self) -> str:
        return f"NativeIndex({str(self.store.folder)!r})"

    @property
    def schema(self) -> Schema:
        """The schema of the latest commit."""
        return self.schema_of(self.store.manifest().schema)

    def schema_of(self, description: Mapping[str, Any]) -> Schema:
        """The schema of a description. The object stays the same while the description does."""
        if self._given_schema is not None:
            return self._given_schema
        if self._known is None or self._known[0] != description:
            self._known = (description, schema_from(description))
        return self._known[1]

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

        Threads of the native module analyse documents, so ``procs`` has no effect.
        """
        return NativeWriter(self, **kwargs)


def _layout_of(description: Mapping[str, Any]) -> SchemaLayout:
    if description.get("kind") != "whoosh":
        raise FolderNotOurs("this index holds an archive of articles", hint="open it with searchkit.open")
    return SchemaLayout(schema_from(description))


def _folder(dirname: str | Path, indexname: str | None) -> Path:
    folder = Path(dirname)
    if indexname in (None, _DEFAULT_NAME):
        return folder
    if not re.fullmatch(r"\w[\w-]*", str(indexname)):
        raise UsageError(f"{indexname!r} is not a valid name for an index", hint="use letters, digits, - and _")
    return folder / f"searchkit-{indexname}"
