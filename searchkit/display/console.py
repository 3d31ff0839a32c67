"""The terminal to write to."""

from __future__ import annotations

import os
from typing import IO, Any

from rich.console import Console
from rich.text import Text

from searchkit.display.color import Color, wants_color


class _Console(Console):
    """A console that leaves a closed pipe to its caller. rich would end the program with exit code 1.

    If ``links_only`` is set, links are the only style that it prints.
    """

    links_only = False

    def print(self, *objects: Any, **how: Any) -> None:
        if self.links_only:
            from searchkit.display.hyperlinks import only_links

            objects = tuple(only_links(each) if isinstance(each, Text) else each for each in objects)
        super().print(*objects, **how)

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], color: Color = "auto", *, links: bool = False) -> Console:
    """A console on ``stream`` that does not change the text. Its width is 100 columns if it is not a terminal.

    Without colour it prints ``links`` only if that is set.
    """
    colored = wants_color(stream, color)
    width = None if stream.isatty() else int(os.environ.get("COLUMNS", "0") or 0) or 100
    console = _Console(
        file=stream,
        force_terminal=colored or links,
        no_color=not colored,
        color_system="standard"
        if links and not colored
        else "auto"
        if colored and stream.isatty()
        else "standard"
        if colored
        else None,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
    console.links_only = links and not colored
    return console
