"""All values of a facet in a result, in an order, with bars, and beside their counts in the whole archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from searchkit.base.analysis import fold
from searchkit.display.results_view import count
from searchkit.results.distinctive import ORDERS, DistinctiveValue, in_order
from searchkit.results.filters import Filter, Filters
from searchkit.shell.facet_rows import value_bar
from searchkit.shell.pane import Look, Pane
from searchkit.shell.styled_line import Line, cells, cut, padded

_ORDERED_BY: Final = {
    "count": "most frequent first",
    "name": "by name",
    "distinctive": "most over the archive first",
}
_WIDEST_NAME: Final = 60


class ValuesPane(Pane):
    """The values of a facet, then those that are hidden. ``at`` is the selected one, from 0.

    ``marked`` is the value that others may become spellings of.
    """

    where = "values"

    def __init__(self, look: Look, field: str, order: str = ORDERS[0]) -> None:
        self.look = look
        self.field = field
        self.order = order
        self.marked: str | None = None
        self.at = 0
        self.top = 0
        self.height = 1
        self.sought = ""  # only values with this text are listed, without case and accents
        self.filters: dict[str, Filter] = {}
        self._found: list[DistinctiveValue] | None = None
        self._hidden: list[str] = []
        self._rows: list[tuple[str, DistinctiveValue | None]] = []

    @property
    def title(self) -> str:
        """What it shows."""
        sought = f", with {self.sought}" if self.sought else ""
        marked = f", {self.marked} is marked" if self.marked is not None else ""
        return f"{self.field}: {count(len(self._rows), 'value')}{sought}, {_ORDERED_BY[self.order]}{marked}"

    # What it lists

    def take(self, found: Sequence[DistinctiveValue], hidden: Iterable[str], filters: Filters) -> None:
        """Show values, and stay at the selected one, or at its place if it is none any more."""
        self._found, self._hidden = list(found), list(hidden)
        self.filters = {each.value: each for each in filters.of_field(self.field) if each.whole}
        self._arrange()

    def put_in_order(self, order: str | None) -> None:
        """Show the values in an order (None: the next one), from the first."""
        self.order = order or ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        self._rows = []
        self._arrange()

    def change_field(self, field: str) -> None:
        """Be about another facet, whose values are still to be counted."""
        self.field, self.marked, self.sought = field, None, ""
        self._found, self._hidden, self._rows = None, [], []
        self.filters = {}

    def seek(self, text: str) -> None:
        """List only values with a text; with none, all."""
        self.sought = fold(text)
        self._arrange()

    def _arrange(self) -> None:
        chosen, was_hidden = self.chosen(), self.is_hidden()
        rows: list[tuple[str, DistinctiveValue | None]] = [
            (each.value, each) for each in in_order(self._found or (), self.order)
        ]
        rows += [(name, None) for name in self._hidden]
        self._rows = [row for row in rows if not self.sought or self.sought in fold(row[0])]
        if chosen is not None:
            # Where a value was hidden, the next one is selected.
            here = (n for n, (name, value) in enumerate(self._rows) if name == chosen and (value or was_hidden))
            self.at = next(here, self.at)
        else:
            self.at = 0
        self.move(0)

    def chosen(self) -> str | None:
        """The selected value."""
        return self._rows[self.at][0] if 0 <= self.at < len(self._rows) else None

    def is_hidden(self) -> bool:
        """Whether the selected value is a hidden one."""
        return self.chosen() is not None and self._rows[self.at][1] is None

    def set_mark(self) -> None:
        """Mark the selected value; the marked one no longer."""
        chosen = None if self.is_hidden() else self.chosen()
        self.marked = None if chosen == self.marked else chosen

    # Keys

    def move(self, lines: int) -> None:
        """Select another value."""
        self.at = max(0, min(self.at + lines, len(self._rows) - 1))

    def turn(self, pages: int) -> None:
        """Move by as many values as are on the screen."""
        self.move(pages * max(self.height - 1, 1))

    def first(self) -> None:
        """Select the first value."""
        self.at = 0

    def last(self) -> None:
        """Select the last value."""
        self.at = max(len(self._rows) - 1, 0)

    def status(self) -> str:
        """Which value is selected of how many."""
        return f"{self.at + 1:,} of {len(self._rows):,}" if self._rows else ""

    # Drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """A line for each value."""
        self.height = height
        if not self._rows:
            told = f"counting{self.look.glyphs.cut}" if self._found is None else "no article has such a value"
            return [[("class:dim", told)]]
        self.top = max(min(self.top, self.at), self.at - height + 1, 0)
        self.top = max(0, min(self.top, len(self._rows) - height))
        most = max((each.count for each in self._found or ()), default=1)
        counts = [each for _, each in self._rows if each is not None]
        here = max((len(f"{each.count:,}") for each in counts), default=1)
        there = max((len(f"{each.archive:,}") for each in counts), default=1)
        shown = range(self.top, min(self.top + height, len(self._rows)))
        return [cut(self._row(at, most, (here, there), width), width, self.look.glyphs.cut) for at in shown]

    def _row(self, at: int, most: int, widths: tuple[int, int], width: int) -> Line:
        look, glyphs = self.look, self.look.glyphs
        name, value = self._rows[at]
        given = self.filters.get(name)
        sign = "" if given is None else (glyphs.excluded if given.excluded else glyphs.chosen) + " "
        if name == self.marked:
            sign += "* "
        is_at = at == self.at
        style = "class:title.selected" if is_at else "class:chip" if sign else "class:value"
        line: Line = [("class:rank", f"{glyphs.selected if is_at else ' '} ")]
        if value is None:
            return [*line, ("class:dim", f"{glyphs.excluded} {look.line(name)} is hidden")]
        few = "~" if value.is_few else " "
        g2 = look.line_kept(f"G² {value.g2:>7,.1f}") if value.g2 else " " * 10
        right: Line = [
            ("class:total", f" {value.count:>{widths[0]},}"),
            ("class:count", f" of {value.archive:>{widths[1]},}{few} {g2} "),
            ("class:bar", value_bar(value.count, most, look)),
        ]
        room = width - cells(line) - sum(cells([piece]) for piece in right[:2]) - 6
        told = [(style, sign + (look.line(name) or "(blank)"))]
        return [*line, *padded(told, max(min(room, _WIDEST_NAME), 8), glyphs.cut), *right]
