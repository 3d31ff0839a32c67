"""The interactive shell: the prompt, and what happens with each line."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable

from searchkit.display.color import Color, wants_color
from searchkit.index import Index
from searchkit.shell.commands import Context, Leave, ToFullView, is_command, run_command
from searchkit.shell.kept_keys import KeptKeys
from searchkit.shell.session import PAGE, Session
from searchkit.shell.toolbar import toolbar
from searchkit.shell.vocabulary import VocabularyLoader


def run(
    index: Index,
    *,
    color: Color = "auto",
    plain: bool = False,
    only_ascii: bool = False,
    keys: KeptKeys | None = None,
) -> int:
    """Show the full view or read lines, until the user leaves or piped input ends; returns the exit code.

    ``plain`` asks for the classic shell, which scrolls. Pipes, small and simple terminals get it in any case.
    ``only_ascii`` draws the full view with letters and signs of ASCII. ``keys`` are those typed so far. They are
    released when the first line was read, or when the full view was left.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    session = Session(index, _fitting_page() if interactive else PAGE)
    if not interactive:
        _read_through(_classic(session, color, paging=False))
        return 0
    is_full = not plain and _suits_full_view()
    while True:
        if is_full and _show_full_view(session, color, only_ascii) == "quit":
            return 0
        if is_full and keys is not None:
            keys.release()
        is_full = converse(_classic(session, color, paging=True), keys)
        if not is_full:
            return 0


def _classic(session: Session, color: Color, *, paging: bool) -> Context:
    from searchkit.display.console import console_for  # the full view does without
    from searchkit.shell.screen import Screen

    return Context(
        session, Screen(console_for(sys.stdout, color), colored=wants_color(sys.stdout, color), paging=paging)
    )


def _suits_full_view() -> bool:
    """Whether the terminal can show the full view, and nobody asked for plain lines."""
    if os.environ.get("ACCESSIBLE", "0") not in ("", "0") or os.environ.get("TERM", "dumb") == "dumb":
        return False
    from searchkit.shell.full_screen import SMALLEST

    size = shutil.get_terminal_size()
    return size.columns >= SMALLEST[0] and size.lines >= SMALLEST[1]


def _show_full_view(session: Session, color: Color, only_ascii: bool) -> str:
    from searchkit.shell.full_screen import show_full_view
    from searchkit.shell.glyphs import glyphs_for, knows_only_ascii
    from searchkit.shell.pane import Look

    look = Look(glyphs_for(only_ascii=only_ascii or knows_only_ascii()), wants_color(sys.stdout, color))
    return show_full_view(session, look, VocabularyLoader(session.index))


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


def converse(context: Context, keys: KeptKeys | None = None) -> bool:
    """Read lines from the terminal until the user leaves. Whether to go on in the full view."""
    index = context.session.index
    loader = VocabularyLoader(index)
    context.index_changed = loader.reload
    read = _reader(context, loader)
    loader.reload()
    running = False
    while True:
        try:
            running = False
            line = read()
            if keys is not None:
                keys.release()
            running = True
            take_line(context, line)
        except (Leave, EOFError) as left:
            loader.wait(1.0)
            return isinstance(left, ToFullView)
        except KeyboardInterrupt:
            if running:
                with contextlib.suppress(KeyboardInterrupt):  # from users who press it twice
                    context.screen.message("stopped")


def _reader(context: Context, loader: VocabularyLoader) -> Callable[[], str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.output import ColorDepth

    from searchkit.shell.completer import ShellCompleter
    from searchkit.shell.history import open_history
    from searchkit.shell.safe_input import SafeInput

    def bottom() -> str:
        return toolbar(context.session, get_app().output.get_size().columns)

    prompt: PromptSession[str] = PromptSession(
        "searchkit> ",
        completer=ShellCompleter(lambda: loader.current),
        complete_in_thread=True,
        complete_while_typing=True,
        history=open_history(context.session.index.folder),
        bottom_toolbar=bottom,
        input_processors=[SafeInput()],
        enable_suspend=True,
        color_depth=None if context.screen.colored else ColorDepth.DEPTH_1_BIT,
    )
    return prompt.prompt


def _fitting_page() -> int:
    """As many hits as fit on the screen below the total and the facets, but at least three."""
    return max(3, min(PAGE, (shutil.get_terminal_size().lines - 9) // 4))
