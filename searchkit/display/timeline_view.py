"""A timeline as lines: its steps as bars, the runs of empty steps that it leaves out, and what it says of these."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.display.late_text import Text
from searchkit.display.results_view import bar, count
from searchkit.results.timeline import MOST_STEPS, Timeline

__all__ = ["limit_line", "step_lines"]


def step_lines(timeline: Timeline, cells: int, style: str = "") -> Iterator[Text]:
    """A line for each step, with a bar of up to so many ``cells``, and one for each gap."""
    most = max((step.count for step in timeline), default=0)
    gaps = {gap.before: gap for gap in timeline.gaps}
    for step in timeline:
        if (gap := gaps.get(step.date)) is not None:
            yield Text(f"...  {gap.steps:,} without a match", style="dim")
        line = Text(f"{step.date}  {step.count:>7,}")
        if step.count:
            line.append("  ").append(bar(step.count, most, cells), style)
        yield line


def limit_line(timeline: Timeline, how: str) -> str | None:
    """What a timeline says of steps that it does not list. ``how`` lists them all. None if it lists all."""
    told = []
    if timeline.asked is not None:
        told.append(f"counted by {timeline.by}, since there are more than {MOST_STEPS:,} steps by {timeline.asked}")
    if timeline.gaps:
        steps = sum(gap.steps for gap in timeline.gaps)
        told.append(f"{count(steps, f'empty {timeline.by}')} left out")
    return f"{'; '.join(told)}; {how} lists all" if told else None
