"""The terminal to write to."""

from __future__ import annotations

import os
from typing import IO

from rich.console import Console

from searchkit.display.color import Color, wants_color


class _Console(Console):
    """A console that leaves a closed pipe to its caller. rich would end the program with exit code 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], color: Color = "auto") -> Console:
    """A console on ``stream`` that does not change the text. Its width is 100 columns if it is not a terminal."""
    colored = wants_color(stream, color)
    width = None if stream.isatty() else int(os.environ.get("COLUMNS", "0") or 0) or 100
    return _Console(
        file=stream,
        force_terminal=colored,
        no_color=not colored,
        color_system="auto" if colored and stream.isatty() else "standard" if colored else None,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
    )
