"""Plain lines of JSON, which the core reads: they become what Python makes of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit._native import PlainArticle, plain_article
from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import decoded_lines
from searchkit.ingest.field_names import FIELD_NAMES
from searchkit.ingest.formats import json_articles
from searchkit.ingest.reading import read_source
from searchkit.ingest.source import Source

TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "New York",
            "  New\u00a0 York\x1f",
            "Zu\u0308rich",
            "й",
            "AT&T",
            "AT&amp;T",
            "<p>a</p>",
            "&lt;b&gt;a&lt;/b&gt;",
            "Straße",
            "a\x7fb",
            "\x85",
            "e\u0301\u200b",
            '"q\\\n\t\x01',
        ]
    ),
    st.text(max_size=12),
)
DATES = st.one_of(
    st.sampled_from(
        ["2019", "2019-05", "2019-05-31", "2019-5-1", "20190531", "2019-05-31T10:00:00Z", "2019-02-29", "0000"]
    ),
    st.sampled_from(
        ["2019-05-31 23:59", "2019-05-31T1:00", "2019-13", "3 May 2019", "1559260800", " 2019 ", "２０１９"]
    ),
    TEXTS,
)
NAMES = st.one_of(
    TEXTS, st.none(), st.lists(TEXTS, max_size=4), st.lists(st.fixed_dictionaries({"name": TEXTS}), max_size=1)
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**65), 2**65), TEXTS, st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
KEYS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        "title headline body text content place country place_written agency language lang url dateline".split(),
        st.one_of(TEXTS, TEXTS, TEXTS, VALUES),
    ),
    **dict.fromkeys("people person orgs organisations places events event".split(), st.one_of(NAMES, VALUES)),
    "id": st.one_of(TEXTS, st.integers(), VALUES),
    "date": st.one_of(DATES, DATES, VALUES),
    "entities": st.one_of(NAMES, st.dictionaries(st.sampled_from(["person", "org", "places", "x"]), NAMES, max_size=3)),
    "metadata": st.one_of(st.dictionaries(TEXTS, VALUES, max_size=3), VALUES),
    **dict.fromkeys(
        "articleBody summary Title published_at guid link location ｔitle".split(), st.one_of(TEXTS, VALUES)
    ),
    "inhalt": st.sampled_from(["a b " * 24, "a b " * 25, "é b " * 25, "x" * 200]),
    **dict.fromkeys("path flags has mentions uri @type stated_id provenance section".split(), VALUES),
}


@st.composite
def lines(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(sorted(KEYS)), min_size=1, max_size=7))
    members = [(name, draw(KEYS[name])) for name in names]
    ascii_only = draw(st.booleans())
    written = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=ascii_only)}" for name, value in members)
    return "{" + ", ".join(written) + "}"


def read(line: str) -> list[Article | Problem]:
    data = (line + "\n").encode("utf-8", "surrogatepass")
    return list(read_source(Source("a.jsonl", None, lambda: io.BytesIO(data))))


def told(items: list[Article | Problem]) -> Iterator[object]:
    for item in items:
        yield (item.to_json(), item) if isinstance(item, Article) else item


@settings(max_examples=1_500, deadline=None)
@given(lines())
def test_a_line_is_read_alike_by_the_core_and_by_python(line: str) -> None:
    by_core = read(line)
    with mock.patch.object(json_articles, "plain_lines", decoded_lines):
        by_python = read(line)
    assert list(told(by_core)) == list(told(by_python))


@pytest.mark.parametrize("known", [{"title": "t"}, {"body": "b"}, {"text": "", "title": ""}, {"id": "a", "body": "b"}])
def test_each_name_of_a_field_is_read_alike(known: dict[str, str]) -> None:
    for name in {name for names in FIELD_NAMES.values() for name in names}:
        for key in (name, name.upper(), f"_{name[:2]}-{name[2:]}"):
            line = json.dumps({**known, key: "2019-05-31"})
            with mock.patch.object(json_articles, "plain_lines", decoded_lines):
                by_python = list(told(read(line)))
            assert list(told(read(line))) == by_python, line


def test_ordinary_records_are_plain() -> None:
    """Else the test above compares Python with itself."""
    plain = plain_article(
        '{"id": "a", "title": "Öl", "body": "Text.", "date": "2019-05-31T10:00:00+02:00", "place": "Zu\\u0308rich", '
        '"people": ["Ann"], "lang": "de", "section": ["x", {"y": 1}], "metadata": {"z": null}}'
    )
    assert isinstance(plain, PlainArticle)
    article = Article.of_plain(plain)
    assert (article.date, article.place, article.language) == ("2019-05-31", "Zürich", "de")
    assert article.metadata == {"section": ["x", {"y": 1}], "z": None}
    assert plain.to_json() == article.to_json()


@pytest.mark.parametrize("length", [(1 << 20) - 100, (1 << 20) + 100])
def test_very_long_lines_are_left_to_python(length: int) -> None:
    line = json.dumps({"title": "a", "body": "x" * length})
    assert (plain_article(line) is None) == (length > 1 << 20)
    (article,) = read(line)
    assert isinstance(article, Article)
    assert len(article.body) == length
