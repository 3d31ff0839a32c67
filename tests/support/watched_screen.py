"""A screen of pyte that tests look at all the time: a line is made anew only if it changed."""

from __future__ import annotations

from collections.abc import Iterator

import pyte
from wcwidth import wcwidth


class WatchedScreen(pyte.Screen):
    """As ``pyte.Screen``, whose ``display`` makes all lines each time that it is asked for."""

    def __init__(self, columns: int, lines: int) -> None:
        self._rows: dict[int, str] = {}
        super().__init__(columns, lines)

    @property
    def display(self) -> list[str]:
        """The lines of the screen."""
        return [self.row(y) for y in range(self.lines)]

    def row(self, y: int) -> str:
        """One line of the screen."""
        for changed in self.dirty:
            self._rows.pop(changed, None)
            self._rows.pop(changed - 1, None)  # an accent at the beginning of a line belongs to the end of the last
        self.dirty.clear()
        if y not in self._rows:
            cell, blank = self.buffer[y].get, self.default_char
            self._rows[y] = _line([cell(x, blank).data for x in range(self.columns)])
        return self._rows[y]


def _line(cells: list[str]) -> str:
    line = "".join(cells)
    return line if line.isascii() else "".join(_shown(cells))


def _shown(cells: list[str]) -> Iterator[str]:
    """The cells without those that a wide character covers."""
    covered = False
    for cell in cells:
        if not covered:
            yield cell
        covered = not covered and wcwidth(cell[:1]) == 2
