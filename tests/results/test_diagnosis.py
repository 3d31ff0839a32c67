"""Why a search finds nothing: what each part finds, what stands in the way, and what finds more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.results.offer import Offer
from searchkit.results.reader import Reader
from searchkit.results.results import Results

ARTICLES: list[dict[str, Any]] = [
    {"id": "1", "title": "Oil", "body": "Thatcher spoke of oil in London.", "place": "London", "date": "1987-03-01"},
    {"id": "2", "title": "Opec", "body": "Opec met. Oil prices rose.", "place": "Vienna", "date": "1987-04-01"},
    {"id": "3", "title": "Gas", "body": "Opec and prices of crude oil.", "place": "Brussels", "date": "1987-05-01"},
    {"id": "4", "title": "Trade", "body": "Tokyo traded yen.", "place": "Tokyo", "date": "1987-05-02"},
    {"id": "5", "title": "Trade", "body": "Thatcher in Tokyo.", "place": "Tokyo", "people": ["Margaret Thatcher"]},
]


def offered(results: Results, *kinds: str) -> dict[str, int]:
    return {o.query: o.total for o in results.diagnosis.offers if not kinds or o.kind in kinds}


def check(reader: Reader, offer: Offer) -> None:
    assert reader.search(offer.query, filters=offer.filters).total == offer.total, offer


def test_each_part_is_counted_alone_and_what_stands_in_the_way_is_told(reader: Reader) -> None:
    found = reader.search("thatcher opec place:Tokyo").diagnosis
    assert [(p.text, p.alone, p.inside, p.others) for p in found.parts] == [
        ("thatcher", 2, 2, 0),
        ("opec", 2, 2, 1),
        ("place:Tokyo", 2, 2, 0),
    ]
    assert [part.text for part in found.culprits] == ["opec"]
    assert [(o.kind, o.query, o.total) for o in found.offers if o.kind == "dropped"] == [
        ("dropped", "thatcher place:Tokyo", 1)
    ]


def test_parts_are_counted_within_the_filters(reader: Reader) -> None:
    results = reader.search("oil opec", filters={"place": "Tokyo"})
    found = results.diagnosis
    assert [(p.alone, p.inside) for p in found.parts] == [(3, 0), (2, 0)]
    assert [part.text for part in found.missing] == ["oil", "opec"]
    assert [([*map(str, each.filters)], each.others) for each in found.filters] == [(["place=Tokyo"], 2)]
    (offer,) = [o for o in found.offers if o.kind == "unfiltered"]
    assert (offer.query, offer.total, offer.filters) == ("oil opec", 2, searchkit.Filters())


def test_a_whole_value_may_be_a_region(archive: searchkit.Index) -> None:
    found = archive.search("opec", filters=["place=Europe"]).diagnosis
    (offer,) = [o for o in found.offers if o.kind == "region"]
    assert ([*map(str, offer.filters)], offer.total) == (["place:Europe"], 2)
    assert offered(archive.search("opec place:=Europe"), "region") == {"opec place:Europe": 2}


def test_a_mistyped_word_is_spelled_in_its_query(reader: Reader) -> None:
    results = reader.search("thacher place:Tokyo")
    assert offered(results, "spelling") == {"thatcher place:Tokyo": 1}
    assert results.diagnosis.offers[0].kind == "spelling"


@pytest.mark.parametrize(
    ("query", "kind", "expected"),
    [
        ('"prices oil"', "apart", {"prices oil": 2}),
        ("oil NEAR/1 rose", "apart", {"oil rose": 1}),
        ("=trading yen", "forms", {"trading yen": 1}),
        ("opec person:prices", "text", {"opec prices": 2}),
        ("opec date:1987-03", "years", {"opec date:[1987-01-01 TO 1987-12-31]": 2}),
    ],
)
def test_a_part_may_ask_for_less(archive: searchkit.Index, query: str, kind: str, expected: dict[str, int]) -> None:
    results = archive.search(query)
    assert results.total == 0
    assert expected.items() <= offered(results, kind).items()


def test_several_parts_are_left_out_where_no_single_one_helps(reader: Reader) -> None:
    results = reader.search("yen opec gas thatcher zebra")
    (offer,) = [o for o in results.diagnosis.offers if o.kind == "dropped"]
    assert offer.total > 0 and "zebra" in offer.change and "and" in offer.change
    check(reader, offer)


def test_the_dates_of_the_archive_are_told_for_a_date_beyond_them(reader: Reader) -> None:
    for results in (reader.search("oil date:1990"), reader.search("oil", filters=["date=1990"])):
        span = results.diagnosis.span
        assert span is not None and (span.first, span.last) == ("1987-03-01", "1987-05-02")
    assert reader.search("oil date:1987-05-02").diagnosis.span is None
    assert reader.search("nothing").diagnosis.span is None


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        (["1987-03-04", "1987-03", "1990-01-02"], "1987-03", "1990-01-02"),
        (["1987", "1988-05-06", "1990"], "1987", "1990"),
        (["1987", "1987-05-06", "1987-07-01"], "1987-05-06", "1987-07-01"),
        (["2001"], "2001", "2001"),
    ],
)
def test_the_ends_of_an_archive_are_as_exact_as_they_are_known(
    tmp_path: Path, dates: list[str], first: str, last: str
) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": f"{n}", "body": "a", "date": date} for n, date in enumerate([*dates, None])], extract=False)
        span = index.search("date:1700").diagnosis.span
        assert span is not None and (span.first, span.last) == (first, last)


def test_few_hits_may_be_more(reader: Reader) -> None:
    results = reader.search("opec gas")
    assert results.total == 1 and not results.is_diagnosed and results.offers == ()
    assert offered(results, "dropped") == {"opec": 2}
    assert all(offer.total > 1 for offer in results.diagnosis.offers)


def test_a_strict_search_and_one_of_whooshs_say_nothing_by_themselves(archive: searchkit.Index) -> None:
    from whoosh.query import Term

    assert archive.search("opec yen", strict=True).offers == ()
    results = archive.search(Term("text", "nothing"))
    assert results.offers == ()
    with pytest.raises(searchkit.UsageError):
        _ = results.diagnosis


def test_words_that_were_added_are_no_parts(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add({"id": f"f{n}", "body": f"Filler {n} about something else."} for n in range(40))
        index.add({"id": f"o{n}", "body": f"Opec gas quota minister {n}."} for n in range(3))
        index.add([{"id": "q", "body": "A quota for a minister."}])
        results = index.search("opec gas", expand=True)
        assert results.total > 3 and results.added
        assert results.diagnosis.total == 3
        assert [part.text for part in results.diagnosis.parts] == ["opec", "gas"]


def test_a_tree_is_diagnosed_by_its_echo(reader: Reader) -> None:
    tree = reader.parse("thacher place:Tokyo").tree
    assert offered(reader.search(tree), "spelling") == {"(thatcher AND place:Tokyo)": 1}


WORDS = st.sampled_from(
    [
        "oil",
        "opec",
        "thatcher",
        "yen",
        "zebra",
        "-oil",
        '"oil prices"',
        "place:Tokyo",
        "place:=London",
        "date:1987-05",
        "date:1990",
        "OR",
        "thacher",
        "opek",
        "(oil OR yen)",
        "person:thatcher",
        "=trade",
        "oil NEAR/1 rose",
        "title:gas",
    ]
)
FILTERS = st.lists(st.sampled_from(["place=Tokyo", "place=London", "-place=Vienna", "date=1987-05", "place:Europe"]))


@given(st.lists(WORDS, min_size=1, max_size=5), FILTERS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_count_of_a_diagnosis_is_what_a_search_finds(
    archive: searchkit.Index, words: list[str], filters: list[str]
) -> None:
    results = archive.search(" ".join(words), filters=filters)
    found = results.diagnosis
    assert found.total == results.total
    for part in found.parts:
        assert archive.search(part.text).total == part.alone
        assert archive.search(part.text, filters=filters).total == part.inside
    for offer in (*found.offers, *results.offers):
        check(archive, offer)
        assert offer.total > 0


def test_an_index_of_a_schema_is_diagnosed(tmp_path: Path) -> None:
    from whoosh.fields import TEXT, Schema

    with searchkit.create(tmp_path / "index", Schema(text=TEXT(stored=True))) as index:
        index.add([{"text": "oil and gas"}, {"text": "tin"}])
        found = index.search("oil tin").diagnosis
        assert [(part.text, part.alone) for part in found.parts] == [("oil", 1), ("tin", 1)]
        assert {offer.query for offer in found.offers} == {"oil", "tin"}
