"""Matches over calendar time, in order, including empty steps."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, get_args

from searchkit.base.partial_date import month_iso
from searchkit.base.record import record
from searchkit.errors import UsageError

Axis = Literal["date", "mentions"]
AXES: Final[tuple[Axis, ...]] = get_args(Axis)
Step = Literal["year", "month", "day"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)


@record
class TimelineStep:
    """A year, month or day in ISO form and the number of matches in it. Unpacks into the two."""

    date: str
    count: int

    def __iter__(self) -> Iterator[Any]:
        return iter((self.date, self.count))


@record
class Timeline:
    """The steps from the first to the last match in time.

    ``unplaced`` counts the matches without a date, or with a date less exact than ``by``. The steps and ``unplaced``
    add up to the total of the search.

    If ``field`` is ``mentions``, a step counts the matches that mention a date in it. A match counts once in each such
    step, so the sum means nothing. Empty steps are left out.
    """

    by: Step
    steps: tuple[TimelineStep, ...]
    unplaced: int
    field: Axis = "date"

    def __iter__(self) -> Iterator[TimelineStep]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)


def check_step(by: str) -> None:
    """Raise UsageError for an unknown step."""
    if by not in STEPS:
        raise UsageError(f"a timeline goes by year, month or day, not by {by!r}")


def check_timeline(by: str, field: str) -> None:
    """Raise UsageError for an unknown step or axis."""
    check_step(by)
    if field not in AXES:
        raise UsageError(f"there is no timeline of {field!r}", hint=f"choose from: {', '.join(AXES)}")


def timeline(ranges: Iterable[tuple[int, int] | None], by: Step) -> Timeline:
    """The timeline of articles. ``ranges`` has the ordinals of the first and last day of each date (None: no date).

    Raises UsageError for an unknown step.
    """
    return with_empty_steps(counted_timeline(Counter(ranges), by))


def counted_timeline(covered_days: Mapping[tuple[int, int] | None, int], by: Step) -> Timeline:
    """As :func:`timeline`, of articles that are counted by the days that their dates cover, without the empty steps.

    There may be millions of those: one wrong year is enough. Raises UsageError for an unknown step.
    """
    check_step(by)
    counts: dict[str, int] = {}
    unplaced = 0
    length = {"year": 4, "month": 7, "day": 10}[by]
    for covered, times in covered_days.items():
        if covered is None:
            unplaced += times
            continue
        first, last = covered
        step = dt.date.fromordinal(first).isoformat()[:length]
        # Most dates are of one day.
        if first == last or step == dt.date.fromordinal(last).isoformat()[:length]:
            counts[step] = counts.get(step, 0) + times
        else:
            unplaced += times
    return Timeline(by, tuple(TimelineStep(date, counts[date]) for date in sorted(counts)), unplaced)


def with_empty_steps(timeline: Timeline) -> Timeline:
    """A timeline with the steps of no match between the first and the last; one of mentions has none."""
    if not timeline.steps or timeline.field == "mentions":
        return timeline
    known = {step.date: step for step in timeline.steps}
    dates = _between(timeline.steps[0].date, timeline.steps[-1].date)
    steps = tuple(known.get(date) or TimelineStep(date, 0) for date in dates)
    return Timeline(timeline.by, steps, timeline.unplaced, timeline.field)


def _between(first: str, last: str) -> Iterator[str]:
    if len(first) == 4:
        for year in range(int(first), int(last) + 1):
            yield f"{year:04d}"
    elif len(first) == 7:
        begin, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
        for month in range(begin, end + 1):
            yield month_iso(month)
    else:
        for day in range(dt.date.fromisoformat(first).toordinal(), dt.date.fromisoformat(last).toordinal() + 1):
            yield dt.date.fromordinal(day).isoformat()
