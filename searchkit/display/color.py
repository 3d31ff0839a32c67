"""Whether output is coloured."""

from __future__ import annotations

import os

from searchkit.base.typing_names import IO, Final, Literal

Color = Literal["auto", "always", "never"]
COLORS: Final = ("auto", "always", "never")


def wants_color(stream: IO[str], color: Color) -> bool:
    """Whether to colour: the option decides, then NO_COLOR, FORCE_COLOR or CLICOLOR_FORCE, TERM=dumb, terminal."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()
