"""What is drawn below the query line: lists and texts of which one at a time is on the screen."""

from __future__ import annotations

from abc import ABC, abstractmethod

from searchkit.base.record import record
from searchkit.display.safe_text import safe
from searchkit.shell.glyphs import Glyphs
from searchkit.shell.styled_line import Line


@record
class Look:
    """How to draw: with which signs, and whether colours tell what matched or [brackets] do."""

    glyphs: Glyphs
    colored: bool

    def text(self, text: str) -> str:
        """A text of a document as the terminal may have it."""
        return self.glyphs.shown(safe(text))

    def line(self, text: str) -> str:
        """The same on one line."""
        return " ".join(self.text(text).split())

    def line_kept(self, text: str) -> str:
        """The same with its blanks, which may stand for columns."""
        return self.text(text).replace("\n", " ").replace("\t", " ")

    @property
    def brackets(self) -> tuple[str, str]:
        """What stands around a match."""
        return ("", "") if self.colored else ("[", "]")


class Pane(ABC):
    """A part of the screen that takes keys. ``where`` is the name of its keys in the table."""

    where: str

    @abstractmethod
    def draw(self, width: int, height: int) -> list[Line]:
        """At most ``height`` lines of at most ``width`` cells."""

    @abstractmethod
    def move(self, lines: int) -> None:
        """Move down so many lines or entries; a negative number moves up."""

    @abstractmethod
    def turn(self, pages: int) -> None:
        """Move down so many pages."""

    @abstractmethod
    def first(self) -> None:
        """Go to the beginning."""

    @abstractmethod
    def last(self) -> None:
        """Go to the end."""

    @abstractmethod
    def status(self) -> str:
        """Where one is, in a few words."""


class Scrolled(Pane):
    """A pane that shows a long text from some line on."""

    def __init__(self) -> None:
        self.top = 0
        self.height = 1
        self.length = 0

    @abstractmethod
    def lines(self, width: int) -> list[Line]:
        """All lines at a width."""

    def draw(self, width: int, height: int) -> list[Line]:
        """The lines from the first that is shown."""
        whole = self.lines(width)
        self.height, self.length = max(height, 1), len(whole)
        self.top = max(0, min(self.top, len(whole) - height))
        return whole[self.top : self.top + height]

    def move(self, lines: int) -> None:
        """Scroll."""
        self.top = max(0, min(self.top + lines, self.length - self.height))

    def turn(self, pages: int) -> None:
        """Scroll by pages that overlap in one line."""
        self.move(pages * max(self.height - 1, 1))

    def first(self) -> None:
        """Scroll to the beginning."""
        self.top = 0

    def last(self) -> None:
        """Scroll to the end."""
        self.move(self.length)

    def status(self) -> str:
        """Which lines are shown of how many."""
        if self.length <= self.height:
            return ""
        return f"lines {self.top + 1:,}-{min(self.top + self.height, self.length):,} of {self.length:,}"
