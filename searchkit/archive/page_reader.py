"""Reading what is stored of the documents of a page, many in one call when the first of them is asked for."""

from __future__ import annotations

from searchkit.archive.fields import ORIGIN_MEMBER, STORY
from searchkit.archive.origin_columns import ORIGIN_COLUMNS
from searchkit.base.typing_names import Final, Sequence
from searchkit.engine.search import StoredDocument
from searchkit.engine.snapshot import Snapshot

_COLUMNS: Final = (STORY, *ORIGIN_COLUMNS)
# Documents and bytes that are read ahead of those that were asked for. A page of the shell has ten.
_MOST_AHEAD: Final = 15
_MOST_BYTES: Final = 1 << 18


def read_document(snapshot: Snapshot, docnum: int) -> StoredDocument:
    """The stored bytes of a document, the number of its story with its origin, and its member. Raises IndexDamaged."""
    (found,) = snapshot.documents([docnum], _COLUMNS, ORIGIN_MEMBER)
    assert found is not None
    return found


class PageReader:
    """Reads documents of a page of ``docnums``, and with each the next ones that were not read before.

    A document that cannot be read raises IndexDamaged when it is asked for, not before. Several threads may read at
    once: at worst, a document is read twice.
    """

    def __init__(self, snapshot: Snapshot, docnums: Sequence[int]) -> None:
        self._snapshot = snapshot
        self._docnums = docnums
        self._unread: dict[int, int] | None = None  # the place on the page of each that was not read
        self._ready: dict[int, StoredDocument] = {}

    def read(self, docnum: int) -> StoredDocument:
        """What :func:`read_document` returns."""
        ready = self._ready.pop(docnum, None)
        if ready is not None:
            self._snapshot.require_open()
            return ready
        unread = self._unread
        if unread is None:
            unread = self._unread = {docnum: at for at, docnum in enumerate(self._docnums)}
        at = unread.get(docnum)
        if at is None:
            return read_document(self._snapshot, docnum)
        next_ones = [each for each in self._docnums[at + 1 : at + 1 + _MOST_AHEAD] if each in unread]
        first, *others = self._snapshot.documents([docnum, *next_ones], _COLUMNS, ORIGIN_MEMBER, _MOST_BYTES)
        assert first is not None
        unread.pop(docnum, None)
        for each, found in zip(next_ones, others, strict=True):
            if found is not None and unread.pop(each, None) is not None:
                self._ready[each] = found
        return first
