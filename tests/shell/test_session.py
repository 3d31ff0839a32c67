from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import searchkit
from searchkit.errors import ArticleMissing, SearchkitError, UsageError
from searchkit.index import Index
from searchkit.results.filters import Filters
from searchkit.shell.session import Session


@pytest.fixture
def session(index: Index) -> Session:
    return Session(index)


def test_a_search_shows_its_first_page_and_more_adds_the_next(session: Session) -> None:
    assert session.search("strike").total == 24
    assert sorted(session.shown) == list(range(1, 11))
    assert [hit.rank for hit in session.more()] == list(range(11, 21))
    assert sorted(session.shown) == list(range(1, 21))
    assert [hit.rank for hit in session.more()] == [21, 22, 23, 24]
    with pytest.raises(UsageError, match="all 24 are shown"):
        session.more()
    assert session.rank("24") == 24


def test_a_new_search_begins_at_the_first_page(session: Session) -> None:
    session.search("strike")
    session.more()
    session.search("rain")
    assert (session.offset, sorted(session.shown)) == (0, [1])


@pytest.mark.parametrize("text", ["11", "0", "-1", "1.0", "²", "1" * 5000, "", "one", "port-01"])
def test_only_ranks_that_are_shown_are_ranks(session: Session, text: str) -> None:
    session.search("strike")
    assert session.rank(text) is None


def test_the_facets_shown_are_counted(session: Session) -> None:
    assert list(session.search("strike").facets) == ["place", "person", "org", "agency"]


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        ("place", "New York", "New York"),
        ("place", '"New York"', "New York"),
        ("place", "  new york ", "New York"),
        ("PLACE", "zurich", "Zürich"),
        ("people", "jean moreau", "Jean Moreau"),
        ("org", 'The "Dock" Union', 'The "Dock" Union'),
        ("source", "afp", "AFP"),
    ],
)
def test_a_filter_is_a_value_of_the_result(session: Session, field: str, given: str, value: str) -> None:
    session.search("strike")
    session.add_filter(field, given)
    (chosen,) = session.filters
    assert chosen.value == value
    assert chosen.field in session.index.facet_fields
    assert session.results is not None and 0 < session.results.total <= 24


def test_filters_narrow_and_are_taken_back_in_any_order(session: Session) -> None:
    session.search("strike")
    assert session.add_filter("place", "New York").total == 12
    assert session.add_filter("org", "cgt").total == 10
    assert session.filter_texts() == ["1. place=New York", "2. org=CGT"]
    assert session.drop_filter(1).total == 20
    assert session.filters == Filters.of(["org=CGT"])
    assert session.search("rain").total == 0  # filters stay over searches
    assert session.clear_filters().total == 1


def test_a_filter_before_any_search_narrows_the_whole_index(session: Session) -> None:
    assert session.add_filter("place", "Oslo").total == 1
    assert session.drop_filter().total == 25


@pytest.mark.parametrize(
    ("field", "value", "message", "hint"),
    [
        ("place", "Zurihc", "no article in this result has the place 'Zurihc'", "did you mean Zürich?"),
        ("place", "Xyzzy", "no article in this result has the place 'Xyzzy'", ":facet place lists the values"),
        ("plase", "Oslo", "there is no facet 'plase'", "did you mean place?"),
        ("title", "x", "there is no facet 'title'", "choose from: place, person"),
    ],
)
def test_a_filter_that_fits_nothing_is_refused(
    session: Session, field: str, value: str, message: str, hint: str
) -> None:
    session.search("strike")
    with pytest.raises(UsageError) as caught:
        session.add_filter(field, value)
    assert caught.value.message == message
    assert caught.value.hint.startswith(hint)
    assert not session.filters


def test_filters_that_are_not_there_cannot_be_taken_back(session: Session) -> None:
    with pytest.raises(UsageError, match="no filter is active"):
        session.drop_filter()
    with pytest.raises(UsageError, match="no filter is active"):
        session.clear_filters()
    session.add_filter("place", "Oslo")
    with pytest.raises(UsageError, match="already a filter"):
        session.add_filter("place", "oslo")
    for number in (0, 2, -1):
        with pytest.raises(UsageError, match="there is no filter"):
            session.drop_filter(number)


def test_the_order_can_be_changed_before_and_after_a_search(session: Session) -> None:
    assert session.set_sort("oldest") is None
    assert session.search("*")[0].id == "rain"
    newest = session.set_sort("newest")
    assert newest is not None and newest[0].article.date == "2019-12-03"
    with pytest.raises(UsageError, match="no order 'best'"):
        session.set_sort("best")
    assert session.sort == "newest"


def test_the_timeline_has_the_step_that_suits_its_span(session: Session) -> None:
    assert session.timeline().by == "year"  # 2011 to 2019
    session.search("strike")
    assert session.timeline().by == "month"
    assert len(session.timeline("day")) > 300
    with pytest.raises(UsageError, match="no timeline by 'century'"):
        session.timeline("century")


def test_articles_are_found_by_rank_id_and_the_beginning_of_an_id(session: Session) -> None:
    session.search("rain")
    assert session.article("1").id == session.article("rain").id == session.article("ra").id == "rain"
    with pytest.raises(ArticleMissing):
        session.article("2")


def test_the_marks_of_an_article_are_those_of_its_own_field(session: Session) -> None:
    session.search("title:harbour strike place:Zürich -rain")
    found = session.article("1")
    title, body = session.marks(found)
    assert [(found.title or "")[a:b] for a, b in title] == ["Harbour"]
    assert [found.body[a:b] for a, b in body] == ["strike"]
    session.search("*")
    assert session.marks(found) == ((), ())


@pytest.mark.parametrize("ending", ["json", "jsonl", "csv", "txt", "JSON"])
def test_all_hits_are_exported_not_only_the_page(session: Session, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    session.search("strike")
    session.add_filter("place", "New York")
    assert session.export(path) == 12
    text = path.read_text("utf-8")
    match ending.lower():
        case "json":
            assert len(json.loads(text)["hits"]) == 12
        case "jsonl":
            assert [json.loads(line)["rank"] for line in text.splitlines()] == list(range(1, 13))
        case "csv":
            assert len(list(csv.reader(text.splitlines()))) == 13
        case _:
            assert "filter      place=New York" in text and "12  Harbour report" in text
    assert session.results is not None and len(session.results) == 10
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_export_never_overwrites_unasked(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("mine")
    session.search("rain")
    with pytest.raises(UsageError, match="exists"):
        session.export(path)
    assert path.read_text() == "mine"
    assert session.export(path, overwrite=True) == 1
    assert "Rain" in path.read_text()


def test_an_export_that_fails_leaves_nothing_behind(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "kept.txt").write_text("mine")
    session.search("rain")

    def interrupted(*args: object, **given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(session.index, "search", interrupted)
    for name, overwrite in (("new.txt", False), ("kept.txt", True)):
        with pytest.raises(KeyboardInterrupt):
            session.export(out / name, overwrite=overwrite)
    assert [(p.name, p.read_text()) for p in out.iterdir()] == [("kept.txt", "mine")]


@pytest.mark.parametrize("name", ["", "gone/out.txt"])
def test_an_export_to_no_file_is_refused(session: Session, tmp_path: Path, name: str) -> None:
    session.search("rain")
    with pytest.raises((UsageError, OSError)):
        session.export(tmp_path / name, overwrite=True)


def test_what_needs_a_search_says_so(session: Session, tmp_path: Path) -> None:
    for act in (session.more, lambda: session.export(tmp_path / "x.json")):
        with pytest.raises(UsageError, match="you have not searched yet"):
            act()


def test_an_interrupted_search_leaves_the_session_as_it_was(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    results = session.search("strike")

    def interrupted(*args: object, **given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(session.index, "search", interrupted)
    act: Callable[[], object]
    for act in (lambda: session.search("x"), session.more, lambda: session.set_sort("oldest")):
        with pytest.raises(KeyboardInterrupt):
            act()
    assert (session.query, session.sort, session.offset, session.results) == ("strike", "relevance", 0, results)


def test_a_refresh_searches_the_page_anew(session: Session, folder: Path) -> None:
    session.search("rain")
    assert not session.refresh()
    with searchkit.open(folder) as other:
        other.add([{"id": "more-rain", "body": "Rain again."}], extract=False)
    assert session.results is not None and session.results.total == 1
    assert session.refresh()
    assert session.results.total == 2
    assert session.article("2").body
    session.timeline()


def test_errors_are_of_one_tree(session: Session) -> None:
    with pytest.raises(SearchkitError):
        session.article("")
