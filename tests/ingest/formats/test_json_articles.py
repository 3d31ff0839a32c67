"""JSON Lines and JSON documents."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit._native import PlainArticle, PlainArticles, plain_article
from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest import words_for_nothing
from searchkit.ingest.field_names import FIELD_NAMES
from searchkit.ingest.formats.json_articles import read_document, read_lines
from searchkit.ingest.source import Source

Read = tuple[list[Article], list[Problem]]


def split(given: Iterable[Article | PlainArticle | PlainArticles | Problem]) -> Read:
    items: list[Article | Problem] = []
    for item in given:
        if isinstance(item, PlainArticles):
            items += map(Article.of_plain, item.apart(0, len(item), Origin))
        else:
            items.append(Article.of_plain(item) if isinstance(item, PlainArticle) else item)
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Problem)]


def lines(data: bytes | str) -> Read:
    raw = data.encode() if isinstance(data, str) else data
    return split(read_lines(Source("a.jsonl", None, lambda: io.BytesIO(raw))))


def document(data: bytes | str) -> Read:
    raw = data.encode() if isinstance(data, str) else data
    return split(read_document(Source("a.json", None, lambda: io.BytesIO(raw))))


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"id": 7, "title": "t", "text": "b", "lang": "en"}, {"id": "7", "title": "t", "body": "b", "language": "en"}),
        (
            {"title": "t", "section": "World", "metadata": {"x": 1}, "n": 1.5},
            {"metadata": {"x": 1, "section": "World", "n": 1.5}},
        ),
        ({"title": "t", "metadata": "text"}, {"metadata": {"metadata": "text"}}),
        (
            {"title": "t", "people": ["Ann"], "place": "Paris"},
            {
                "entities": {"person": ("Ann",)},
                "place": "Paris",
                "provenance": {"person": "metadata", "place": "metadata"},
            },
        ),
        (
            {"title": "t", "places": ["Rome"]},
            {"entities": {"place": ("Rome",)}, "place": None, "provenance": {"places": "metadata"}},
        ),
        ({"title": "t", "date": "2019-05"}, {"date": "2019-05", "provenance": {"date": "metadata"}}),
        ({"title": "t", "date": "31 May 2019"}, {"date": "2019-05-31", "metadata": {}}),
        ({"title": "t", "date": "2019-05-31T10:00:00Z"}, {"date": "2019-05-31"}),
        ({"title": "t", "date": 20190531}, {"date": "2019-05-31"}),
        ({"title": "t", "date": None}, {"date": None, "metadata": {}}),
        ({"title": "t", "date": " "}, {"date": None, "metadata": {}}),
        ({"title": "t", "place": ["Paris"]}, {"place": "Paris", "metadata": {}}),
        (
            {"title": "t", "place": ["Tulsa", "Oklahoma"]},
            {"place": "Tulsa", "more_places": ("Oklahoma",), "metadata": {"place": ["Tulsa", "Oklahoma"]}},
        ),
        (
            {"title": "t", "place": [{"name": "Rome"}, {"name": "Oslo"}, {"name": "Rome"}]},
            {"place": "Rome", "more_places": ("Oslo",)},
        ),
        ({"title": "t", "place": ["Rome", "Oslo"], "more_places": ["Bonn"]}, {"more_places": ("Bonn",)}),
        ({"title": "t", "provenance": {"date": "path"}, "date": "2019"}, {"provenance": {"date": "path"}}),
        ({"title": "t", "provenance": "scan"}, {"provenance": {}, "metadata": {"provenance": "scan"}}),
        ({"title": "t", "provenance": {"date": "x"}}, {"provenance": {}, "metadata": {"provenance": {"date": "x"}}}),
    ],
)
def test_fields(record: dict[str, Any], expected: dict[str, Any]) -> None:
    for (article,), problems in (lines(json.dumps(record)), document(json.dumps(record, indent=1))):
        assert {name: getattr(article, name) for name in expected} == expected
        assert problems == []


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("{bad}", "bad_json", "failed"),
        ('{"title": "t"', "bad_json", "failed"),
        ("42", "not_an_object", "failed"),
        ("[1]", "not_an_object", "failed"),
        ("null", "not_an_object", "failed"),
        ("{}", "no_text", "failed"),
        ('{"title": " ", "body": "\\n"}', "no_text", "failed"),
        ('{"title": "t", "people": 5}', "field_unreadable", "note"),
        ('{"title": "t", "entities": {"person": [[1]]}}', "field_unreadable", "note"),
        ('{"title": "t", "place": {"lat": 53.5, "lon": 10}}', "field_unreadable", "note"),
        ('{"title": "t", "country": [{"x": 1}, 2]}', "field_unreadable", "note"),
        ('{"title": "t", "url": true}', "field_unreadable", "note"),
        ('{"title": {"a": "x", "b": "y"}}', "no_text", "failed"),
        ('{"title": "t", "n": ' + "9" * 5000 + "}", "bad_json", "failed"),
        ('{"title": "t", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "too_deep", "failed"),
        ('{"title": "t", "x": ' + "[" * 80 + "]" * 80 + "}", "too_deep", "failed"),
        ('{"title": "s", "title": "t"}', "duplicate_key", "note"),
        ('{"title": "t", "n": NaN}', "not_a_number", "note"),
        ('{"title": "t", "n": -Infinity}', "not_a_number", "note"),
        ('{"title": "t", "n": 1e999}', "not_a_number", "note"),
        ('{"title": "t", "date": "some day"}', "date_unreadable", "note"),
        ('{"title": "t", "date": [2019]}', "date_unreadable", "note"),
        ('{"title": "t", "date": 155926}', "date_unreadable", "note"),
        ('{"title": "t", "date": true}', "date_unreadable", "note"),
        ('{"title": "t", "date": "2019-13-01"}', "date_unreadable", "note"),
    ],
)
def test_a_line_with_a_problem_stands_alone(line: str, code: str, severity: str) -> None:
    articles, (problem,) = lines('{"title": "first"}\n\n' + line + '\n{"title": "last"}')
    titles = ["first", "t", "last"] if severity == "note" else ["first", "last"]
    assert [article.title for article in articles] == titles
    assert (problem.code, problem.severity, problem.line) == (code, severity, 3)
    for article in articles:
        assert Article.from_json(article.to_json()) == article


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"headline": "h", "articleBody": "b", "datePublished": "2019-05-31"}, {"title": "h", "body": "b"}),
        ({"Title": "h", "main_text": "b", "date_publish": "2019-05-31 09:00:03"}, {"title": "h", "body": "b"}),
        ({"title": "h", "Full Text": "b", "publishedAt": "2019-05-31T10:00:00Z"}, {"body": "b"}),
        ({"title": "h", "contents": ["a", "b"], "created_at": "31 May 2019"}, {"body": "a\n\nb"}),
        ({"title": "h", "body_html": "<p>a &amp; b</p><p>c</p>", "issued": "2019-05-31"}, {"body": "a & b\n\nc"}),
        ({"title": "h", "body": "", "text": None, "fulltext": "b", "date": "2019-05-31"}, {"body": "b"}),
        ({"title": "h", "body": "b", "summary": "s", "date": "2019-05-31"}, {"metadata": {"summary": "s"}}),
        ({"headline": {"main": "h"}, "lead_paragraph": "b", "pub_date": "2019-05-31"}, {"title": "h", "body": "b"}),
        (
            {"title": {"rendered": "a &amp; b"}, "content": {"rendered": "<p>c</p>"}, "date": "2019-05-31"},
            {"body": "c"},
        ),
        ({"title": {"en": "h"}, "date": {"$date": "2019-05-31T10:00:00Z"}}, {"title": "h"}),
        ({"_id": "7", "_source": {"title": "h", "body": "b", "date": "2019-05-31"}}, {"id": "7", "body": "b"}),
        ({"title": 1984, "date": "2019-05-31"}, {"title": "1984"}),
        ({"id": " ", "title": "h", "date": "2019-05-31"}, {"title": "h", "id": ""}),
        ({"_id": {"$oid": "5a"}, "title": "h", "date": "2019-05-31"}, {"id": "5a"}),
        (
            {
                "guid": "urn:x:2",
                "headline": "h",
                "place": [{"name": "Hamburg"}],
                "versioncreated": "2019-05-31T09:00:03+0000",
            },
            {"id": "urn:x:2", "place": "Hamburg", "metadata": {"place": [{"name": "Hamburg"}]}},
        ),
        (
            {"title": "h", "date": "2019-05-31", "place": {"name": "Hamburg", "country": "DE"}},
            {"place": "Hamburg", "metadata": {"place": {"name": "Hamburg", "country": "DE"}}},
        ),
    ],
)
def test_fields_under_other_names_and_in_other_shapes(record: dict[str, Any], expected: dict[str, Any]) -> None:
    for (article,), problems in (lines(json.dumps(record)), document(json.dumps(record, indent=1))):
        assert {name: getattr(article, name) for name in expected} == expected
        assert article.date == "2019-05-31"
        assert problems == []


@pytest.mark.parametrize("name", FIELD_NAMES["body"])
def test_every_name_of_a_body_is_read_from_json(name: str) -> None:
    (article,), problems = lines(json.dumps({"title": "h", name: "The text."}))
    assert (article.body, problems) == ("The text.", [])


LONG = "The old bridge was closed on Monday. " * 5


@pytest.mark.parametrize("record", [{"title": "h", "inhalt": LONG}, {"inhalt": LONG, "x": "short"}])
def test_a_long_text_under_an_unknown_key_is_told_and_columns_read_it(record: dict[str, str]) -> None:
    articles, (problem,) = lines(json.dumps(record))
    assert len(articles) == ("title" in record)
    assert "inhalt" in problem.message + problem.hint
    assert "--columns 'body=inhalt'" in problem.hint
    raw = json.dumps(record).encode()
    source = Source("a.jsonl", None, lambda: io.BytesIO(raw), columns={"body": "inhalt"})
    (article,), problems = split(read_lines(source))
    assert (article.body, problems) == (LONG, [])


def test_a_chosen_column_that_no_record_has_is_told() -> None:
    source = Source("a.json", None, lambda: io.BytesIO(b'[{"title": "h", "body": "b"}]'), columns={"body": "inhalt"})
    (article,), (problem,) = split(read_document(source))
    assert (article.body, problem.code, problem.severity) == ("b", "no_such_column", "note")


FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour &amp; sea",
    "language": "en-GB",
    "authors": [{"name": "Ann"}],
    "items": [
        {
            "id": "1",
            "title": "Item one",
            "content_html": "<p>Dredger came.</p>",
            "date_published": "2019-05-31T09:00:03Z",
        },
        {"id": 2, "content_text": "Only text here.", "url": "https://x.example/2", "tags": ["port"], "summary": "s"},
    ],
}


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_a_json_feed(version: str) -> None:
    text = json.dumps({**FEED, "version": version})
    (one, two), problems = document(text)
    assert problems == []
    assert (one.id, one.title, one.body, one.date) == ("1", "Item one", "Dredger came.", "2019-05-31")
    assert (two.id, two.title, two.body, two.url) == ("2", None, "Only text here.", "https://x.example/2")
    assert two.metadata == {"author": "Ann", "categories": ["port"], "summary": "s", "feed": "Harbour & sea"}
    assert one.language == two.language == "en"
    assert one.origin is not None and one.origin.start is not None
    assert json.loads(text.encode()[one.origin.start : one.origin.end])["id"] == "1"


@pytest.mark.parametrize("items", [[], [5], [{"id": "1"}]])
def test_odd_items_of_a_json_feed(items: list[Any]) -> None:
    articles, problems = document(json.dumps({**FEED, "items": items}))
    assert (articles, len(problems)) == ([], 1)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('{"status": "ok", "results": [{"title": "a"}, {"headline": "b"}]}', ["a", "b"]),
        ('{"title": "feed", "items": [{"title": "a"}]}', ["a"]),
        ('{"title": "one", "data": [{"x": 1}]}', ["one"]),
        ('{"title": "one", "body": "b", "items": [{"title": "a"}]}', ["one"]),
    ],
)
def test_objects_that_hold_records(text: str, titles: list[str]) -> None:
    articles, problems = document(text)
    assert ([article.title for article in articles], problems) == (titles, [])


def test_an_unreadable_date_is_kept_as_written() -> None:
    (article,), _ = lines('{"title": "t", "date": "some day"}')
    assert (article.date, article.metadata, article.provenance) == (None, {"date": "some day"}, {})


def test_bad_json_says_where() -> None:
    _, (problem,) = lines('{"title": 1,}')
    assert "column" in problem.message
    _, (problem,) = document('{\n "title": "t",\n "x" 1}')
    assert problem.line == 3


def test_a_line_in_another_encoding_falls_back_alone() -> None:
    articles, (problem,) = lines(
        '{"title": "Łódź"}\n'.encode() + b'{"title": "M\xfcnchen"}\n' + '{"title": "ü"}'.encode()
    )
    assert [article.title for article in articles] == ["Łódź", "München", "ü"]
    assert (problem.code, problem.line, problem.severity) == ("encoding_fallback", 2, "note")


def test_halves_of_characters_are_replaced() -> None:
    (article,), _ = lines('{"title": "a\\ud83d b\\ud83d\\ude00", "\\udc00": ["\\udc00"]}')
    assert (article.title, article.metadata) == ("a\ufffd b😀", {"\ufffd": ["\ufffd"]})


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('{"title": "a"}', ["a"]),
        ('[{"title": "a"}, {"title": "b"}]', ["a", "b"]),
        ('{"status": "ok", "articles": [{"title": "a"}, {"title": "b"}]}', ["a", "b"]),
        ('{"title": "a", "articles": 3}', ["a"]),
        ('{"title": "a"}\n{"title": "b"}\n', ["a", "b"]),
    ],
)
def test_documents(mark: bytes, text: str, titles: list[str]) -> None:
    articles, problems = document(mark + text.encode())
    assert [article.title for article in articles] == titles
    assert problems == []


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("", "empty", "failed"),
        (" \n", "empty", "failed"),
        ("[]", "empty", "note"),
        ("[1, 2", "bad_json", "failed"),
        ('"text"', "not_an_object", "failed"),
        ("[" * 100_000, "too_deep", "failed"),
        ("\0\0\0", "not_text", "failed"),
    ],
)
def test_documents_without_articles(text: str, code: str, severity: str) -> None:
    articles, (problem,) = document(text)
    assert articles == []
    assert (problem.code, problem.severity) == (code, severity)


def test_items_of_an_array_are_told_apart() -> None:
    articles, problems = document('[{"title": "a"}, 5, {}, {"title": "b"}]')
    assert [article.title for article in articles] == ["a", "b"]
    assert [problem.message.split(":")[0] for problem in problems] == ["item 2", "item 3"]


def test_an_empty_file_of_lines() -> None:
    assert [problem.code for problem in lines(b"\n \n")[1]] == ["empty"]


def test_lines_are_read_as_they_come() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            part = (b'{"title": "t"}\n' * 100)[: len(buffer)]
            buffer[: len(part)] = part
            return len(part)

    stream: Any = io.BufferedReader(Endless())
    first = next(read_lines(Source("a.jsonl", None, lambda: stream)))
    assert isinstance(first, PlainArticles)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    [
        "id",
        "title",
        "body",
        "text",
        "date",
        "place",
        "people",
        "entities",
        "metadata",
        "provenance",
        "url",
        "path",
        "lang",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(names | st.text(max_size=5), values, max_size=5))
def test_any_record_gives_a_storable_article_or_a_problem(record: dict[str, Any]) -> None:
    articles, problems = lines(json.dumps(record))
    assert len(articles) + sum(problem.severity == "failed" for problem in problems) == 1
    for article in articles:
        article.to_json().encode()


@pytest.mark.parametrize("read", [lines, document])
@pytest.mark.parametrize("value", [b"[],", b"0,"])
def test_values_are_limited(read: Callable[[bytes], Read], value: bytes) -> None:
    articles, (problem,) = read(b'{"title": "T", "x": [' + value * 10_000_000 + b"0]}")
    assert articles == []
    assert (problem.code, problem.severity) == ("too_large", "failed")


def test_records_one_after_another_are_read() -> None:
    records = [{"title": f"Café {n}", "body": "b"} for n in range(3)]
    for end, indent in (("", None), ("\n", 2), (" ,\n", None)):
        text = end.join(json.dumps(record, indent=indent, ensure_ascii=False) for record in records)
        articles, problems = document("\ufeff" + text)
        assert [article.title for article in articles] == ["Café 0", "Café 1", "Café 2"]
        assert problems == []
        for article in articles:
            assert article.origin is not None
            piece = ("\ufeff" + text).encode()[article.origin.start : article.origin.end]
            assert json.loads(piece)["title"] == article.title


def test_what_follows_the_records_is_reported() -> None:
    articles, (problem,) = document('{"title": "a", "body": "b"}\n{"title":\n')
    assert [article.title for article in articles] == ["a"]
    assert (problem.code, problem.severity, problem.line) == ("bad_json", "failed", 2)
    articles, (problem,) = document('{"title": "a", "body": ')
    assert articles == [] and problem.code == "bad_json"


@pytest.mark.parametrize("word", ["N/A", "n.a.", " null ", "NaN", "None", "unknown", "-", "—", "Not available"])
def test_a_word_for_nothing_is_no_name(word: str) -> None:
    record = {"title": word, "body": "b", **dict.fromkeys(("place", "country", "agency", "language", "date"), word)}
    for read in (lines, document):
        (article,), problems = read(json.dumps(record))
        told = (article.place, article.country, article.agency, article.language, article.date)
        assert told == (None,) * 5 and article.title is not None
        assert not article.provenance and "date" not in article.metadata
        assert problems == []


def test_the_core_leaves_words_for_nothing_to_python() -> None:
    for word in words_for_nothing._WORDS:
        for written in (word, word.upper(), f" {word} "):
            assert plain_article(json.dumps({"title": "t", "body": "b", "place": written})) is None
    assert plain_article(json.dumps({"title": "t", "body": "b", "place": "Nulles"})) is not None


def test_a_pair_of_numbers_is_no_place() -> None:
    (article,), (problem,) = document(json.dumps({"title": "t", "place": [48.85, 2.35]}))
    assert article.place is None and article.metadata["place"] == [48.85, 2.35]
    assert problem.code == "field_unreadable"
