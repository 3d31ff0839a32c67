from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

import brute_force
from searchkit.results.step_dates import days_of
from searchkit.results.timeline import STEPS, Step, Timeline, TimelineStep, with_empty_steps
from searchkit.shell.glyphs import ASCII
from searchkit.shell.pane import Look
from searchkit.shell.styled_line import cells
from searchkit.shell.timeline_pane import TimelinePane

LOOK = Look(ASCII, colored=False)
some_days = st.lists(st.dates(dt.date(1985, 1, 1), dt.date(1988, 12, 31)), min_size=1, max_size=20)


def pane_of(days: list[dt.date], by: Step) -> TimelinePane:
    found = Counter(brute_force.step_of(day.isoformat(), by) for day in days)
    steps = tuple(TimelineStep(str(date), number) for date, number in sorted(found.items(), key=str))
    return TimelinePane(LOOK, with_empty_steps(Timeline(by, steps, 0)))


@given(some_days, st.sampled_from(STEPS), st.sampled_from(STEPS), st.data())
def test_other_steps_keep_the_time(days: list[dt.date], by: Step, to: Step, data: st.DataObject) -> None:
    pane, other = pane_of(days, by), pane_of(days, to)
    full = [at for at, step in enumerate(pane.timeline) if step.count]
    pane.at = data.draw(st.sampled_from(full))
    other.go_to(pane)
    first, last = days_of(by, pane.timeline.steps[pane.at].date)
    begin, end = days_of(to, other.timeline.steps[other.at].date)
    assert begin <= last and end >= first
    assert other.timeline.steps[other.at].count


@given(some_days, st.sampled_from(STEPS), st.integers(20, 100), st.integers(1, 30), st.data())
def test_what_is_chosen_is_drawn_and_counted(
    days: list[dt.date], by: Step, width: int, height: int, data: st.DataObject
) -> None:
    pane = pane_of(days, by)
    at = st.integers(0, len(pane.timeline) - 1)
    pane.at = data.draw(at)
    if data.draw(st.booleans()):
        pane.set_mark()
        pane.at = data.draw(at)
    lines = pane.draw(width, height)
    assert len(lines) <= height and all(cells(line) <= width for line in lines)
    assert [line for line in lines if line[0][1] == ASCII.selected]
    first, last = pane.ends
    begin, end = (days_of(by, pane.timeline.steps[which].date)[side] for side, which in enumerate((first, last)))
    chosen = sum(begin <= day <= end for day in days)
    assert pane.status().endswith(f": {chosen} article{'' if chosen == 1 else 's'}")
