"""Names that a source states and names in its text: both are kept, and each tells where it comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.base.analysis import folded
from searchkit.extract.completion import extract
from searchkit.extract.findings import findings
from searchkit.extract.settings import Settings
from searchkit.extract.stated_names import joined

BODY = "WASHINGTON, May 3 - Paul Volcker met James Baker of the World Bank in Tokyo. Volcker said nothing."


def test_an_empty_list_says_nothing_unless_it_is_trusted() -> None:
    empty = Article(body=BODY, entities={"person": (), "org": (), "place": ()})
    plain = extract(Article(body=BODY))
    assert extract(empty).entities == plain.entities
    assert extract(empty).provenance == plain.provenance
    trusted = extract(empty, Settings(trust_empty=True))
    assert (trusted.entities["person"], trusted.entities["org"], trusted.entities["place"]) == ((), (), ())
    assert trusted.provenance["person"] == "metadata"


def test_names_in_the_text_join_those_that_the_source_states() -> None:
    article = extract(Article(body=BODY, entities={"person": ("Alan Greenspan", "JAMES BAKER")}))
    assert article.entities["person"] == ("Alan Greenspan", "JAMES BAKER", "Paul Volcker")
    assert article.provenance_of("person") == "metadata"
    assert article.provenance_of("person", "JAMES BAKER") == "metadata"
    assert article.provenance_of("person", "Paul Volcker") == article.provenance["person:Paul Volcker"] == "model"
    assert article.provenance_of("org", "World Bank") != "metadata"


def test_a_stated_name_is_not_extracted_again_under_a_shorter_or_longer_form() -> None:
    article = extract(
        Article(
            body="Volcker left Paris. The International Monetary Fund (IMF) said so.",
            entities={"person": ("Paul Volcker",), "org": ("IMF",), "place": ("Paris, Texas",)},
        )
    )
    assert article.entities["person"] == ("Paul Volcker",)
    assert article.entities["org"] == ("IMF",)
    assert "International Monetary Fund" in article.also_written["IMF"]
    assert article.entities["place"] == ("Paris, Texas",)


def test_a_surname_is_taken_for_nobody_if_two_have_it() -> None:
    assert joined("person", ["Ann Low", "Ben Low"], ["Low"]).added == ("Low",)
    assert joined("person", ["Ann Low", "Ben Day"], ["Low"]).added == ()


def test_stated_places_tell_what_those_in_the_text_mean() -> None:
    told = extract(Article(body="Officials met in Cambridge.", entities={"place": ("Massachusetts", "United States")}))
    assert told.entities["place"] == ("Massachusetts", "United States", "Cambridge, Massachusetts")


@pytest.mark.parametrize("stated", [{}, {"person": ()}, {"person": ("Baker",)}, {"place": ("Japan",), "org": ("Fed",)}])
def test_extracting_twice_changes_nothing(stated: dict[str, tuple[str, ...]]) -> None:
    once = extract(Article(body=BODY, entities=stated))
    assert extract(once) == once


def test_each_finding_has_its_own_provenance() -> None:
    found = findings(extract(Article(body=BODY, entities={"person": ("Greenspan",), "place": ("Japan",)})))
    told = {(each.kind, each.value): (each.provenance, bool(each.spans)) for each in found}
    assert told["person", "Greenspan"] == ("metadata", False)
    assert told["person", "Paul Volcker"] == ("model", True)
    assert told["about", "Japan"] == ("metadata", False)
    assert told["about", "Tokyo"][0] in ("gazetteer", "model")
    assert told["about", "Tokyo"][1]


names = st.lists(st.text("aAbB é.", min_size=1, max_size=4).filter(lambda text: bool(folded(text))), max_size=6)


@given(st.sampled_from(["person", "org", "place", "event"]), names, names)
def test_no_name_is_lost_and_none_stands_twice(kind: str, stated: list[str], found: list[str]) -> None:
    stated, found = list(dict.fromkeys(stated)), list(dict.fromkeys(found))
    both = joined(kind, stated, found)
    assert both.names == (*stated, *both.added)
    assert {*found} == {*both.added, *both.same} | ({*stated} & {*found})
    assert set(both.same.values()) <= set(stated)
    assert not {folded(name) for name in both.added} & {folded(name) for name in stated}
