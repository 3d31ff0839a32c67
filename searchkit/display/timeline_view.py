"""A timeline as lines: its steps as counts or rates, the runs of empty steps that it leaves out, and a word on them."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.display.late_text import Text
from searchkit.display.results_view import bar, count
from searchkit.results.rates import Rates
from searchkit.results.timeline import MOST_STEPS, Gap, Timeline

__all__ = ["limit_line", "rate_lines", "step_lines"]


def step_lines(timeline: Timeline, cells: int, style: str = "") -> Iterator[Text]:
    """A line for each step, with a bar of up to so many ``cells``, and one for each gap."""
    most = max((step.count for step in timeline), default=0)
    gaps = {gap.before: gap for gap in timeline.gaps}
    for step in timeline:
        if (gap := gaps.get(step.date)) is not None:
            yield _gap_line(gap)
        line = Text(f"{step.date}  {step.count:>7,}")
        if step.count:
            line.append("  ").append(bar(step.count, most, cells), style)
        yield line


def rate_lines(rates: Rates, cells: int) -> Iterator[Text]:
    """A line for each step: its matches, all its articles, and the share in a thousand, drawn as a bar.

    A step without articles has a dash for its share. There is a line for each gap.
    """
    most = max((step.rate or 0 for step in rates.steps), default=0)
    gaps = {gap.before: gap for gap in rates.gaps}
    for step in rates.steps:
        if (gap := gaps.get(step.date)) is not None:
            yield _gap_line(gap)
        line = Text(f"{step.date}  {step.count:>7,} of {step.total:>9,}  ")
        line.append("      -  " if step.rate is None else f"{step.rate * 1000:>7.1f}‰{'~' if step.is_small else ' '}")
        if step.rate:
            line.append(" " + bar(step.rate, most, cells), style="blue")
        line.rstrip()
        yield line


def _gap_line(gap: Gap) -> Text:
    return Text(f"...  {gap.steps:,} without a match", style="dim")


def limit_line(timeline: Timeline, how: str) -> str | None:
    """What a timeline says of steps that it does not list. ``how`` lists them all. None if it lists all."""
    told = []
    if timeline.asked is not None:
        told.append(f"counted by {timeline.by}, since there are more than {MOST_STEPS:,} steps by {timeline.asked}")
    if timeline.gaps:
        steps = sum(gap.steps for gap in timeline.gaps)
        told.append(f"{count(steps, f'empty {timeline.by}')} left out")
    return f"{'; '.join(told)}; {how} lists all" if told else None
