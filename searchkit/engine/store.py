"""An index folder: made, opened, read through snapshots and changed through one writer at a time.

The store knows any Whoosh schema and nothing of articles. Which schema an index has stands in its manifest as a small
description that the caller chose; for a schema of an embedder it is the schema itself.
"""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from whoosh.columns import PickleColumn
from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex

from searchkit.engine.codec import SEGMENT_PREFIX, segment_of
from searchkit.engine.manifest import MANIFEST_NAME, Manifest
from searchkit.engine.plain_data import loads_schema
from searchkit.engine.storage import SegmentStorage
from searchkit.errors import FolderNotOurs, IndexDamaged, IndexIncompatible, IndexMissing, IndexUnwritable

SchemaOf = Callable[[Mapping[str, Any]], Schema]

# A folder of ours that holds no index yet may hold a README that begins like this, and what file managers and git leave
# in empty folders.
README_NAME = "README.md"
README_MARK = "# A searchkit index"
_LEFT_IN_EMPTY_FOLDERS = (".DS_Store", ".gitignore", ".gitkeep")


def describe_schema(schema: Schema) -> dict[str, Any]:
    """The description of an embedder's schema that a manifest keeps. Raises IndexIncompatible."""
    try:
        data = pickle.dumps(schema, 4)
        schema_from(record := {"kind": "whoosh", "schema": base64.b64encode(data).decode("ascii")})
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise IndexIncompatible(f"the schema cannot be stored: {error}") from error
    return record


def schema_from(description: Mapping[str, Any]) -> Schema:
    """The inverse of :func:`describe_schema`. Raises IndexIncompatible."""
    try:
        schema = loads_schema(base64.b64decode(description["schema"], validate=True))
    except Exception as error:  # a damaged pickle raises nearly anything
        raise IndexIncompatible(
            f"the index's schema cannot be read: {error}", hint="use field types and analyzers of Whoosh itself"
        ) from error
    if not isinstance(schema, Schema):
        raise IndexIncompatible("the index's schema is not a Whoosh schema")
    for name, field in schema.items():
        if isinstance(field.column_type, PickleColumn):
            raise IndexIncompatible(f"field {name!r} keeps its values as pickles, which are not read")
    return schema


def is_index(folder: Path) -> bool:
    """Whether ``folder`` holds an index (whole or damaged)."""
    try:
        return (folder / MANIFEST_NAME).exists()
    except OSError as error:
        raise IndexMissing(f"no index in {folder}: {error.strerror}") from error


class Store:
    """One index folder. Holds no lock and no open file; every snapshot and writer opens the commit of its moment."""

    def __init__(self, folder: Path, description: Mapping[str, Any], schema: Schema) -> None:
        self.folder = folder
        self.description = dict(description)
        self.schema = schema

    @classmethod
    def create(cls, folder: Path, description: Mapping[str, Any], schema: Schema) -> Store:
        """Make an empty index in a new or empty folder. Raises FolderNotOurs or IndexUnwritable."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if is_index(folder):
                raise FolderNotOurs(f"{folder} already holds an index", hint="open it, or choose another folder")
            _check_ours(folder)
            Manifest(revision=0, schema=description).write(folder)
        except FileExistsError:
            raise FolderNotOurs(f"{folder} is a file, not a folder") from None
        except OSError as error:
            raise IndexUnwritable(f"cannot make an index in {folder}: {error.strerror}") from error
        return cls(folder, description, schema)

    @classmethod
    def open(cls, folder: Path, schema_of: SchemaOf) -> Store:
        """Open an existing index. Raises IndexMissing, IndexDamaged or IndexIncompatible."""
        manifest = Manifest.read(folder)
        return cls(folder, manifest.schema, schema_of(manifest.schema))

    def manifest(self) -> Manifest:
        """The latest commit."""
        return Manifest.read(self.folder)


class StoredIndex(FileIndex):
    """Whoosh's index object for one commit, built from the manifest instead of Whoosh's pickled table of contents."""

    def __init__(self, storage: SegmentStorage, schema: Schema, manifest: Manifest) -> None:
        self.storage = storage
        self.indexname = SEGMENT_PREFIX
        self._schema = schema
        self._manifest = manifest

    def _read_toc(self) -> TOC:
        segments = [segment_of(record) for record in self._manifest.segments]
        return TOC(self._schema, segments, self._manifest.revision)

    def latest_generation(self) -> int:
        return self._manifest.revision


def open_commit(store: Store) -> tuple[Manifest, SegmentStorage]:
    """The latest commit with all its files open.

    A writer may replace the commit between reading its manifest and opening its files; then the newer one is opened.
    """
    manifest = store.manifest()
    while True:
        try:
            return manifest, SegmentStorage(store.folder, manifest)
        except IndexDamaged:
            latest = store.manifest()
            if latest.revision == manifest.revision:
                raise
            manifest = latest


def _check_ours(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.name in _LEFT_IN_EMPTY_FOLDERS or entry.name.startswith("searchkit-"):
            continue
        if entry.name == README_NAME and entry.is_file():
            with open(entry, encoding="utf-8", errors="replace") as stream:
                if stream.readline().strip() == README_MARK:
                    continue
        raise FolderNotOurs(
            f"{folder} holds other files ({entry.name}) and no index; nothing was written",
            hint="name a new or an empty folder",
        )
