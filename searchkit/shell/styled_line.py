"""Styled lines for the full view: measured in cells, cut with a mark, wrapped between words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from prompt_toolkit.utils import get_cwidth

# A piece of a line: a style of prompt_toolkit and a text.
Piece = tuple[str, str]
Line = list[Piece]
_TAB: Final = "    "


def cells(line: Iterable[Piece]) -> int:
    """The width of a line in cells of the terminal."""
    return sum(get_cwidth(text) for _, text in line)


def cut(line: Iterable[Piece], width: int, mark: str) -> Line:
    """A line of at most ``width`` cells. If something was cut off, it ends with ``mark``."""
    whole = list(line)
    if cells(whole) <= width:
        return whole
    room = max(width - get_cwidth(mark), 0)
    kept: Line = []
    for style, text in whole:
        taken = _beginning(text, room)
        kept.append((style, taken))
        room -= get_cwidth(taken)
        if len(taken) < len(text):
            break
    return [*kept, ("class:dim", mark[:width])]


def spread(left: Iterable[Piece], right: Iterable[Piece], width: int, mark: str) -> Line:
    """Two parts at the two ends of a line. The left one is cut if they do not fit; the right one goes if it must."""
    right = list(right)
    room = width - cells(right) - 1
    if right and room < width // 3:
        return cut(left, width, mark)
    start = cut(left, room if right else width, mark)
    return [*start, ("", " " * (width - cells(start) - cells(right))), *right]


def padded(line: Iterable[Piece], width: int, mark: str) -> Line:
    """A line of exactly ``width`` cells."""
    short = cut(line, width, mark)
    return [*short, ("", " " * (width - cells(short)))]


def wrapped(line: Iterable[Piece], width: int) -> list[Line]:
    """A line as several of at most ``width`` cells, broken at blanks, or within a word that is longer."""
    if cells(line := list(line)) <= width:
        return [line]
    return list(_broken(line, max(width, 2)))


def dimmed(line: Iterable[Piece]) -> Line:
    """A line in a faint colour: what it tells is not of now."""
    return [("class:stale", text) for _, text in line]


def marked_pieces(
    text: str, spans: Sequence[tuple[int, int]], style: str, marked: str, brackets: tuple[str, str] = ("", "")
) -> Line:
    """A text whose spans have a style of their own, and stand in brackets if there are any. Nothing is left out."""
    pieces: Line = []
    position = 0
    for start, end in spans:
        if start > position:
            pieces.append((style, text[position:start]))
        pieces.append((marked, f"{brackets[0]}{text[start:end]}{brackets[1]}"))
        position = end
    if position < len(text):
        pieces.append((style, text[position:]))
    return pieces


def _beginning(text: str, room: int) -> str:
    """As much of a text as has room. Combining characters stay with their letter."""
    if get_cwidth(text) <= room:
        return text
    used = 0
    for at, char in enumerate(text):
        used += get_cwidth(char)
        if used > room:
            return text[:at]
    return text


def _broken(line: Line, width: int) -> Iterator[Line]:
    current: Line = []
    used = 0
    for word in _styled_words(line):
        size = cells(word)
        is_space = word[0][1].isspace()
        if used + size > width and (used or is_space):
            yield current
            current, used = [], 0
            if is_space:
                continue
        while size > width:
            start = [piece for piece in cut(word, width, "") if piece[1]] or [(word[0][0], word[0][1][:1])]
            yield start
            word = _after(word, sum(len(text) for _, text in start))
            size = cells(word)
        current += word
        used += size
    if current:
        yield current


def _styled_words(line: Line) -> Iterator[Line]:
    """The words, and the white space between them, in order. A word may have pieces of several styles."""
    word: Line = []
    for style, text in line:
        for part in _words(text.replace("\t", _TAB)):
            if word and (part.isspace() or word[0][1].isspace()):
                yield word
                word = []
            word.append((style, part))
    if word:
        yield word


def _after(word: Line, length: int) -> Line:
    """The pieces of a word without so many letters at its beginning."""
    rest: Line = []
    for style, text in word:
        if length < len(text):
            rest.append((style, text[length:]))
        length = max(length - len(text), 0)
    return rest


def _words(text: str) -> Iterator[str]:
    """The words and the white space between them, in order."""
    start = 0
    for at in range(1, len(text)):
        if text[at].isspace() != text[at - 1].isspace():
            yield text[start:at]
            start = at
    if text:
        yield text[start:]
