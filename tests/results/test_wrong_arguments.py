"""Texts that no index can hold, numbers beyond all bounds and values of wrong types: no raw exception leaves a read."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.query import tree as t
from searchkit.query.aliases import read_aliases
from searchkit.results.request import FacetRequest

HALF = "\ud800"
HUGE = 2**70
ARTICLES: list[dict[str, Any]] = [
    {"id": "1", "body": "not a", "place": "York"},
    {"id": "2", "body": "oil ?", "language": "fr", "entities": {"org": ["A?"]}},
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[searchkit.Index]:
    with searchkit.create(tmp_path / "index") as made:
        made.add(ARTICLES, extract=False)
        yield made


TEXTS = [f"id:{HALF}", f"lang:{HALF}", HALF, f"a{HALF}", f"*{HALF}", f"place:a/{HALF}*", f"lang:{HALF}*", f"={HALF}"]
TEXTS += [f"o{HALF}~", f'place:="{HALF}"', f"story:{HALF}", f"path:{HALF}", f"date:{HALF}"]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_half_of_a_surrogate_pair_in_a_query_finds_nothing(index: searchkit.Index, text: str) -> None:
    results = index.search(f"zzz {text}", facets=["place"])
    assert (results.total, results.suggestions) == (0, ())
    assert index.facet_values(f"zzz {text}", "place") == []


@pytest.mark.parametrize(
    "node",
    [
        t.Word("text", HALF),
        t.Word("place", HALF),
        t.Exact("place", HALF),
        t.Exact("id", HALF),
        t.Phrase("text", f"oil {HALF} x"),
        t.Wildcard("text", HALF + "*"),
        t.Wildcard("id", "*" + HALF),
        t.Fuzzy("text", HALF, 1),
        t.Exact("story", HALF),
    ],
    ids=ascii,
)
def test_half_of_a_surrogate_pair_in_a_tree_finds_nothing(index: searchkit.Index, node: t.Node) -> None:
    assert index.search(node).total == 0


def test_half_of_a_surrogate_pair_is_no_id_filter_value_or_term(index: searchkit.Index) -> None:
    assert index.get(HALF) is None
    for read in (index.find, index.story):
        with pytest.raises(searchkit.ArticleMissing):
            read(HALF)
    assert index.terms("body", HALF) == []
    assert index.search("*", filters={"place": HALF}).total == 0
    assert index.facet_values("*", "org", containing=HALF) == []
    assert index.delete([HALF]) == 0


@pytest.mark.parametrize("query", ["place:york", "place:=York", "place:y*", "*", "place:*", "org:a", f"place:{HALF}"])
def test_half_of_a_surrogate_pair_in_aliases(index: searchkit.Index, query: str) -> None:
    text = f"place: hide {HALF}\nplace: A{HALF} = York\norg: hide B\norg: {HALF} = A?\n"
    view: Any = index.view
    index._view = view.with_aliases(read_aliases(text, index.fields, index.facet_fields))
    places = index.search(query, facets=["place", "org"]).facets["place"]
    assert [value.value for value in places] in (["York"], [])


@pytest.mark.parametrize(
    "options",
    [
        {"limit": HUGE},
        {"limit": HUGE, "stories": True, "sort": "newest"},
        {"time_limit": HUGE},
        {"time_limit": math.inf},
        {"time_limit": 10**400},
        {"facets": [FacetRequest("place", limit=HUGE)]},
    ],
    ids=str,
)
def test_a_number_beyond_all_bounds_means_the_greatest(index: searchkit.Index, options: dict[str, Any]) -> None:
    assert len(index.search("*", **options)) == 2


def test_an_offset_beyond_all_bounds_shows_nothing(index: searchkit.Index) -> None:
    results = index.search("*", offset=HUGE, limit=HUGE)
    assert (results.total, len(results)) == (2, 0)


@pytest.mark.parametrize(
    "options",
    [
        {"time_limit": math.nan},
        {"time_limit": -1},
        {"time_limit": "1"},
        {"stop": 5},
        {"today": "2019"},
        {"sort": []},
        {"facets": 5},
        {"facets": [5]},
        {"facets": [FacetRequest("place", containing=5)]},  # type: ignore[arg-type]
        {"facets": [HALF]},
        {"filters": 5},
        {"filters": {5: "a"}},
        {"filters": {HALF: "a"}},
        {"timelines": 5},
        {"timelines": [5]},
        {"timelines": [("year",)]},
        {"since": -1},
        {"since": "1"},
        {"since": 1.0},
    ],
    ids=ascii,
)
def test_a_wrong_option_is_a_usage_error(index: searchkit.Index, options: dict[str, Any]) -> None:
    with pytest.raises(searchkit.UsageError):
        index.search("date:today", **options)


def nested(times: int) -> t.Node:
    node: t.Node = t.Word("text", "oil")
    for _ in range(times):
        node = t.Not(node)
    return node


def nearness(times: int) -> t.Node:
    node: t.Node = t.Word("text", "oil")
    for _ in range(times):
        node = t.Near("text", node, t.Word("text", "gas"), 5)
    return node


@pytest.mark.parametrize(
    "node",
    [
        t.Word("nofield", "x"),
        t.Word("text", 5),  # type: ignore[arg-type]
        t.Exact("id", 5),  # type: ignore[arg-type]
        t.DateRange("place", None, None),
        t.DateRange("date", "2019", None),  # type: ignore[arg-type]
        t.Phrase("text", "a b", HUGE),
        t.Phrase("text", "a b", -5),
        t.Fuzzy("text", "oil", HUGE),
        t.Fuzzy("text", "oil", "1"),  # type: ignore[arg-type]
        t.Fuzzy("text", "a" * 1_000_000, 2),
        t.And((5,)),  # type: ignore[arg-type]
        t.Not(None),  # type: ignore[arg-type]
        nested(5000),
        nearness(60),
        t.Near("text", t.Word("title", "oil"), t.Word("text", "gas"), 1),
        t.Near("text", t.Word("text", "oil"), t.Word("text", "gas"), 0),
        t.Near("text", t.Word("text", "oil"), t.Word("text", "gas"), "x"),
        t.Near("date", t.Word("date", "oil"), t.Word("date", "gas"), 1),
        t.Near("text", t.AtLeast("text", t.Word("text", "oil"), 2), t.Word("text", "gas"), 1),
        t.Sequence("text", (t.Gap(), t.Word("text", "oil"))),
        t.Sequence("text", (t.Word("text", "oil"), t.Gap("x"), t.Word("text", "gas"))),  # type: ignore[arg-type]
        t.Sequence("text", ()),
        t.First("text", t.And((t.Word("text", "oil"),)), 3),
        t.First("text", t.Word("text", "oil"), HUGE),
        t.First("text", t.Word("text", "oil"), True),
        t.AtLeast("text", t.Word("text", "oil"), "p"),  # type: ignore[arg-type]
        t.Sequence("text", (nearness(1), t.Word("text", "oil"))),
        t.Word("text", None),  # type: ignore[arg-type]
        t.Wildcard("text", None),  # type: ignore[arg-type]
        t.DateRange("date", dt.date(2019, 1, 1), dt.datetime(2020, 1, 1)),
        t.Regex("text", "a("),
        t.Regex("text", 5),  # type: ignore[arg-type]
        t.WordCount("text", 1, 2),
        t.WordCount("words", "1", None),  # type: ignore[arg-type]
    ],
    ids=lambda node: type(node).__name__,
)
def test_a_tree_that_cannot_be_searched_is_a_usage_error(index: searchkit.Index, node: t.Node) -> None:
    reads: list[Callable[[], Any]] = [
        lambda: index.search(node),
        lambda: index.facet_values(node, "place"),
        lambda: index.delete_matching(node),
    ]
    for read in reads:
        with pytest.raises(searchkit.UsageError):
            read()


@pytest.mark.parametrize("wrong", [5, None])
def test_a_value_of_a_wrong_type_is_a_usage_error(index: searchkit.Index, wrong: Any) -> None:
    calls: list[Callable[[Any], Any]] = [index.delete, index.use_lists, index.get, index.find, index.story, index.parse]
    calls += [index.terms, index.add_files, index.delete_matching, searchkit.open]
    calls += [lambda x: index.use_lists([x]), lambda x: index.use_lists({"a": [x]}), lambda x: index.delete([x])]
    calls += [lambda x: index.use_lists({x: ["a"]}), lambda x: index.add_files([x]), lambda x: index.use_lists(drop=x)]
    for call in calls:
        with pytest.raises(searchkit.UsageError):
            call(wrong)
    with pytest.raises(searchkit.ArticleInvalid):
        index.add(wrong)


def test_what_no_file_system_can_hold_is_a_usage_error(index: searchkit.Index) -> None:
    for path in (f"no{HALF}", "no\0"):
        calls: list[Callable[[Any], Any]] = [searchkit.open, searchkit.create, index.add_files]
        calls += [lambda x: index.use_lists([x]), lambda x: searchkit.open(index.folder, aliases=x)]
        for call in calls:
            with pytest.raises(searchkit.UsageError):
                call(path)
