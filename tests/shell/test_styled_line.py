from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.shell.glyphs import ASCII, UNICODE
from searchkit.shell.styled_line import Line, cells, cut, marked_pieces, padded, spread, wrapped

TEXTS = st.text(alphabet="ab 日本e\u0301\u0323é🙂\u200d", max_size=30)
LINES = st.lists(st.tuples(st.sampled_from(["", "class:x"]), TEXTS), max_size=5)


def letters(line: Line) -> str:
    return "".join(text for _, text in line)


@given(LINES, st.integers(1, 40))
def test_a_line_is_cut_to_its_cells_with_a_mark(line: Line, width: int) -> None:
    short = cut(line, width, "…")
    assert cells(short) <= width
    if cells(line) <= width:
        assert short == line
    else:
        assert letters(short).endswith("…") and letters(line).startswith(letters(short)[:-1])


@given(LINES, st.integers(2, 40))
def test_a_wrapped_line_loses_nothing_but_blanks(line: Line, width: int) -> None:
    parts = wrapped(line, width)
    assert all(cells(part) <= width for part in parts)
    assert "".join("".join(map(letters, parts)).split()) == "".join(letters(line).split())


@given(LINES, LINES, st.integers(1, 60))
def test_padded_and_spread_lines_have_their_width(left: Line, right: Line, width: int) -> None:
    assert cells(padded(left, width, "")) == width or cells(left) > width
    assert cells(spread(left, right, width, "…")) <= width


def test_combining_characters_stay_with_their_letter() -> None:
    assert letters(cut([("", "e\u0301e\u0301e\u0301")], 2, "…")) == "e\u0301…"
    assert [letters(part) for part in wrapped([("", "e\u0301e\u0301e\u0301")], 2)] == ["e\u0301e\u0301", "e\u0301"]


def test_a_word_of_several_styles_is_not_broken() -> None:
    line: Line = [("", "which include "), ("m", "⟦"), ("n", "Afghanistan"), ("m", "⟧ᴸ"), ("", ".")]
    assert [letters(part) for part in wrapped(line, 26)] == ["which include ", "⟦Afghanistan⟧ᴸ."]
    assert wrapped(line, 26)[1] == [("m", "⟦"), ("n", "Afghanistan"), ("m", "⟧ᴸ"), ("", ".")]


def test_spans_are_marked() -> None:
    assert marked_pieces("a bc d", [(2, 4)], "s", "m", ("[", "]")) == [("s", "a "), ("m", "[bc]"), ("s", " d")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zürich", "Zurich"),
        ("naïve “quote”…", 'naive "quote"...'),
        ("Straße æ", "Strasse ae"),
        ("日本", "??"),
        ("e\u0301", "e"),
        ("ﬁne", "fine"),
    ],
)
def test_ascii_says_as_much_as_it_can(text: str, shown: str) -> None:
    assert ASCII.shown(text) == shown
    assert UNICODE.shown(text) == text


@given(st.text())
def test_ascii_is_ascii(text: str) -> None:
    assert ASCII.shown(text).isascii()
