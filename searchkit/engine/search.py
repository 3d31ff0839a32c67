"""Running plans over open segments: the one place that drives the native searcher.

Documents are numbered through all segments, deleted ones included; no method gives a deleted one. Errors of native code
are those of our tree.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from searchkit import _native
from searchkit.base.record import record
from searchkit.engine.native_errors import query_errors_as_ours

# A segment, and which of its documents are deleted.
Leaf = tuple[_native.Segment, _native.Deletes | None]
Counts = _native.Counts
Found = _native.Found


@record
class SortKey:
    """One thing that hits are ordered by: "score", "doc", or "number" or "keyword" of a column."""

    by: str
    column: str | None = None
    descending: bool = False
    missing_last: bool = True


@record
class CountRequest:
    """The values of a column are to be counted over all matches.

    With a ``query`` the matches of that plan are counted instead, whatever the search's own filter is. ``containing``
    leaves values that have this text in them, whatever the case. ``limit`` leaves the greatest counts, greatest first;
    without it all values come in their order.
    """

    column: str
    query: _native.Query | None = None
    containing: str | None = None
    limit: int | None = None


class PlanSearcher:
    """Runs plans over a fixed list of segments; may be used from several threads at once.

    Methods raise IndexDamaged, and UsageError for a plan that cannot be run; those that take ``stop`` or a
    ``time_limit`` in seconds raise SearchStopped.
    """

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        with query_errors_as_ours():
            self._native = _native.Searcher(leaves)

    @property
    def live_count(self) -> int:
        """How many documents there are that are not deleted."""
        return self._native.live_count

    def search(
        self,
        plan: _native.Query,
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sequence[SortKey] = (),
        filter: _native.Query | None = None,
        mask: _native.Query | None = None,
        weighting: _native.Weighting | None = None,
        facets: Sequence[CountRequest] = (),
        pairs: tuple[str, str] | None = None,
        group: tuple[str, str] | None = None,
        stop: _native.Stop | None = None,
        time_limit: float | None = None,
    ) -> Found:
        """The matches of a plan: their exact number, a page of them, and counts over all of them.

        No ``limit`` is all matches, a limit of 0 only counts. Without ``sort`` the best come first. ``filter`` must
        match, ``mask`` must not; neither adds to scores. ``pairs`` are two columns of numbers to count together.
        ``group`` is a column of numbers and another: of each value of the first only the match with the least number in
        the other is a hit.
        """
        with query_errors_as_ours():
            return self._native.search(
                plan,
                limit=limit,
                offset=offset,
                sort=[(key.by, key.column, key.descending, key.missing_last) for key in sort] or None,
                filter=filter,
                mask=mask,
                weighting=weighting,
                facets=[(each.column, each.query, each.containing, each.limit) for each in facets] or None,
                pairs=pairs,
                group=group,
                stop=stop,
                time_limit=time_limit,
            )

    def count(self, plan: _native.Query) -> int:
        """How many documents match."""
        with query_errors_as_ours():
            return self._native.count(plan)

    def matches(
        self, plan: _native.Query, weighting: _native.Weighting | None = None
    ) -> tuple[array[int], array[float]]:
        """All documents that match, in the order of their numbers, and their scores."""
        docs, scores = array("I"), array("f")
        with query_errors_as_ours():
            found_docs, found_scores = self._native.matched_docs(plan, weighting=weighting)
        docs.frombytes(found_docs)
        scores.frombytes(found_scores)
        return docs, scores

    def matching_terms(self, plan: _native.Query, docs: Sequence[int]) -> list[list[tuple[str, bytes]]]:
        """Which terms (field, term) of the plan each of these documents has, by which it matches."""
        with query_errors_as_ours():
            return self._native.matching_terms(plan, docs)

    def expand(self, plan: _native.Query) -> dict[str, list[bytes]]:
        """The terms of each field that a plan looks for, wildcards and the like spelled out."""
        with query_errors_as_ours():
            return self._native.expand(plan)

    def explain(self, plan: _native.Query, docnum: int) -> tuple[str, float, list[Any]] | None:
        """Why a document has its score: (what, value, parts), parts likewise; None if it does not match."""
        with query_errors_as_ours():
            return self._native.explain(plan, docnum)

    def doc_frequency(self, field: str, term: bytes) -> int:
        """How many documents have a term, deleted ones included."""
        with query_errors_as_ours():
            return self._native.doc_frequency(field, term)
