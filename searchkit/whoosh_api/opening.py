"""The functions of ``whoosh.index`` that make and open indexes.

    from searchkit.engine import create_in, open_dir, exists_in     # in place of: from whoosh.index import ...

Index, writer, searcher and results work as Whoosh's do, over native segments.
"""

from __future__ import annotations

import os
from pathlib import Path

from whoosh.fields import Schema

from searchkit.whoosh_api.index import NativeIndex
from searchkit.whoosh_api.storage import FileStorage


def create_in(dirname: str | Path, schema: Schema | type[Schema], indexname: str | None = None) -> NativeIndex:
    """Make an empty index in a folder. An index of the same name in it is emptied. Other files stay as they are.

    Raises FolderNotOurs if the folder holds an archive or an index of Whoosh's, and IndexIncompatible for a schema that
    cannot be stored.
    """
    return FileStorage(os.fspath(dirname)).create_index(schema, indexname)


def open_dir(
    dirname: str | Path,
    indexname: str | None = None,
    readonly: bool = False,
    schema: Schema | None = None,
    *,
    in_memory: bool = False,
) -> NativeIndex:
    """Open an index. Raises NoIndex (a subclass of Whoosh's EmptyIndexError), IndexDamaged or IndexIncompatible.

    ``dirname`` is the folder, ``indexname`` the name of one of several indexes in it. With ``readonly``, a writer is
    refused. ``schema`` takes the place of the schema that the index records, and the next commit records it. A schema
    with analyzers, functions or field types of your own must be given: the index only names them, and they must have
    the names that it has. With ``in_memory``, commits are read whole when they are opened.
    """
    storage = FileStorage(os.fspath(dirname), supports_mmap=not in_memory, readonly=readonly)
    return storage.open_index(indexname, schema)


def exists_in(dirname: str | Path, indexname: str | None = None) -> bool:
    """Whether there is an index of that name in a folder. An archive of articles does not count."""
    return FileStorage(os.fspath(dirname)).index_exists(indexname)


def exists(storage: FileStorage, indexname: str | None = None) -> bool:
    """Whether there is an index of that name in a storage."""
    return storage.index_exists(indexname)


def version_in(dirname: str | Path, indexname: str | None = None) -> tuple[tuple[int, ...], int]:
    """The version of searchkit that made the latest commit, and that of the format. Raises as :func:`open_dir`."""
    return version(FileStorage(os.fspath(dirname)), indexname)


def version(storage: FileStorage, indexname: str | None = None) -> tuple[tuple[int, ...], int]:
    """As :func:`version_in`, of an index in a storage."""
    index = storage.open_index(indexname)
    return index.release, index.version
