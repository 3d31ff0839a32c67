"""Articles: what is accepted, what is refused, and that nothing is lost on the way to the index and back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import Article, ArticleInvalid
from searchkit.base.partial_date import PartialDate

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = [
    "id",
    "title",
    "body",
    "text",
    "date",
    "place",
    "entities",
    "people",
    "orgs",
    "metadata",
    "provenance",
    "url",
    "x",
]


@given(st.dictionaries(st.sampled_from(KEYS), plain, max_size=6))
def test_any_record_is_an_article_or_refused(record: dict[str, Any]) -> None:
    try:
        article = Article.from_dict(record)
    except ArticleInvalid:
        return
    assert Article.from_json(article.to_json()) == article


def test_other_names_and_unknown_keys() -> None:
    article = Article.from_dict(
        {
            "headline": "T",
            "content": "B",
            "lang": "en",
            "people": ["Ana Costa", "Ana Costa"],
            "orgs": "Port Union",
            "desk": 7,
        }
    )
    assert (article.title, article.body, article.language, article.metadata) == ("T", "B", "en", {"desk": 7})
    assert article.entities == {"person": ("Ana Costa",), "org": ("Port Union",)}
    typed = Article.from_dict({"body": "B", "entities": [{"name": "Ana", "kind": "person"}, "Oil"], "place": "Rome"})
    assert (typed.entities, typed.place) == ({"person": ("Ana",), "other": ("Oil",)}, "Rome")
    both = Article.from_dict({"body": "a", "text": "b"})
    assert (both.body, both.metadata) == ("a", {"text": "b"})


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (dt.date(2019, 5, 31), "2019-05-31"),
        (dt.datetime(2019, 5, 31, 23, 59), "2019-05-31"),
        ("2019-05", "2019-05"),
        ("2019-5-1T10:00:00Z", "2019-05-01"),
        ("20190531", "2019-05-31"),
        ("", None),
        (None, None),
    ],
)
def test_dates(date: Any, expected: str | None) -> None:
    assert Article(body="x", date=date).date == expected


@pytest.mark.parametrize("date", ["soon", "2019-13", "2019-02-30", "31/05/2019", 2019])
def test_dates_that_are_none(date: Any) -> None:
    with pytest.raises(ArticleInvalid):
        Article(body="x", date=date)


def test_metadata_that_cannot_be_stored() -> None:
    with pytest.raises(ArticleInvalid):
        Article(body="x", metadata={"a": object()}).to_json()


@given(st.dates())
def test_partial_dates_cover_their_days(day: dt.date) -> None:
    whole, month, year = PartialDate.of(day), PartialDate(day.year, day.month), PartialDate(day.year)
    assert whole.first == day == whole.last
    assert month.first.day == 1
    assert (month.last + dt.timedelta(days=1)).day == 1 if day.year < 9999 else True
    assert year.first <= month.first <= day <= month.last <= year.last
    assert [PartialDate.parse(d.iso) for d in (whole, month, year)] == [whole, month, year]


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([0, 0, 4, 8], [2, 2, 3, 4]),
        ([0], [1, 1, 1, 1]),
        ([], [None] * 4),
        (12, [None] * 4),
        ([3, 4], [None] * 4),
        ([0, 99], [None] * 4),
        ([0, 5, 4], [None] * 4),
        ([0, "4"], [None] * 4),
        ([False, True], [None] * 4),
    ],
)
def test_the_page_of_an_offset(pages: object, found: list[int | None]) -> None:
    article = Article(body="One two three", metadata={"pages": pages})
    assert [article.page_at(offset) for offset in (0, 3, 4, 9)] == found
    assert Article(body="x").page_at(0) is None


def test_a_copy_with_changes_is_as_one_that_is_made_anew() -> None:
    article = Article(id="1", title="T", body="B", date="2019-05-31", entities={"person": ("Ann Lee",)})
    for changes in (
        {"place": "  Paris \n France "},
        {"title": "  ", "date": dt.date(2020, 1, 2)},
        {"entities": {"people": [" Bo  Li ", "Bo Li"], "boards": ["Acme"]}},
        {"entities": {"boards": ["Acme"]}, "provenance": {"boards": "list"}},
        {"mentions": ["2020-01", "2019", "2020-01"], "also_written": {"NATO": ["Nato "]}, "more_places": "Rome"},
    ):
        assert article.with_changes(**changes) == Article(**{**article.as_dict(), **changes})
    assert article == Article.from_dict(article.as_dict())
    wrong: dict[str, Any]
    for wrong in ({"body": 1}, {"place": 1}, {"date": "soon"}, {"mentions": ["soon"]}, {"metadata": []}):
        with pytest.raises(ArticleInvalid):
            article.with_changes(**wrong)
    with pytest.raises(TypeError, match="colour"):
        article.with_changes(colour="red")


@given(
    metadata=st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.one_of(
                st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
            ),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()), inner),
            ),
            max_leaves=8,
        ),
        max_size=4,
    ),
    title=st.text(max_size=8),
    names=st.lists(st.text(max_size=8), max_size=3),
)
def test_the_record_is_what_json_writes(metadata: dict[str, Any], title: str, names: list[str]) -> None:
    article = Article(
        id="a", title=title, body='\x00\x7f\u2028"\\', metadata=metadata, entities={"person": tuple(names)}
    )
    try:
        expected = json.dumps(article.as_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        expected.encode()
    except ValueError:  # a number as a key that JSON does not have
        with pytest.raises(ArticleInvalid):
            article.to_json()
    else:
        assert article.to_json() == expected
