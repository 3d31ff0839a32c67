"""The segments of the commit to come, and which of their documents are deleted.

Documents are numbered through all segments. Errors of native code are those of our tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from searchkit import _native
from searchkit.engine.manifest import FileRecord, SegmentRecord
from searchkit.engine.native_errors import translated
from searchkit.engine.segment_terms import segment_terms


@dataclass
class LiveSegment:
    """A segment of the commit to come: its reader, and which documents are deleted (as of now, and as committed)."""

    record: SegmentRecord
    reader: _native.Segment
    file: FileRecord
    deleted: set[int] = field(default_factory=set)
    settled: int = 0  # how many were deleted in the deletes file that the record names

    @property
    def live(self) -> int:
        return self.record.documents - len(self.deleted)

    def deletes(self) -> bytes | None:
        """The content of a deletes file, if one is needed."""
        return _native.deletes_file(sorted(self.deleted), self.record.documents) if self.deleted else None

    def having(self, field: str, term: bytes) -> list[int]:
        """The documents that have a term, deleted ones among them."""
        reader = self.reader.field(field)
        postings = reader.postings(term) if reader is not None else None
        return postings.all_docs() if postings is not None else []


def having(segments: Sequence[LiveSegment], field: str, term: bytes) -> list[int]:
    """Numbers of the documents, not deleted, that have a term."""
    found: list[int] = []
    base = 0
    with translated():
        for segment in segments:
            found.extend(base + n for n in segment.having(field, term) if n not in segment.deleted)
            base += segment.record.documents
    return found


def holders(segments: Sequence[LiveSegment], field: str, terms: Sequence[bytes], most: int) -> list[tuple[int, int]]:
    """Documents, not deleted, that have any of the terms, each with how many it has.

    Of each term the first ``most`` documents of a segment are looked at.
    """
    found: list[tuple[int, int]] = []
    base = 0
    with translated():
        for segment in segments:
            held = segment.reader.holders(field, terms, most)
            found.extend((base + n, shared) for n, shared in held if n not in segment.deleted)
            base += segment.record.documents
    return found


def terms(segments: Sequence[LiveSegment], field: str) -> list[str]:
    """The terms of a field, of deleted documents, too, in order."""
    with translated():
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
    """Delete the documents that have a term; how many there were."""
    count = 0
    with translated():
        for segment in segments:
            gone = set(segment.having(field, term)) - segment.deleted
            segment.deleted |= gone
            count += len(gone)
    return count


def settle(segments: Sequence[LiveSegment], new: LiveSegment, unique: Sequence[str]) -> None:
    """Delete what the documents of a new segment replace by their values of ``unique`` fields, in it and before it."""
    with translated():
        for name in unique:
            earlier, gone = _native.replaced(name, new.reader, [segment.reader for segment in segments])
            new.deleted.update(earlier)
            for segment, docs in zip(segments, gone, strict=True):
                segment.deleted.update(docs)
