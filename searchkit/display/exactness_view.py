"""How many articles have a word at each level of exactness, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from searchkit.display.late_text import Text
from searchkit.display.safe_text import one_line
from searchkit.results.exactness import Exactness

_TOLD: Final = {
    "case": "as typed, also its case",
    "exact": "in any case",
    "accents": "with any accents or none",
    "forms": "in any inflected form",
    "fuzzy": "one or two letters away",
}
_LONGEST: Final = 40


def exactness_lines(levels: Iterable[Exactness]) -> Iterator[Text]:
    """A line for each level: its count, what it means, and the query that finds it."""
    for each in levels:
        total = "too many to read" if each.total is None else f"{each.total:,}"
        line = Text.assemble((f"{total:>9}  ", "bold"), f"{_TOLD[each.level]:<26}")
        if each.query is not None and len(each.query) <= _LONGEST:
            line.append(one_line(each.query), style="cyan")
        line.rstrip()
        yield line


def exactness_record(word: str, levels: Iterable[Exactness]) -> dict[str, Any]:
    """The levels as JSON."""
    return {
        "schema": "searchkit.exactness/1",
        "word": word,
        "levels": [{"level": each.level, "query": each.query, "total": each.total} for each in levels],
    }
