"""The name of an index folder, where there is little room."""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING, Final
from searchkit.display.safe_text import one_line

if TYPE_CHECKING:
    from pathlib import Path

_CELLS: Final = 28


def short_folder(folder: Path) -> str:
    """The path of a folder, or only its name if the path is long."""
    text = one_line(str(folder))
    if _cells(text) <= _CELLS:
        return text
    return one_line(folder.name)[:_CELLS] or text[-_CELLS:]


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # slow to load, and few names need it

    return cell_len(text)
