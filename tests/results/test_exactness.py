"""How many articles have a word, the more exactly it is asked for."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

import searchkit

BODIES = [
    "Naïve people trade.",
    "naive traders",
    "NAÏVE trading",
    "naïve, again",
    "Müller and Muller",
    "Mueller",
    "Straße",
    "strasse",
    "trading trades traded",
    "trading house",
    "brading",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("exactness") / "i")
    articles: list[dict[str, Any]] = [
        {"id": str(n), "body": body, "lang": "en", "agency": "AFP" if n % 2 else None} for n, body in enumerate(BODIES)
    ]
    index.add(articles, extract=False)
    return index


def counted(index: searchkit.Index, word: str, **more: Any) -> dict[str, int | None]:
    return {each.level: each.total for each in index.exactness(word, **more)}


def bare(word: str) -> str:
    text = unicodedata.normalize("NFD", word.lower().replace("ß", "ss"))
    return "".join(c for c in text if not unicodedata.combining(c))


@pytest.mark.parametrize(
    "word", ["naïve", "naive", "Naïve", "NAÏVE", "trading", "Muller", "Müller", "Straße", "strasse"]
)
def test_each_level_counts_what_a_loop_counts(index: searchkit.Index, word: str) -> None:
    words = [re.findall(r"\w+", body) for body in BODIES]
    found = counted(index, word)
    assert found["case"] == sum(word in each for each in words)
    assert found["exact"] == sum(word.casefold() in map(str.casefold, each) for each in words)
    assert found["accents"] == sum(bare(word) in map(bare, each) for each in words)


def test_forms_and_spelling_find_more(index: searchkit.Index) -> None:
    found = counted(index, "trading")
    assert (found["exact"], found["forms"], found["fuzzy"]) == (3, 4, 4)


def test_each_query_finds_what_is_told(index: searchkit.Index) -> None:
    for word in ("naïve", "trading", "zebra", "Straße"):
        for each in index.exactness(word):
            assert each.query is None or index.search(each.query).total == each.total, each


def test_filters_hold(index: searchkit.Index) -> None:
    assert counted(index, "trading", filters={"agency": "AFP"})["exact"] == 1
    assert counted(index, "Naïve", filters={"agency": "AFP"})["case"] == 0


@pytest.mark.parametrize("wrong", ["two words", "", "-", "AT&T", 5])
def test_one_word_is_asked_for(index: searchkit.Index, wrong: Any) -> None:
    with pytest.raises(searchkit.UsageError):
        index.exactness(wrong)
