"""Suggestions for a misspelt word: Whoosh's, where two letters that changed places are one edit.

Whoosh says so of all its suggestions. It does so only if the index has several segments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.spelling import ReaderCorrector
from whoosh.support.levenshtein import distance


class AlikeWords(ReaderCorrector):
    """The words of a field that are alike, with their scores."""

    def _suggestions(self, text: str, maxdist: int, prefix: int) -> Iterator[tuple[float, str]]:
        reader: Any = self.reader
        spelling = self.fieldobj.spelling_fieldname(self.fieldname)
        start = min(prefix, len(text))  # Whoosh fails for a longer one
        found: set[str] = set()
        for variant, edits in swapped({text}, maxdist, prefix):
            found.update(reader.terms_within(spelling, variant, maxdist - edits, prefix=start))
        for word in found:
            if distance(word, text, limit=maxdist) <= maxdist:
                frequency = reader.frequency(self.fieldname, word) or 1
                yield -(maxdist + 0.5 / frequency), word


def swapped(words: set[str], most: int, prefix: int) -> Iterator[tuple[str, int]]:
    """Words with up to ``most`` pairs of neighbouring letters swapped after the prefix, and how many were."""
    seen = set(words)
    for edits in range(most + 1):
        for word in words:
            yield word, edits
        words = {
            word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            for word in words
            for at in range(prefix, len(word) - 1)
            if word[at] != word[at + 1]
        } - seen
        seen |= words
