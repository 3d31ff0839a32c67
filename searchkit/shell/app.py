"""The interactive shell: the prompt, and what happens with each line."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

from searchkit.display.color import wants_color
from searchkit.index import Index
from searchkit.shell.commands import Context, Leave, ToFullView, is_command, run_command
from searchkit.shell.preferences import Preferences
from searchkit.shell.session import PAGE, Session
from searchkit.shell.typing_desk import TypingDesk
from searchkit.shell.vocabulary import VocabularyLoader

if TYPE_CHECKING:
    from rich.console import Console

DEFAULTS: Final = Preferences()


def run(index: Index, preferences: Preferences = DEFAULTS) -> int:
    """Show the full view or read lines, until the user leaves or piped input ends; returns the exit code."""
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    fitting = _fitting_page() if interactive else PAGE
    session = Session(index, preferences.page or fitting)
    session.history.begin(sort=preferences.sort, stories=preferences.stories)
    desk = TypingDesk(index.folder, preferences)
    if not interactive:
        _read_through(_classic(session, preferences, desk, paging=False))
        return 0
    is_full = not preferences.plain and _suits_full_view()
    while True:
        if is_full and _show_full_view(session, preferences, desk) == "quit":
            return 0
        is_full = converse(_classic(session, preferences, desk, paging=True))
        if not is_full:
            return 0


def _classic(session: Session, preferences: Preferences, desk: TypingDesk, *, paging: bool) -> Context:
    from searchkit.display.hyperlinks import wants_links  # the full view does without
    from searchkit.shell.screen import Screen

    colored = wants_color(sys.stdout, preferences.color)
    links = wants_links(sys.stdout, preferences.links)

    def console() -> Console:
        from searchkit.display.console import console_for  # slow to load, and the first line is still to be read

        return console_for(sys.stdout, preferences.color, links=links)

    return Context(session, Screen(console, colored=colored, paging=paging, links=links), desk=desk)


def _suits_full_view() -> bool:
    """Whether the terminal can show the full view."""
    if os.environ.get("TERM", "dumb") == "dumb":
        return False
    from searchkit.shell.full_screen import SMALLEST

    size = shutil.get_terminal_size()
    return size.columns >= SMALLEST[0] and size.lines >= SMALLEST[1]


def _show_full_view(session: Session, preferences: Preferences, desk: TypingDesk) -> str:
    from searchkit.shell.full_screen import show_full_view
    from searchkit.shell.glyphs import glyphs_for, knows_only_ascii
    from searchkit.shell.pane import Look

    glyphs = glyphs_for(only_ascii=preferences.only_ascii or knows_only_ascii())
    look = Look(glyphs, wants_color(sys.stdout, preferences.color))
    return show_full_view(session, look, VocabularyLoader(session.index), desk=desk)


def take_line(context: Context, line: str) -> None:
    """Run one line and show its errors. Raises Leave, KeyboardInterrupt and BrokenPipeError."""
    line = " ".join(line.splitlines()).strip()
    try:
        if not line:
            return
        if is_command(line):
            run_command(context, line)
        elif context.session.rank(line) is not None:
            context.screen.article(context.session.article(line), context.session)
        else:
            context.session.search(line)
            context.screen.page(context.session)
    except (Leave, BrokenPipeError):
        raise
    except Exception as error:  # a failing line must not end the session
        context.screen.error(error)


def _read_through(context: Context) -> None:
    try:
        for line in sys.stdin:
            try:
                take_line(context, line)
            except ToFullView:
                context.screen.message("the full view needs a terminal")
    except Leave:
        return


def converse(context: Context) -> bool:
    """Read lines from the terminal until the user leaves. Whether to go on in the full view."""
    index = context.session.index
    loader = VocabularyLoader(index)
    context.index_changed = loader.reload
    from searchkit.shell.prompt import line_reader  # a pipe needs none

    read = line_reader(context, loader)
    loader.reload()
    running = False
    while True:
        try:
            running = False
            line = read()
            running = True
            take_line(context, line)
        except (Leave, EOFError) as left:
            loader.wait(1.0)
            return isinstance(left, ToFullView)
        except KeyboardInterrupt:
            if running:
                context.screen.renew()
                with contextlib.suppress(KeyboardInterrupt):  # from users who press it twice
                    context.screen.message("stopped")


def _fitting_page() -> int:
    """As many hits as fit on the screen below the total and the facets, but at least three."""
    return max(3, min(PAGE, (shutil.get_terminal_size().lines - 9) // 4))
