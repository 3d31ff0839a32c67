"""What a search asks of a view, all of it in one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

from searchkit.base.record import record
from searchkit.errors import UsageError
from searchkit.query.tree import And, Exact, Node
from searchkit.results.timeline import Axis, Step

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

    from searchkit._native import Stop

Sort = Literal["relevance", "newest", "oldest"]
SORTS: Final[tuple[Sort, ...]] = get_args(Sort)


@record
class FacetRequest:
    """The values of a field to count over the matches.

    ``containing`` is a text that the values must hold, in any case. ``limit`` is the most values that are returned, the
    most frequent first; None returns all. Without ``own_filter`` the filters on the facet's own field do not apply, so
    that the values that are not chosen are counted beside the chosen ones.
    """

    field: str
    containing: str | None = None
    limit: int | None = None
    own_filter: bool = True

    def __post_init__(self) -> None:
        if self.limit is not None and (not isinstance(self.limit, int) or self.limit < 0):
            raise UsageError("the limit of a facet is a whole number, from 0")


@record
class Request:
    """One search: what to match, and everything to return about the matches.

    ``filters`` must match beside the query and add nothing to a score. ``limit`` (None: all, 0: only counts) and
    ``offset`` choose the page. ``timelines`` are pairs of a step and an axis. ``stories`` shows each story once.
    ``time_limit`` is in seconds.
    """

    query: Node | WhooshQuery
    filters: tuple[Exact, ...] = ()
    limit: int | None = 0
    offset: int = 0
    sort: Sort = "relevance"
    facets: tuple[FacetRequest, ...] = ()
    timelines: tuple[tuple[Step, Axis], ...] = ()
    stories: bool = False
    time_limit: float | None = None
    stop: Stop | None = None


def narrowed(query: Node, filters: tuple[Exact, ...]) -> Node:
    """A query tree with the filters that must match, too."""
    return And((query, *filters)) if filters else query
