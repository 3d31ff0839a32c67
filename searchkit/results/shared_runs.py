"""Runs of adjacent words that a text shares with a passage, each as long as it can be.

The passage becomes the automaton of all its runs, so a text is read once, whatever it repeats. Source: A. Blumer and
others, The smallest automaton recognizing the subwords of a text, 1985.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Run(NamedTuple("Run", [("start", int), ("passage_start", int), ("words", int)])):
    """``words`` adjacent words, from the word ``start`` of a text and ``passage_start`` of the passage on, from 0."""

    __slots__ = ()


class Runs:
    """The runs of the words of a passage. Words are surfaces, as an archive indexes them."""

    def __init__(self, words: Sequence[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
        # A state stands for runs that end at the same places: the longest has ``_longest`` words, and the first place
        # is ``_ends``. ``_shorter`` is the state of the longest run that ends at more places.
        self._next: list[dict[int, int]] = [{}]
        self._longest, self._shorter, self._ends = [0], [-1], [0]
        last = 0
        for word in words:
            last = self._added(last, self._numbers[word])

    def _added(self, last: int, word: int) -> int:
        state = self._state({}, self._longest[last] + 1, 0, self._longest[last] + 1)
        before = last
        while before >= 0 and word not in self._next[before]:
            self._next[before][word] = state
            before = self._shorter[before]
        if before < 0:
            return state
        found = self._next[before][word]
        if self._longest[found] != self._longest[before] + 1:
            split = self._state(
                dict(self._next[found]), self._longest[before] + 1, self._shorter[found], self._ends[found]
            )
            while before >= 0 and self._next[before].get(word) == found:
                self._next[before][word] = split
                before = self._shorter[before]
            self._shorter[found] = split
            found = split
        self._shorter[state] = found
        return state

    def _state(self, following: dict[int, int], longest: int, shorter: int, end: int) -> int:
        self._next.append(following)
        self._longest.append(longest)
        self._shorter.append(shorter)
        self._ends.append(end)
        return len(self._next) - 1

    def shared(self, words: Sequence[str], least: int) -> Iterator[Run]:
        """The runs of ``least`` words or more that a text shares with the passage, in order.

        A run that is part of a longer one at the same place of the text is left out. Runs may overlap. Of several
        places in the passage, the first is told.
        """
        following, longest, shorter = self._next, self._longest, self._shorter
        state = length = 0
        # No word has the number -1: it ends the last run.
        for end, number in enumerate((*(self._numbers.get(word, -1) for word in words), -1)):
            last, before = state, length
            while number not in following[state] and state:
                state = shorter[state]
                length = longest[state]
            if number in following[state]:
                state = following[state][number]
                length += 1
            if before >= least and length <= before:
                yield Run(end - before, self._ends[last] - before, before)
