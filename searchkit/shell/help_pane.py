"""The pages of help in the full view."""

from __future__ import annotations

from searchkit.shell.help_pages import HelpPages
from searchkit.shell.pane import Look, Scrolled
from searchkit.shell.styled_line import Line


class HelpPane(Scrolled):
    """One page of help. Keys lead to the others."""

    where = "help"

    def __init__(self, look: Look, pages: HelpPages, name: str) -> None:
        super().__init__()
        self.look = look
        self.name = name
        self.title = f"help {name}".strip()
        self._pages = pages
        self._width = 0
        self._made: list[Line] = []

    def lines(self, width: int) -> list[Line]:
        """The lines, made for the width."""
        if width != self._width:
            self._width = width
            given = self._pages.page(self.name, width)
            self._made = [[(style, self.look.glyphs.shown(text)) for style, text in line] for line in given]
        return self._made
