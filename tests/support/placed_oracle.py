"""An oracle for what asks where words stand: every combination of every word, tried in plain loops.

Texts are in ASCII. A sentence ends with a full stop before a capital, a paragraph with an empty line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from brute_force import distance, stem
from searchkit.query import tree as t


class Place(NamedTuple):
    """The words of a match: the first, the last, and all that take part."""

    first: int
    last: int
    members: frozenset[int]


class Text:
    """A text taken apart: its words in small letters, where they stand, and the sentence and paragraph of each."""

    def __init__(self, text: str) -> None:
        found = list(re.finditer("[A-Za-z0-9]+", text))
        self.words = [match.group().lower() for match in found]
        self.spans = [match.span() for match in found]
        gaps = [""][: len(found)] + [text[a.end() : b.start()] for a, b in pairwise(found)]
        capital = [match.group()[0].isupper() for match in found]
        new_paragraph = ["\n\n" in gap for gap in gaps]
        new_sentence = [
            paragraph or ("." in gap and big) for gap, big, paragraph in zip(gaps, capital, new_paragraph, strict=True)
        ]
        self.paragraph = [sum(new_paragraph[: n + 1]) for n in range(len(found))]
        self.sentence = [sum(new_sentence[: n + 1]) for n in range(len(found))]


def places(node: t.Node, text: Text) -> set[Place]:
    """All places of a text that a part matches."""
    match node:
        case t.Word(_, wanted):
            return {_one(n) for n, word in enumerate(text.words) if stem(word) == stem(wanted)}
        case t.Exact(_, wanted) if " " not in wanted:
            return {_one(n) for n, word in enumerate(text.words) if word == wanted}
        case t.Wildcard(_, pattern):
            regex = re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern))
            return {_one(n) for n, word in enumerate(text.words) if regex.fullmatch(word)}
        case t.Regex(_, pattern):
            return {_one(n) for n, word in enumerate(text.words) if re.fullmatch(pattern, word)}
        case t.Fuzzy(_, wanted, most):
            return {_one(n) for n, word in enumerate(text.words) if distance(wanted, word) <= most}
        case t.Phrase(field, wanted, slop):
            return _run([(0, places(t.Word(field, word), text)) for word in wanted.split()], slop)
        case t.Exact(field, wanted):
            return _run([(0, places(t.Exact(field, word), text)) for word in wanted.split()], 0)
        case t.Or(parts):
            return set().union(*(places(part, text) for part in parts))
        case t.Sequence(_, parts, slop):
            run, gap = [], 0
            for part in parts:
                if isinstance(part, t.Gap):
                    gap += part.words
                else:
                    run.append((gap, places(part, text)))
                    gap = 0
            return _run(run, slop)
        case t.Near(_, left, right, within, ordered):
            return {
                Place(a.first, b.last, a.members | b.members)
                for a, b in _pairs(places(left, text), places(right, text), ordered)
                if _is_near(a, b, within, text)
            }
        case t.First(_, part, words):
            return {place for place in places(part, text) if place.last < words}
    raise AssertionError(node)


def _one(word: int) -> Place:
    return Place(word, word, frozenset([word]))


def _pairs(left: set[Place], right: set[Place], ordered: bool) -> Iterator[tuple[Place, Place]]:
    for a, b in product(left, right):
        if a.last < b.first:
            yield a, b
        elif b.last < a.first and not ordered:
            yield b, a


def _is_near(a: Place, b: Place, within: int | str, text: Text) -> bool:
    if isinstance(within, int):
        return b.first - a.last <= within
    part = text.sentence if within == "s" else text.paragraph
    return part[a.first] == part[b.last]


def _run(parts: Sequence[tuple[int, set[Place]]], slop: int) -> set[Place]:
    if not parts:
        return set()
    reached = parts[0][1]
    for gap, found in parts[1:]:
        reached = {
            Place(a.first, b.last, a.members | b.members)
            for a, b in product(reached, found)
            if 0 <= b.first - a.last - 1 - gap <= slop
        }
    return reached
