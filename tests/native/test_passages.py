"""Native passages are those that plain Python cuts, of any text around any marks."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from reference_passages import Mark, passages

from searchkit import _native

# Ends of sentences and paragraphs of all kinds, blanks of all kinds, long words, and characters of one to four bytes.
words = ["oil", "pric\u00e9", "\u6cb9\u4ef7", "\U0001f600", "\ud800", "x" * 90, "a"]
blanks = [" ", " ", " ", "  ", "\n", "\n\n", "\n \t\n", "\x1c", "\x85", "\u2028", "\n" * 30, " " * 80]
ends = ["", ". ", "! ", "? ", "?", ".) ", ".\u201d\u3000", '."\n', "..."]
pieces = st.sampled_from([*words, *blanks, *ends])
texts = st.lists(pieces, max_size=250).map("".join) | st.text(max_size=400) | st.text(".\n) ab", max_size=400)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """A text, and marks in it in order. An embedder's analyzer may make them overlap."""
    text = draw(texts)
    place = st.integers(0, len(text))
    given = draw(st.lists(st.tuples(place, st.integers(0, 30), st.integers(0, 4)), max_size=30))
    marks = sorted(Mark(start, min(start + length, len(text)), leaf) for start, length, leaf in given)
    return text, marks


@given(marked_texts(), st.integers(0, 4))
def test_passages(given: tuple[str, list[Mark]], most: int) -> None:
    text, marks = given
    assert _native.passages(text, marks, most) == passages(text, marks, most)


def test_passages_of_long_texts() -> None:
    for seed in range(1000):
        chance = Random(seed)
        density, rare = chance.choice([0.02, 0.1, 0.5]), chance.choice([0.02, 0.2])
        text, marks = "", []
        for _ in range(chance.randrange(400)):
            word = chance.choice(words)
            if chance.random() < density:
                marks.append(Mark(len(text), len(text) + len(word), chance.randrange(5)))
            text += word + (chance.choice(blanks + ends) if chance.random() < rare else " ")
        assert _native.passages(text, marks, 3) == passages(text, marks, 3), seed


@given(
    st.lists(st.tuples(st.integers(1, 100), st.integers(0, 9)), min_size=1, max_size=300), st.sampled_from("a\u00e9")
)
def test_passages_of_many_marks(lengths: list[tuple[int, int]], letter: str) -> None:
    text, marks = "", []
    for length, leaf in lengths:
        marks.append(Mark(len(text), len(text) + length, leaf))
        text += letter * length + (". " if leaf else " ")
    assert _native.passages(text, marks, 3) == passages(text, marks, 3)


def test_white_space_is_that_of_python() -> None:
    characters = list(map(chr, range(0x4000)))
    assert [c for c in characters if not _native.passages(c, [], 1)] == [c for c in characters if c.isspace()]


def test_places_beyond_a_text_raise_nothing() -> None:
    assert _native.passages("a b", [(1, 9, 0), (5, 7, 1)], 3) == passages("a b", [Mark(1, 9, 0), Mark(5, 7, 1)], 3)
