"""Dicts whose fields are plain, which the core reads: an index has of them what it has of articles."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article
from searchkit._native import plain_records
from searchkit.errors import ArticleInvalid, SearchkitError

TEXTS = st.sampled_from(
    ["", " ", "Oil prices", " New \u00a0York\n", "Zu\u0308rich", "\ufeffx", "<p>a</p>", "a\0b", "\ud800", "\u0007"]
)
NAMES = st.one_of(
    TEXTS, st.none(), st.lists(TEXTS, max_size=3), st.just([1]), st.just([{"name": "Ann", "kind": "person"}])
)
PLAIN = st.none() | st.booleans() | st.integers(-3, 1 << 65) | TEXTS | st.just(1.5)
VALUES = st.one_of(PLAIN, st.lists(PLAIN, max_size=2), st.dictionaries(TEXTS, PLAIN, max_size=2), st.just((1, "a")))
ANY = {
    **{name: TEXTS | st.none() for name in ("title", "headline", "body", "text", "content", "place", "country", "url")},
    **{name: TEXTS | st.none() for name in ("place_written", "agency", "path", "dateline")},
    "id": st.sampled_from(["a", " b ", "", None, 7, True, 1 << 70, "é"]),
    "date": st.sampled_from(
        ["", None, "2019", "2019-05", "2019-05-31", "2019-02-29", "2019-05-31T10:00", " 2019", 2019]
    ),
    "language": st.sampled_from(["en", "de", "German", "xx-unknown", " fr ", None, ""]),
    "lang": st.sampled_from(["en", "sv"]),
    **dict.fromkeys(("people", "person", "orgs", "places", "events"), NAMES),
    "entities": NAMES | st.dictionaries(st.sampled_from(["person", "people", "other", "ships", "place"]), NAMES),
    "metadata": VALUES | st.dictionaries(st.sampled_from(["title", "section", "stated_id"]), VALUES),
    "section": VALUES,
    "flags": st.sampled_from([[], ["truncated"], "x"]),
    "has": st.just(["truncated"]),
    "provenance": st.just({"date": "metadata"}),
    "origin": st.just({"line": 3}),
    "more_places": st.just(["Oslo"]),
}
DICTS = st.fixed_dictionaries({}, optional=ANY)


def read(document: dict[str, Any]) -> str | None:
    """The record of a document, as the core reads it. None if it does not."""
    articles, place = plain_records([document], 0, 1 << 20, lambda language: language in ("en", "de", "fr", "sv"))
    if not place:
        return None
    (article,) = articles.apart(0, 1, lambda *_: None)
    return article.to_json()


def content(folder: Path) -> list[str]:
    return sorted(sha256(path.read_bytes()).hexdigest() for path in folder.glob("segment-*"))


def added(folder: Path, lists: list[list[Any]]) -> tuple[list[str], list[object]]:
    told: list[object] = []
    with searchkit.create(folder) as index:
        for documents in lists:
            try:
                told.append(index.add(documents, extract=False))
            except SearchkitError as error:
                told.append((type(error), str(error)))
    return content(folder), told


def as_articles(documents: list[dict[str, Any]]) -> list[Any]:
    """The same documents in a form that the core does not read."""
    given: list[Any] = []
    for document in documents:
        try:
            given.append(Article.from_dict(document))
        except ArticleInvalid:
            given.append(document)
    return given


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(DICTS, max_size=5), min_size=1, max_size=3))
def test_an_index_is_the_same_as_of_articles(
    tmp_path_factory: pytest.TempPathFactory, lists: list[list[dict[str, Any]]]
) -> None:
    folder = tmp_path_factory.mktemp("dicts")
    assert added(folder / "a", [*lists]) == added(folder / "b", [as_articles(documents) for documents in lists])


@settings(max_examples=500, deadline=None)
@given(DICTS)
def test_a_record_is_that_of_the_article(document: dict[str, Any]) -> None:
    record = read(document)
    if record is not None:
        article = Article.from_dict(document)
        assert record == (article if article.id else article.with_changes(id=Article.from_json(record).id)).to_json()
        assert article.title or article.body.strip()


def test_ordinary_dicts_are_plain() -> None:
    """Else the tests above compare Python with itself."""
    assert read({"title": "Oil", "body": "Text.", "date": "2019-05-31", "people": ["Ann"], "n": {"a": [1, None, "x"]}})
    assert read({"title": "Oil", "language": "German"}) is None
    assert plain_records([{"title": "Oil"}] * 1_000, 0, 1 << 20, bool)[1] < 1_000


def test_many_dicts_are_added_in_order_and_nothing_of_a_list_with_an_invalid_one(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        {"id": n % 700, "title": f"Number {n}", "body": "word " * 50} for n in range(900)
    ]
    with searchkit.create(tmp_path / "i") as index:
        with pytest.raises(ArticleInvalid):
            index.add([*documents, {"title": ""}], extract=False)
        assert index.search("word", limit=1).total == 0
        assert index.add(documents, extract=False) == 900
        assert index.add(documents[:100], extract=False) == 100
        assert index.search("word", limit=1).total == 700
        found = index.get("150")
        assert found is not None
        assert (found.title, found.origin.revision if found.origin else None) == ("Number 850", 1)
