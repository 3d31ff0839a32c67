"""What one request runs over an archive: the native plan of its query, its order, facets, timelines and stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from searchkit import _native
from searchkit.archive.fields import FIRST_DAY, LAST_DAY, MENTION_COLUMNS, STORY, value_field
from searchkit.engine.plan import Page, Plan, run_page
from searchkit.engine.snapshot import Counts, Found, Snapshot, SortKey
from searchkit.query.aliases import Aliases
from searchkit.query.tree import Exact
from searchkit.results.answer import Answer, Document, FacetCounts, Match
from searchkit.results.facets import merged, ordered
from searchkit.results.request import FacetRequest, Request
from searchkit.results.timeline import Timeline, TimelineStep, counted_timeline

# Ties are broken by date, newest first and unknown ones last, then by the order of indexing.
_BY_SCORE: Final = SortKey("score", descending=True)
_ORDERS: Final[dict[str, tuple[SortKey, ...]]] = {
    "relevance": (_BY_SCORE, SortKey("number", FIRST_DAY, descending=True)),
    "newest": (SortKey("number", FIRST_DAY, descending=True), _BY_SCORE),
    "oldest": (SortKey("number", FIRST_DAY), _BY_SCORE),
}
# Of the copies of a story the first is shown: by date, then by the order of indexing.
_BY_STORY: Final = (STORY, FIRST_DAY)

_Facet = tuple[str, _native.Query | None, str | None]


class ArchiveSearch:
    """The run of one request. ``plan_with`` makes the plan of the request's query with other filters than its own."""

    def __init__(
        self,
        snapshot: Snapshot,
        request: Request,
        aliases: Aliases,
        plan_with: Callable[[tuple[Exact, ...]], Plan],
    ) -> None:
        self._snapshot = snapshot
        self._request = request
        self._aliases = aliases
        self._plan_with = plan_with
        self._plan = plan_with(request.filters)

    def answer(self, read: Callable[[int], Document]) -> Answer:
        """The answer; ``read`` gives the document of a number."""
        request = self._request
        own_plans = [self._own_plan(facet) for facet in request.facets]
        facets: list[_Facet] = [
            (value_field(facet.field), plan, facet.containing)
            for facet, plan in zip(request.facets, own_plans, strict=True)
        ]
        mentions = [(MENTION_COLUMNS[by], None, None) for by, axis in request.timelines if axis == "mentions"]
        by_date = any(axis == "date" for _, axis in request.timelines)
        page = Page(request.limit, request.offset, _ORDERS[request.sort], _BY_STORY if request.stories else None)
        found, hits = run_page(
            self._snapshot,
            self._plan,
            page,
            facets=(*facets, *mentions),
            pairs=(FIRST_DAY, LAST_DAY) if by_date else None,
            time_limit=request.time_limit,
            stop=request.stop,
        )
        members: Sequence[Sequence[int]] = found.members or [()] * len(hits)
        return Answer(
            total=found.total,
            matches=[
                Match(score, _reader(read, docnum), [Match(0.0, _reader(read, copy)) for copy in copies])
                for (docnum, score), copies in zip(hits, members, strict=True)
            ],
            stories=found.groups if request.stories else None,
            facets=tuple(
                self._facet(facet, plan or self._plan.native, counts)
                for facet, plan, counts in zip(request.facets, own_plans, found.facets, strict=False)
            ),
            timelines=self._timelines(found, found.facets[len(facets) :]),
            path=self._plan.path,
            why=self._plan.why,
        )

    def _own_plan(self, facet: FacetRequest) -> _native.Query | None:
        """The plan that a facet without its own filter is counted by, where that is another."""
        others = tuple(node for node in self._request.filters if facet.own_filter or node.field != facet.field)
        return None if others == self._request.filters else self._plan_with(others).native

    def _facet(self, facet: FacetRequest, plan: _native.Query, counts: Counts) -> FacetCounts:
        """The values of a facet as the user's aliases have them.

        Counts are exact: what several spellings count as one is counted anew.
        """

        def count(values: list[str]) -> int:
            having = _native.Query.any_of(value_field(facet.field), [value.encode() for value in values])
            return self._snapshot.search(_native.Query.all([plan, having]), limit=0).total

        found = [(value.decode(), number) for value, number in counts.values]
        counted = list(merged(found, facet.field, self._aliases, count))
        return FacetCounts(ordered(counted, facet.limit), len(counted), counts.missing)

    def _timelines(self, found: Found, mentioned: Sequence[Counts]) -> tuple[Timeline, ...]:
        left = iter(mentioned)
        days: dict[tuple[int, int] | None, int] = {**dict(found.pairs), None: found.unpaired}
        return tuple(
            counted_timeline(days, by) if axis == "date" else _mentions(by, next(left))
            for by, axis in self._request.timelines
        )


def _mentions(by: str, counts: Counts) -> Timeline:
    steps = sorted((value.decode(), count) for value, count in counts.values)
    return Timeline(by, tuple(TimelineStep(date, count) for date, count in steps), counts.missing, "mentions")  # type: ignore[arg-type]


def _reader(read: Callable[[int], Document], docnum: int) -> Callable[[], Document]:
    return lambda: read(docnum)
