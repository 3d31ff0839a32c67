"""Timelines: in order, with the empty steps, and adding up."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import UsageError
from searchkit.results.timeline import STEPS, counted_timeline, timeline

days = st.dates(dt.date(2018, 11, 1), dt.date(2020, 2, 29)).map(lambda d: (d.toordinal(), d.toordinal()))
YEAR = (dt.date(2019, 1, 1).toordinal(), dt.date(2019, 12, 31).toordinal())


@given(st.lists(st.none() | days | st.just(YEAR)), st.sampled_from(STEPS))
def test_steps_follow_each_other_and_add_up(ranges: list[tuple[int, int] | None], by: str) -> None:
    result = timeline(ranges, by)  # type: ignore[arg-type]
    length = {"year": 4, "month": 7, "day": 10}[by]
    expected = Counter(
        dt.date.fromordinal(r[0]).isoformat()[:length] for r in ranges if r and (r != YEAR or by == "year")
    )
    assert {step.date: step.count for step in result if step.count} == dict(expected)
    assert sum(step.count for step in result) + result.unplaced == len(ranges)
    dates = [step.date for step in result]
    assert dates == sorted(set(dates))
    if by == "day" and dates:
        first, last = map(dt.date.fromisoformat, (dates[0], dates[-1]))
        assert len(dates) == (last - first).days + 1


def test_months_without_matches_are_there() -> None:
    ranges = [(dt.date(2019, m, 3).toordinal(),) * 2 for m in (11,)] + [(dt.date(2020, 2, 1).toordinal(),) * 2]
    assert [tuple(step) for step in timeline(ranges, "month")] == [
        ("2019-11", 1),
        ("2019-12", 0),
        ("2020-01", 0),
        ("2020-02", 1),
    ]


def test_only_who_shows_a_timeline_makes_its_empty_steps() -> None:
    early, late = dt.date(1, 1, 1).toordinal(), dt.date(2020, 2, 1).toordinal()
    counted = counted_timeline({(early, early): 2, (late, late): 1, None: 3}, "day")
    assert [tuple(step) for step in counted] == [("0001-01-01", 2), ("2020-02-01", 1)]
    assert counted.unplaced == 3


def test_an_unknown_step() -> None:
    with pytest.raises(UsageError):
        timeline([], "week")  # type: ignore[arg-type]
