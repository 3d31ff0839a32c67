"""Timelines: in order, with the empty steps, and adding up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import brute_force
import searchkit
from searchkit.errors import UsageError
from searchkit.results.timeline import MOST_STEPS, STEPS, Step, Timeline, TimelineStep, with_empty_steps, with_few_steps

some_days = st.lists(
    st.dates(dt.date(2018, 11, 1), dt.date(2030, 2, 28)) | st.dates(dt.date(1995, 1, 1), dt.date(1996, 12, 31)),
    max_size=6,
)
PARTIAL = ["1899-12-31", "1900", "1999-12", "2000-01-01", "2000-01", "2004-12-31", "2005-01-01", "2008-12-29", ""]


def counted(dates: list[str], by: Step) -> Timeline:
    """As a search counts it: without the empty steps."""
    steps = [brute_force.step_of(date, by) for date in dates]
    found = Counter(step for step in steps if step is not None)
    return Timeline(by, tuple(TimelineStep(*item) for item in sorted(found.items())), steps.count(None))


@given(some_days, st.sampled_from(STEPS))
def test_steps_follow_each_other_and_add_up(days: list[dt.date], by: Step) -> None:
    dates = [day.isoformat() for day in days]
    shown = with_empty_steps(counted(dates, by))
    assert [step.date for step in shown] == brute_force.steps(dates, by)
    assert [step for step in shown if step.count] == list(counted(dates, by))
    assert sum(step.count for step in shown) == len(days)


@pytest.mark.parametrize("by", STEPS)
def test_a_search_counts_dates_of_every_exactness(tmp_path: Path, by: Step) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add(
            [{"id": str(n), "body": "oil", "date": date or None} for n, date in enumerate(PARTIAL)], extract=False
        )
        results = index.search("oil", timelines=[by])
        asked = results.timeline(by, every=True)
        assert index.search("oil").timeline(by, every=True) == asked
    assert [step for step in asked if step.count] == list(counted(PARTIAL, by))
    assert asked.unplaced == counted(PARTIAL, by).unplaced
    placed = [date for date in PARTIAL if brute_force.step_of(date, by)]
    assert [step.date for step in asked] == brute_force.steps(placed, by)


def test_steps_have_the_names_that_people_know(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": "Shares fell.", "date": "1987-10-19"}, {"body": "Shares fell.", "date": "1987-11-01"}])
        results = index.search("shares", timelines=STEPS)
        assert {by: [tuple(step) for step in results.timeline(by)] for by in STEPS if by != "day"} == {
            "decade": [("1980s", 2)],
            "year": [("1987", 2)],
            "quarter": [("1987-Q4", 2)],
            "month": [("1987-10", 1), ("1987-11", 1)],
            "week": [("1987-W43", 1), ("1987-W44", 1)],
        }


def test_an_article_counts_once_in_each_step_that_it_mentions(tmp_path: Path) -> None:
    articles: list[dict[str, Any]] = [
        {"id": "1", "body": "oil", "mentions": ["1987-10-19", "1987-10-20", "1987-11", "1985"]},
        {"id": "2", "body": "oil", "mentions": ["1987", "1990/1999"]},
        {"id": "3", "body": "oil", "mentions": ["1988-01-01"]},
        {"id": "4", "body": "oil"},
    ]
    with searchkit.create(tmp_path / "i") as index:
        index.add(articles[:2], extract=False)
        index.add(articles[2:], extract=False)
        results = index.search("oil", timelines=[(by, "mentions") for by in STEPS])
        found = {by: results.timeline(by, "mentions") for by in STEPS}
    assert {by: [tuple(step) for step in found[by]] for by in ("decade", "quarter", "month", "week", "day")} == {
        "decade": [("1980s", 3), ("1990s", 1)],
        "quarter": [("1987-Q4", 1), ("1988-Q1", 1)],
        "month": [("1987-10", 1), ("1987-11", 1), ("1988-01", 1)],
        "week": [("1987-W43", 1), ("1987-W53", 1)],
        "day": [("1987-10-19", 1), ("1987-10-20", 1), ("1988-01-01", 1)],
    }
    years = {step.date: step.count for step in found["year"]}
    assert years == {"1985": 1, "1987": 2, "1988": 1} | {str(year): 1 for year in range(1990, 2000)}
    assert {by: found[by].unplaced for by in STEPS} == {
        "decade": 1, "year": 1, "quarter": 2, "month": 2, "week": 2, "day": 2,
    }  # fmt: skip


def test_only_who_shows_a_timeline_makes_its_empty_steps(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add_files([], years="1..9999")
        index.add([{"body": "oil", "date": date} for date in ("0001-01-01", "2020-02-01", "9999-12-31")])
        request = index.search("oil", timelines=["day"])._asked.request
        (timeline,) = index.view.search(request).timelines
        assert [tuple(step) for step in timeline] == [("0001-01-01", 1), ("2020-02-01", 1), ("9999-12-31", 1)]
        decades = index.search("oil").timeline("decade")
        assert (decades.steps[0].date, decades.steps[-1].date, len(decades)) == ("0000s", "9990s", 1000)
        weeks = index.search("oil").timeline("week", every=True)
        assert (weeks.steps[0].date, weeks.steps[-1].date) == ("0001-W01", "9999-W52")


def test_a_timeline_leaves_out_the_longest_empty_runs(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add_files([], years="1..9999")
        index.add([{"body": "oil", "date": date} for date in ("0001-01-01", "2020-01", "2020-04", "9999-12-31")])
        results = index.search("oil")
        months = results.timeline("month")
        assert [tuple(step) for step in months] == [
            ("0001-01", 1),
            ("2020-01", 1),
            ("2020-02", 0),
            ("2020-03", 0),
            ("2020-04", 1),
            ("9999-12", 1),
        ]
        assert [tuple(gap) for gap in months.gaps] == [("0001-01", "2020-01", 24227), ("2020-04", "9999-12", 95755)]
        whole = results.timeline("month", every=True)
        assert len(whole) == 9999 * 12 == len(months) + sum(gap.steps for gap in months.gaps)
        assert not whole.gaps
        rates = results.rates("month")
        assert [step.date for step in rates.steps] == [step.date for step in months]


def test_more_days_than_a_timeline_lists_are_counted_by_a_longer_step(tmp_path: Path) -> None:
    days = [(dt.date(2001, 1, 1) + dt.timedelta(day)).isoformat() for day in range(MOST_STEPS + 1)]
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": day, "body": "oil", "date": day} for day in days], extract=False)
        results = index.search("oil")
        timeline = results.timeline("day")
        assert (timeline.by, timeline.asked) == ("week", "day")
        assert timeline.steps == results.timeline("week").steps
        assert len(results.timeline("day", every=True)) == MOST_STEPS + 1
        index.delete([days[5]])
        within = index.search("oil").timeline("day")
        assert (within.by, within.asked, len(within)) == ("day", None, MOST_STEPS)


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=20, unique=True), st.integers(20, 400))
def test_gaps_and_steps_are_all_steps(years: list[int], most: int) -> None:
    found = Timeline("year", tuple(TimelineStep(f"{year:04d}", 1) for year in sorted(years)), 0)
    limited, whole = with_few_steps(found, most), with_empty_steps(found)
    assert limited is not None
    assert len(limited) <= most
    filled = {gap.after: gap.steps for gap in limited.gaps}
    rebuilt: list[tuple[str, int]] = []
    for step in limited:
        rebuilt.append((step.date, step.count))
        rebuilt += [(f"{int(step.date) + n:04d}", 0) for n in range(1, filled.get(step.date, 0) + 1)]
    assert rebuilt == [tuple(step) for step in whole]


def test_an_unknown_step(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": "oil"}])
        for ask in (
            lambda: index.search("oil").timeline("century"),  # type: ignore[arg-type]
            lambda: index.search("oil", timelines=["century"]),  # type: ignore[list-item]
        ):
            with pytest.raises(UsageError, match="no timeline by 'century'") as caught:
                ask()
            assert caught.value.hint == "choose from: decade, year, quarter, month, week, day"
