"""Keyword in context as aligned lines, and as JSON and CSV."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from rich.cells import cell_len

from searchkit.display.late_text import Text
from searchkit.display.safe_text import one_line, safe
from searchkit.results.concordance import KeywordLine

_ID: Final = 14
_LEAST: Final = 10
COLUMNS: Final = ("rank", "id", "date", "field", "start", "end", "left", "keyword", "right")


def context_width(width: int) -> int:
    """How many characters of context fit on each side of a match on a line so wide."""
    return max(_LEAST, (width - _ID - 14) // 2)


def keyword_lines(lines: Iterable[KeywordLine], width: int, *, colored: bool) -> Iterator[Text]:
    """A line for each match: the id of the article, and the text with all matches in one column."""
    room = context_width(width)
    for each in lines:
        left = safe(each.left).lstrip()
        while cell_len(left) > room:  # wide letters take two cells
            left = left[1:]
        keyword = safe(each.keyword)
        line = Text(one_line(each.id), style="dim")
        line.truncate(_ID, overflow="ellipsis", pad=True)
        line.append("  ")
        line.append(" " * (room - cell_len(left)) + left, style="not dim")
        line.append(keyword if colored else f"[{keyword}]", style="not dim bold red" if colored else "not dim")
        line.append(safe(each.right).rstrip(), style="not dim")
        line.truncate(width, overflow="ellipsis")
        yield line


def keyword_record(line: KeywordLine) -> dict[str, Any]:
    """A line as JSON."""
    return {name: getattr(line, name) for name in COLUMNS}


def write_csv(lines: Iterable[KeywordLine], write: Callable[[str], object]) -> int:
    """Write a header and a row for each line. Returns the number of lines."""
    import csv

    from searchkit.display.machine_formats import cell

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")

    def row(values: Iterable[Any]) -> None:
        table.writerow([cell(value) if isinstance(value, str) else value for value in values])
        write(text.getvalue())
        text.seek(0)
        text.truncate()

    row(COLUMNS)
    written = 0
    for line in lines:
        row(getattr(line, name) for name in COLUMNS)
        written += 1
    return written
