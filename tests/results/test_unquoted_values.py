"""A field that was given a value of several words without quotation marks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit


@pytest.fixture
def index(tmp_path: Path) -> Iterator[searchkit.Index]:
    with searchkit.create(tmp_path / "i") as index:
        index.add(
            [
                {"id": "1", "body": "A plan for York.", "place": "New York", "people": ["Ana Costa"]},
                {"id": "2", "body": "Old walls in York.", "place": "York"},
                {"id": "3", "body": "Oil.", "place": "New York", "people": ["Ana Costa"]},
            ],
            extract=False,
        )
        yield index


def test_the_warning_gives_both_counts_and_the_spelling_that_works(index: searchkit.Index) -> None:
    results = index.search("oil OR place:New York")
    (warning,) = results.warnings
    assert warning.code == "unquoted_value"
    assert (warning.span.start, warning.span.end) == (7, 21)
    assert "2 articles" in warning.message and warning.hint == 'write place:"New York"'
    assert index.search('oil OR place:"New York"').total == 2
    (warning,) = index.search("place:New York").warnings
    assert "(1 article)" in warning.message and "2 articles" in warning.message


@pytest.mark.parametrize(
    "query",
    ['place:"New York"', "place:York walls", "place:(New York)", "place:New OR York", "place:New* York", "oil York"],
)
def test_nothing_is_said_where_no_article_has_the_value_or_it_is_meant_otherwise(
    index: searchkit.Index, query: str
) -> None:
    assert index.search(query).warnings == ()


def test_filters_count_and_strict_searches_are_not_refused(index: searchkit.Index) -> None:
    (warning,) = index.search("person:Ana Costa", filters={"place": "New York"}).warnings
    assert "(0 articles)" in warning.message and "2 articles" in warning.message
    assert index.search("place:New York", strict=True).total == 1
