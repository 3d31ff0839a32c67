"""Counts of whole values over the matches of a query."""

from __future__ import annotations

from searchkit.base.analysis import Analysis
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.surrogates import has_surrogates
from searchkit.base.typing_names import Callable, Iterable, Sequence
from searchkit.query.aliases import Aliases


# A facet may have hundreds of thousands of them.
class FacetValue(NamedTuple("FacetValue", [("value", str), ("count", int)])):
    """A value and the number of matches that have it. Unpacks into the two."""

    __slots__ = ()


class ValueSearch:
    """Finds the values that contain all of some words, or parts of words, in any order.

    Case and accents do not count.
    """

    def __init__(self, words: str, analysis: Analysis) -> None:
        self._fold = analysis.fold
        # Half of a surrogate pair is in no value.
        self._words = None if has_surrogates(words) else [self._folded(word) for word in words.split()]

    def finds(self, value: str) -> bool:
        """Whether a value contains them."""
        folded = self._folded(value)
        return self._words is not None and all(word in folded for word in self._words)

    def _folded(self, text: str) -> str:
        return text.lower() if text.isascii() else self._fold(text)


def ordered(counts: Iterable[tuple[str, int]], limit: int | None = None) -> list[FacetValue]:
    """At most ``limit`` counted values, most frequent first. Ties go by value."""
    found = sorted(counts)
    found.sort(key=_count_of, reverse=True)  # what ties stays in order
    return [FacetValue(value, count) for value, count in (found if limit is None else found[:limit])]


def _count_of(counted: tuple[str, int]) -> int:
    return counted[1]


def merged(
    counts: Sequence[tuple[str, int]], field: str, aliases: Aliases, count: Callable[[list[str]], int]
) -> Iterable[tuple[str, int]]:
    """Counted values of a field after aliases apply.

    ``count`` returns how many matches have any of several values. It is called once for each name with several
    spellings among the counted values, because an article with two of them counts once.
    """
    spelled, hidden = aliases.usual.get(field, {}), aliases.uncounted(field)
    if not spelled and not hidden:
        return counts
    names = set(spelled.values())
    kept: list[tuple[str, int]] = []
    several: dict[str, list[tuple[str, int]]] = {}
    for value, number in counts:
        if value in hidden:
            continue
        if value in spelled or value in names:
            several.setdefault(spelled.get(value, value), []).append((value, number))
        else:
            kept.append((value, number))
    for name, found in several.items():
        kept.append((name, found[0][1] if len(found) == 1 else count([value for value, _ in found])))
    return kept
