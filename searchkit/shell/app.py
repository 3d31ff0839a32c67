"""The interactive shell: the prompt, and what happens with each line."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from collections.abc import Callable

from searchkit.display.color import Color, wants_color
from searchkit.display.console import console_for
from searchkit.index import Index
from searchkit.shell.commands import Context, Leave, is_command, run_command
from searchkit.shell.kept_keys import KeptKeys
from searchkit.shell.screen import Screen
from searchkit.shell.session import PAGE, Session
from searchkit.shell.toolbar import toolbar
from searchkit.shell.vocabulary import VocabularyLoader


def run(index: Index, *, color: Color = "auto", keys: KeptKeys | None = None) -> int:
    """Read lines until the user leaves or piped input ends; returns the exit code.

    ``keys`` are those typed so far. They are released when the first line was read.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    screen = Screen(console_for(sys.stdout, color), colored=wants_color(sys.stdout, color), paging=interactive)
    context = Context(Session(index, _fitting_page() if interactive else PAGE), screen)
    if interactive:
        _converse(context, keys)
    else:
        _read_through(context)
    return 0


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
            take_line(context, line)
    except Leave:
        return


def _converse(context: Context, keys: KeptKeys | None) -> None:
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
        except (Leave, EOFError):
            break
        except KeyboardInterrupt:
            if running:
                with contextlib.suppress(KeyboardInterrupt):  # from users who press it twice
                    context.screen.message("stopped")
    loader.wait(1.0)


def _reader(context: Context, loader: VocabularyLoader) -> Callable[[], str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.output import ColorDepth

    from searchkit.shell.completer import ShellCompleter
    from searchkit.shell.history import open_history

    def bottom() -> str:
        return toolbar(context.session, get_app().output.get_size().columns)

    prompt: PromptSession[str] = PromptSession(
        "searchkit> ",
        completer=ShellCompleter(lambda: loader.current),
        complete_in_thread=True,
        complete_while_typing=True,
        history=open_history(context.session.index.folder),
        bottom_toolbar=bottom,
        enable_suspend=True,
        color_depth=None if context.screen.colored else ColorDepth.DEPTH_1_BIT,
    )
    return prompt.prompt


def _fitting_page() -> int:
    """As many hits as fit on the screen below the total and the facets, but at least three."""
    return max(3, min(PAGE, (shutil.get_terminal_size().lines - 9) // 4))
