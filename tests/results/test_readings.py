"""What a query with warnings may have been meant as, with the number of articles of that reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Index]:
    with searchkit.create(tmp_path_factory.mktemp("readings") / "i") as index:
        index.add(
            [
                {"id": "1", "body": "Opec is not in Kuwait.", "place": "New York", "date": "1987-02-26"},
                {"id": "2", "body": "Opec met.", "place": "New York", "date": "1987-03"},
                {"id": "3", "body": "Old walls in York.", "place": "York", "people": ["Ana Costa"]},
                {"id": "4", "body": "Oil and gas prices.", "date": "1987-10-20"},
            ],
            extract=False,
        )
        yield index


@pytest.mark.parametrize(
    ("query", "instead", "total"),
    [
        ("opec not kuwait", "opec NOT kuwait", 1),
        ("opec and oil or york", "opec AND oil OR york", 1),
        ("oil near gas", "oil NEAR/10 gas", 1),
        ("oil NEAR gas", "oil NEAR/10 gas", 1),
        ("oil w/5 gas", "oil NEAR/5 gas", 1),
        ("oil pre/5 gas", "oil BEFORE/5 gas", 1),
        ("oil /s gas", "oil NEAR/s gas", 1),
        ("opec ANDNOT kuwait", "opec NOT kuwait", 1),
        ("atleast2 opec", "ATLEAST/2 opec", 0),
        ("opec !kuwait", "opec -kuwait", 1),
        ("opec^2 met", "opec met", 1),
        ("plcae:York walls", "place:York walls", 1),
        ("person:Ana Costa", 'person:"Ana Costa"', 1),
        ("place:New York opec", 'place:"New York" opec', 2),
        ("opec date:1990", "opec", 2),
        ("date:1986", "*", 4),
    ],
)
def test_the_other_reading_and_its_count(index: searchkit.Index, query: str, instead: str, total: int) -> None:
    results = index.search(query)
    assert {warning.instead for warning in results.warnings if warning.instead} == {instead}
    reading = results.readings[instead]
    assert (reading.query, reading.total) == (instead, total)
    assert index.search(instead).total == total
    assert results.offers[0] == reading or not (total or results.total)
    assert index.parse(results.parsed).tree == index.parse(query).tree, "nothing is changed silently"


@pytest.mark.parametrize(
    "query", ["opec && kuwait", "+opec", "colour:red", "opec (", "opec", "date:1987-06", "-date:1990"]
)
def test_no_reading_is_offered_where_none_is_known(index: searchkit.Index, query: str) -> None:
    assert index.search(query).readings == {}


def test_a_date_beyond_the_archive_is_a_warning(index: searchkit.Index) -> None:
    (warning,) = index.search("opec date:1990..1991").warnings
    assert warning.code == "date_beyond" and "1987-02-26 to 1987-10-20" in warning.message
    assert (warning.span.start, warning.span.end) == (5, 20)
    assert not index.search("opec OR date:1990").warnings, "it found something"
    assert index.search("zebra date:1987-03..1990", strict=True).total == 0


def test_the_reading_is_counted_within_the_filters(index: searchkit.Index) -> None:
    results = index.search("opec not kuwait", filters={"place": "York"})
    assert results.readings["opec NOT kuwait"].total == 0


def test_an_archive_without_dates_has_none_to_reach(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "1", "body": "oil"}], extract=False)
        assert not index.search("date:1990").warnings
