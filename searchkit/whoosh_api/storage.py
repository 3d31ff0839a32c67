"""Whoosh's storages, whose indexes are searchkit's.

from searchkit.engine import FileStorage, RamStorage     # in place of: from whoosh.filedb.filestore import ...
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from whoosh.fields import Schema, ensure_schema
from whoosh.filedb import filestore
from whoosh.index import EmptyIndexError

from searchkit.engine.lock import LOCK_NAME
from searchkit.engine.manifest import MANIFEST_NAME, SET_ASIDE, Manifest, is_ours
from searchkit.engine.store import Store, is_index
from searchkit.errors import FolderNotOurs, IndexMissing, SearchkitError
from searchkit.whoosh_api.index import DEFAULT_NAME, NativeIndex, ReadOnly
from searchkit.whoosh_api.schema_description import describe_schema, schema_from
from searchkit.whoosh_api.schema_layout import SchemaLayout
from searchkit.whoosh_api.writer import NativeWriter

_OURS: Final = "searchkit-"


class NoIndex(EmptyIndexError, IndexMissing):
    """There is no index of that name in the folder."""


class FileStorage(filestore.FileStorage):
    """A folder with indexes. With ``supports_mmap=False``, commits are read whole when they are opened."""

    def create_index(
        self, schema: Schema | type[Schema], indexname: str | None = None, indexclass: None = None
    ) -> NativeIndex:
        """Make an empty index. An index of the same name is emptied. Other files in the folder stay as they are.

        Raises FolderNotOurs if the folder holds an archive or an index of Whoosh's, and IndexIncompatible for a schema
        that cannot be stored. ``indexclass`` has no effect.
        """
        name = indexname or DEFAULT_NAME
        if self.readonly:
            raise ReadOnly(f"{self.folder} was opened for reading only", hint="open it without readonly=True")
        if holds_whooshs_own(self.folder, name) and not is_index(_place(self, name)):
            raise FolderNotOurs(f"{self.folder} holds an index of Whoosh's named {name!r}", hint=_IMPORT)
        return create_index(self, ensure_schema(schema), name)

    def open_index(
        self, indexname: str | None = None, schema: Schema | None = None, indexclass: None = None
    ) -> NativeIndex:
        """Open an index. Raises NoIndex (a subclass of Whoosh's EmptyIndexError), IndexDamaged or IndexIncompatible.

        ``schema`` takes the place of the schema that the index records, and the next commit records it. A schema with
        analyzers, functions or field types of your own must be given. ``indexclass`` has no effect.
        """
        name = indexname or DEFAULT_NAME
        folder = _place(self, name)
        if not is_index(folder):
            missing = f"Index {name!r} does not exist in {str(self.folder)!r}"
            if holds_whooshs_own(self.folder, name):
                raise NoIndex(f"{missing}; there is one of Whoosh's", hint=_IMPORT)
            raise NoIndex(missing)
        store = Store.open(folder, _checked, in_memory=not self.supports_mmap)
        return NativeIndex(store, self, name, schema)

    def index_exists(self, indexname: str | None = None) -> bool:
        """Whether there is an index of that name. An archive of articles does not count."""
        try:
            return Manifest.read(_place(self, indexname or DEFAULT_NAME)).schema.get("kind") == "whoosh"
        except SearchkitError:
            return False

    def clean(self, ignore: bool = False) -> None:
        """Remove all indexes. Files that are not searchkit's stay. Raises ReadOnly, and OSError unless ``ignore``."""
        if self.readonly:
            raise ReadOnly(f"{self.folder} was opened for reading only", hint="open it without readonly=True")
        for path in _index_files(self.folder):
            with contextlib.suppress(*([OSError] if ignore else [])):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink()

    def destroy(self) -> None:
        """Remove all indexes, and the folder if nothing else is in it."""
        self.clean()
        Path(self.folder, LOCK_NAME).unlink(missing_ok=True)
        if not self.list():
            os.rmdir(self.folder)


class RamStorage(FileStorage):
    """A storage that goes when the program drops it. Its indexes are files in a temporary folder."""

    def __init__(self) -> None:
        super().__init__(tempfile.mkdtemp(prefix="searchkit-ram-"))
        weakref.finalize(self, _remove, self.folder, os.getpid())

    def total_size(self) -> int:
        """The size of all files, in bytes."""
        return sum(self.file_length(name) for name in self.list())

    def destroy(self) -> None:
        """Remove the folder with everything in it."""
        _remove(self.folder, os.getpid())


def copy_to_ram(storage: FileStorage) -> RamStorage:
    """A copy of all indexes of a storage in a new one that goes with the program."""
    copy = RamStorage()
    for source in _index_files(storage.folder):
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, Path(copy.folder, source.name))
    return copy


_IMPORT: Final = "searchkit.engine.import_index(old folder, new folder) copies its documents"


def create_index(storage: FileStorage, schema: Schema, name: str) -> NativeIndex:
    """Make an empty index, also beside one of Whoosh's. An index of the same name is emptied."""
    folder = _place(storage, name)
    description = describe_schema(schema, own=True)
    copy = schema_from(description, schema)
    if not is_index(folder):
        store = Store.create(folder, description, _no_layout(), beside_others=True)
        return NativeIndex(store, storage, name, own=copy)
    store = Store.open(folder, _checked)
    with NativeWriter(_Emptied(store), start_over_with=copy):
        pass
    return NativeIndex(Store.open(folder, _checked), storage, name, own=copy)


def has_documents(storage: FileStorage, name: str) -> bool:
    """Whether there is an index of this name with documents in it. Raises IndexDamaged, IndexUnreadable."""
    folder = _place(storage, name)
    return is_index(folder) and bool(Manifest.read(folder).segments)


def holds_whooshs_own(folder: str | Path, name: str) -> bool:
    """Whether a folder holds an index that Whoosh itself made, of this name."""
    pattern = re.compile(rf"_{re.escape(name)}_[0-9]+\.toc")
    try:
        return any(pattern.fullmatch(found) for found in os.listdir(folder))
    except OSError:
        return False


def _index_files(folder: str) -> list[Path]:
    """The files and folders of all indexes in a folder. The lock stays where it is: another process may hold it."""
    found = sorted(Path(folder).iterdir())
    return [
        path
        for path in found
        if path.name == MANIFEST_NAME
        or is_ours(path.name)
        or (path.is_dir() and not path.is_symlink() and path.name.startswith(_OURS) and _is_of_an_index(path))
    ]


def _is_of_an_index(folder: Path) -> bool:
    return folder.name.startswith(SET_ASIDE) or is_index(folder)


class _Emptied:
    """An index whose schema a writer replaces, so that nobody needs the one before."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def copied_schema(self, description: Mapping[str, Any]) -> Schema:
        raise NotImplementedError

    def written(self, schema: Schema) -> None:
        pass


def _checked(description: Mapping[str, Any]) -> SchemaLayout:
    if description.get("kind") != "whoosh":
        raise FolderNotOurs("this index holds an archive of articles", hint="open it with searchkit.open")
    return _no_layout()


def _no_layout() -> SchemaLayout:
    """A layout without fields. A writer of Whoosh's makes one of its own schema before the first document."""
    return SchemaLayout(Schema())


def _place(storage: FileStorage, name: str) -> Path:
    folder = Path(storage.folder)
    if name == DEFAULT_NAME:
        return folder
    told = "".join(letter if re.match(r"[\w-]", letter) else quote(letter, safe="") for letter in str(name))
    return folder / f"{_OURS}{told.replace('.', '%2E')}"


def _remove(folder: str, process: int) -> None:
    if process == os.getpid():  # a forked child leaves its parent's folder
        shutil.rmtree(folder, ignore_errors=True)
