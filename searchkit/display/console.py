"""The terminal that is written to: its colour, its width, and text made safe for it."""

from __future__ import annotations

import os
import unicodedata
from typing import IO, Final

from rich.console import Console

from searchkit.display.color import Color, wants_color

# Invisible characters that reorder the text after them can make it read as what it is not.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class _Console(Console):
    """A console that leaves a closed pipe to its caller, where rich would end the program with exit code 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console_for(stream: IO[str], color: Color = "auto") -> Console:
    """A console on ``stream``, which writes text as it is given; 100 columns wide where it is no terminal."""
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


def safe(text: str) -> str:
    """``text`` without characters that a terminal would act on; each is replaced by a blank, so offsets stay."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or not _acts(c) else " " for c in text)


def one_line(text: str) -> str:
    """Safe text on one line."""
    return " ".join(safe(text).split())


def _acts(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or char in _REORDERING
