"""The terms of one field of a segment, in order."""

from __future__ import annotations

from searchkit import _native
from searchkit.base.typing_names import Iterator


def segment_terms(segment: _native.Segment, field: str, start: bytes = b"") -> Iterator[tuple[bytes, int]]:
    """The terms at and after ``start``, each with its number of documents, including deleted ones.

    Raises native errors unchanged.
    """
    reader = segment.field(field)
    cursor = reader.terms(start) if reader is not None else None
    while cursor is not None and (term := cursor.term) is not None:
        yield term, cursor.df
        cursor.next()
