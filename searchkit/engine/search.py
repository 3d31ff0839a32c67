"""Running plans over open segments: the only user of the native searcher.

Documents are numbered through all segments, including deleted ones. No method returns a deleted document. Native errors
become errors of ours.
"""

from __future__ import annotations

from searchkit import _native
from searchkit.base.record import record
from searchkit.base.typing_names import TYPE_CHECKING, Any, Sequence
from searchkit.engine.native_errors import native_errors_as_ours, query_errors_as_ours

if TYPE_CHECKING:
    from array import array

# A segment, and which of its documents are deleted.
Leaf = tuple[_native.Segment, _native.Deletes | None]
Counts = _native.Counts
Found = _native.Found
# The stored bytes of a document, its values in columns of numbers, and its first value in one of keywords.
StoredDocument = tuple[bytes, tuple[int | None, ...], bytes | None]


@record
class SortKey:
    """One key that sorts hits: ``by`` is "score", "doc", or "number" or "keyword" for the values of a column."""

    by: str
    column: str | None = None
    descending: bool = False
    missing_last: bool = True


@record
class TimelineRequest:
    """Count all matches by a step: "day", "week", "month", "quarter", "year" or "decade".

    Two ``columns`` of numbers are the first and the last day of a document's date. A match counts in the step that has
    both. One column has the dates in ISO form that a document mentions. A match counts once in each step of theirs.
    """

    columns: tuple[str] | tuple[str, str]
    step: str


@record
class CountRequest:
    """Count the values of a column over all matches.

    With a ``query``, the matches of that plan are counted instead, without the filter of the search. ``containing``
    keeps only values that contain this text, in any case of letters. ``limit`` keeps only the values with the greatest
    counts, greatest first. Without it, all values come in their own order.
    """

    column: str
    query: _native.Query | None = None
    containing: str | None = None
    limit: int | None = None


class PlanSearcher:
    """Runs plans over a fixed list of segments. Several threads may use it at once.

    ``weighting`` is the ranking formula of searches that name none; None is BM25. Methods raise IndexDamaged, and
    UsageError for a plan that cannot be run. Methods with ``stop`` or a ``time_limit`` in seconds raise SearchStopped.
    """

    def __init__(self, leaves: Sequence[Leaf], weighting: _native.Weighting | None = None) -> None:
        with query_errors_as_ours():
            self._native = _native.Searcher(leaves, weighting)

    @property
    def live_count(self) -> int:
        """How many documents are not deleted."""
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
        timelines: Sequence[TimelineRequest] = (),
        group: tuple[str, str] | None = None,
        stop: _native.Stop | None = None,
        time_limit: float | None = None,
    ) -> Found:
        """The matches of a plan: their exact number, a page of them, and counts over all of them.

        - ``limit`` is the number of hits: None returns all, 0 only counts. ``offset`` is the number of hits to skip.
        - ``sort``: without it, the best come first.
        - ``filter`` must match and ``mask`` must not. Neither adds to scores.
        - ``weighting`` is the ranking formula; None is the searcher's. ``stop`` and ``time_limit`` end the search.
        - ``facets`` are columns whose values are counted. ``timelines`` count the matches over calendar time.
        - ``group`` has two columns of numbers. For each value of the first, only the match with the least number in the
          second is a hit.
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
                timelines=[(each.columns, each.step) for each in timelines] or None,
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
        from array import array  # most searches do without

        docs, scores = array("I"), array("f")
        with query_errors_as_ours():
            found_docs, found_scores = self._native.matched_docs(plan, weighting=weighting)
        docs.frombytes(found_docs)
        scores.frombytes(found_scores)
        return docs, scores

    def matching_terms(self, plan: _native.Query, docs: Sequence[int]) -> list[list[tuple[str, bytes]]]:
        """For each of these documents, the terms (field, term) of the plan that it matches by."""
        with query_errors_as_ours():
            return self._native.matching_terms(plan, docs)

    def expand(self, plan: _native.Query) -> dict[str, list[bytes]]:
        """The terms of each field that a plan looks for. Wildcards become their words."""
        with query_errors_as_ours():
            return self._native.expand(plan)

    def explain(
        self, plan: _native.Query, docnum: int, stop: _native.Stop | None = None
    ) -> tuple[str, float, tuple[Any, ...]] | None:
        """Why a document has its score, as a tree of (what, value, parts). None if it does not match.

        ``stop`` ends it with SearchStopped.
        """
        with query_errors_as_ours():
            return self._native.explain(plan, docnum, stop=stop)

    def documents(
        self, docs: Sequence[int], columns: Sequence[str], keyword: str, most: int
    ) -> list[StoredDocument | None]:
        """What is stored of documents, in their order.

        What is wrong with the first one is raised. Another is None if it cannot be read, or if those before it have
        more than ``most`` bytes.
        """
        with native_errors_as_ours():
            return self._native.documents(docs, columns, keyword, most)

    def doc_frequency(self, field: str, term: bytes) -> int:
        """How many documents have a term, including deleted ones."""
        with query_errors_as_ours():
            return self._native.doc_frequency(field, term)
