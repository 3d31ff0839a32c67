"""Short sequences of words to look up, so that every text which shares a run of words with a passage is found.

A text that shares a run of ``least`` words has each sequence of WIDTH words in it. It is enough to look up one in each
``least`` adjacent words of the passage. Of all choices that do, the cheapest is taken. A word that no text has ends
runs, so nothing is looked up across it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

Words = tuple[str, ...]
WIDTH: Final = 5
# Runs are covered at least once in so many places. More would save little, and take long to choose from.
_MOST_APART: Final = 32
# What a look-up costs: beside the postings of its rarest word, what opening it and looking into one text are worth.
_OPENING: Final = 200
_LOOKING: Final = 20


def rare_sequences(
    words: Sequence[str], least: int, frequency: Callable[[str], int], doc_count: int
) -> dict[Words, dict[Words, None]]:
    """The sequences to look up, each with the runs of ``least`` words that it stands for.

    ``frequency`` tells how many of ``doc_count`` texts have a word.
    """
    known = {word: frequency(word) for word in dict.fromkeys(words)}
    width = min(WIDTH, least)
    found: dict[Words, dict[Words, None]] = {}
    for stretch in _stretches(words, known, least):
        costs = [_cost(stretch[at : at + width], known, doc_count) for at in range(len(stretch) - width + 1)]
        for at in _cheapest(costs, min(least - width + 1, _MOST_APART)):
            runs = found.setdefault(tuple(stretch[at : at + width]), {})
            for begin in range(max(0, at + width - least), min(at, len(stretch) - least) + 1):
                runs[tuple(stretch[begin : begin + least])] = None
    return found


def _stretches(words: Sequence[str], known: dict[str, int], least: int) -> Iterator[Sequence[str]]:
    """The parts of the passage whose words all are in some text, as far as a run fits in."""
    begin = 0
    for end in range(len(words) + 1):
        if end == len(words) or not known[words[end]]:
            if end - begin >= least:
                yield words[begin:end]
            begin = end + 1


def _cost(sequence: Sequence[str], known: dict[str, int], doc_count: int) -> float:
    """About what it costs to look up a sequence: the rarest word leads, and texts with all words are looked into."""
    having = float(doc_count)
    for word in sequence:
        having *= known[word] / doc_count
    return _OPENING + min(known[word] for word in sequence) + _LOOKING * having


def _cheapest(costs: Sequence[float], apart: int) -> Iterator[int]:
    """Places, last first, of which each ``apart`` neighbours have one, with the least sum of costs."""
    sums: list[float] = []
    before: list[int] = []
    for at, cost in enumerate(costs):
        # The one before is at most ``apart`` away, and the first ones need none.
        best = min(range(at - apart, at), key=sums.__getitem__) if at >= apart else -1
        before.append(best)
        sums.append(cost + (sums[best] if best >= 0 else 0.0))
    at = min(range(max(0, len(costs) - apart), len(costs)), key=sums.__getitem__)
    while at >= 0:
        yield at
        at = before[at]
