"""All that a search asks of a view, in one request."""

from __future__ import annotations

from searchkit.base.record import changed, record
from searchkit.base.typing_names import TYPE_CHECKING, Final, Literal, get_args
from searchkit.errors import UsageError
from searchkit.query.tree import And, Everything, Node
from searchkit.results.timeline import Axis, Step

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

    from searchkit._native import Stop

# How articles are ranked: title and body as one text, or each field by itself with BM25.
Weighting = Literal["combined", "bm25"]
WEIGHTINGS: Final[tuple[Weighting, ...]] = get_args(Weighting)
Sort = Literal["relevance", "newest", "oldest"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


@record
class FacetRequest:
    """The values of a field to count over the matches.

    ``containing`` are words that the values must contain, or parts of them, in any order, in any case of letters and
    without regard to accents. At most ``limit`` values are returned, the most frequent first; None returns all. Filters
    on the facet's own field are ignored, so that the values that were not chosen are counted, too. With ``own_filter``
    they hold.
    """

    field: str
    containing: str | None = None
    limit: int | None = None
    own_filter: bool = False

    def __post_init__(self) -> None:
        if self.limit is not None and (not isinstance(self.limit, int) or self.limit < 0):
            raise UsageError("the limit of a facet is a whole number, from 0")


@record
class Condition:
    """What all matches must meet, by the filters of one field. A Not is what they must not meet."""

    field: str
    node: Node


@record
class Request:
    """One search: what to match, and everything to return about the matches.

    ``filters`` must match in addition to the query, and add nothing to a score. ``limit`` is the number of hits on the
    page (None: all, 0: only counts), ``offset`` the number of hits to skip. With ``since``, only articles match that a
    commit after that revision added. ``timelines`` are pairs of a step and an
    axis. ``stories`` shows each story once. ``weighting`` is the ranking formula of an archive. ``time_limit`` is in
    seconds. ``parts`` are queries: for each match of the page, the answer tells which of them it matches as well.
    """

    query: Node | WhooshQuery
    filters: tuple[Condition, ...] = ()
    since: int | None = None
    limit: int | None = 0
    offset: int = 0
    sort: Sort = "relevance"
    facets: tuple[FacetRequest, ...] = ()
    timelines: tuple[tuple[Step, Axis], ...] = ()
    stories: bool = False
    weighting: Weighting = "combined"
    time_limit: float | None = None
    stop: Stop | None = None
    parts: tuple[Node, ...] = ()


def counting(request: Request, query: Node, filters: tuple[Condition, ...]) -> Request:
    """The request that only counts what another query finds, under the same conditions but for these filters."""
    return changed(
        request, query=query, filters=filters, limit=0, offset=0, facets=(), timelines=(), stories=False, parts=()
    )


def narrowed(query: Node, filters: tuple[Condition, ...]) -> Node:
    """A query tree with filters that must match, too."""
    return And((query, *(each.node for each in filters))) if filters else query


def counted_by(request: Request, facet: FacetRequest) -> tuple[Condition, ...]:
    """The filters that hold for the matches whose values a facet counts."""
    return tuple(each for each in request.filters if facet.own_filter or each.field != facet.field)


def beside_others(part: Node) -> Node:
    """A part as it counts beside the other parts of a query: there, nobody has to have a stop word of a schema."""
    return And((Everything(), part))
