"""What the shell shows first, while the rest of it is loaded."""

from __future__ import annotations

import sys

from searchkit.base.typing_names import TYPE_CHECKING
from searchkit.display.color import Color, wants_color
from searchkit.display.counted import count
from searchkit.shell.short_folder import short_folder

if TYPE_CHECKING:
    from searchkit.index import Index


def show_first_line(index: Index, color: Color) -> None:
    """Print which index this is, and how large it is."""
    line = f"searchkit · {short_folder(index.folder)} · {count(len(index), 'article')} · :help lists what you can type"
    print(f"\x1b[2m{line}\x1b[0m" if wants_color(sys.stdout, color) else line, flush=True)
