"""Counts of whole values over the matches of a query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value and the number of matches that have it. Unpacks into the two."""

    value: str
    count: int

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.count))


def count_values(column: Sequence[Any], docnums: Iterable[int], missing: Any = None) -> list[FacetValue]:
    """The values of a column over some documents, most frequent first, ties by value.

    A column holds tuples of values or single values, and ``missing`` where there is none; each document counts once for
    each of its values.
    """
    counts: Counter[str] = Counter()
    for combination, times in Counter(column[docnum] for docnum in docnums).items():
        for value in combination if isinstance(combination, tuple) else (combination,):
            if value not in ("", None, missing):
                counts[str(value)] += times
    return sorted((FacetValue(v, n) for v, n in counts.items()), key=lambda f: (-f.count, f.value))
