"""The dates of a step find the articles that the timeline counts in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import brute_force
import searchkit
from searchkit.results.step_dates import days_of, step_dates
from searchkit.results.timeline import STEPS, Step

some_days = st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31))


@given(some_days, st.sampled_from(STEPS))
def test_the_days_of_a_step_are_those_that_are_counted_in_it(day: dt.date, by: Step) -> None:
    step = brute_force.step_of(day.isoformat(), by)
    assert step is not None
    first, last = days_of(by, step)
    one = dt.timedelta(1)
    inside = [brute_force.step_of(each.isoformat(), by) for each in (first, day, last)]
    assert inside == [step, step, step]
    assert step not in (brute_force.step_of(each.isoformat(), by) for each in (first - one, last + one))


@pytest.mark.parametrize("by", STEPS)
def test_a_filter_by_the_dates_of_steps_finds_what_is_counted(by: Step, tmp_path: Path) -> None:
    dates = [
        "1989-12-31",
        "1990-01-01",
        "1990-03-31",
        "1990-04-01",
        "1990-12-31",
        "1991-01-01",
        "1999-02-28",
        "2000-02-29",
    ]
    with searchkit.create(tmp_path / "i") as index:
        index.add({"id": f"a{n}", "body": "oil", "date": date} for n, date in enumerate(dates))
        steps = index.search("oil").timeline(by).steps
        full = [step for step in steps if step.count]
        for step in full:
            assert index.search("oil", filters=[f"date={step_dates(by, step.date, step.date)}"]).total == step.count
        assert index.search("oil", filters=[f"date={step_dates(by, full[1].date, full[-1].date)}"]).total == sum(
            step.count for step in full[1:]
        )
