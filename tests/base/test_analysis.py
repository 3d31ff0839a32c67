"""Words: where they are, and the forms under which they are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snowballstemmer.english_stemmer import EnglishStemmer

from searchkit.base import analysis


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kazakhstan's, Kazakhstan\u2019s", ["kazakhstan", "kazakhstan"]),
        ("don't U.S. AT&T", ["don", "t", "u", "s", "at", "t"]),
        ("Jean-Christophe_x 1,000", ["jean", "christophe", "x", "1", "000"]),
        ("S\u00e3o Sa\u0303o", ["s\u00e3o", "s\u00e3o"]),
        ("", []),
        ("!?", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert analysis.surfaces(text) == expected


@given(st.text())
def test_offsets_are_exact(text: str) -> None:
    for token in analysis.tokens(text):
        assert analysis.surface(text[token.start : token.end]) == token.surface
    assert [t.surface for t in analysis.tokens(text)] == analysis.surfaces(text)


def test_accents_are_folded_and_english_is_stemmed() -> None:
    assert analysis.term("s\u00e3o") == analysis.term("sao")
    assert analysis.term("\u0142\u00f3d\u017a") == "lodz"
    stemmer = EnglishStemmer()
    for word in ("running", "countries", "organised", "policies", "generously"):
        assert analysis.term(word) == stemmer.stemWord(word)
