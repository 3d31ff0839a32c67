"""A place in the name of a body is found, and told apart from the places that the article names itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.findings import findings
from searchkit.extract.places_in_names import places_in_names
from searchkit.extract.settings import Settings

BODY = "Edmonton Police spoke to the Royal Bank of Canada on Monday, Mayor Ann Berg of Calgary said."


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Edmonton Police", ("Edmonton",)),
        ("University of Texas at Austin", ("Texas", "Austin")),
        ("Federal Reserve Bank of New York", ("New York",)),
        ("Bank of Nova Scotia", ("Nova Scotia",)),
        ("U.S. Treasury", ("United States",)),
        ("Trinity College, Dublin", ("Dublin",)),
        ("Massachusetts Institute of Technology", ("Massachusetts",)),
        # Words that are places as well, and names that are places as a whole.
        ("Department of State", ()),
        ("Bank of Commerce", ()),
        ("Lincoln Center", ()),
        ("Church of Jesus Christ", ()),
        ("Paris", ()),
        ("", ()),
    ],
)
def test_places_stand_at_the_begin_and_after_small_words(name: str, places: tuple[str, ...]) -> None:
    assert places_in_names([name]) == list(places)


def test_they_are_marked_and_found(tmp_path: Path) -> None:
    article = extract(Article(id="x", body=BODY))
    assert {"Edmonton Police", "Royal Bank of Canada"} <= set(article.entities["org"])
    assert article.entities["place"] == ("Calgary", "Edmonton", "Canada")
    assert [article.provenance_of("place", name) for name in article.entities["place"]] == ["gazetteer", "org", "org"]
    told = {each.value: (each.provenance, each.spans) for each in findings(article) if each.kind == "about"}
    assert told["Edmonton"] == ("org", ((0, 8),))
    with searchkit.create(tmp_path / "i") as index:
        index.add([Article(id="x", body=BODY)])
        assert index.search("about:edmonton").total == 1
        assert index.search("about:canada").total == 1


def test_a_place_that_the_article_names_itself_is_no_other_one() -> None:
    article = extract(Article(body=f"{BODY} He left Edmonton for Toronto."))
    assert article.provenance_of("place", "Edmonton") != "org"
    assert article.entities["place"].count("Edmonton") == 1
    alone = extract(Article(body="The Royal Bank of Canada spoke."))
    assert (alone.entities["place"], alone.provenance["places"]) == (("Canada",), "org")


@pytest.mark.parametrize("stated", [{}, {"place": ("Ontario",)}, {"place": ()}, {"org": ("Bank of England",)}])
def test_extracting_twice_changes_nothing(stated: dict[str, tuple[str, ...]]) -> None:
    once = extract(Article(body=BODY, entities=stated))
    assert extract(once) == once


def test_none_are_looked_for_where_a_source_that_is_trusted_has_no_places() -> None:
    assert extract(Article(body=BODY, entities={"place": ()}), Settings(trust_empty=True)).entities["place"] == ()


@given(st.lists(st.sampled_from(["Bank", "of", "New", "York", "at", "Texas", "in", "U.S.", "the", "Paris,", "x", ","])))
def test_any_name_can_be_looked_at(words: list[str]) -> None:
    name = " ".join(words)
    assert len(places_in_names([name])) <= len(words)
