"""Who quotes a passage: every article that shares a run of words, no others, and where."""

from __future__ import annotations

import random
import re
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_runs_oracle import plain_runs

import searchkit
from searchkit.errors import ArticleMissing, SearchStopped, UsageError
from searchkit.results import quotes as quotes_module

SPEECH = (
    "We shall not flag or fail. We shall go on to the end, we shall fight in France, we shall fight on the seas and "
    "oceans, we shall fight with growing confidence and growing strength in the air."
)
letters = st.lists(st.sampled_from("abcd"), min_size=1, max_size=22).map(" ".join)
some_articles = st.lists(st.fixed_dictionaries({"title": st.none() | letters, "body": letters}), min_size=1, max_size=7)


def plain(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").lower())


def shared_words(article: dict[str, Any], passage: Sequence[str], least: int) -> int:
    """How many words of the passage stand in runs that an article has, too."""
    runs = [run for field in ("title", "body") for run in plain_runs(plain(article[field]), passage, least)]
    return len({there + n for _, there, count in runs for n in range(count)})


def has_run(words: Sequence[str], passage: Sequence[str], least: int) -> bool:
    runs = {tuple(passage[at : at + least]) for at in range(len(passage) - least + 1)}
    return any(tuple(words[at : at + least]) in runs for at in range(len(words) - least + 1))


@settings(max_examples=60, deadline=None)
@given(some_articles, st.lists(letters, min_size=3, max_size=4), st.integers(3, 7), st.integers(0, 7))
def test_those_that_share_a_run_are_found_and_no_others(
    given_articles: list[dict[str, Any]], passages: list[str], least: int, first_part: int
) -> None:
    articles = [{"id": f"n{n}", **article} for n, article in enumerate(given_articles)]
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(articles[:first_part], extract=False)
        index.add(articles[first_part:], extract=False)
        for passage in passages:
            expected = {str(a["id"]): count for a in articles if (count := shared_words(a, plain(passage), least))}
            found = index.quotes(passage, min_words=least, limit=None)
            assert {quote.id: quote.words for quote in found} == expected and found.total == len(expected)
            assert [quote.words for quote in found] == sorted(expected.values(), reverse=True)
            assert [quote.rank for quote in found] == list(range(1, len(expected) + 1))
            for quote in found:
                texts = {"title": quote.article.title, "body": quote.article.body}
                for run in quote.runs:
                    here = plain((texts[run.field] or "")[run.start : run.end])
                    assert here == plain(passage[run.passage_start : run.passage_end])
                    assert len(here) == run.words >= least
                assert quote.longest == max(run.words for run in quote.runs)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    """Some thousand words in forty articles, so that many sequences are common; and a few that quote a speech."""
    source = random.Random(4)
    index = searchkit.create(tmp_path_factory.mktemp("quotes") / "index")
    common = "we shall on the in and of to a said it with for".split()
    noise = [{"id": f"noise-{n}", "body": " ".join(source.choices(common, k=300))} for n in range(40)]
    index.add(
        [
            *noise,
            {"id": "whole", "title": "The speech", "body": f"He said: “{SPEECH}” Then he left."},
            {"id": "part", "body": "“WE SHALL FIGHT on the seas --\n and oceans,” he told them; growing strength."},
            {"id": "title", "title": "We shall fight with growing confidence and growing strength", "body": "More."},
            {"id": "none", "body": "We shall fight in Spain. The seas and oceans are wide."},
        ],
        extract=False,
    )
    return index


def test_a_quotation_is_found_in_any_case_and_punctuation(archive: searchkit.Index) -> None:
    found = archive.quotes(SPEECH)
    assert [(quote.id, quote.words, quote.longest) for quote in found] == [
        ("whole", 38, 38),
        ("title", 9, 9),
        ("part", 8, 8),
    ]
    part = found[2]
    (run,) = part.runs
    assert part.article.body[run.start : run.end] == "WE SHALL FIGHT on the seas --\n and oceans"
    assert SPEECH[run.passage_start : run.passage_end] == "we shall fight on the seas and oceans"
    assert found[1].runs[0].field == "title"
    assert (found.passage.words, found.passage.id, found.passage.is_cut) == (38, None, False)


@pytest.mark.parametrize("least", [3, 5, 6, 8])
def test_common_words_alone_are_found_exactly(archive: searchkit.Index, least: int) -> None:
    bodies = {hit.id: plain(hit.article.body) for hit in archive.search("*", limit=None)}
    for number in (0, 7, 39):
        for begin in (0, 100, 290):
            passage = bodies[f"noise-{number}"][begin : begin + 10]
            found = archive.quotes(" ".join(passage), min_words=least, limit=None)
            assert {quote.id for quote in found} == {id for id, body in bodies.items() if has_run(body, passage, least)}


@pytest.mark.parametrize("least", [6, 7, 9])
def test_a_common_phrase_is_found_only_within_whole_runs(tmp_path: Path, least: int) -> None:
    source = random.Random(least)

    def sentence() -> list[str]:
        around = [source.choices("abc", k=3) for _ in range(2)]
        return [*around[0], *"minister told reporters on monday".split(), *around[1]]

    bodies = {f"n{n}": sentence() for n in range(80)}
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": id, "body": " ".join(body)} for id, body in bodies.items()], extract=False)
        for _ in range(8):
            passage = sentence()
            expected = {id for id, body in bodies.items() if has_run(body, passage, least)}
            found = index.quotes(" ".join(passage), min_words=least, limit=None)
            assert {quote.id for quote in found} == expected


def test_the_limit_cuts_the_page_and_not_the_total(archive: searchkit.Index) -> None:
    found = archive.quotes(SPEECH, limit=2)
    assert (len(found), found.total) == (2, 3)
    assert [quote.id for quote in found] == ["whole", "title"]


def test_an_article_is_not_its_own_quotation_and_copies_are_told(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        body = f"{SPEECH} The House rose at ten after members of both sides had cheered him for several minutes."
        index.add([{"id": "speech-1", "body": body, "date": "1940-06-04"}])
        index.add([{"id": "copy", "body": body + " Reuters", "date": "1940-06-04"}])
        index.add([{"id": "later", "body": f"A year ago: {SPEECH[:90]} It was another time. " + "so it is " * 60}])
        found = index.quotes(id="speech")
        assert [(quote.id, quote.is_copy) for quote in found] == [("copy", True), ("later", False)]
        assert found.passage.id == "speech-1" and found.passage.text == body
        assert [quote.is_copy for quote in index.quotes(body)] == [False] * 3


def test_scripts_without_blanks(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add(
            [{"id": "a", "body": "昨日、我家在上海东边的河岸上有一座老房子。"}, {"id": "b", "body": "我家在北京西边"}]
        )
        (found,) = index.quotes("他说我家在上海东边的河岸上。")
        (run,) = found.runs
        assert found.id == "a" and found.article.body[run.start : run.end].startswith("我家在上海东边的河岸")


def test_deleted_articles_are_gone(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": SPEECH}, {"id": "b", "body": SPEECH + " Cheers."}])
        index.delete("a")
        assert [quote.id for quote in index.quotes(SPEECH)] == ["b"]


def test_a_long_passage_is_cut_and_told(archive: searchkit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes_module, "MOST_WORDS", 38)
    within, behind = archive.quotes(f"{SPEECH} more"), archive.quotes(f"{'so ' * 34}{SPEECH}")
    assert (within.passage.is_cut, within.passage.words, within.total) == (True, 38, 3)
    assert (behind.passage.is_cut, behind.total) == (True, 0)
    monkeypatch.setattr(quotes_module, "MOST_CHARACTERS", len(SPEECH) - 3)
    assert archive.quotes(SPEECH).passage.words == 37


def test_it_can_be_stopped(archive: searchkit.Index) -> None:
    stop = searchkit.Stop()
    threading.Thread(target=stop.set).run()
    for options in ({"stop": stop}, {"time_limit": 0}):
        with pytest.raises(SearchStopped):
            archive.quotes(SPEECH, **options)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"text": "a", "id": "b"}, {"text": 7}, {"id": 7}]
    + [{"text": "a", "min_words": n} for n in (2, "8", 8.0)]
    + [{"text": "a", "limit": n} for n in (-1, "1")]
    + [{"text": "a", "time_limit": "x"}, {"text": "a", "stop": 1}],
)
def test_wrong_arguments_are_told(archive: searchkit.Index, arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        archive.quotes(**arguments)


def test_what_has_no_words_or_no_article_finds_nothing(archive: searchkit.Index) -> None:
    assert [archive.quotes(text).total for text in ("", "...", "\ud800 we shall", "xyzzy " * 20)] == [0] * 4
    with pytest.raises(ArticleMissing):
        archive.quotes(id="nowhere")
