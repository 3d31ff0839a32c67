"""Query trees as whoosh.query objects, and the traps of Whoosh that they keep away from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as w
from whoosh.qparser import QueryParser

import searchkit
from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.query.parser import parse
from searchkit.whoosh_api.query_form import to_whoosh


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Index]:
    folder = Path(tmp_path_factory.mktemp("form")) / "i"
    with searchkit.create(folder) as index:
        index.add(
            [
                {
                    "id": "a",
                    "title": "Oil prices",
                    "body": "Crude oil rose. The price of [oil] rose.",
                    "date": "2019-05-31",
                },
                {"id": "b", "body": "Gas prices fell", "date": "2019-06-01", "place": "Brussels"},
                {"id": "c", "body": "Oil and gas", "date": "2019-05", "place": "Paris"},
                {"id": "d", "body": "Nothing of the kind"},
            ],
            extract=False,
        )
        yield index


def ids(index: searchkit.Index, query: str | w.Query) -> set[str]:
    return {hit.id for hit in index.search(query, limit=None)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("date:2019-05-31", {"a"}),  # Whoosh's date parser would take the whole year
        ("date:2019-05", {"a", "c"}),
        ("date:[2019-05-31 TO 2019-06-01]", {"a", "b"}),
        ("date:2019", {"a", "b", "c"}),
        ("-date:*", {"d"}),
        ("oil -gas", {"a"}),
        ("NOT oil", {"b", "d"}),
        ("gas NOT crude", {"b", "c"}),
        ("oil OR NOT prices", {"a", "c", "d"}),
        ("[oil]", {"a", "c"}),
        ("pric*", {"a", "b"}),
        ("place:*", {"b", "c"}),
        ("!!!", set()),
    ],
)
def test_matches(index: searchkit.Index, query: str, expected: set[str]) -> None:
    assert ids(index, query) == expected


@pytest.mark.parametrize("query", ["date:2019", "place:=Paris", "NOT oil", "*", "place:*"])
def test_filters_and_not_add_nothing_to_a_score(index: searchkit.Index, query: str) -> None:
    assert {hit.score for hit in index.search(query)} == {0.0}
    alone = {hit.id: hit.score for hit in index.search("gas")}
    for hit in index.search(f"gas ({query})"):
        assert hit.score == alone[hit.id]


def test_an_empty_filter_finds_nothing(index: searchkit.Index) -> None:
    assert index.search("oil", filters={"place": "Nowhere"}).total == 0


def test_whoosh_queries_are_run_too(index: searchkit.Index) -> None:
    tree = w.And([w.Term("body", "oil"), w.NumericRange("date_first", None, None)])
    results = index.search(tree)
    assert {hit.id for hit in results} == {"a", "c"}
    first = results[0]
    assert any(s.text[a:b].lower() == "oil" for s in first.snippets for a, b in s.spans)
    parsed = QueryParser("body", index.schema).parse("prices rose")
    assert ids(index, parsed) == {"a"}
    assert ids(index, QueryParser("body", index.schema).parse("rising OR fell")) == {"b"}


def test_to_whoosh_gives_query_objects(index: searchkit.Index) -> None:
    query = to_whoosh(parse("oil -gas", ARCHIVE_FIELDS).tree, ARCHIVE_FIELDS, index.schema)
    assert isinstance(query, w.AndNot)
