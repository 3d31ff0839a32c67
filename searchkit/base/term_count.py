"""A term, and how many documents have it."""

from __future__ import annotations

from searchkit.base.record import record


@record
class TermCount:
    """A term of a field and the number of documents that have it."""

    term: str
    documents: int
