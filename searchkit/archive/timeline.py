"""An archive over time: the articles of a search by their date or by the dates that they mention."""

from __future__ import annotations

from searchkit import _native
from searchkit.archive.layout import FIRST_DAY, LAST_DAY, MENTION_COLUMNS
from searchkit.engine.snapshot import FacetRequest, Snapshot
from searchkit.errors import UsageError
from searchkit.results.timeline import AXES, Axis, Step, Timeline, TimelineStep, check_step, counted_timeline


def timeline_of(snapshot: Snapshot, plan: _native.Query, by: Step, field: Axis) -> Timeline:
    """The articles that a plan matches by ``year``, ``month`` or ``day``. Raises UsageError."""
    check_step(by)
    if field not in AXES:
        raise UsageError(f"there is no timeline of {field!r}", hint=f"choose from: {', '.join(AXES)}")
    if field == "mentions":
        (counts,) = snapshot.search(plan, limit=0, facets=[FacetRequest(MENTION_COLUMNS[by])]).facets
        steps = sorted((value.decode(), count) for value, count in counts.values)
        return Timeline(by, tuple(TimelineStep(date, count) for date, count in steps), counts.missing, "mentions")
    found = snapshot.search(plan, limit=0, pairs=(FIRST_DAY, LAST_DAY))
    return counted_timeline({**dict(found.pairs), None: found.unpaired}, by)


def known_days(snapshot: Snapshot) -> tuple[list[int], int]:
    """The ordinals of all dates that are known to the day, and the number of articles without one."""
    found = snapshot.search(_native.Query.every(), limit=0, pairs=(FIRST_DAY, LAST_DAY))
    days = [first for (first, last), _ in found.pairs if first == last]
    return days, found.total - sum(count for (first, last), count in found.pairs if first == last)
