"""The merges of one writer: small ones at once, large ones on a thread of their own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from searchkit import _native
from searchkit.engine.file_record import FileRecord
from searchkit.engine.folder import Folder
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.manifest import SegmentRecord, segment_file
from searchkit.engine.merging import GONE, BackgroundMerge, pick_merge
from searchkit.engine.native_errors import native_errors_as_ours

# Smaller merges are part of the commit; larger ones run in the background. In documents.
_AT_ONCE: Final = 20_000


class SegmentMerges:
    """Merges among the segments of the next commit. Methods take the segments and return them after the merge.

    Once ``should_stop`` returns true, merges end without a result, and none begins: a later writer merges again.
    Methods raise OSError, and native errors as errors of ours.
    """

    def __init__(self, folder: Folder, path: Path, should_stop: Callable[[], bool] | None = None) -> None:
        self._folder = folder
        self._path = path
        self._should_stop = should_stop
        self._running: BackgroundMerge | None = None

    @property
    def is_running(self) -> bool:
        """Whether a merge has begun and was not adopted yet."""
        return self._running is not None

    @property
    def being_written(self) -> tuple[str, ...]:
        """The files of a running merge, which no commit may remove."""
        return (segment_file(self._running.id),) if self._running is not None else ()

    def merge_small(self, segments: list[LiveSegment]) -> list[LiveSegment]:
        """Run the merges that are small enough to be part of a commit."""
        while True:
            members = _picked(segments)
            if not members or sum(member.live for member in members) > _AT_ONCE:
                return segments
            merged = self.merge(segments, members)
            if merged is None:
                return segments
            segments = merged

    def merge(self, segments: list[LiveSegment], members: Sequence[LiveSegment]) -> list[LiveSegment] | None:
        """Write ``members`` as one segment that takes their place. None if that was stopped."""
        if self._is_stopped:
            return None
        merge = BackgroundMerge(members, self._path, uuid.uuid4().hex[:16])
        with native_errors_as_ours():
            try:
                merge.start()
                merged = merge.result(self._should_stop)
            except BaseException:  # of a signal handler, at any moment
                merge.abandon()
                raise
        if merged is None:
            return None
        self._folder.written(segment_file(merge.id))
        deleted = _native.Deletes(merged.documents)
        return self._put_in_place(segments, members, merge.id, merged.documents, merged.file, deleted)

    def begin(self, segments: list[LiveSegment]) -> None:
        """Begin a merge that the policy asks for, unless one is running."""
        if self._running is None and not self._is_stopped and (members := _picked(segments)):
            self._running = BackgroundMerge(members, self._path, uuid.uuid4().hex[:16])
            self._running.start()

    def adopt(self, segments: list[LiveSegment], *, wait: bool) -> list[LiveSegment] | None:
        """Replace the members of a finished merge by its result. None if there is no such merge.

        The members may have lost documents since the merge began.
        """
        merge = self._running
        if merge is None or not (wait or merge.is_done):
            return None
        self._running = None
        with native_errors_as_ours():
            merged = merge.result(self._should_stop)
        if merged is None or any(not any(s is m for s in segments) for m in merge.members):
            return None
        self._folder.written(segment_file(merge.id))
        deleted = _native.Deletes(merged.documents)
        for member, before, packed in zip(merge.members, merge.deleted, merged.maps, strict=True):
            if later := member.deleted.minus(before):
                numbers = memoryview(packed).cast("I")
                deleted.update([numbers[n] for n in later if numbers[n] != GONE])
        return self._put_in_place(segments, merge.members, merge.id, merged.documents, merged.file, deleted)

    def abandon(self) -> None:
        """End a running merge and drop its result."""
        if self._running is not None:
            self._running.abandon()
            self._running = None

    @property
    def _is_stopped(self) -> bool:
        return self._should_stop is not None and self._should_stop()

    def _put_in_place(
        self,
        segments: list[LiveSegment],
        members: Sequence[LiveSegment],
        identity: str,
        documents: int,
        file: FileRecord,
        deleted: _native.Deletes,
    ) -> list[LiveSegment]:
        at = min(index for index, segment in enumerate(segments) if any(segment is m for m in members))
        staying = [s for s in segments if not any(s is m for m in members)]
        if documents:
            name = segment_file(identity)
            with native_errors_as_ours():
                reader = _native.Segment.open(str(self._path / name))
            staying.insert(at, LiveSegment(SegmentRecord(identity, name, documents), reader, file, deleted))
        return staying


def _picked(segments: list[LiveSegment]) -> list[LiveSegment]:
    """The segments that the policy would merge now."""
    return [segments[n] for n in pick_merge([(s.record.documents, s.live) for s in segments])]
