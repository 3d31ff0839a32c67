"""Which words of a text a query matched, in plain Python: what the native search for them must equal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import reference_words as words_of

import reference_analysis as analysis
from searchkit.query.tree import Exact, Fuzzy, Leaf, Phrase, Wildcard, Word

Analyse = Callable[[str], list[str]]


class TextWord(NamedTuple):
    """A word of a text as its field indexes it, with its place in characters."""

    term: str
    surface: str
    start: int
    end: int


class Highlight(NamedTuple):
    """A matched word's place in characters, and the number of the query leaf that it belongs to."""

    start: int
    end: int
    leaf: int


@dataclass(frozen=True)
class FieldText:
    """A text, its words, and how its field analyses a query's text."""

    words: Sequence[TextWord]
    analyse: Analyse
    surfaces: Analyse = analysis.surfaces

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each term stands, as ordinals of words."""
        return _places(word.term for word in self.words)

    @cached_property
    def surface_places(self) -> dict[str, list[int]]:
        """Where each surface stands, as ordinals of words."""
        return _places(word.surface for word in self.words)


def archive_text(text: str, language: str = "en") -> FieldText:
    """The words of a title or body of an archive."""
    words = [TextWord(words_of.term(t.surface, language), t.surface, t.start, t.end) for t in words_of.tokens(text)]
    return FieldText(
        words,
        lambda query: [words_of.term(surface, language) for surface in words_of.query_surfaces(query)],
        words_of.query_surfaces,
    )


def highlights(leaves: Sequence[Leaf], text: FieldText) -> list[Highlight]:
    """Every word of a text that a leaf matches, in order, each once."""
    found: dict[int, int] = {}
    for number, leaf in enumerate(leaves):
        for ordinal in _ordinals(leaf, text):
            found.setdefault(ordinal, number)
    return [Highlight(text.words[o].start, text.words[o].end, found[o]) for o in sorted(found)]


def term_highlights(terms: Iterable[str], text: FieldText) -> list[Highlight]:
    """Every word of a text whose term or surface is one of ``terms``."""
    wanted = {term: number for number, term in enumerate(sorted(terms))}
    return [
        Highlight(word.start, word.end, wanted.get(word.term, wanted.get(word.surface, 0)))
        for word in text.words
        if word.term in wanted or word.surface in wanted
    ]


def _ordinals(leaf: Leaf, text: FieldText) -> Iterable[int]:
    match leaf:
        case Word(_, query):
            return _sequences(text.analyse(query), text.places, 0)
        case Phrase(_, query, slop):
            return _sequences(text.analyse(query), text.places, slop)
        case Exact(_, query):
            return _sequences(text.surfaces(query), text.surface_places, 0)
        case Wildcard(_, pattern):
            match = analysis.wildcard_pattern(pattern).fullmatch
            return _where(text, lambda surface: match(surface) is not None)
        case Fuzzy(_, query, distance):
            return _where(text, lambda surface: within_distance(query, surface, distance))
        case _:
            return ()


def _where(text: FieldText, matches: Callable[[str], bool]) -> list[int]:
    return [ordinal for surface, places in text.surface_places.items() if matches(surface) for ordinal in places]


def _sequences(terms: Sequence[str], places: dict[str, list[int]], slop: int) -> set[int]:
    """The ordinals of all words that take part in a run of ``terms``, at most ``slop`` words between neighbours."""
    if not terms or any(term not in places for term in terms):
        return set()
    reached = [places[terms[0]]]
    for term in terms[1:]:  # forwards: what follows a beginning ...
        reached.append([p for p in places[term] if _any_between(reached[-1], p - slop - 1, p - 1)])
    for i in range(len(terms) - 2, -1, -1):  # ... and backwards: what leads to an end
        reached[i] = [p for p in reached[i] if _any_between(reached[i + 1], p + 1, p + slop + 1)]
    return {ordinal for level in reached for ordinal in level}


def _any_between(ordered: list[int], low: int, high: int) -> bool:
    return bisect_left(ordered, low) < bisect_right(ordered, high)


def _places(forms: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for ordinal, form in enumerate(forms):
        places.setdefault(form, []).append(ordinal)
    return places


def within_distance(a: str, b: str, most: int) -> bool:
    """Whether ``b`` is at most ``most`` insertions, deletions and replacements of a letter away from ``a``."""
    if abs(len(a) - len(b)) > most:
        return False
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
        if min(row) > most:
            return False
    return row[-1] <= most
