"""What asks where words stand, beside what else an archive has: titles, names, aliases, long texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.query import tree as t

ALIASES = "org: European Union = European Community\norg: hide Hidden Corp\n"
ARTICLES: list[dict[str, Any]] = [
    {
        "id": "title",
        "title": "Oil and gas",
        "body": "Wheat rose. Oil gas fell.",
        "place": "New York",
        "orgs": ["European Union"],
        "people": ["Ana Costa", "John Smith"],
    },
    {"id": "two", "title": "Oil rises. Gas falls", "body": "x"},
    {"id": "alias", "body": "y", "orgs": ["European Community", "Hidden Corp"]},
    {"id": "long", "body": "the of " * 10_000},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Index]:
    folder = tmp_path_factory.mktemp("placed") / "i"
    with searchkit.create(folder) as made:
        made.add(ARTICLES, extract=False)
        made.aliases_file.write_text(ALIASES)
    with searchkit.open(folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("ATLEAST/2 (oil NEAR/s gas)", {"title"}),
        ("oil NEAR/s gas", {"title", "two"}),
        ("org:/union/", {"title", "alias"}),
        ("org:(european NEAR/1 union)", {"title", "alias"}),
        ("ATLEAST/1 org:union", {"title", "alias"}),
        ("org:/hidden/ OR org:(hidden NEAR/1 corp)", set()),
        ('place:"n* york"', {"title"}),
        ('place:"(new OR old) york"', {"title"}),
        ("person:(ana NEAR/s costa)", {"title"}),
        ("person:(ana NEAR/999 smith)", set()),
        ("ATLEAST/3 (the NEAR/p of)", {"long"}),
        ("oil NEAR/1000000 gas", {"title", "two"}),
    ],
)
def test_what_is_found(index: searchkit.Index, query: str, ids: set[str]) -> None:
    results = index.search(query)
    assert {hit.id for hit in results} == ids and results.warnings == ()
    assert index.search(results.parsed).total == len(ids)


def test_a_title_is_one_sentence_also_where_it_is_marked(index: searchkit.Index) -> None:
    results = index.search("title:(oil NEAR/s gas)")
    marked = {hit.id: results.marks(hit.article)[0] for hit in results}
    assert marked == {"title": ((0, 3), (8, 11)), "two": ((0, 3), (11, 14))}


@pytest.mark.parametrize("query", ["FIRST/20 (the NEAR/p of)", "the NEAR/p of", "ATLEAST/9 (the NEAR/99999 of)"])
def test_a_text_of_very_many_matches_has_marks(index: searchkit.Index, query: str, watchdog: None) -> None:
    results = index.search(query)
    assert results[0].snippets[0].spans
    assert len(results.marks(results[0].article)[1]) >= 20


def test_suggestions_for_a_long_phrase_that_varies(index: searchkit.Index, watchdog: None) -> None:
    assert index.search('"' + "(zzq OR zzx) " * 3000 + '"').suggestions == ()


def test_an_earlier_archive_takes_steps_for_a_sentence(tmp_path: Path) -> None:
    from index_fixtures import unpack

    with searchkit.open(unpack("format-1-analysis-2", tmp_path / "i")) as index:
        ministers = t.Word("text", "ministers")
        near, far = (t.Near("text", ministers, t.Word("text", word), "s") for word in ("treaties", "Mogherini"))
        assert index.search(near).total and not index.search(far).total
