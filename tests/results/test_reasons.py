"""Why a hit stands where it stands, in a sentence or two."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit

FILLER = "Nothing else was said about it at all. "
ARTICLES: list[dict[str, Any]] = [
    {"id": "1", "title": "Oil embargo", "body": "The oil embargo holds. Oil is dear.", "date": "1987-03-02"},
    {"id": "2", "title": "Oil", "body": "The embargo is over." + FILLER, "date": "1987-03-01"},
    {"id": "3", "title": "Trade", "body": "Oil once. " + FILLER * 20, "place": "Tokyo"},
    *({"id": f"f{n}", "title": "Oil", "body": f"Filler {n} oil.", "date": "1986"} for n in range(300)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("reasons") / "i")
    index.add(ARTICLES, extract=False)
    return index


def test_the_words_their_places_and_the_rare_one_are_told(index: searchkit.Index) -> None:
    first, second = index.search("oil embargo")
    told = first.reasons(second)
    assert [(p.part, p.title, p.body, p.articles) for p in told.parts] == [("embargo", 1, 1, 2), ("oil", 1, 2, 303)]
    assert told.text().startswith(
        "The title has both parts of the query. The text has embargo once and oil twice. "
        "embargo is rare: 2 articles of 303. embargo gives 100% of the score."
    )
    assert "Hit 2 scores " in told.text() and "its title does not have embargo" in told.text()


def test_the_scores_of_the_parts_add_up(index: searchkit.Index) -> None:
    for hit in index.search("oil (embargo OR trade OR filler) -zebra date:1986..1987 title:oil", limit=3):
        told = hit.reasons()
        assert sum(part.score for part in told.parts) == pytest.approx(hit.score, rel=1e-5)


def test_what_an_alternative_lacks_is_told(index: searchkit.Index) -> None:
    (hit,) = index.search("trade OR zebra")
    assert hit.reasons().lacking == ("zebra",)
    assert "It does without zebra." in hit.reasons().text()


def test_facts_and_orders_are_told(index: searchkit.Index) -> None:
    (hit,) = index.search("place:Tokyo")
    assert "The article has place:Tokyo as a fact" in hit.reasons().text()
    hit = index.search("date:1987", sort="newest")[0]
    assert hit.reasons().text().startswith("Hits are in order of date, the newest first")
    assert "Nothing of the query adds to a score" in hit.reasons().text()
    one, other = index.search("filler", limit=2)
    assert "Hit 2 has the same score; the newer comes first." in one.reasons(other).text()


def test_reasons_are_plain_values(index: searchkit.Index) -> None:
    first, second = index.search("oil embargo")
    told = first.reasons(second).as_dict()
    assert told["parts"][0]["query"] == "embargo" and told["beside"]["rank"] == 2
    assert told["text"] == first.reasons(second).text()


def test_the_nearest_have_reasons_and_whooshs_queries_have_none(index: searchkit.Index) -> None:
    from whoosh.query import Term

    hit = index.search("embargo tokyo zebra").nearest[0]
    assert "embargo" in hit.reasons().text()
    (hit, *_) = index.search(Term("body", "embargo"))
    assert not hit.has_reasons
    with pytest.raises(searchkit.UsageError):
        hit.reasons()


PARTS = """oil|embargo|-trade|"oil embargo"|OR|title:oil|place:Tokyo|date:1987|oil*|=dear|*|oil NEAR/3 embargo
ATLEAST/2 oil|[the]|like:1|emargo~|(oil OR zebra)|words:<10|/oil/"""
WORDS = st.sampled_from(PARTS.replace("\n", "|").split("|"))


@given(st.lists(WORDS, min_size=1, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_hit_has_reasons_that_add_up(index: searchkit.Index, words: list[str]) -> None:
    hits = list(index.search(" ".join(words), limit=3))
    for hit, other in zip_longest(hits, hits[1:]):
        told = hit.reasons(other)
        assert told.text() and told.text().endswith(".")
        assert len({part.part for part in told.parts}) == len(told.parts)
        if len(words) == len(set(words)):
            assert sum(part.score for part in told.parts) <= hit.score + 1e-4
