"""What the native core marks in articles, and the passages around it, are those of plain Python."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from reference_passages import Mark, passages

import reference_highlights
from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.article import Article
from searchkit.query.aliases import NO_ALIASES
from searchkit.query.tree import Exact, Exists, Fuzzy, Leaf, Phrase, Regex, Wildcard, Word
from searchkit.results.answer import Document
from searchkit.results.article_marks import ArticleMarker

english = ["port", "Ports", "ported", "strike", "a", "x's", "U.S.", "us", "1,000", "C++", "lies", "lying", "lie"]
others = [
    "\u00e9t\u00e9",
    "E\u0301TE",
    "\u0446\u0435\u043d\u044b",
    "\u0426\u0435\u043d\u0430",
    "na\u00efve",
    "\ufb01sh",
    "Stra\u00dfe",
]
vocabulary = st.sampled_from(english + others)
ends = st.sampled_from([" ", " ", " ", ". ", "? ", "\n\n", ".\u201d "])
texts = st.lists(st.tuples(vocabulary, ends).map("".join), max_size=120).map("".join) | st.text(max_size=60)
fields = st.sampled_from(["text", "title", "body"])
queries = st.lists(vocabulary, min_size=1, max_size=3).map(" ".join)
leaves = st.lists(
    st.builds(Word, fields, vocabulary)
    | st.builds(Phrase, fields, queries, st.integers(0, 3))
    | st.builds(Exact, fields, queries)
    | st.builds(Wildcard, fields, st.sampled_from(["po*", "*", "?orts", "*s", "\u0446*", "st?ike", "u*"]))
    | st.builds(Fuzzy, fields, st.sampled_from(["port", "strke", "a", "\u00e9te"]), st.integers(0, 2))
    | st.builds(Exists, st.just("place")),
    max_size=5,
)


@given(texts, texts, leaves, st.sampled_from(["en", "ru", "fr", "de", "es", None]))
def test_marks_and_snippets(title: str, body: str, leaves: list[Leaf], language: str | None) -> None:
    article = Article(id="1", title=title, body=body, language=language)

    def marks(field: str, text: str) -> list[tuple[int, int, int]]:
        own = [number for number, leaf in enumerate(leaves) if getattr(leaf, "field", "") in ("text", field)]
        known = reference_highlights.archive_text(text, language or "en")
        found = reference_highlights.highlights([leaves[number] for number in own], known)
        return [(start, end, own[leaf]) for start, end, leaf in found]

    in_title, in_body = marks("title", article.title or ""), marks("body", article.body)
    marker, document = ArticleMarker(leaves, ARCHIVE_FIELDS, NO_ALIASES), Document("1", {}, article)
    assert [[tuple(mark) for mark in each.marks] for each in marker.marks(document)] == [in_title, in_body]
    cut = passages(body, [Mark(*mark) for mark in in_body], 3) if in_body or not in_title else []
    expected = [("body", body[start:end], start, spans) for start, end, spans in cut]
    if in_title:
        expected.insert(0, ("title", article.title or "", 0, tuple(mark[:2] for mark in in_title)))
    assert [(s.field, s.text, s.offset, s.spans) for s in marker.snippets(document)] == expected


def test_leaves_are_of_the_language_of_each_article() -> None:
    marker = ArticleMarker([Word("text", "\u0446\u0435\u043d\u044b"), Regex("text", "p.*")], ARCHIVE_FIELDS, NO_ALIASES)
    body = "\u0426\u0435\u043d\u0430 port"
    for language, expected in [("ru", ["\u0426\u0435\u043d\u0430", "port"]), ("en", ["port"]), ("ru", None)]:
        (_, found) = marker.marks(Document("1", {}, Article(id="1", body=body, language=language)))
        marked = [body[mark.start : mark.end] for mark in found.marks]
        assert marked == (expected or ["\u0426\u0435\u043d\u0430", "port"])
