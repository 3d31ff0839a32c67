"""Snippets: exact offsets, every hit marked, cut at words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.query.parser import parse
from searchkit.query.tree import positive_leaves
from searchkit.results.highlights import archive_text, highlights, within_distance
from searchkit.results.snippets import Snippet, passages

TEXT = (
    "The port strike began on Monday. Dockers' leaders said the strikers' demands for the ports were fair. "
    "\u201cWe strike again,\u201d said one. A hybrid threat is no threat, hybrid or not; hybrid new threats are."
)


def marked(query: str, text: str = TEXT) -> list[str]:
    leaves = list(positive_leaves(parse(query, ARCHIVE_FIELDS).tree))
    return [text[h.start : h.end] for h in highlights(leaves, archive_text(text))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("strike", ["strike", "strike"]),
        ("ports", ["port", "ports"]),
        ("=ports", ["ports"]),
        ("strik*", ["strike", "strikers", "strike"]),
        ("p?rt", ["port"]),
        ("demandz~", ["demands"]),
        ('"hybrid threat"', ["hybrid", "threat"]),
        ('"hybrid threats"~1', ["hybrid", "threat", "hybrid", "threats"]),
        ('="hybrid threats"', []),
        ("port -strike", ["port", "ports"]),
        ("title:port", ["port", "ports"]),
        ("the strike", ["strike", "strike"]),
        ('"we strike again"', ["We", "strike", "again"]),
    ],
)
def test_words_that_are_marked(query: str, expected: list[str]) -> None:
    assert marked(query) == expected


def check(text: str, snippets: list[Snippet]) -> None:
    last = -1
    for snippet in snippets:
        assert snippet.text == text[snippet.offset : snippet.offset + len(snippet.text)]
        assert snippet.offset > last
        last = snippet.offset + len(snippet.text)
        for start, end in snippet.spans:
            assert 0 <= start < end <= len(snippet.text)


words = st.sampled_from(
    ["oil", "gas", "rose", "fell", "the", "price.", "\n\n", "x" * 90, "\u201cwell\u201d", "na\u00efve"]
)


@given(st.lists(words, max_size=400).map(" ".join), st.sampled_from(["oil", "gas price", '"oil rose"', "zzz", "x*"]))
def test_offsets_are_exact_whatever_the_text(text: str, query: str) -> None:
    leaves = list(positive_leaves(parse(query, ARCHIVE_FIELDS).tree))
    found = highlights(leaves, archive_text(text))
    snippets = passages("body", text, found)
    check(text, snippets)
    if found:
        shown = {text[s.offset + a : s.offset + b] for s in snippets for a, b in s.spans}
        assert shown, "something that was found is shown"
        assert len(snippets) <= 3


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    check(
        text,
        passages(
            "body", text, highlights(list(positive_leaves(parse("a* OR e?", ARCHIVE_FIELDS).tree)), archive_text(text))
        ),
    )


def test_passages_with_most_of_the_query_come_first() -> None:
    filler = " ".join(["filler"] * 80)
    text = f"oil alone here. {filler} oil and gas together. {filler} oil. {filler} oil. {filler} gas alone."
    leaves = list(positive_leaves(parse("oil gas", ARCHIVE_FIELDS).tree))
    snippets = passages("body", text, highlights(leaves, archive_text(text)), most=1)
    assert [s.text[a:b] for s in snippets for a, b in s.spans] == ["oil", "gas"]


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_distance(a: str, b: str, most: int) -> None:
    from brute_force import distance

    assert within_distance(a, b, most) == (distance(a, b) <= most)
