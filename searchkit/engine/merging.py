"""Merging segments: which ones, and in the background."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
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
# How long, in seconds, a merge is waited for before the caller is asked again.
_PATIENCE: Final = 0.05


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


def merge_to(sources: Sequence[Leaf], path: Path, stop: _native.Stop) -> Merged:
    """Write the live documents of ``sources`` as one segment file, which is not synced.

    Once ``stop`` is set, it leaves no file and raises a native Stopped.
    """
    documents, size, crc, maps = _native.merge(sources, str(path), stop)
    return Merged(documents, FileRecord(size, crc), maps)


class BackgroundMerge:
    """A merge on a thread of its own, of the members as they are at construction.

    So the caller may do other work meanwhile, or wait and hear of signals.
    """

    def __init__(self, members: Sequence[LiveSegment], folder: Path, identity: str) -> None:
        self.members = list(members)
        self.deleted = [member.deleted.copy() for member in members]
        self.id = identity
        sources = [(member.reader, deleted) for member, deleted in zip(self.members, self.deleted, strict=True)]
        self._path = folder / segment_file(identity)
        self._stop = _native.Stop()
        self._merged: Merged | None = None
        self._error: BaseException | None = None
        self._sources = sources
        self._thread = threading.Thread(target=self._run, args=(sources,), name="searchkit-merge", daemon=True)

    def start(self) -> None:
        """Begin. Whoever calls this calls :meth:`result` or :meth:`abandon`, whatever happens."""
        try:
            self._thread.start()
        except RuntimeError:  # the system has no thread left; the caller's does it
            self._run(self._sources)

    def _run(self, sources: Sequence[Leaf]) -> None:
        try:
            self._merged = merge_to(sources, self._path, self._stop)
        except BaseException as error:  # :meth:`result` raises it
            self._error = error

    @property
    def is_done(self) -> bool:
        """Whether :meth:`result` returns without waiting."""
        return not self._thread.is_alive()

    def result(self, should_stop: Callable[[], bool] | None = None) -> Merged | None:
        """Wait for the merge, and return its result. Raises what the merge raised.

        ``should_stop`` is called again and again. Once it returns true, the merge ends, and the result is None.
        """
        self._wait(should_stop)
        if isinstance(self._error, _native.Stopped):
            return None
        if self._error is not None:
            raise self._error
        return self._merged

    def abandon(self) -> None:
        """End the merge and ignore its result. If it was done, its file is an orphan."""
        self._stop.set()
        self._wait()

    def _wait(self, should_stop: Callable[[], bool] | None = None) -> None:
        if self._thread.ident is None:  # it never began
            return
        try:
            while self._thread.is_alive():
                if should_stop is not None and should_stop():
                    self._stop.set()
                self._thread.join(_PATIENCE)
        except BaseException:  # of a signal handler
            self._stop.set()
            self._thread.join()
            raise
