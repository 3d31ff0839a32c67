"""A writer that writes nothing. A run that uses it tells what it would replace and delete."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from searchkit.engine import live_segments
from searchkit.engine.folder import Folder
from searchkit.engine.layout import Layout
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.manifest import Manifest
from searchkit.engine.pending import Key, Values
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import IndexDamaged


class Rehearsal(Writer):
    """Takes documents, deletes and commits as a Writer does, and forgets them.

    It takes no lock and changes nothing on disk. A document that is added deletes those that it replaces, but is itself
    never found. Raises IndexMissing, IndexDamaged or IndexIncompatible.
    """

    # The beginning of a Writer takes the lock and sweeps the folder.
    def __init__(self, store: Store, unique: Sequence[str] = ()) -> None:
        self._process = os.getpid()
        self._store = store
        self._layout: Layout = store.layout
        self._unique = tuple(unique)
        self._folder = Folder(store.folder)
        self._flushes = self._retreats = 0
        self._changed = self._broken = self._closed = False
        self._manifest = store.manifest()
        while True:
            try:
                self._segments: list[LiveSegment] = [self._opened(record) for record in self._manifest.segments]
                break
            except (IndexDamaged, OSError) as error:
                # A writer may have replaced the commit meanwhile.
                latest: Manifest = store.manifest()
                if latest.revision == self._manifest.revision:
                    if isinstance(error, OSError):
                        raise IndexDamaged(f"cannot read a file of {store.folder}: {error.strerror}") from error
                    raise
                self._manifest = latest
        self._description = dict(self._manifest.schema)

    def add(self, document: Mapping[str, Any]) -> None:
        """Delete the documents with the same value of a unique field. Raises ArticleInvalid."""
        self._layout.document(document)
        for name, term in self._keys(document):
            live_segments.delete(self._segments, name, term)

    def add_values(self, values: Values, keys: Sequence[Key] = (), *, is_new: bool = False) -> None:
        """As :meth:`add`."""
        for name, term in keys:
            live_segments.delete(self._segments, name, term)

    def delete(self, field: str, value: Any) -> int:
        """Delete the documents that have this term. Returns how many there were."""
        return live_segments.delete(self._segments, field, self._term(field, value))

    @property
    def is_merging(self) -> bool:
        """Nothing is merged."""
        return False

    def awaits(self, field: str, value: Any) -> bool:
        """No document waits."""
        return False

    def use(
        self, layout: Layout, description: Mapping[str, Any] | None = None, beside: Mapping[str, bytes] | None = None
    ) -> None:
        """Use another layout and description for later documents."""
        self._layout = layout
        if description is not None:
            self._description = dict(description)

    def flush(self) -> None:
        """Nothing waits to be written."""

    def commit(self, *, merge: bool = True) -> int:
        """Write nothing. Returns the revision of the commit that was opened."""
        return self._manifest.revision

    def _close(self, *, gives_up: bool) -> None:
        """Forget the changes."""
        self._closed = True
        self._segments = []
