"""The timeline of a result as a list of steps, of which one or a range can be chosen."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from searchkit.display.results_view import count
from searchkit.results.step_dates import days_of, step_dates
from searchkit.results.timeline import Timeline
from searchkit.shell.pane import Look, Pane
from searchkit.shell.styled_line import Line, cells, cut

_WIDEST_BAR: Final = 60


class TimelinePane(Pane):
    """A timeline. ``at`` is the selected step, from 0; ``mark`` the other end of a range.

    ``wanted`` is the step that the latest key asked for: a timeline by that one may still be counted.
    """

    where = "timeline"

    def __init__(self, look: Look, timeline: Timeline) -> None:
        self.look = look
        self.timeline = timeline
        self.wanted = timeline.by
        self.at = 0
        self.mark: int | None = None
        self.top = 0
        self.height = 1
        self._most = max((step.count for step in timeline), default=0)
        self._select_peak()

    def _select_peak(self) -> None:
        """Begin at the step with the most articles: it is told above the hits."""
        self.at = next((at for at, step in enumerate(self.timeline) if step.count == self._most), 0)

    @property
    def title(self) -> str:
        """What it shows."""
        return f"timeline by {self.timeline.by}"

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last step that are chosen."""
        other = self.at if self.mark is None else self.mark
        return min(self.at, other), max(self.at, other)

    @property
    def dates(self) -> str:
        """The dates that are chosen, as a filter takes them."""
        first, last = self.ends
        return step_dates(self.timeline.by, self.timeline.steps[first].date, self.timeline.steps[last].date)

    def set_mark(self) -> None:
        """Mark the selected step as one end of a range; if a step is marked, mark none."""
        self.mark = self.at if self.mark is None else None

    def go_to(self, other: TimelinePane) -> None:
        """Select the step that has the first day of the step selected in another timeline of the same result."""
        day = days_of(other.timeline.by, other.timeline.steps[other.at].date)[0]
        at = bisect_right(self.timeline.steps, day, key=lambda step: days_of(self.timeline.by, step.date)[0])
        self.at = max(0, min(at - 1, len(self.timeline) - 1))
        self._skip_empty()

    def _skip_empty(self) -> None:
        """A longer step may begin before the first article."""
        steps = self.timeline.steps
        while self.at < len(steps) - 1 and not steps[self.at].count:
            self.at += 1

    def move(self, lines: int) -> None:
        """Select another step."""
        self.at = max(0, min(self.at + lines, len(self.timeline) - 1))

    def turn(self, pages: int) -> None:
        """Move by as many steps as are on the screen."""
        self.move(pages * max(self.height - 1, 1))

    def first(self) -> None:
        """Select the first step."""
        self.at = 0

    def last(self) -> None:
        """Select the last step."""
        self.at = len(self.timeline) - 1

    def status(self) -> str:
        """What is chosen, and how many articles it has."""
        first, last = self.ends
        chosen = sum(step.count for step in self.timeline.steps[first : last + 1])
        return f"{self.dates}: {count(chosen, 'article')}"

    def draw(self, width: int, height: int) -> list[Line]:
        """A line for each step, and one for the articles that have no place among them."""
        unplaced = self.timeline.unplaced
        below: list[Line] = []
        if unplaced and height > 2:
            told = f"{unplaced:,} not counted: their date is less exact than a {self.timeline.by}"
            below = [[("class:dim", told)]]
        self.height = max(height - len(below), 1)
        self.top = max(min(self.top, self.at), self.at - self.height + 1, 0)
        self.top = max(0, min(self.top, len(self.timeline) - self.height))
        return [*(self._step(at, width) for at in self._shown()), *below]

    def _shown(self) -> range:
        return range(self.top, min(self.top + self.height, len(self.timeline)))

    def _step(self, at: int, width: int) -> Line:
        glyphs, step = self.look.glyphs, self.timeline.steps[at]
        first, last = self.ends
        chosen = first <= at <= last and self.mark is not None
        sign = glyphs.chosen if chosen else " " * cells([("", glyphs.chosen)])
        line: Line = [
            ("class:rank", glyphs.selected if at == self.at else " "),
            ("class:chip", f"{sign} "),
            ("class:title.selected" if at == self.at else "class:value", step.date),
            ("class:count", f" {step.count:>9,}  "),
        ]
        room = min(max(width - cells(line), 0), _WIDEST_BAR)
        bar = glyphs.bars[-1] * max(1, round(step.count / self._most * room)) if step.count else ""
        return cut([*line, ("class:bar", bar[:room])], width, glyphs.cut)
