"""Words and names of fields end where the patterns say that describe them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.foreign_syntax import foreign_word
from searchkit.query.lexer import lexemes, quote, unquote

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02'
FIELD = re.compile(r"([^\W\d]\w*):(?!//)")
WORD = re.compile(rf"[^\s(){QUOTES}\]]+")
NEARNESS = re.compile(r"(?ai)(w|wn|near|n|adj|within|pre|before|onear)/?(\d+|s|p|sent|para)\Z")
UNIT = re.compile(r"(?ai)/([sp]|\d+)\Z")
COUNT = re.compile(r"(?ai)(atleast|first)/?(\d+)\Z")
texts = st.text(alphabet="ab_1\u0663\u00b2\u00e9\u0301:/=]()\u201c\u00a0\u2003\n .", max_size=12)


@given(texts)
def test_words_and_fields_end_where_their_patterns_do(text: str) -> None:
    for lexeme in lexemes(text):
        start, end = lexeme.span
        field, word = FIELD.match(text, start), WORD.match(text, start + lexeme.exact)
        if lexeme.kind == "field":
            assert field is not None
            assert (lexeme.text, end) == (field[1], field.end())
        elif lexeme.kind == "word" and word is not None and text[start] not in "=]()":
            assert field is None
            assert (lexeme.text, end) == (word[0], word.end())


@given(st.text(alphabet='ab\\" ', max_size=8))
def test_a_quoted_text_reads_back(text: str) -> None:
    assert unquote(quote(text)[1:-1]) == text


names = st.sampled_from(
    ["w", "WN", "near", "n", "Adj", "within", "pre", "before", "onear", "atleast", "First", "", "nation"]
)
words = st.builds(
    "".join,
    st.tuples(names, st.sampled_from(["", "/", "//"]), st.sampled_from(["5", "12", "s", "P", "sent", "para", "x", ""])),
)


@given(words.filter(bool))
def test_operators_of_others_are_those_of_their_patterns(word: str) -> None:
    found = foreign_word(word, before=True, after=True)
    hint = found.hint if found is not None else ""
    if match := NEARNESS.match(word):
        ordered = match[1].lower() in ("pre", "before", "onear") and match[2].isdigit()
        assert hint.startswith("write BEFORE/" if ordered else "write NEAR/")
    elif UNIT.match(word):
        assert hint.startswith("write NEAR/")
    elif match := COUNT.match(word):
        assert hint == f"write {match[1].upper()}/{match[2]} before a word"
    elif word not in ("near", "before"):
        assert not re.match(r"write (NEAR|BEFORE|ATLEAST|FIRST)", hint)
