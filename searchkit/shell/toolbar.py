"""The line at the bottom of the terminal: index, filters, order, time, keys."""

from __future__ import annotations

from typing import Final

from prompt_toolkit.utils import get_cwidth

from searchkit.display.counted import count
from searchkit.display.safe_text import one_line
from searchkit.shell.session import Session
from searchkit.shell.short_folder import short_folder as short_folder
from searchkit.shell.styled_line import cut

_KEYS: Final = ("Tab", ":help", "Ctrl-D")


def toolbar(session: Session, width: int, how: str = "") -> str:
    """The state in one line of at most ``width`` cells. Keys are dropped first, then filters are cut.

    ``how`` is a word about how lines are edited.
    """
    parts = [short_folder(session.index.folder), count(len(session.index), "article"), session.sort]
    if how:
        parts.insert(0, how)
    if session.results is not None:
        parts.append(f"{session.results.took_ms:.0f} ms")
    if session.stories:
        parts.append("stories")
    if session.since is not None:
        parts.append(f"since {session.since}")
    parts.extend(one_line(str(each)) for each in session.filters)
    line = " " + " · ".join(parts)
    keys = "  ".join(_KEYS) + " "
    space = width - get_cwidth(line) - get_cwidth(keys)
    if space >= 2:
        return line + " " * space + keys
    if get_cwidth(line) > width:
        line = "".join(text for _, text in cut([("", line)], max(width - 1, 0), "")).rstrip() + "…"
    return line
