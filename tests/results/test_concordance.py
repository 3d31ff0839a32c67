"""Keyword in context: every match of a result, with what stands around it."""

from __future__ import annotations

import gc
import re
import weakref
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.article import Article
from searchkit.errors import SearchStopped
from searchkit.results.answer import Document, Match
from searchkit.results.concordance import concordance
from searchkit.results.reader import Reader
from searchkit.results.request import Request

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "a",
        "title": "Port strike",
        "body": "Dockers left the port.\n\nThe old port, they said, is no port of call.",
    },
    {"id": "b", "body": "Zeal in a port city; " + "words " * 60 + "and another port at the end."},
    {"id": "c", "title": "Weather", "body": "Rain fell on the New York port authority and on New York."},
]


def test_every_place_of_a_word_is_a_line(reader: Reader) -> None:
    expected = {
        (article["id"], field, match.start(), match.end(), match.group())
        for article in ARTICLES
        for field in ("title", "body")
        for match in re.finditer(r"(?i)\bport\b", article.get(field, ""))
    }
    lines = list(reader.concordance("port"))
    assert {(line.id, line.field, line.start, line.end, line.keyword) for line in lines} == expected
    assert len(lines) == len(expected) == 7


@pytest.mark.parametrize("width", [0, 1, 7, 25, 10_000])
def test_the_context_is_that_of_the_text_and_no_wider(reader: Reader, width: int) -> None:
    texts = {(a["id"], field): a.get(field, "") for a in ARTICLES for field in ("title", "body")}
    for line in reader.concordance("port", width=width):
        text = texts[line.id, line.field]
        assert len(line.left) <= width and len(line.right) <= width
        assert " ".join(text[: line.start].split()).endswith(line.left.strip())
        assert " ".join(text[line.end :].split()).startswith(line.right.strip())
        assert "\n" not in line.left + line.keyword + line.right


def test_words_next_to_each_other_are_one_line(reader: Reader) -> None:
    keywords = [line.keyword for line in reader.concordance('"new york"')]
    assert keywords == ["New York", "New York"]
    assert [line.keyword for line in reader.concordance("rain york")] == ["Rain", "York", "York"]


def test_lines_are_sorted_by_the_words_on_either_side(reader: Reader) -> None:
    by_left = [line.left.split()[-1:] for line in reader.concordance("port", order="left")]
    assert by_left == sorted(by_left, key=lambda words: [word.casefold() for word in words])
    by_right = [line.right.casefold().split() for line in reader.concordance("port", order="right")]
    assert by_right == sorted(by_right)
    ranks = [line.rank for line in reader.concordance("port")]
    assert ranks == sorted(ranks) and set(ranks) == {1, 2, 3}


def test_filters_and_the_order_of_hits_hold(archive: searchkit.Index) -> None:
    assert {line.id for line in archive.concordance("port", filters={"id": ["a", "c"]})} == {"a", "c"}
    assert list(archive.concordance("nothing")) == []


@pytest.mark.parametrize(
    "wrong", [{"width": -1}, {"width": "x"}, {"order": "up"}, {"sort": "up"}, {"filters": ["x"]}, {"time_limit": "x"}]
)
def test_wrong_arguments_are_refused(archive: searchkit.Index, wrong: dict[str, Any]) -> None:
    with pytest.raises(searchkit.UsageError):
        list(archive.concordance("port", **wrong))


def test_a_stop_ends_the_reading_between_two_articles(archive: searchkit.Index) -> None:
    stop = searchkit.Stop()
    lines = iter(archive.concordance("port", stop=stop))
    first = next(lines)
    stop.set()
    with pytest.raises(SearchStopped):
        list(lines)
    assert first.rank == 1


def test_only_articles_of_later_commits_have_lines(archive: searchkit.Index) -> None:
    assert [*archive.concordance("port", since=0)] == [*archive.concordance("port")] != []
    assert not [*archive.concordance("port", since=archive.revision)]


def test_articles_are_let_go_of_as_lines_are_taken(archive: searchkit.Index) -> None:
    read: list[weakref.ref[Document]] = []

    class Watched:
        fields = archive.view.fields
        has_articles = True

        def search(self, request: Request) -> Any:
            answer = archive.view.search(request)

            def watched(match: Match) -> Match:
                def document() -> Document:
                    found = match._read()
                    read.append(weakref.ref(found))
                    return found

                return Match(match.score, document)

            return type("Answered", (), {"matches": [watched(match) for match in answer.matches]})

        def marker(self, query: Any) -> Any:
            return archive.view.marker(query)

    tree = archive.parse("port").tree
    for _ in concordance(Watched(), Request(tree, limit=None), 20):  # type: ignore[arg-type]
        gc.collect()
        assert sum(each() is not None for each in read) <= 1
    assert len(read) == 3


@given(st.text(st.sampled_from("port a\n\t\u00e9."), max_size=60), st.integers(0, 30))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_cut_to_lines(archive: searchkit.Index, body: str, width: int) -> None:
    article = Article(id="x", body=f"{body} port {body}")
    tree = archive.parse("port").tree

    class One:
        def search(self, request: Request) -> Any:
            return type("Answered", (), {"matches": [Match(1.0, lambda: Document("x", {}, article))]})

        def marker(self, query: Any) -> Any:
            return archive.view.marker(query)

    lines = list(concordance(One(), Request(tree, limit=None), width))  # type: ignore[arg-type]
    assert lines
    for line in lines:
        assert max(len(line.left), len(line.right)) <= width
        assert article.body[line.start : line.end].split() == line.keyword.split()
