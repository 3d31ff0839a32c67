"""A screen for commands of the shell in the full view: what they print is kept as styled lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import ANSI, to_formatted_text
from prompt_toolkit.formatted_text.utils import split_lines

from searchkit.article import Article
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session
from searchkit.shell.styled_line import Line

if TYPE_CHECKING:
    from rich.console import Console


class PageScreen(Screen):
    """Keeps what is printed. Pages of results are not printed: the full view shows them itself."""

    most_lines = 2_000

    def __init__(self, width: int, *, colored: bool) -> None:
        self._printed = io.StringIO()
        self._width = width
        super().__init__(self._paper, colored=colored, paging=False)
        self.article_shown: Article | None = None

    def _paper(self) -> Console:
        from rich.console import Console  # the full view shows itself without

        return Console(
            file=self._printed,
            width=self._width,
            force_terminal=self.colored,
            no_color=not self.colored,
            color_system="standard" if self.colored else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def page(self, session: Session) -> None:
        """The full view shows results itself."""

    def next_page(self, session: Session) -> None:
        """The full view shows results itself."""

    def article(self, article: Article, session: Session) -> None:
        """Remember the article, for the full view shows it."""
        self.article_shown = article

    def taken(self) -> list[Line]:
        """What was printed."""
        text = self._printed.getvalue()
        if not text.strip():
            return []
        pieces = to_formatted_text(ANSI(text.rstrip("\n")))
        return [[(piece[0], piece[1]) for piece in line] for line in split_lines(pieces)]
