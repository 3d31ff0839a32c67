"""An archive of several languages: each article is found, ranked and marked by the forms of its own language."""

from __future__ import annotations

from pathlib import Path

import pytest

import searchkit
from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.archive.plan_form import to_native
from searchkit.archive.view import ArchiveView
from searchkit.base import analysis
from searchkit.query.parser import parse
from searchkit.query.stop_words import is_stop_word

ARTICLES = {
    "en": (
        "A statement on the harvest",
        "The ministers said that the farmers of both states had been told of their policies, and that was important.",
    ),
    "fr": (
        "L’homme et les élections",
        "Le président a déclaré qu'il y aurait des chevaux, et que l'œuvre des hommes d'État serait étatique.",
    ),
    "de": (
        "Die Häuser in der großen Straße",
        "Die Regierungen haben beschlossen, dass die Gesetze über den Handel mit Hölzern nicht geändert werden.",
    ),
    "es": (
        "Las canciones de los niños",
        "El gobierno dijo que las elecciones políticas serán en el año próximo y que no habrá más decisiones.",
    ),
    "ru": (
        "Война и воин",
        "Правительство сообщило, что ёлки на границе были срублены, но за\u0301мки и края целы, всё в порядке.",
    ),
    "it": ("Il governo", "Il presidente ha detto che le statement non sono della regione, ma di tutti gli altri."),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("languages") / "index")
    index.add({"id": code, "title": title, "body": body} for code, (title, body) in ARTICLES.items())
    return index


def marked(index: searchkit.Index, query: str) -> dict[str, list[str]]:
    """The words of each hit that are marked, by their offsets in the article."""
    found: dict[str, list[str]] = {}
    for hit in index.search(query, limit=None):
        texts = {"title": hit.article.title or "", "body": hit.article.body}
        found[hit.id] = [
            texts[snippet.field][snippet.offset + start : snippet.offset + end]
            for snippet in hit.snippets
            for start, end in snippet.spans
        ]
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("policy", {"en": ["policies"]}),
        ("ELECTION", {"fr": ["élections"]}),
        ("homme", {"fr": ["homme", "hommes"]}),
        ("l'homme", {"fr": ["L", "homme"]}),
        ("qu'il", {"fr": ["qu", "il"]}),
        ("cheval", {"fr": ["chevaux"]}),
        ("oeuvres", {"fr": ["œuvre"]}),
        ("déclarer", {"fr": ["déclaré"]}),
        ("Haus", {"de": ["Häuser"]}),
        ("strassen", {"de": ["Straße"]}),
        ("GROSSE", {"de": ["großen"]}),
        ("Regierung", {"de": ["Regierungen"]}),
        ("Holz", {"de": ["Hölzern"]}),
        ("hoelzern", {"de": ["Hölzern"]}),
        ("canción", {"es": ["canciones"]}),
        ("cancion", {"es": ["canciones"]}),
        ("niño", {"es": ["niños"]}),
        ("político", {"es": ["políticas"]}),
        ("войны", {"ru": ["Война"]}),
        ("воины", {"ru": ["воин"]}),
        ("елка", {"ru": ["ёлки"]}),
        ("замка", {"ru": ["за\u0301мки"]}),
        ("край", {"ru": ["края"]}),
        ("правительства", {"ru": ["Правительство"]}),
        ("statements", {"en": ["statement"], "it": ["statement"]}),  # what has no stemmer is stemmed as English
        ("states", {"en": ["states"]}),  # French would take it for a form of statement
        ('"chevaux qu"', {}),
        ('"aurait des cheval"', {"fr": ["aurait", "des", "chevaux"]}),
        ('"a déclaré"', {"fr": ["a", "déclaré"]}),
        ('"das Gesetz über"', {}),
        ('"die Gesetze Handel"~2', {"de": ["die", "Gesetze", "Handel"]}),
        ('"elecciones política"', {"es": ["elecciones", "políticas"]}),
        ('title:"война воина"~1', {"ru": ["Война", "воин"]}),
        ("=elecciones", {"es": ["elecciones"]}),
        ("=eleccion", {}),
        ("elec*", {"es": ["elecciones"]}),
        ("gobierno OR правительство", {"es": ["gobierno"], "ru": ["Правительство"]}),
        ("lang:fr président", {"fr": ["président"]}),
        ("lang:it presidente", {"it": ["presidente"]}),
        ("cheval -président", {}),
    ],
)
def test_words_are_found_and_marked_in_the_forms_of_their_language(
    archive: searchkit.Index, query: str, expected: dict[str, list[str]]
) -> None:
    assert marked(archive, query) == expected


def test_languages_are_counted_and_told(archive: searchkit.Index) -> None:
    results = archive.search("*", facets=["lang"])
    assert {(value.value, value.count) for value in results.facets["lang"]} == {(code, 1) for code in ARTICLES}
    assert set(archive.status().languages) == set(results.facets["lang"])


def test_every_word_of_an_article_finds_and_marks_it(archive: searchkit.Index) -> None:
    for code, (title, body) in ARTICLES.items():
        for text in (title, body):
            for token in analysis.tokens(text):
                if not is_stop_word(token.surface):
                    assert text[token.start : token.end] in marked(archive, f"lang:{code} {token.surface}")[code]


def test_what_the_index_marks_is_what_it_finds_whatever_the_article_says_of_its_language(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        body = "les chevaux mangés"
        stated = {"a": "fr", "b": "fr-CA", "c": "French", "d": "FRE", "e": "nl", "f": None}
        index.add(
            (
                {"id": id, "body": body} | ({"language": language} if language else {})
                for id, language in stated.items()
            ),
            extract=False,
        )
        assert marked(index, "cheval") == {id: ["chevaux"] for id in "abcd"}
        assert marked(index, "manger") == {id: ["mangés"] for id in "abcd"}
        assert marked(index, "mangés") == {id: ["mangés"] for id in "abcdef"}
        index.delete(list("abcd"))
        assert marked(index, "cheval") == {}


def plans(index: searchkit.Index, text: str) -> tuple[str, str]:
    """The plan of a query in an archive, and without any language but English."""
    tree = parse(text, ARCHIVE_FIELDS).tree
    assert isinstance(index.view, ArchiveView)
    return repr(index.view.plan(tree)), repr(to_native(tree, ARCHIVE_FIELDS))


QUERIES = ["trade", 'the "hybrid threats"~2 -gas', "title:(élection OR état) date:2019", "=trade ports* colour~1"]


@pytest.mark.parametrize("query", QUERIES)
def test_plans_of_an_english_archive_are_those_of_one_language(tmp_path: Path, query: str) -> None:
    with searchkit.create(tmp_path / "i") as index:
        assert plans(index, query)[0] == plans(index, query)[1]
        index.add([{"id": "a", "body": "Trade and gas"}, {"id": "b", "body": ARTICLES["it"][1]}])
        assert index.find("b").language == "it"
        assert plans(index, query)[0] == plans(index, query)[1]


def test_plans_ask_for_no_language_where_it_makes_no_difference(archive: searchkit.Index, tmp_path: Path) -> None:
    same, english = plans(archive, "Macron")
    assert same == english
    mixed, english = plans(archive, "statements")
    assert "stemmer" in mixed
    assert "stemmer" not in english
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "fr", "body": ARTICLES["fr"][1]}])
        plan, english = plans(index, "présidents")
        assert "stemmer" not in plan
        assert plan != english
        assert marked(index, "présidents") == {"fr": ["président"]}


def test_a_query_of_another_program_finds_english_forms(archive: searchkit.Index) -> None:
    from whoosh.qparser import QueryParser

    query = QueryParser("body", archive.schema).parse("policy")
    assert [hit.id for hit in archive.search(query)] == ["en"]


def test_hostile_words_do_not_hang(tmp_path: Path) -> None:
    body = "yaua" * 20_000 + " " + "\u0301" * 1000 + " \x00 " + "ß" * 5000
    with searchkit.create(tmp_path / "i") as index:
        index.add({"id": language, "language": language, "body": body} for language in analysis.STEMMERS)
        assert index.search("yaua" * 20_000).total == len(analysis.STEMMERS)
