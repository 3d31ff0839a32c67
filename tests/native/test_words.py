"""The current rule for words gives what plain Python gives: for every code point, and for any text."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator

import pytest
import reference_words as reference
from hypothesis import example, given
from hypothesis import strategies as st

from searchkit.base.analysis import CURRENT, STEMMERS

ODD = (
    "aS\u0301\u0315\u03a3\u03c3\u0130\u00df\ufb01\u2019\u02bc's._ \u00ad\u200d\u200bE9\uff19\ud55c\u0344\u0958"
    "\U0001d400"
    "\u4e0a\u6d77\u304b\u3099\uff83\uff9e\u0e19\u0e33\u0e4d\u0e32\u0e49\u1100\u1161\u0640\u064e\u094d\u0926\ud800"
)
texts = st.text() | st.text(ODD) | st.text("abc's. _SYy+#") | st.text("0123,',. \u00a0x")


# Blocks of which each letter is like the others: ideographs, syllables, private use, what is not assigned.
ALIKE = (
    (0x3400, 0xA000),
    (0xAC00, 0xD7A4),
    (0xE000, 0xF900),
    (0x17000, 0x18D00),
    (0x1B170, 0x1B300),
    (0x20000, sys.maxunicode),
)


def is_tried(code: int) -> bool:
    """All of what differs, and of what is alike each 97th; SEARCHKIT_CODE_POINTS=1 tries every one."""
    step = int(os.environ.get("SEARCHKIT_CODE_POINTS", "97"))
    alike = any(first <= code < end for first, end in ALIKE) or unicodedata.category(chr(code)) == "Cn"
    return not alike or code % step == 0 or code >> 8 == 0xE00


def pages() -> Iterator[list[str]]:
    tried = [chr(code) for code in range(sys.maxunicode + 1) if is_tried(code)]
    for first in range(0, len(tried), 256):
        yield tried[first : first + 256]


@given(texts)
@example("the U.N., U.S.-led 1,000 1,00 3,000,000.50 C++ C# \u4e0a\u6d77\u4e1c x's\u0301")
def test_words_of_any_text(text: str) -> None:
    assert [*map(tuple, CURRENT.tokens(text))] == [*map(tuple, reference.tokens(text))]
    assert CURRENT.surfaces(text) == [token.surface for token in reference.tokens(text)]


@given(texts)
def test_forms_of_any_word(word: str) -> None:
    assert CURRENT.surface(word) == reference.surface(word)
    assert CURRENT.fold(word) == reference.fold(word)
    word = word.replace("'", "")  # a word has none, and stemmers disagree about it
    for language in STEMMERS:
        assert CURRENT.term(word, language) == reference.term(word, language), language


def test_every_code_point() -> None:
    for characters in pages():
        text = "".join(f"a{c}b {c} {c}c's{c} a.{c}. {c}{c} 1{c}000 " for c in characters)
        assert [*map(tuple, CURRENT.tokens(text))] == [*map(tuple, reference.tokens(text))], hex(ord(characters[0]))
        for c in characters:
            assert CURRENT.surface(f"A{c}a") == reference.surface(f"A{c}a"), hex(ord(c))
            assert CURRENT.fold(f"A{c}a") == reference.fold(f"A{c}a"), hex(ord(c))


@given(texts)
def test_a_form_is_its_own_form(word: str) -> None:
    for form in (CURRENT.surface, CURRENT.fold):
        assert form(form(word)) == form(word)


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("दिल्ली में", ["दिल्ली", "में"]),
        ("Unter\u00adnehmer", ["unternehmer"]),
        ("𝗕𝗥𝗘𝗔𝗞𝗜𝗡𝗚", ["breaking"]),
        ("U.N. UN U.S. us", ["un", "un", "u.s", "us"]),
        ("1,000 1000", ["1000", "1000"]),
        ("C++ C# C", ["c++", "c#", "c"]),
        ("我家在", ["我家", "家在", "在"]),
        ("Straße ΟΔΟΣ", ["strasse", "οδοσ"]),
    ],
)
def test_words(text: str, surfaces: list[str]) -> None:
    assert CURRENT.surfaces(text) == surfaces


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("أحمد", "احمد"),
        ("São", "sao"),
        ("が", "が"),
        ("한", "한"),
        ("दिल्ली", "दिल्ली"),
    ],
)
def test_accents_and_points_are_left_out_and_letters_stay(word: str, found: str) -> None:
    assert CURRENT.fold(word) == found


@given(st.text("上海东边市场", min_size=1, max_size=12), st.integers(0, 11), st.integers(1, 6))
def test_a_part_of_a_run_is_found_by_its_pairs(run: str, start: int, length: int) -> None:
    part = run[start : start + length]
    if not part:
        return
    words, wanted = CURRENT.surfaces(run), CURRENT.query_surfaces(part)
    if len(part) == 1:
        assert CURRENT.is_part(wanted[0]) and any(word.startswith(part) for word in words)
    else:
        assert any(words[at : at + len(wanted)] == wanted for at in range(len(words)))
