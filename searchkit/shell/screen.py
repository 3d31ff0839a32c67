"""What the shell shows: pages of results, articles, lists of values, messages and errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from searchkit.article import Article
from searchkit.display.article_view import article_lines
from searchkit.display.late_text import Text
from searchkit.display.results_view import ResultsView, bar, count, distinctive_line
from searchkit.display.safe_text import one_line
from searchkit.results.distinctive import DistinctiveValue
from searchkit.results.facets import FacetValue
from searchkit.results.timeline import Timeline
from searchkit.shell.error_text import told
from searchkit.shell.session import Session

if TYPE_CHECKING:
    from rich.console import Console

    from searchkit.results.quotes import Quotes

_BAR_CELLS = 20


class Screen:
    """Prints on the console that ``make_console`` makes: slow to load, and nothing is printed before a line was read.

    If ``paging`` is set, long lists and articles go through a pager. ``most_lines`` is how many matches in context are
    shown (None: all).
    """

    most_lines: int | None = None

    def __init__(
        self,
        make_console: Callable[[], Console],
        *,
        colored: bool,
        paging: bool,
        links: bool = False,
    ) -> None:
        self._console: Console | None = None
        self._make_console = make_console
        self.colored = colored
        self.links = links
        self.paging = paging

    @property
    def console(self) -> Console:
        """The console."""
        if self._console is None:
            self._console = self._make_console()
        return self._console

    def renew(self) -> None:
        """Take a new console. One that was interrupted may wait for ever for the end of what it was printing."""
        self._console = None

    @property
    def view(self) -> ResultsView:
        """The view of results at the current width of the terminal."""
        return ResultsView(width=self.console.width, colored=self.colored, links=self.links)

    def page(self, session: Session) -> None:
        """Show the first page of a search: query as understood, total, timeline, facets, hits."""
        results = session.results
        if results is None:
            return
        timeline = session.timeline() if results.total else None
        self.lines(self.view.page(results, filters=session.filter_texts(), timeline=timeline))
        self._outlook(session)

    def next_page(self, session: Session) -> None:
        """Show the hits of a later page."""
        for hit in session.results or ():
            self.lines(self.view.hit(hit))
            self.lines([Text()])
        self._outlook(session)

    def article(self, article: Article, session: Session) -> None:
        """Show a whole article with the query's matches marked."""
        title, body = session.marks(article)
        story = session.story(article)
        self.paged(article_lines(article, title=title, body=body, story=story, colored=self.colored, links=self.links))

    def facets(self, facets: Mapping[str, Sequence[FacetValue]]) -> None:
        """Show the most frequent values of facets, one line each."""
        lines = list(self.view.facets(facets))
        self.lines(lines or [Text("no article in this result has a facet value", style="dim")])

    def facet_values(self, values: Sequence[FacetValue]) -> None:
        """Show all values of one facet."""
        widest = max((len(f"{value.count:,}") for value in values), default=0)
        names = [Text(one_line(value.value), style="cyan") for value in values]
        room = min(self.console.width - widest - _BAR_CELLS - 4, max((name.cell_len for name in names), default=0))
        lines = []
        for value, name in zip(values, names, strict=True):
            line = Text(f"{value.count:>{widest},}  ").append_text(name)
            if name.cell_len <= room:
                line.append(" " * (room - name.cell_len) + "  ").append(
                    bar(value.count, values[0].count, _BAR_CELLS), style="blue"
                )
            lines.append(line)
        self.paged([*lines, Text(count(len(values), "value"), style="dim")])

    def compared_values(self, values: Sequence[DistinctiveValue], none: str = "no article has a value") -> None:
        """Show values in their order, each with a bar and its counts here and in the archive."""
        widest = max((len(f"{value.count:,}") for value in values), default=0)
        most = max((value.count for value in values), default=1)
        lines = [
            Text(distinctive_line(value, widest)).append(f"  {bar(value.count, most, _BAR_CELLS)}", style="blue")
            for value in values
        ]
        self.paged(lines or [Text(none, style="dim")])

    def timeline(self, timeline: Timeline) -> None:
        """Show all steps of a timeline."""
        from searchkit.display.timeline_view import limit_line, step_lines  # few sessions ask for it

        lines = list(step_lines(timeline, max(10, min(60, self.console.width - 24)), "blue"))
        if timeline.unplaced:
            lines.append(
                Text(f"{timeline.unplaced:,} not counted: their date is less exact than a {timeline.by}", style="dim")
            )
        if (told := limit_line(timeline, f":timeline {timeline.asked or timeline.by} all")) is not None:
            lines.append(Text(told, style="dim"))
        self.paged(lines or [Text("no article in this result has a date", style="dim")])

    def quotes(self, quotes: Quotes) -> None:
        """Show the articles that share runs of words with one."""
        from searchkit.display.quotes_view import QuotesView  # few sessions ask for it

        self.paged(QuotesView(width=self.console.width, colored=self.colored).quotes(quotes))

    def message(self, text: str) -> None:
        """Print a line about what was done."""
        self.lines([Text(one_line(text), style="dim")])

    def error(self, error: Exception) -> None:
        """Print an error on one line and its hint on another."""
        message, hint = told(error)
        self.lines([Text.assemble(("error  ", "bold red"), one_line(message))])
        if hint:
            self.lines([Text(f"       {one_line(hint)}", style="dim")])

    def paged(self, lines: Iterable[Text]) -> None:
        """Print lines, through a pager if they do not fit."""
        from searchkit.display.pager import show  # it is slow to load

        show(lines, self.console, paging=self.paging)

    def lines(self, lines: Iterable[Text]) -> None:
        """Print lines as they come."""
        for line in lines:
            self.console.print(line, soft_wrap=True)

    def _outlook(self, session: Session) -> None:
        if session.results is None:
            return
        if session.has_more:
            last = session.offset + len(session.results)
            self.lines([Text(f"\n{last:,} of {session.results.hit_total:,} shown · :more", style="dim")])
        elif not session.results.total and session.filters:
            self.message(f"{count(len(session.filters), 'filter')} active · :drop removes the last one")
