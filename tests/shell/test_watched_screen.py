"""The screen that the tests look at shows what one of pyte shows."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from watched_screen import WatchedScreen

# Text, narrow and wide, and what moves, erases and scrolls.
pieces = st.sampled_from(
    (
        *("oil ", "\u00e9", "e\u0301", "\u6771\u4eac", "\x1b[31mred\x1b[0m", "\r\n", "\n", "\b", "\t"),
        *("\x1b[A", "\x1b[3C", "\x1b[2;2H", "\x1bM", "\x1b[K", "\x1b[2J", "\x1b[3X"),
        *("\x1b[L", "\x1b[M", "\x1b[2P", "\x1b[2@", "\x1b[?1049h", "\x1bc"),
    )
)


@settings(max_examples=60)
@given(st.lists(st.lists(pieces, max_size=6), max_size=8), st.integers(1, 7), st.integers(1, 5))
def test_it_shows_the_same(chunks: list[list[str]], columns: int, lines: int) -> None:
    watched, plain = WatchedScreen(2 * columns, lines), pyte.Screen(2 * columns, lines)
    streams = [pyte.Stream(watched), pyte.Stream(plain)]
    for chunk in chunks:
        for stream in streams:
            stream.feed("".join(chunk))
        try:
            expected = plain.display
        except IndexError:  # pyte cannot draw the second half of a wide character that lost its first
            return
        assert watched.display == expected
        assert [watched.row(y) for y in range(lines)] == expected
    for screen in (watched, plain):
        screen.resize(lines + 1, columns)
    assert len(watched.display) == lines + 1
