"""How one query runs: natively, or as the matches that another engine scored."""

from __future__ import annotations

import time

from searchkit import _native
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.record import record
from searchkit.base.typing_names import Literal, Mapping, Sequence
from searchkit.engine.search import CountRequest, Found, SortKey, TimelineRequest
from searchkit.engine.snapshot import Snapshot

Path = Literal["native", "mixed", "whoosh"]


@record
class Plan:
    """A native plan. If only Whoosh's matchers could score the matches, ``scores`` has their scores by document number.

    ``path`` is "native", "mixed" or "whoosh". ``why`` is the reason if the plan is not native.
    """

    native: _native.Query
    scores: Mapping[int, float] | None = None
    path: Path = "native"
    why: str = ""


class FoundMatch(NamedTuple("FoundMatch", [("docnum", int), ("score", float), ("members", Sequence[int])])):
    """A match of a page: its number, its score, and the numbers of the other documents of its group."""

    __slots__ = ()


@record
class Page:
    """Which of the matches to return, and in what order. Without ``sort``, the best come first.

    ``group`` is as for :meth:`Snapshot.search`. ``limit`` None returns all from ``offset`` on.
    """

    limit: int | None
    offset: int = 0
    sort: tuple[SortKey, ...] = ()
    group: tuple[str, str] | None = None


def matched_by(
    snapshot: Snapshot,
    plans: Sequence[Plan],
    matches: Sequence[FoundMatch],
    *,
    time_limit: float | None = None,
    stop: _native.Stop | None = None,
) -> list[tuple[bool, ...]]:
    """For each of these matches, which of the plans its document matches.

    ``time_limit`` (seconds, for all together) and ``stop`` end it with SearchStopped.
    """
    if not plans:
        return [()] * len(matches)
    started = time.monotonic()
    among = _native.Query.docs([match.docnum for match in matches])
    found = []
    for plan in plans:
        left = None if time_limit is None else max(0.0, started + time_limit - time.monotonic())
        both = _native.Query.all([among, plan.native])
        hits = snapshot.search(both, limit=None, time_limit=left, stop=stop).hits
        found.append({docnum for docnum, _ in hits})
    return [tuple(match.docnum in documents for documents in found) for match in matches]


def run_page(
    snapshot: Snapshot,
    plan: Plan,
    page: Page,
    *,
    counts: Sequence[CountRequest] = (),
    timelines: Sequence[TimelineRequest] = (),
    time_limit: float | None = None,
    stop: _native.Stop | None = None,
) -> tuple[Found, list[FoundMatch]]:
    """Run a plan. Returns what was found, and the matches of the page.

    ``counts`` are values to count in the same pass, as ``timelines`` are.
    ``time_limit`` (seconds) and ``stop`` end the search with SearchStopped.
    """
    scored = plan.scores is None
    found = snapshot.search(
        plan.native,
        limit=page.limit if scored else None,
        offset=page.offset if scored else 0,
        sort=page.sort if scored else page.sort or (SortKey("doc"),),
        facets=counts,
        group=page.group,
        timelines=timelines,
        time_limit=time_limit,
        stop=stop,
    )
    members: Sequence[Sequence[int]] = found.members or [()] * len(found.hits)
    matches = [
        FoundMatch(docnum, score if plan.scores is None else plan.scores[docnum], others)
        for (docnum, score), others in zip(found.hits, members, strict=True)
    ]
    if scored:
        return found, matches
    if not page.sort or page.sort[0].by == "score":
        matches.sort(key=lambda match: -match.score)
    return found, matches[page.offset : None if page.limit is None else page.offset + page.limit]
