"""How one query runs: natively, or as the matches that another engine scored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from searchkit import _native
from searchkit.base.record import record
from searchkit.engine.snapshot import Found, Match, Snapshot, SortKey

Path = Literal["native", "mixed", "whoosh"]


@record
class Plan:
    """A native plan. ``scores`` are by document number where only Whoosh's matchers could score the matches.

    ``path`` is "native", "mixed" or "whoosh"; ``why`` tells what kept the plan from being native.
    """

    native: _native.Query
    scores: Mapping[int, float] | None = None
    path: Path = "native"
    why: str = ""


@record
class Page:
    """Which of the matches to return, and in what order. Without ``sort`` the best come first.

    ``group`` is as for :meth:`Snapshot.search`. ``limit`` None returns all from ``offset`` on.
    """

    limit: int | None
    offset: int = 0
    sort: tuple[SortKey, ...] = ()
    group: tuple[str, str] | None = None


def run_page(
    snapshot: Snapshot,
    plan: Plan,
    page: Page,
    *,
    facets: tuple[tuple[str, _native.Query | None, str | None], ...] = (),
    pairs: tuple[str, str] | None = None,
    time_limit: float | None = None,
    stop: _native.Stop | None = None,
) -> tuple[Found, list[Match]]:
    """What was found, and the hits of the page with their scores; facets and pairs are counted in the same pass."""
    scored = plan.scores is None
    by_score = not page.sort or page.sort[0].by == "score"
    found = snapshot.search(
        plan.native,
        limit=page.limit if scored else None,
        offset=page.offset if scored else 0,
        sort=page.sort if scored else page.sort or (SortKey("doc"),),
        facets=facets,
        group=page.group,
        pairs=pairs,
        time_limit=time_limit,
        stop=stop,
    )
    if plan.scores is None:
        return found, found.hits
    hits = [(docnum, plan.scores[docnum]) for docnum, _ in found.hits]
    members = found.members or [[]] * len(hits)
    order = list(range(len(hits)))
    if by_score:
        order.sort(key=lambda at: -hits[at][1])
    order = order[page.offset : None if page.limit is None else page.offset + page.limit]
    found = Found(
        found.total,
        [hits[at] for at in order],
        found.facets,
        found.pairs,
        found.unpaired,
        found.groups,
        [members[at] for at in order] if found.members else [],
    )
    return found, found.hits
