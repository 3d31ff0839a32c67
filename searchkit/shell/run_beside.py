"""Commands of the classic shell in the full view: they run in a session beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.shell.article_commands import show_article
from searchkit.shell.commands import Context, command_of, run_command
from searchkit.shell.session import Session
from searchkit.shell.styled_line import Line, cells
from searchkit.shell.text_pane import TextPane

if TYPE_CHECKING:
    from searchkit._native import Stop
    from searchkit.shell.full_view import FullView


def run_in_shell(view: FullView, line: str) -> None:
    """Run a command of the shell beside the view. What it prints becomes a page, what it searches becomes the state."""
    from searchkit.shell.page_screen import PageScreen  # it is slow to load

    view.remember_place()
    beside = Session(view.session.index, view.session.page)
    beside.history = view.session.history.copy()
    beside.alias_file = view.session.alias_file
    found = view.search.found
    if found.state == view.state.asks:
        beside.results = found.results if found.help is None else found.help
    beside.shown = dict(found.shown())
    revision = view.session.index.revision
    before = view.state
    screen = PageScreen(max(view.width, 60), colored=view.look.colored)

    def work(stop: Stop) -> list[Line]:
        beside.stop = stop
        run_command(Context(beside, screen, view.loader.reload, desk=view.desk), line)
        beside.stop = None
        return screen.taken()

    def done(lines: list[Line]) -> None:
        if beside.state.asks != before.asks and view.state.asks == before.asks:
            view.session.history = beside.history
            view.show_state()
        if view.session.index.revision != revision:
            view.search.found.results = None
            view.ask()
        if screen.article_shown is not None:
            show_article(view, screen.article_shown, 0)
            return
        if len(lines) == 1 and cells(lines[0]) <= view.width:
            view.message = lines[0]
        elif lines:
            view.push(TextPane(view.look, line.strip(), lines, _place_of(line)))

    view.in_background(work, done)


def _place_of(line: str) -> str:
    """Which keys work on the page of a command."""
    return "doctor" if command_of(line)[0] == "doctor" else "page"
