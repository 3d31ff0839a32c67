"""The segments of the next commit, and which of their documents are deleted.

Documents are numbered through all segments. Native errors become errors of ours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate

from searchkit import _native
from searchkit.engine.file_record import FileRecord
from searchkit.engine.manifest import SegmentRecord
from searchkit.engine.native_errors import native_errors_as_ours, with_our_errors
from searchkit.engine.search import Leaf
from searchkit.engine.segment_terms import segment_terms


@dataclass
class LiveSegment:
    """A segment of the next commit: its reader, its deleted documents now, and those in the last commit."""

    record: SegmentRecord
    reader: _native.Segment
    file: FileRecord
    deleted: _native.Deletes
    settled: _native.Deletes | None = None  # of the deletes file that the record names

    @property
    def live(self) -> int:
        return self.record.documents - len(self.deleted)

    @property
    def is_settled(self) -> bool:
        """Whether the record's deletes file is up to date."""
        if self.settled is None:
            return not self.deleted
        return len(self.deleted) == len(self.settled) and not self.deleted.minus(self.settled)

    @property
    def newly_deleted(self) -> list[int]:
        """The documents that were deleted since the last commit."""
        return list(self.deleted) if self.settled is None else self.deleted.minus(self.settled)

    @property
    def leaf(self) -> Leaf:
        """The segment for a search or a merge, with its present deletes."""
        return self.reader, self.deleted.copy()


_holding = with_our_errors(_native.holding)
_holders = with_our_errors(_native.holders)


def having(segments: Sequence[LiveSegment], field: str, term: bytes) -> list[int]:
    """Numbers of the documents, not deleted, that have a term."""
    holding = _holding([segment.reader for segment in segments], field, term)
    if not holding:
        return []
    bases = [0, *accumulate(segment.record.documents for segment in segments)]
    return [bases[place] + n for place, found in holding for n in found if n not in segments[place].deleted]


def count(segments: Sequence[LiveSegment], field: str, term: bytes) -> int:
    """How many documents, not deleted, have a term."""
    holding = _holding([segment.reader for segment in segments], field, term)
    deletes = ((segments[place].deleted, found) for place, found in holding)
    return sum(sum(n not in deleted for n in found) if deleted else len(found) for deleted, found in deletes)


def held(segments: Sequence[LiveSegment], field: str, terms: Sequence[bytes]) -> list[int]:
    """Which of many terms any document has, by their places in order. Deleted documents count, too."""
    with native_errors_as_ours():
        return _native.held_terms([segment.reader for segment in segments], field, terms)


def holders(
    segments: Sequence[LiveSegment], field: str, terms: Sequence[bytes], most: int
) -> tuple[list[tuple[int, int]], int]:
    """Documents, not deleted, that have any of the terms: (number, how many of the terms it has).

    For each term, only the first ``most`` documents of a segment count. The second value is how many documents of
    terms were looked at, including deleted ones.
    """
    held = _holders([segment.reader for segment in segments], field, terms, most)
    if not held:
        return [], 0
    bases = [0, *accumulate(segment.record.documents for segment in segments)]
    found = [(bases[place] + n, shared) for place, n, shared in held if n not in segments[place].deleted]
    return found, sum(shared for _, _, shared in held)


def grouped(
    segments: Sequence[LiveSegment], field: str, term: bytes, columns: Sequence[str], most: int
) -> list[tuple[list[int | None], int, bool]]:
    """The documents that have a term, in groups of each segment: (values, number of the first, whether they are live).

    The parameters are those of ``Segment.grouped``.
    """
    found: list[tuple[list[int | None], int, bool]] = []
    base = 0
    with native_errors_as_ours():
        for segment in segments:
            groups = segment.reader.grouped(field, term, columns, segment.deleted, most)
            found.extend((values, base + n, is_live) for values, n, is_live in groups)
            base += segment.record.documents
    return found


def with_numbers(segments: Sequence[LiveSegment], column: str, numbers: Collection[int]) -> list[int]:
    """Numbers of the documents, not deleted, that have one of these numbers in a column."""
    found: list[int] = []
    base = 0
    wanted = list(numbers)
    with native_errors_as_ours():
        for segment in segments:
            found.extend(base + n for n in segment.reader.with_numbers(column, wanted) if n not in segment.deleted)
            base += segment.record.documents
    return found


def terms(segments: Sequence[LiveSegment], field: str) -> list[str]:
    """The terms of a field, in order, including those of deleted documents."""
    with native_errors_as_ours():
        found = {term for segment in segments for term, _ in segment_terms(segment.reader, field)}
    return [term.decode() for term in sorted(found)]


def place(segments: Sequence[LiveSegment], docnum: int) -> tuple[LiveSegment, int]:
    """The segment of a document, and its number there. Raises IndexError."""
    for segment in segments:
        if docnum < segment.record.documents:
            return segment, docnum
        docnum -= segment.record.documents
    raise IndexError(docnum)


def delete(segments: Sequence[LiveSegment], field: str, term: bytes) -> int:
    """Delete the documents that have a term. Returns how many there were."""
    holding = _holding([segment.reader for segment in segments], field, term)
    return sum(segments[place].deleted.update(found) for place, found in holding)


def delete_numbers(segments: Sequence[LiveSegment], numbers: Sequence[int]) -> None:
    """Delete the documents with these numbers, which must be sorted."""
    base = start = 0
    for segment in segments:
        end = bisect_left(numbers, base + segment.record.documents, start)
        segment.deleted.update([number - base for number in numbers[start:end]])
        start, base = end, base + segment.record.documents
