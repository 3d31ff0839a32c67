"""Shows lines: at once if they fit on the screen, else through a pager."""

from __future__ import annotations

import io
import os

from rich.console import Console
from rich.style import Style
from rich.text import Text

from searchkit.base.light_contextlib import contextmanager, suppress
from searchkit.base.set_values import set_value
from searchkit.base.typing_names import Iterable, Iterator
from searchkit.display.kept_keys import keys_released


def show(lines: Iterable[Text], console: Console, *, paging: bool = True) -> None:
    """Print lines. If they do not fit on the terminal, use SEARCHKIT_PAGER, PAGER or ``less -FRX``."""
    lines = list(lines)
    if console.file.isatty():  # a terminal would break lines inside words
        lines = [part for line in lines for part in (line.wrap(console, console.width) or [line])]
    may_page = paging and console.file.isatty() and os.environ.get("TERM") != "dumb"
    pager = pager_command() if may_page and _height(lines, console) >= console.height else None
    if pager is None:
        for line in lines:
            console.print(line, soft_wrap=True)
        return
    text = io.StringIO()
    paper = Console(
        file=text,
        force_terminal=console.is_terminal,
        no_color=console.no_color,
        width=console.width,
        color_system="standard" if not console.no_color else None,
        highlight=False,
    )
    if any(isinstance(span.style, Style) and span.style.link for line in lines for span in line.spans):
        from searchkit.display.hyperlinks import passes_links, without_links

        if not passes_links(pager):
            lines = [without_links(line) for line in lines]
    for line in lines:
        paper.print(line, soft_wrap=True)
    import subprocess  # most pages fit on the screen

    with suppress(BrokenPipeError), keys_released(), _interrupts_left_to_pager():
        # Without LESS a bare `less` would show colours as escape sequences.
        subprocess.run(pager, input=text.getvalue(), text=True, check=False, env={"LESS": "FRX", **os.environ})


@contextmanager
def _interrupts_left_to_pager() -> Iterator[None]:
    """While the pager runs, Ctrl-C is its own. If we killed it, it could not restore the terminal."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A function, because the pager would inherit SIG_IGN.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def pager_command() -> list[str] | None:
    """The pager to use, or None if there is none."""
    import shlex
    import shutil

    command = set_value("pager") or os.environ.get("PAGER") or "less -FRX"
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    return words if words and shutil.which(words[0]) else None


def _height(lines: Iterable[Text], console: Console) -> int:
    return sum(
        max(1, -(-part.cell_len // max(1, console.width))) for line in lines for part in (line.split("\n") or [line])
    )
