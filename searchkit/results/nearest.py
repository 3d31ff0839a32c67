"""Where a search finds nothing: the articles that have some parts of the query, and which parts each of them lacks."""

from __future__ import annotations

from searchkit.base.record import changed, record
from searchkit.base.typing_names import Final, Mapping, Sequence
from searchkit.query.echo import echo
from searchkit.query.relaxed import Relaxed, relaxed
from searchkit.query.tree import Node, Or
from searchkit.results.answer import Match
from searchkit.results.request import Request
from searchkit.results.view import View

_MOST: Final = 10


@record
class Nearest:
    """The nearest matches, each with what it lacks. ``request`` found them, and ``marked`` marks what they have."""

    matches: Sequence[tuple[Match, tuple[str, ...]]]
    request: Request
    marked: Node | None = None


def nearest(view: View, request: Request) -> Nearest:
    """The best matches of some parts of a query tree that finds nothing. Raises what a search raises."""
    tree = request.query
    assert isinstance(tree, Node)
    last: Relaxed | None = None
    # First as the parts stand. If nothing has any of them, the words of phrases count by themselves.
    for apart in (False, True):
        some = relaxed(tree, view.fields, apart=apart)
        if some is None or some == last:
            break
        last = some
        parts = tuple(dict.fromkeys((*some.parts, *(way.tree for way in some.ways))))
        asked = changed(
            request,
            query=some.tree,
            limit=min(_MOST, request.limit or _MOST),
            offset=0,
            sort="relevance",
            facets=(),
            timelines=(),
            parts=parts,
        )
        matches = view.search(asked).matches
        if matches:
            default = view.fields.default
            has = (dict(zip(parts, match.has, strict=True)) for match in matches)
            found = [(match, _lacks(some, each, default)) for match, each in zip(matches, has, strict=True)]
            return Nearest(found, changed(asked, parts=()), Or(some.parts))
    return Nearest((), request)


def _lacks(some: Relaxed, has: Mapping[Node, bool], default: str) -> tuple[str, ...]:
    """The parts that a match lacks, each once, in the way that it lacks the fewest of."""
    ways = (way for way in some.ways if has[way.tree])
    lacking = (dict.fromkeys(part for part in way.parts if not has[part]) for way in ways)
    return tuple(echo(part, default) for part in min(lacking, key=len, default=()))
