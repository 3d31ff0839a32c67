"""A page of text: help, and what commands print."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.shell.pane import Look, Scrolled
from searchkit.shell.styled_line import Line, wrapped


class TextPane(Scrolled):
    """Styled lines under a title. ``where`` is the name of its keys in the table."""

    def __init__(self, look: Look, title: str, lines: Iterable[Line], where: str = "page") -> None:
        super().__init__()
        self.where = where
        self.look = look
        self.title = title
        self._given = [[(style, look.glyphs.shown(text)) for style, text in line] for line in lines]
        self._width = 0
        self._wrapped: list[Line] = []

    def lines(self, width: int) -> list[Line]:
        """The lines, wrapped."""
        if width != self._width:
            self._width = width
            self._wrapped = [part for line in self._given for part in wrapped(line, width)]
        return self._wrapped
