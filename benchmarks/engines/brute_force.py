"""The reference: every posting in dictionaries, every match scored by the formula. For small corpora."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from benchmarks import corpus as documents
from benchmarks.corpus import Document, words
from benchmarks.engines.base import LIMIT, Engine, Reader
from benchmarks.queries import CONSTANT, Spec

_K1, _B = 1.2, 0.75
Scores = dict[int, float]


class BruteForceReader(Reader):
    """All documents in memory; ids are their numbers."""

    segments = 1

    def __init__(
        self,
        given: Iterable[Document],
        lengths: Literal["exact", "byte"] = "exact",
        phrases: Literal["own", "words"] = "own",
    ) -> None:
        self._phrases = phrases
        self._postings: dict[str, dict[int, list[int]]] = defaultdict(dict)
        self._days: dict[int, int] = {}
        self._places: dict[int, str] = {}
        self._lengths: dict[int, int] = {}
        total = 0
        for document in given:
            number = document["id"]
            found = words(document["body"])
            for position, word in enumerate(found):
                self._postings[word].setdefault(number, []).append(position)
            total += len(found)
            self._lengths[number] = len(found) if lengths == "exact" else rounded(len(found))
            self._days[number], self._places[number] = document["day"], document["place"]
        self._average = total / len(self._lengths)

    def build(self, spec: Spec) -> Spec:
        return spec

    def top(self, query: Any) -> list[tuple[int, float]]:
        return sorted(self.scores(query).items(), key=lambda found: (-found[1], found[0]))[:LIMIT]

    def count(self, query: Any) -> int:
        return len(self.scores(query))

    def scores(self, spec: Spec) -> Scores:
        """Every match with its score."""
        if spec.kind in CONSTANT:
            return dict.fromkeys(self._of_any_word(spec), 1.0)
        parts = [self._of_term(term) for term in spec.terms]
        if spec.phrase:
            parts.append(self._of_phrase(spec.phrase))
        if spec.operator == "or":
            found = set().union(*parts)
        else:
            found = set(parts[0]).intersection(*parts[1:])
        if spec.days:
            first, last = spec.days
            found = {number for number in found if first <= self._days[number] <= last}
        if spec.place:
            found = {number for number in found if self._places[number] == spec.place}
        return {number: sum(part.get(number, 0.0) for part in parts) for number in found}

    def _of_any_word(self, spec: Spec) -> set[int]:
        matching = (
            w for w in self._postings if (w.startswith(spec.prefix) if spec.prefix else _one_edit(w, spec.terms[0]))
        )
        return set().union(*(self._postings[word] for word in matching))

    def _of_term(self, term: str) -> Scores:
        return self._weighed({n: len(where) for n, where in self._postings.get(term, {}).items()}, self._idf(term))

    def _of_phrase(self, phrase: Sequence[str]) -> Scores:
        first, *others = (self._postings.get(word, {}) for word in phrase)
        frequencies = {}
        for number, positions in first.items():
            later = [set(other.get(number, ())) for other in others]
            times = sum(all(at + step in where for step, where in enumerate(later, 1)) for at in positions)
            if times:
                frequencies[number] = times
        if self._phrases == "own":
            return self._weighed(frequencies, sum(map(self._idf, phrase)))
        parts = [self._of_term(word) for word in phrase]
        return {number: sum(part[number] for part in parts) for number in frequencies}

    def _idf(self, term: str) -> float:
        having = len(self._postings.get(term, ()))
        return math.log(1 + (len(self._lengths) - having + 0.5) / (having + 0.5))

    def _weighed(self, frequencies: dict[int, int], idf: float) -> Scores:
        return {
            number: idf * (_K1 + 1) * tf / (tf + _K1 * (1 - _B + _B * self._lengths[number] / self._average))
            for number, tf in frequencies.items()
        }


def rounded(length: int) -> int:
    """A length as Lucene and tantivy keep it in a byte: exact to 40, then four significant bits."""
    if length < 24:
        return length
    rest = length - 24
    shift = max(0, rest.bit_length() - 4)
    return 24 + (rest >> shift << shift)


def _one_edit(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    same = next((at for at, letter in enumerate(a) if letter != b[at]), len(a))
    return a[same + (len(a) == len(b)) :] == b[same + 1 :]


class BruteForceEngine(Engine):
    """The reference; an index of it is a copy of the documents."""

    name = "brute_force"

    @property
    def version(self) -> str:
        return "brute force"

    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        folder.mkdir(parents=True)
        assert isinstance(corpus, Path)
        (folder / "documents.jsonl").write_bytes(corpus.read_bytes())

    def open(self, folder: Path) -> BruteForceReader:
        return BruteForceReader(documents.read(folder / "documents.jsonl"))


ENGINE = BruteForceEngine
