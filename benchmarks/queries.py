"""The queries: fourteen classes of fifty, drawn from the words of the corpus and from real queries."""

from __future__ import annotations

import itertools
import json
import math
import random
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.corpus import Document, words

KINDS: Final = {
    "term_hi": "a word of 10 % of the documents or more",
    "term_mid": "a word of 1 to 5 %",
    "term_lo": "a word of 0.01 to 0.1 %",
    "and2": "two words, both",
    "and3": "three words, all",
    "or2": "two words, either",
    "or3": "three words, any",
    "or5": "five words, any; in every other query one of them is in a third of the documents",
    "phrase2": "a phrase of two words; in 15 of 50 one of them is in a third of the documents",
    "phrase_term": "such a phrase and a word",
    "prefix": "words that begin with 3 to 5 letters",
    "fuzzy1": "words within one edit of a misspelled word",
    "term_date": "a word, in articles of 1, 2 or 5 years",
    "term_place": "a word, in articles of a place",
}
# Every match has the same score: which ten come first is not determined.
CONSTANT: Final = frozenset({"prefix", "fuzzy1"})
PER_KIND: Final = 50


@dataclass(frozen=True)
class Spec:
    """One query, of which every engine builds its own object."""

    number: int
    kind: str
    terms: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    prefix: str = ""
    days: tuple[int, int] | None = None
    place: str = ""

    @property
    def operator(self) -> str:
        """How the terms combine: ``and`` or ``or``."""
        return "or" if self.kind.startswith("or") else "and"


def load(path: Path) -> list[Spec]:
    """The queries of a file that :func:`save` wrote."""
    specs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        for name in ("terms", "phrase", "days"):
            given[name] = tuple(given[name]) if given[name] is not None else None
        specs.append(Spec(**given))
    return specs


def save(path: Path, specs: Iterable[Spec]) -> None:
    """One query a line."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text("".join(json.dumps(asdict(spec)) + "\n" for spec in specs), encoding="utf-8")
    unfinished.replace(path)


def real_unions(path: Path) -> list[list[str]]:
    """The words of the real queries that ask for any of several words."""
    if not path.exists():
        return []
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [words(query["text"]) for query in lines if "union" in query["tags"]]


def generate(documents: Iterable[Document], real: Iterable[Sequence[str]] = (), per_kind: int = PER_KIND) -> list[Spec]:
    """Queries of every class for these documents; the same documents always give the same queries."""
    return _Generator(documents, real, per_kind).all()


class _Generator:
    def __init__(self, documents: Iterable[Document], real: Iterable[Sequence[str]], per_kind: int) -> None:
        self.rng = random.Random(7)
        self.per_kind = per_kind
        self.bodies: list[str] = []
        self.df: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()  # of every fourth document
        places: Counter[str] = Counter()
        for number, document in enumerate(documents):
            self.bodies.append(document["body"])
            found = words(document["body"])
            self.df.update(set(found))
            places[document["place"]] += 1
            if number % 4 == 0:
                self.pairs.update(itertools.pairwise(found))
        self.count = len(self.bodies)
        self.places = [place for place, _ in places.most_common(60)]
        self.plain = sorted(word for word in self.df if len(word) > 1 and word.isascii() and word.isalpha())
        self.hi = self.band(0.10, 1)
        self.mid = self.band(0.01, 0.05)
        self.lo = self.band(0.0001, 0.001)
        self.usual = {word for word in self.plain if 0.002 <= self.df[word] / self.count <= 0.10}
        self.common = [word for word in self.hi if self.df[word] > 0.3 * self.count] or self.hi[:5]
        least = max(1, 0.0003 * self.count)
        usable = [q for q in real if len(set(q)) == len(q) and all(self.df[word] >= least for word in q)]
        self.real = {size: [q for q in usable if len(q) == size] for size in (2, 3)}
        for queries in self.real.values():
            self.rng.shuffle(queries)
        self.specs: list[Spec] = []

    def band(self, low: float, high: float) -> list[str]:
        """Words whose share of the documents lies in a band; in a small corpus also the nearest to it."""
        inside = [word for word in self.plain if low <= self.df[word] / self.count < high]
        if len(inside) >= self.per_kind:
            return inside
        middle = math.log(low * high) / 2
        near = sorted(self.plain, key=lambda word: abs(math.log(self.df[word] / self.count) - middle))
        return sorted(near[: self.per_kind])

    def all(self) -> list[Spec]:
        for kind, band in (("term_hi", self.hi), ("term_mid", self.mid), ("term_lo", self.lo)):
            for word in self.rng.sample(band, self.per_kind):
                self.add(kind, terms=(word,))
        for kind in ("and2", "and3", "or2", "or3"):
            size = int(kind[-1])
            chosen = [tuple(q) for q in self.real[size][: self.per_kind // 2]]
            chosen += [self.together(size) for _ in range(self.per_kind - len(chosen))]
            for terms in chosen:
                self.add(kind, terms=terms)
        for number in range(self.per_kind):
            common = (self.rng.choice(self.common),) if number % 2 else ()
            self.add("or5", terms=self.together(5 - len(common)) + common)
        self.phrases()
        self.misspelled_and_cut()
        self.filtered()
        return self.specs

    def add(self, kind: str, **parts: object) -> None:
        self.specs.append(Spec(len(self.specs), kind, **parts))  # type: ignore[arg-type]

    def together(self, size: int, but: Sequence[str] = (), holding: Sequence[str] = ()) -> tuple[str, ...]:
        """Usual words of one document, which has the words ``holding``; those and ``but`` are not among them."""
        while True:
            body = self.rng.choice(self.bodies)
            # A quick look before the words are split.
            if not all(word in body.lower() for word in holding):
                continue
            found = set(words(body))
            choice = sorted((found & self.usual) - {*but, *holding})
            if len(choice) >= size and found.issuperset(holding):
                return tuple(self.rng.sample(choice, size))

    def phrases(self) -> None:
        common = set(self.common)
        sample = self.count / 4
        enough = 0.002 * self.count

        def plain(pair: tuple[str, str]) -> bool:
            return all(len(w) > 2 and w not in common and self.df[w] > enough and w.isascii() for w in pair)

        usual = sorted(p for p, n in self.pairs.items() if 0.0001 * sample <= n <= 0.04 * sample and plain(p))
        heavy = sorted(p for p, n in self.pairs.items() if n > 0.004 * sample and not common.isdisjoint(p))
        few = self.per_kind * 3 // 10
        chosen = self.rng.choices(usual, weights=[self.pairs[p] for p in usual], k=self.per_kind - few)
        chosen += self.rng.sample(heavy, few)
        for pair in chosen:
            self.add("phrase2", phrase=pair)
        for pair in chosen:
            self.add("phrase_term", phrase=pair, terms=self.together(1, holding=pair))

    def misspelled_and_cut(self) -> None:
        beginnings: set[str] = set()
        for word in self.draw(self.mid, 0.6, self.lo, 6):
            beginnings.add(word[: self.rng.choice((3, 4, 4, 5))])
            if len(beginnings) == self.per_kind:
                break
        for prefix in sorted(beginnings):
            self.add("prefix", prefix=prefix)
        edits: list[Callable[[str, int, str], str]] = [
            lambda word, at, letter: word[:at] + letter + word[at + 1 :],
            lambda word, at, _: word[:at] + word[at + 1 :],
            lambda word, at, letter: word[:at] + letter + word[at:],
        ]
        for _, word in zip(range(self.per_kind), self.draw(self.mid, 0.7, self.lo, 5), strict=False):
            edit, at = self.rng.choice(edits), self.rng.randrange(1, len(word))
            self.add("fuzzy1", terms=(edit(word, at, self.rng.choice(string.ascii_lowercase)),))

    def draw(self, usual: list[str], share: float, other: list[str], least: int) -> Iterable[str]:
        """Words of at least so many letters, without end."""
        while True:
            word = self.rng.choice(usual if self.rng.random() < share else other)
            if len(word) >= least:
                yield word

    def filtered(self) -> None:
        for number in range(self.per_kind):
            year, years = self.rng.randint(1988, 2019), self.rng.choice((1, 1, 2, 5))
            days = (year * 10000 + 101, (year + years - 1) * 10000 + 1231)
            self.add("term_date", terms=(self.rng.choice(self.mid if number % 2 else self.hi),), days=days)
        for number in range(self.per_kind):
            word = self.rng.choice(self.mid if number % 2 else self.hi)
            self.add("term_place", terms=(word,), place=self.rng.choice(self.places))
