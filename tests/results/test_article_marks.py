"""What a query matches in an article, the names that found it included."""

from __future__ import annotations

from pathlib import Path

import pytest

import searchkit
from searchkit.archive.fields import archive_fields
from searchkit.article import Article
from searchkit.query.aliases import NO_ALIASES, read_aliases
from searchkit.query.parser import parse
from searchkit.query.tree import Added, AddedWord, Like, positive_leaves
from searchkit.results.answer import Document
from searchkit.results.article_marks import ArticleMarker
from searchkit.results.highlights import Highlight
from searchkit.results.likeness import Likeness, TellingTerm

FACETS = ("person", "org")
ARTICLE = Article(
    id="1",
    title="Belliard in Dushanbe",
    body=(
        "PARIS - Ambassador Jean-Christophe Belliard spoke on border management. Mr Belliard met the EC and the "
        "European Commission in Paris. Springfield was quiet; Acme pays. A cat sat; Cat Stevens sang."
    ),
    place="Paris",
    more_places=("Dushanbe",),
    agency="AFP",
    entities={
        "person": ("Jean-Christophe Belliard", "Li Cat"),
        "org": ("European Commission",),
        "place": ("Springfield, Illinois", "Paris"),
        "boards": ("Acme",),
    },
    also_written={"European Commission": ("EC",)},
    provenance={"boards": "list"},
)


def marks(query: str, article: Article = ARTICLE, aliases: str = "") -> tuple[list[Highlight], list[Highlight]]:
    fields = archive_fields(("boards",))
    leaves = list(positive_leaves(parse(query, fields).tree))
    marker = ArticleMarker(leaves, fields, read_aliases(aliases, fields, FACETS))
    title, body = marker.marks(Document(article.id, {}, article))
    return list(title.marks), list(body.marks)


def marked(query: str, aliases: str = "") -> tuple[list[str], list[str]]:
    title, body = marks(query, aliases=aliases)
    return (
        [(ARTICLE.title or "")[mark.start : mark.end] for mark in title],
        [ARTICLE.body[mark.start : mark.end] for mark in body],
    )


NAME = ["Jean", "Christophe", "Belliard"]


@pytest.mark.parametrize(
    ("query", "title", "body"),
    [
        ("border", [], ["border"]),
        ("person:belliard", ["Belliard"], [*NAME, "Belliard"]),
        ('person:="Jean-Christophe Belliard"', ["Belliard"], [*NAME, "Belliard"]),
        ("person:bel*", ["Belliard"], [*NAME, "Belliard"]),
        ("person:beliard~", ["Belliard"], [*NAME, "Belliard"]),
        ("border person:belliard", ["Belliard"], [*NAME, "border", "Belliard"]),
        ("border -person:belliard", [], ["border"]),
        ("person:cat", [], []),  # Cat alone may be anything
        ("org:commission", [], ["EC", "European", "Commission"]),
        ("org:ec", [], ["EC", "European", "Commission"]),
        ("about:illinois", [], ["Springfield"]),
        ("about:europe", [], []),
        ("place:paris", [], ["PARIS", "Paris"]),
        ("place:dushanbe", ["Dushanbe"], []),
        ("boards:acme", [], ["Acme"]),
        ("entities:acme", [], ["Acme"]),
        ("date:2019", [], []),
        ("*", [], []),
    ],
)
def test_names_are_marked_where_they_are_written(query: str, title: list[str], body: list[str]) -> None:
    assert marked(query) == (title, body)


def test_a_name_is_found_by_another_that_counts_as_the_same() -> None:
    assert marked("person:jcb") == ([], [])
    assert marked("person:jcb", "person: JCB = Jean-Christophe Belliard") == (["Belliard"], [*NAME, "Belliard"])


def test_a_name_and_a_word_are_two_parts_of_a_query() -> None:
    _, body = marks("border person:belliard")
    assert [mark.leaf for mark in body] == [1, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("mentions:2019-05-15", ["15 May"]),
        ("mentions:2019-05", ["15 May", "yesterday"]),
        ("mentions:2018", ["2018"]),
        ("mentions:2018-06", []),
        ("mentions:2016-06", ["May to July 2016"]),
        ("mentions:2018..2019 may", ["2018", "May", "15 May", "yesterday"]),
        ("mentions:2020", []),
        ("date:2019-05", []),
    ],
)
def test_dates_are_marked_where_they_are_mentioned(query: str, expected: list[str]) -> None:
    body = "In 2018 they met, and from May to July 2016. The paper of 15 May was read yesterday."
    article = Article(id="1", body=body, date="2019-05-31")
    _, found = marks(query, article)
    assert [body[mark.start : mark.end] for mark in found] == expected


def test_hits_of_a_name_show_where_it_stands(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as index:
        index.add([Article(id="1", title="Talks", body="Nothing here. " * 60 + "Anna Lindqvist of Acme Corp spoke.")])
        (hit,) = index.search("person:lindqvist")
        (snippet,) = hit.snippets
        assert [snippet.text[start:end] for start, end in snippet.spans] == ["Anna", "Lindqvist"]


@pytest.mark.parametrize(("language", "expected"), [("en", [(2, "Oil"), (3, "gas")]), ("fr", [(2, "prix")])])
def test_terms_that_articles_share_are_parts_of_their_own_in_their_language(
    language: str, expected: list[tuple[int, str]]
) -> None:
    body = "Oil, prix, gas."
    added = Added("text", (AddedWord("gas", 0.5, "gas"), AddedWord("prix", 0.4, "prix", "fr")))
    like = Likeness("2", (TellingTerm("oil", 1.0, 1),), 1, "en")
    marker = ArticleMarker([Like("like", "2"), added], archive_fields(()), NO_ALIASES, lambda id: like)
    (_, found) = marker.marks(Document("1", {}, Article(id="1", body=body, language=language)))
    assert [(mark.leaf, body[mark.start : mark.end]) for mark in found.marks] == expected
