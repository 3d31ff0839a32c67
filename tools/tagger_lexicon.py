"""What the tagger of names knows of words and phrases before it reads: lists, and words by their habit."""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[1]
LISTS = Path(__file__).resolve().parent / "name_lists"
CLASSES = LISTS / "classes.txt"

# The flags of searchkit/native/core/src/names/lexicon.rs.
GIVEN, SURNAME, COUNTRY, CITY, TOWN, ORG = 1, 2, 4, 8, 16, 32
LAND = COUNTRY | TOWN  # a bit for itself there is none
COMMON, MIXED = 1 << 14, 1 << 15
_WORDS: Final = {
    "demonym": 1 << 6,
    "title": 1 << 7,
    "company": 1 << 8,
    "head": 1 << 9,
    "calendar": 1 << 10,
    "calling": 1 << 11,
    "speech": 1 << 12,
    "site": 1 << 13,
}
_WORD: Final = re.compile(r"(?<![\w.'-])[A-Za-z]+(?:'[a-z]+)?(?![\w'-])")
LARGE: Final = 100_000  # inhabitants of a city
_READ: Final = 4_000  # documents that tell how words are written
_SEEN: Final = 12


def press_releases(shared: Path, most: int) -> Iterator[str]:
    """The bodies of the first press releases of senators."""
    with lzma.open(shared / "corpora/senate-15k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for _, line in zip(range(most), lines, strict=False):
            yield json.loads(line)["body"]


def listed(name: str) -> list[str]:
    """The lines of a list of names."""
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def listed_under(name: str, *headings: str) -> list[str]:
    """The lines of a list that stand under headings which begin so (``# -- who play``)."""
    found: list[str] = []
    wanted = False
    for line in (LISTS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("# -- "):
            wanted = line[5:].startswith(headings)
        elif line and line[0] != "#" and wanted:
            found.append(line)
    return found


def places() -> Iterator[tuple[str, int, int]]:
    """The places of the gazetteer under each of their names: name, flag, inhabitants."""
    path = ROOT / "searchkit/extract/gazetteer.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, name, _, _, _, population, _, _, also, *_ = line.split("\t")
        if kind in ("country", "region", "state"):
            flag = COUNTRY
        elif kind in ("capital", "world") or int(population) >= LARGE:
            flag = CITY
        else:
            flag = TOWN
        for written in (name, *filter(None, also.split("|"))):
            yield written, flag, int(population)


def _habits(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Words that are written small nearly always, or as often as not."""
    small: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group()
            if word.islower():
                small[word] += 1
            elif text[max(0, match.start() - 2) : match.start()].strip(" ").isalpha():
                raised[word.lower()] += 1
    for word, times in small.items():
        if times >= _SEEN:
            share = times / (times + raised[word])
            if share > 0.9:
                yield word, COMMON
            elif share > 0.3:
                yield word, MIXED


def lexicon(shared: Path) -> list[tuple[str, int]]:
    """Phrases with their flags, sorted; ``shared`` is a folder like ../shared."""
    flags: Counter[str] = Counter()
    for line in listed("words.txt"):
        kind, _, words = line.partition(":")
        for word in words.split():
            flags[word] |= _WORDS[kind]
    for phrase, flag, _ in places():
        flags[phrase] |= flag
    for name, flag in (
        ("given", GIVEN),
        ("surnames", SURNAME),
        ("companies", ORG),
        ("organisations", ORG),
        ("landscape", LAND),
    ):
        for phrase in listed(f"{name}.txt"):
            flags[phrase] |= flag
    for word, flag in _habits(press_releases(shared, _READ)):
        flags[word] |= flag
    return sorted(flags.items())


def word_classes() -> list[tuple[str, int]]:
    """Words with the number of their class."""
    classed: list[tuple[str, int]] = []
    for line in listed(CLASSES.name):
        number, _, words = line.partition(": ")
        classed += [(word, int(number)) for word in words.split(" ")]
    return classed
