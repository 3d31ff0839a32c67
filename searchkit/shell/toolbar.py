"""The line at the bottom of the terminal: index, filters, order, time, keys."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.cells import cell_len, set_cell_size

from searchkit.display.results_view import count
from searchkit.display.safe_text import one_line
from searchkit.shell.session import Session

_KEYS: Final = ("Tab", ":help", "Ctrl-D")
_FOLDER_CELLS: Final = 28


def toolbar(session: Session, width: int) -> str:
    """The state in one line of at most ``width`` cells. Keys are dropped first, then filters are cut."""
    parts = [short_folder(session.index.folder), count(len(session.index), "article"), session.sort]
    if session.results is not None:
        parts.append(f"{session.results.took_ms:.0f} ms")
    if session.stories:
        parts.append("stories")
    parts.extend(str(f) for f in session.filters)
    line = " " + " · ".join(parts)
    keys = "  ".join(_KEYS) + " "
    space = width - cell_len(line) - cell_len(keys)
    if space >= 2:
        return line + " " * space + keys
    if cell_len(line) > width:
        line = set_cell_size(line, max(width - 1, 0)).rstrip() + "…"
    return line


def short_folder(folder: Path) -> str:
    """The path of a folder, or only its name if the path is long."""
    text = one_line(str(folder))
    if cell_len(text) <= _FOLDER_CELLS:
        return text
    return one_line(folder.name)[:_FOLDER_CELLS] or text[-_FOLDER_CELLS:]
