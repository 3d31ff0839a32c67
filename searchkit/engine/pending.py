"""Documents that were added to an index and are in no segment yet, with the keys by which later ones replace them.

Documents are numbered in the order of addition. A number is valid until the documents are written or forgotten.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from searchkit import _native
from searchkit.engine.file_record import FileRecord
from searchkit.engine.native_errors import NATIVE_ERRORS, native_errors_as_ours
from searchkit.errors import ArticleInvalid, ArticleTooLarge, IndexTooLarge, IndexUnwritable

# A document for native code: the values of its slots, or one that native code laid out.
Values = tuple[Any, ...] | _native.LaidOut
# A field and a term: a document replaces others that have the same.
Key = tuple[str, bytes]
# How many documents go to native code together.
_BATCH: Final = 128
# Documents with a longer value go alone, so that an error in one is raised at once.
_LARGE: Final = 1 << 20


class Written(NamedTuple):
    """The pending documents after writing: a file, and which of its documents are already deleted."""

    documents: int
    file: FileRecord
    deleted: _native.Deletes


class Pending:
    """Documents that wait to become a segment. ``budget`` (bytes) and ``threads`` are those of the Writer.

    A method that raises ArticleInvalid has added nothing. After any other error the state is unknown, and only
    :meth:`forget` may be called.
    """

    def __init__(self, budget: int, threads: int) -> None:
        self._budget, self._threads = budget, threads
        self._builder: _native.Builder | None = None
        self._slots = ""
        self._batch: list[Values] = []
        # How many documents the builder ever got, and how many of them are in segments.
        self._sent = self._sealed = 0
        self._numbers: dict[Key, list[int]] = {}
        self._dead: set[int] = set()

    def takes(self, slots: str) -> bool:
        """Whether documents with these slots can join the pending ones."""
        return self._builder is not None and self._slots == slots

    def begin(self, slots: str) -> None:
        """Get ready for documents with these slots. Pending ones must be written before."""
        self._builder = _native.Builder(slots, self._budget, self._threads)
        self._slots = slots
        self._sent = self._sealed = 0

    @property
    def is_full(self) -> bool:
        """Whether the budget asks for :meth:`write`."""
        return not self._batch and self._open.is_full

    def add(self, documents: Sequence[Values]) -> int:
        """Add documents that stay next to each other. Returns the number of the first. Raises ArticleInvalid."""
        first = self._sent + len(self._batch)
        if any(map(_is_large, documents)):
            self._send()
            try:
                with native_errors_as_ours():
                    self._open.add(list(documents))
            except (TypeError, ValueError, OverflowError) as error:
                raise ArticleInvalid(f"the document does not fit the schema: {error}") from error
            self._sent += len(documents)
        else:
            self._batch.extend(documents)
            if len(self._batch) >= _BATCH:
                self._send()
        return first

    @property
    def room(self) -> int:
        """After how many more documents a batch goes to native code."""
        return _BATCH - len(self._batch)

    def add_new(self, documents: Sequence[Values], keys: Sequence[Key]) -> None:
        """Add documents, no more than there is :attr:`room` for, and remember the key of each. No other has it."""
        if any(map(_is_large, documents)):
            for document, key in zip(documents, keys, strict=True):
                self.remember(key, self.add([document]))
            return
        first = self.add(documents)
        self._numbers.update(zip(keys, ([number] for number in count(first)), strict=False))

    def remember(self, key: Key, number: int) -> None:
        """Remember the key of the document with this number."""
        self._numbers.setdefault(key, []).append(number)

    def holds(self, key: Key) -> bool:
        """Whether a document was remembered with this key."""
        return key in self._numbers

    def drop(self, key: Key) -> int:
        """Delete the documents that were remembered with a key. Returns how many there were."""
        found = [number for number in self._numbers.pop(key, ()) if number not in self._dead]
        self._dead.update(found)
        return len(found)

    def write(self, path: Path) -> Written | None:
        """Write all pending documents as one segment file, not synced. None if there are none.

        Raises OSError, and IndexUnwritable if a document cannot be stored.
        """
        self._send()
        if self._builder is None or self._builder.pending == 0:
            return None
        with _refused_late():
            first, documents, size, crc = self._builder.flush(str(path))
            deleted = _native.Deletes(documents, [number - first for number in self._dead if number >= first])
        written = Written(documents, FileRecord(size, crc), deleted)
        self._sealed = first + documents
        self._clear()
        return written

    def forget(self) -> None:
        """Forget all pending documents."""
        builder, self._builder = self._builder, None
        self._batch = []
        self._clear()
        if builder is not None:
            with contextlib.suppress(*NATIVE_ERRORS):  # the workers have ended, so nothing is left to forget
                builder.clear()

    @property
    def _open(self) -> _native.Builder:
        assert self._builder is not None, "begin() comes first"
        return self._builder

    def _clear(self) -> None:
        self._numbers.clear()
        self._dead.clear()

    def _send(self) -> None:
        """Hand the batch over to native code."""
        if self._batch:
            with _refused_late():
                self._open.add(self._batch)
            self._sent += len(self._batch)
            self._batch = []


def _is_large(document: Values) -> bool:
    if isinstance(document, _native.LaidOut):
        return document.size > _LARGE
    return any(type(value) is bytes and len(value) > _LARGE for value in document)


@contextlib.contextmanager
def _refused_late() -> Iterator[None]:
    """Turn a late native error into IndexUnwritable: it is about an earlier document, not the one added now."""
    try:
        with native_errors_as_ours():
            yield
    except ArticleTooLarge as error:
        raise IndexTooLarge(error.message, hint=error.hint) from error
    except (TypeError, ValueError, OverflowError) as error:
        raise IndexUnwritable(
            f"what was added cannot be written, the index is as it was before: {error}",
            hint="add fewer documents at a time to find the one that does not fit",
        ) from error
