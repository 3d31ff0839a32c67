"""The native search for matched words gives what plain Python gives, for every kind of leaf."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.analysis import Analyzer, StandardAnalyzer, StemmingAnalyzer

import reference_highlights as reference
from reference_analysis import whoosh_tokens, wildcard_pattern
from searchkit import _native
from searchkit.base.analysis import STEMMERS
from searchkit.query.tree import Exact, Exists, Fuzzy, Leaf, Phrase, Wildcard, Word
from searchkit.results import highlights as native
from searchkit.whoosh_api.analyzer_spec import chain_of

vocabulary = st.sampled_from(
    ["port", "ports", "Ported", "strike", "a", "\u00e9t\u00e9", "ETE", "x's", "U.S.", "\ud800"]
)
texts = (
    st.lists(vocabulary, max_size=40).map(" ".join) | st.text(max_size=60) | st.text("aab *'\u0301\u00e9", max_size=40)
)
queries = st.lists(vocabulary, max_size=3).map(" ".join) | st.text("ab e", max_size=6)
leaves = st.lists(
    st.builds(Word, st.just("body"), queries)
    | st.builds(Phrase, st.just("body"), queries, st.integers(0, 4))
    | st.builds(Exact, st.just("body"), queries)
    | st.builds(Wildcard, st.just("body"), st.text("aport*?s\u00e9", max_size=6))
    | st.builds(Fuzzy, st.just("body"), st.sampled_from(["port", "strke", "a", "", "\u00e9te"]), st.integers(0, 3))
    | st.builds(Exists, st.just("body")),
    max_size=5,
)


@given(texts, leaves, st.sampled_from(STEMMERS))
def test_an_archives_texts(text: str, leaves: list[Leaf], language: str) -> None:
    expected = reference.highlights(leaves, reference.archive_text(text, language))
    assert native.highlights(leaves, native.archive_text(text, language)) == [tuple(h) for h in expected]


@given(texts, st.sets(vocabulary | st.sampled_from(["ete", "strik"]), max_size=5))
def test_terms_of_an_archives_texts(text: str, terms: set[str]) -> None:
    expected = reference.term_highlights(terms, reference.archive_text(text))
    assert native.term_highlights(terms, native.archive_text(text)) == [tuple(h) for h in expected]


@pytest.mark.parametrize("analyzer", [StandardAnalyzer(), StemmingAnalyzer(stoplist=["a", "port"])])
@given(text=texts, leaves=leaves)
def test_texts_of_other_schemas(analyzer: Analyzer, text: str, leaves: list[Leaf]) -> None:
    def analyse(query: str) -> list[str]:
        return [token[0] for token in whoosh_tokens(analyzer, query)]

    words = [(term, text[start:end].lower(), start, end) for term, _, start, end in whoosh_tokens(analyzer, text)]
    known = reference.FieldText([reference.TextWord(*word) for word in words], analyse)
    expected = [tuple(h) for h in reference.highlights(leaves, known)]
    made = [native.TextWord(*word) for word in words]
    assert native.highlights(leaves, native.FieldText(made, analyse)) == expected
    chain = json.dumps(chain_of(analyzer))
    assert native.highlights(leaves, native.FieldText((text, chain), analyse)) == expected
    terms = {word[0] for word in words[::3]} | {word[1] for word in words[1::3]}
    expected = [tuple(h) for h in reference.term_highlights(terms, known)]
    assert native.term_highlights(terms, native.FieldText((text, chain), analyse)) == expected


@given(st.text("ab\u00e9", max_size=8), st.text("ab\u00e9", max_size=8), st.integers(0, 9))
def test_distances(a: str, b: str, most: int) -> None:
    assert native.within_distance(a, b, most) == reference.within_distance(a, b, most)


@given(st.text("ab*?\n", max_size=8), st.text("ab\n", max_size=10))
def test_wildcards(pattern: str, word: str) -> None:
    matched = wildcard_pattern(pattern).fullmatch(word) is not None
    found = _native.find_in_words([("", word, 0, 1)], [("wildcard", pattern)])
    assert found == ([(0, 1, 0)] if matched else [])


@pytest.mark.usefixtures("watchdog")
def test_no_pattern_takes_long() -> None:
    leaves: list[_native.NativeLeaf] = [("wildcard", "a*" * 20 + "b"), ("fuzzy", "a" * 999_999, 2)]
    assert _native.find_words("a" * 1_000_000, '"archive"', leaves) == [(0, 1_000_000, 1)]


@pytest.mark.parametrize("leaf", [("term",), ("terms", ["a"]), ("nothing", 1), ("fuzzy", "a", 1, 2)])
def test_what_is_no_leaf(leaf: tuple[str]) -> None:
    with pytest.raises(ValueError, match="is not a leaf"):
        _native.find_words("a", '"archive"', [leaf])  # type: ignore[list-item]


def test_a_slop_is_no_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="-1"):
        _native.find_words("a", '"archive"', [("terms", ["a"], -1)])
