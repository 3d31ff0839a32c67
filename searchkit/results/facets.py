"""Counts of whole values over the matches of a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from searchkit.record import record


@record
class FacetValue:
    """A value and the number of matches that have it. Unpacks into the two."""

    value: str
    count: int

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.count))


def ordered(counts: Iterable[tuple[str, int]]) -> list[FacetValue]:
    """Counted values, most frequent first, ties by value."""
    return sorted((FacetValue(value, count) for value, count in counts), key=lambda f: (-f.count, f.value))
