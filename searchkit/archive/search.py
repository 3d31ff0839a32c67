"""How one request runs over an archive: the native plan of its query, its order, facets, timelines and stories."""

from __future__ import annotations

from searchkit import _native
from searchkit.archive.fields import FIRST_DAY, LAST_DAY, MENTION_COLUMNS, STORY, value_field
from searchkit.base.analysis import Analysis
from searchkit.base.surrogates import as_bytes
from searchkit.base.typing_names import TYPE_CHECKING, Callable, Final, Sequence
from searchkit.engine.native_errors import query_errors_as_ours
from searchkit.engine.plan import Page, Plan, matched_by, run_page
from searchkit.engine.search import CountRequest, Counts, SortKey, TimelineRequest
from searchkit.engine.snapshot import Snapshot
from searchkit.query.aliases import Aliases
from searchkit.query.tree import Node
from searchkit.results.answer import Answer, Document, FacetCounts, Match
from searchkit.results.facets import ValueSearch, merged, ordered
from searchkit.results.request import Condition, FacetRequest, Request, beside_others, counted_by
from searchkit.results.timeline import Axis, Step, counted_timeline

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

# Ties go by date, newest first and undated last, then by the order of indexing.
_BY_SCORE: Final = SortKey("score", descending=True)
_ORDERS: Final[dict[str, tuple[SortKey, ...]]] = {
    "relevance": (_BY_SCORE, SortKey("number", FIRST_DAY, descending=True)),
    "newest": (SortKey("number", FIRST_DAY, descending=True), _BY_SCORE),
    "oldest": (SortKey("number", FIRST_DAY), _BY_SCORE),
}
# The first copy of a story stands for it: first by date, then by the order of indexing.
_BY_STORY: Final = (STORY, FIRST_DAY)


class ArchiveSearch:
    """The run of one request. ``plan_of`` makes the plan of a query with filters."""

    def __init__(
        self,
        snapshot: Snapshot,
        request: Request,
        aliases: Aliases,
        analysis: Analysis,
        plan_of: Callable[[Node | WhooshQuery, tuple[Condition, ...]], Plan],
    ) -> None:
        self._snapshot = snapshot
        self._request = request
        self._aliases = aliases
        self._has_aliases = bool(aliases)
        self._analysis = analysis
        self._plan_of = plan_of
        self._plan = plan_of(request.query, request.filters)

    def answer(
        self,
        page_of: Callable[[Sequence[int]], Callable[[int], Document]],
        read_ids: Callable[[Sequence[int]], list[str]],
    ) -> Answer:
        """The answer to the request. ``page_of`` makes what reads each document of a page, ``read_ids`` reads ids."""
        request = self._request
        own_plans = [self._own_plan(facet) if request.filters else None for facet in request.facets]
        facets = [
            CountRequest(value_field(facet.field), plan, None, self._limit(facet))
            for facet, plan in zip(request.facets, own_plans, strict=True)
        ]
        page = Page(request.limit, request.offset, _ORDERS[request.sort], _BY_STORY if request.stories else None)
        found, matches = run_page(
            self._snapshot,
            self._plan,
            page,
            counts=facets,
            timelines=[_timeline(*each) for each in request.timelines],
            time_limit=request.time_limit,
            stop=request.stop,
        )
        counted = tuple(
            [
                self._facet(facet, plan or self._plan.native, counts)
                for facet, plan, counts in zip(request.facets, own_plans, found.facets, strict=True)
            ]
        )
        plans = [self._plan_of(beside_others(part), ()) for part in request.parts]
        has = matched_by(self._snapshot, plans, matches, time_limit=request.time_limit, stop=request.stop)
        read = page_of([match.docnum for match in matches])
        return Answer(
            total=found.total,
            matches=[
                Match(
                    match.score,
                    _reader(read, match.docnum),
                    [Match(0.0, _reader(read, n)) for n in match.members],
                    parts,
                )
                for match, parts in zip(matches, has, strict=True)
            ],
            stories=found.groups if request.stories else None,
            facets=counted,
            timelines=tuple(
                [
                    counted_timeline(by, counts, unplaced, axis)
                    for (by, axis), (counts, unplaced) in zip(request.timelines, found.timelines, strict=True)
                ]
            ),
            path=self._plan.path,
            why=self._plan.why,
            read_ids=lambda: read_ids([match.docnum for match in matches]),
        )

    def _own_plan(self, facet: FacetRequest) -> _native.Query | None:
        """The plan that counts a facet without its own filter. None if that is the plan of the search."""
        others = counted_by(self._request, facet)
        return None if others == self._request.filters else self._plan_of(self._request.query, others).native

    def _limit(self, facet: FacetRequest) -> int | None:
        """How many values the core returns. None (all) if some are chosen here, or aliases may merge some of them."""
        return None if facet.containing is not None or self._is_renamed(facet.field) else facet.limit

    def _is_renamed(self, field: str) -> bool:
        """Whether aliases merge or hide values of a field."""
        return self._has_aliases and bool(self._aliases.usual.get(field) or self._aliases.uncounted(field))

    def _facet(self, facet: FacetRequest, plan: _native.Query, counts: Counts) -> FacetCounts:
        """The values of a facet, with the user's aliases applied. Without aliases, they are read when asked for.

        Counts are exact: a value with several spellings is counted by another search.
        """
        field, limit = facet.field, facet.limit
        if not counts.distinct:
            return FacetCounts([], 0, counts.missing)
        wanted = None if facet.containing is None else ValueSearch(facet.containing, self._analysis)
        if not self._is_renamed(field):
            if wanted is None:
                return FacetCounts(lambda: ordered(self._values(counts), limit), counts.distinct, counts.missing)
            chosen = [each for each in self._values(counts) if wanted.finds(each[0])]
            return FacetCounts(ordered(chosen, limit), len(chosen), counts.missing)

        def count(values: list[str]) -> int:
            having = _native.Query.any_of(value_field(field), [as_bytes(value) for value in values])
            return self._snapshot.search(_native.Query.all([plan, having]), limit=0).total

        given = self._values(counts)
        if wanted is not None:  # any spelling finds a name, with all its articles
            found = {self._aliases.name(field, value) for value, _ in given if wanted.finds(value)}
            given = [
                each
                for each in given
                if (name := self._aliases.name(field, each[0])) in found or wanted.finds(name or "")
            ]
        counted = list(merged(given, field, self._aliases, count))
        return FacetCounts(ordered(counted, limit), len(counted), counts.missing)

    def _values(self, counts: Counts) -> list[tuple[str, int]]:
        with query_errors_as_ours():
            values = counts.values
        try:
            return [(value.decode(), number) for value, number in values]
        except UnicodeDecodeError as error:
            raise self._snapshot.damage(f"a column has a value that cannot be: {error}") from error


def _timeline(by: Step, axis: Axis) -> TimelineRequest:
    return TimelineRequest((FIRST_DAY, LAST_DAY) if axis == "date" else (MENTION_COLUMNS[by],), by)


def _reader(read: Callable[[int], Document], docnum: int) -> Callable[[], Document]:
    return lambda: read(docnum)
