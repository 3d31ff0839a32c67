"""Merging segments: which ones, and in the background."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from searchkit import _native
from searchkit.engine.file_record import FileRecord
from searchkit.engine.manifest import segment_file
from searchkit.engine.search import Leaf

if TYPE_CHECKING:
    from searchkit.engine.live_segments import LiveSegment

GONE: Final = 0xFFFF_FFFF
_WIDTH: Final = 8
_SMALLEST_TIER: Final = 1000
# A larger segment is only merged again because of its deletes.
_LARGEST: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a merge: its documents, its file, and for each source the new number of each old document."""

    documents: int
    file: FileRecord
    maps: list[bytes]


def pick_merge(segments: Sequence[tuple[int, int]]) -> list[int]:
    """The merge policy: which of the segments, given as (documents, live documents), to write as one now.

    Eight segments of similar size are merged. Tiers of sizes grow eightfold, so each document is rewritten at most once
    for each tier. A segment is rewritten at once if more than half of it is deleted.
    """
    tiers: dict[int, list[int]] = {}
    for number, (documents, live) in enumerate(segments):
        if documents > 2 * live:
            return [number]
        if live <= _LARGEST:
            tier = int(math.log(max(live / _SMALLEST_TIER, 1), _WIDTH))
            tiers.setdefault(tier, []).append(number)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= _WIDTH:
            return tiers[tier]
    return []


def merge_to(sources: Sequence[Leaf], path: Path) -> Merged:
    """Write the live documents of ``sources`` as one segment file. It is not synced."""
    documents, size, crc, maps = _native.merge(sources, str(path))
    return Merged(documents, FileRecord(size, crc), maps)


class BackgroundMerge:
    """A merge on a thread of its own. It starts at construction, with the members as they are then."""

    def __init__(self, members: Sequence[LiveSegment], folder: Path, identity: str) -> None:
        self.members = list(members)
        self.deleted = [member.deleted.copy() for member in members]
        self.id = identity
        sources = [(member.reader, deleted) for member, deleted in zip(self.members, self.deleted, strict=True)]
        self._path = folder / segment_file(identity)
        self._merged: Merged | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(sources,), name="searchkit-merge", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:  # the system has no thread left; the caller's does it
            self._run(sources)

    def _run(self, sources: Sequence[Leaf]) -> None:
        try:
            self._merged = merge_to(sources, self._path)
        except BaseException as error:  # :meth:`result` raises it
            self._error = error

    @property
    def is_done(self) -> bool:
        """Whether :meth:`result` returns without waiting."""
        return not self._thread.is_alive()

    def result(self) -> Merged | None:
        """Wait for the merge, and return its result. Raises what the merge raised."""
        self._wait()
        if self._error is not None:
            raise self._error
        return self._merged

    def abandon(self) -> None:
        """Wait for the end and ignore the result. The file is an orphan."""
        self._wait()

    def _wait(self) -> None:
        if self._thread.ident is not None:  # else it never began
            self._thread.join()
