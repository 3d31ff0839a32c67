"""Facets of an archive of several segments, beside a plain count of the same articles."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import FacetRequest

WORDS = ["oil", "port", "rare", "strike"]


def articles() -> list[dict[str, Any]]:
    """Articles with many different names, few of which are frequent. Every tenth has none."""
    draw = random.Random(7)
    found = []
    for number in range(400):
        words = [word for at, word in enumerate(WORDS) if number % (3 * at + 1) == 0]
        names = [f"Ana Costa{draw.choice([draw.randrange(5), draw.randrange(900)])}" for _ in range(number % 10)]
        found.append({"id": str(number), "body": " ".join([*words, "coast"]), "entities": {"person": names}})
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("archive") / "i"
    with searchkit.create(made) as index:
        for begin in range(0, 400, 100):
            index.add(articles()[begin : begin + 100])
        index.delete(["3", "104", "399"])
    assert len(list(made.glob("segment-*.data"))) > 1
    return made


@pytest.mark.parametrize("order", [WORDS, WORDS[::-1]])
def test_facets_are_exact_however_often_they_were_asked_for(folder: Path, order: list[str]) -> None:
    # The first searches add values up by their texts, later ones by numbers of the whole snapshot.
    live = [each for each in articles() if each["id"] not in ("3", "104", "399")]
    with searchkit.open(folder) as index:
        for word in order * 8:
            matches = [set(each["entities"]["person"]) for each in live if word in each["body"].split()]
            counts = Counter(name for names in matches for name in names)
            expected = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            for limit in (3, None):
                results = index.search(word, facets=[FacetRequest("person", limit=limit)])
                assert results.total == len(matches)
                assert [(each.value, each.count) for each in results.facets["person"]] == expected[:limit]
                assert results.distinct["person"] == len(expected)
