"""Filters as values: alternatives of one field, several fields, exclusion, dates and regions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from list_view import ListReader
from searchkit import Filter, Filters, UsageError
from searchkit.results.filters import query_text
from searchkit.results.reader import Reader

PLACES = ("Brussels", "Antwerp", "Paris", "São Paulo", "Oslo", None)
IN_EUROPE = ("Brussels", "Antwerp", "Paris", "Oslo")
IN_BELGIUM = ("Brussels", "Antwerp")
DATES = ("1987-03-01", "1987-04-15", "1987", "1988-01-02", None)
AGENCIES = ("AFP", "Reuters", None)
ARTICLES: list[dict[str, Any]] = [
    {
        "id": f"{number:02}",
        "title": ("Oil", "Gas", "Oil and gas")[number % 3],
        "body": "Words of a report.",
        "place": PLACES[number % 6],
        "date": DATES[number % 5],
        "agency": AGENCIES[number // 2 % 3],
        "people": [["Ana Costa", "José Müller"], ["Ana Costa"], []][number // 3 % 3],
    }
    for number in range(60)
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Index]:
    with searchkit.create(tmp_path_factory.mktemp("filters") / "index") as index:
        index.add(ARTICLES[:30], extract=False)
        index.add(ARTICLES[30:], extract=False)
        yield index


@pytest.fixture(scope="module", params=["archive", "list"])
def reader(request: pytest.FixtureRequest, archive: searchkit.Index) -> Reader:
    return archive if request.param == "archive" else ListReader.of(archive)


def found(reader: Reader, query: str, filters: Any) -> set[str]:
    return {hit.id for hit in reader.search(query, filters=filters, limit=None)}


def those(meets: Callable[[dict[str, Any]], bool]) -> set[str]:
    return {article["id"] for article in ARTICLES if meets(article)}


def test_values_of_a_field_are_alternatives_and_all_fields_must_be_met(reader: Reader) -> None:
    chosen = {"place": ["Brussels", "Paris"], "agency": "AFP"}
    expected = those(lambda a: a["place"] in ("Brussels", "Paris") and a["agency"] == "AFP")
    assert expected and found(reader, "*", chosen) == expected
    assert found(reader, "*", ["place=Brussels", "place=Paris", "agency=AFP"]) == expected


def test_what_is_excluded_is_in_no_hit(reader: Reader) -> None:
    expected = those(lambda a: a["place"] not in ("Oslo", "Paris"))
    assert found(reader, "*", {"-place": ["Oslo", "Paris"]}) == expected
    assert found(reader, "*", ["-place=Oslo", "-place=Paris"]) == expected
    expected = those(lambda a: a["agency"] == "AFP" and "Ana Costa" not in a["people"])
    assert expected and found(reader, "*", ["agency=AFP", "-person=Ana Costa"]) == expected


def test_a_region_is_a_filter(archive: searchkit.Index) -> None:
    reader = archive
    assert found(reader, "*", ["place:Belgium"]) == those(lambda a: a["place"] in IN_BELGIUM)
    assert found(reader, "*", ["place:Europe"]) == those(lambda a: a["place"] in IN_EUROPE)
    expected = those(lambda a: a["place"] in IN_EUROPE and a["place"] not in IN_BELGIUM)
    assert found(reader, "*", ["place:Europe", "-place:Belgium"]) == expected
    assert found(reader, "*", ["place=Europe"]) == set(), "no article has the region as its whole value"
    assert found(reader, "*", ["place:Belgium", "place=Oslo"]) == those(lambda a: a["place"] in (*IN_BELGIUM, "Oslo"))


def test_a_range_of_dates_is_a_filter(reader: Reader) -> None:
    march_to_april = those(lambda a: a["date"] in ("1987-03-01", "1987-04-15"))
    assert found(reader, "*", ["date=1987-03..1987-04"]) == march_to_april
    assert found(reader, "*", {"date": "1987-03..1987-04"}) == march_to_april
    assert found(reader, "*", {"date": ["1987-03", "1987-04"]}) == march_to_april
    assert found(reader, "*", ["date:[1987-03-01 TO 1987-04-30]"]) == march_to_april
    assert found(reader, "*", ["-date=1987"]) == those(lambda a: not (a["date"] or "").startswith("1987"))
    assert found(reader, "*", ["date=*"]) == those(lambda a: a["date"] is not None)
    today = dt.date(1988, 1, 3)
    hits = reader.search("*", filters=["date=yesterday"], today=today, limit=None)
    assert {hit.id for hit in hits} == those(lambda a: a["date"] == "1988-01-02")


def test_filters_add_nothing_to_a_score(archive: searchkit.Index) -> None:
    reader = archive
    plain = {hit.id: hit.score for hit in reader.search("oil", limit=None)}
    for filters in (["place=Brussels"], ["place:Europe"], ["-agency=AFP", "title:gas"], ["date=1987"]):
        hits = reader.search("oil", filters=filters, limit=None)
        assert hits.total and all(hit.score == pytest.approx(plain[hit.id]) for hit in hits), filters


def test_a_facet_counts_values_that_were_not_chosen(reader: Reader) -> None:
    chosen = ["place=Brussels", "-place=Oslo", "agency=AFP"]
    results = reader.search("oil", filters=chosen, facets=["place", "agency", "person"])
    oil = [a for a in ARTICLES if "oil" in a["title"].lower()]
    by_place = Counter(a["place"] for a in oil if a["agency"] == "AFP" and a["place"])
    assert dict(results.facets["place"]) == by_place
    by_agency = Counter(a["agency"] for a in oil if a["place"] == "Brussels" and a["agency"])
    assert dict(results.facets["agency"]) == by_agency
    people = Counter(p for a in oil if a["place"] == "Brussels" and a["agency"] == "AFP" for p in a["people"])
    assert dict(results.facets["person"]) == people
    own = searchkit.FacetRequest("place", own_filter=True)
    assert set(dict(reader.search("oil", filters=chosen, facets=[own]).facets["place"])) <= {"Brussels"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sao", ["São Paulo"]),
        ("PAULO são", ["São Paulo"]),
        ("ar", ["Paris"]),
        ("r", ["Antwerp", "Brussels", "Paris"]),
        ("paulo paris", []),
        ("", ["Antwerp", "Brussels", "Oslo", "Paris", "São Paulo"]),
        ("\ud800", []),
    ],
)
def test_values_are_found_by_any_of_their_words(reader: Reader, words: str, expected: list[str]) -> None:
    request = searchkit.FacetRequest("place", containing=words)
    results = reader.search("*", facets=[request])
    assert sorted(value for value, _ in results.facets["place"]) == expected
    assert results.distinct["place"] == len(expected)
    assert sorted(value for value, _ in reader.facet_values("*", "place", containing=words)) == expected


CHOICES = st.lists(
    st.tuples(
        st.sampled_from([("place", p) for p in PLACES if p] + [("agency", "AFP"), ("person", "José Müller")]),
        st.booleans(),
    ),
    max_size=5,
)


@given(choices=CHOICES, query=st.sampled_from(["*", "oil", "-gas", "nothing"]))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_filters_find_what_a_loop_finds(reader: Reader, choices: list[Any], query: str) -> None:
    filters = Filters.of([Filter(field, value, excluded=excluded) for (field, value), excluded in choices])

    def has(article: dict[str, Any], field: str, value: str) -> bool:
        return value in (article["people"] if field == "person" else [article[field]])

    def meets(article: dict[str, Any]) -> bool:
        title = article["title"].lower()
        if not {"*": True, "oil": "oil" in title, "-gas": "gas" not in title, "nothing": False}[query]:
            return False
        for field in {f.field for f in filters}:
            wanted = [f.value for f in filters if f.field == field and not f.excluded]
            refused = [f.value for f in filters if f.field == field and f.excluded]
            if wanted and not any(has(article, field, value) for value in wanted):
                return False
            if any(has(article, field, value) for value in refused):
                return False
        return True

    results = reader.search(query, filters=filters, limit=None)
    assert {hit.id for hit in results} == those(meets)
    assert results.total == len(results)
    assert results.filters == filters
    assert reader.search(results.parsed).total == results.total, "the echo is a query that finds the same"


def test_filters_never_change_and_make_others() -> None:
    brussels, europe = Filter.read("place=Brussels"), Filter.read("place:Europe")
    one = Filters.of([brussels])
    both = one.adding(europe)
    assert (one.chosen, both.chosen) == ((brussels,), (brussels, europe))
    assert both.adding(europe) is both
    refused = Filter.read("-place=Brussels")
    assert both.adding(refused).chosen == (europe, refused), "a value is either wanted or excluded"
    assert both.without(brussels).chosen == (europe,)
    assert both.of_field("agency") == Filters() and not both.without_field("place")
    assert hash(both) == hash(Filters.of(["place=Brussels", "place:Europe"]))


@given(
    field=st.sampled_from(["place", "person", "has"]),
    value=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip())),
    whole=st.booleans(),
    excluded=st.booleans(),
)
def test_the_text_of_a_filter_is_read_as_the_same(field: str, value: str, whole: bool, excluded: bool) -> None:
    given_filter = Filter(field, value, whole, excluded)
    assert Filter.read(str(given_filter)) == given_filter


def test_a_filter_is_a_query_text_that_finds_the_same(archive: searchkit.Index) -> None:
    for text in (
        "place=Brussels",
        "place:Europe",
        "-place:Europe",
        "date=1987-03",
        "-date=1987",
        "words=1..4",
        "-lang=en",
    ):
        asked = query_text(archive.view, Filter.read(text))
        assert archive.search(asked).total == archive.search("*", filters=[text]).total, asked


@pytest.mark.parametrize(
    "wrong",
    [
        "place=Brussels",  # a list, even for one
        ["Brussels"],
        ["place="],
        ["colour=red"],
        {"colour": "red"},
        {"place": 5},
        {5: "x"},
        5,
        [5],
        ["date=soon"],
        ["date=1987-13"],
        ["date=1987 OR *"],
        ["words=many"],
        ["like=01"],
    ],
)
def test_wrong_filters_are_refused_with_a_reason(reader: Reader, wrong: Any) -> None:
    with pytest.raises(UsageError) as raised:
        reader.search("oil", filters=wrong)
    assert raised.value.message


def test_numbers_of_words_are_filtered_by_a_range(archive: searchkit.Index) -> None:
    assert found(archive, "*", ["words=1..4"]) == {a["id"] for a in ARTICLES}
    assert found(archive, "*", ["words:>4"]) == set()


def test_an_alias_filters_and_is_counted_whole(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as index:
        index.add(
            [
                {"id": "1", "body": "a", "people": ["J. Moreau"]},
                {"id": "2", "body": "a", "people": ["Jean Moreau"]},
                {"id": "3", "body": "a", "people": ["Jean Valjean"]},
            ],
            extract=False,
        )
        index.aliases_file.write_text("person: J. Moreau = Jean Moreau\n")
        index.refresh()
        assert found(index, "*", {"person": ["J. Moreau", "Jean Valjean"]}) == {"1", "2", "3"}
        assert found(index, "*", {"-person": "Jean Moreau"}) == {"3"}
        for words in ("jean moreau", "j."):
            assert ("Jean Moreau", 2) in index.facet_values("*", "person", containing=words)


def test_documents_of_a_schema_are_filtered_by_whole_values(tmp_path: Path) -> None:
    from whoosh.fields import KEYWORD, TEXT, Schema

    with searchkit.create(tmp_path / "index", Schema(text=TEXT(stored=True), colour=KEYWORD(sortable=True))) as index:
        index.add([{"text": "oil", "colour": "red"}, {"text": "oil", "colour": "blue"}, {"text": "oil"}])
        assert index.search("oil", filters={"colour": ["red", "blue"]}).total == 2
        results = index.search("oil", filters={"-colour": "red"}, facets=["colour"])
        assert (results.total, dict(results.facets["colour"])) == (2, {"blue": 1, "red": 1})
