"""The words of an archive that begin in a certain way, the most frequent first."""

from __future__ import annotations

import threading
from typing import Final

from searchkit.base.analysis import fold
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.results.view import View

# The fields of an archive that have each word as it is written, without case and accents.
_SURFACES: Final = ("title_exact", "body_exact")
# Words are read by so many letters: there may be thousands, and further letters choose among them.
_LETTERS: Final = 2
_MOST_KEPT: Final = 32


class WordList:
    """Remembers the words that begin with the letters typed last, as long as the index stays as it is."""

    def __init__(self) -> None:
        self._view: View | None = None
        self._begun: dict[str, list[tuple[str, int]]] = {}
        self._lock = threading.Lock()

    def beginning(self, index: Index, begun: str, most: int) -> list[tuple[str, int]]:
        """At most so many words with a beginning of two letters or more, each with its number of articles."""
        begun = fold(begun)
        found: list[tuple[str, int]] = []
        if not begun:  # every word begins so
            return []
        for word, count in self._words(index, begun[:_LETTERS]):
            if word.startswith(begun):
                found.append((word, count))
                if len(found) == most:
                    break
        return found

    def _words(self, index: Index, begun: str) -> list[tuple[str, int]]:
        view = index.view
        with self._lock:
            if view is not self._view:
                self._view, self._begun = view, {}
            known = self._begun.get(begun)
        if known is not None:
            return known
        counts: dict[str, int] = {}
        for field in _SURFACES:
            try:
                terms = index.terms(field, begun)
            except UsageError:  # an index of other documents has other fields
                return []
            for term in terms:
                counts[term.term] = max(counts.get(term.term, 0), term.documents)
        words = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
        with self._lock:
            if view is self._view:
                if len(self._begun) >= _MOST_KEPT:
                    self._begun.pop(next(iter(self._begun)))
                self._begun[begun] = words
        return words
