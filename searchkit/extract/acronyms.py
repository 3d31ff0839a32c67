"""Acronyms that a text explains: ``Border Management in Central Asia (BOMCA)``, ``BOMCA (Border Management ...)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_IN_PARENTHESES: Final = re.compile(r"\(\s*[\"'\u201c]?([^()]{2,80}?)[\"'\u201d]?\s*\)")
_SHORT: Final = re.compile(r"[A-Z][A-Za-z&.-]{0,8}[A-Z]s?\.?")
_BETWEEN: Final = " \n\t\"\u201d'"
_BEFORE: Final = 160  # characters before a parenthesis in which the long form is looked for
_WIDEST: Final = 200  # characters after the opening one in which the closing one is looked for first
_WORD: Final = re.compile(r"[^\W_][\w'\u2019&.-]*")
_SMALL: Final = frozenset(
    ("of", "the", "and", "for", "in", "on", "to", "de", "des", "du", "la", "del", "di", "von", "und")
)


class Acronym(NamedTuple):
    """A short form and the long form that the text gives for it, with the offsets of the long form."""

    short: str
    long: str
    start: int
    end: int


def acronyms(text: str) -> Iterator[Acronym]:
    """The acronyms that ``text`` explains, in order.

    The letters of the short form are found in the long one from the last to the first, which begins a word (Schwartz
    and Hearst, A simple algorithm for identifying abbreviation definitions, 2003); besides, the long form must be a
    name: it begins with a capital, and so do at least half of its words.
    """
    at = text.find("(")
    while at >= 0:
        match = _IN_PARENTHESES.match(text, at) if _worth_reading(text, at) else None
        at = text.find("(", at + 1)
        if match is None:
            continue
        inner = match.group(1)
        if _SHORT.fullmatch(inner) and sum(map(str.isupper, inner)) > 1:
            end = match.start()
            while end and text[end - 1] in _BETWEEN and match.start() - end < 4:
                end -= 1
            start = _long_start(text, end, inner)
            if start is not None:
                yield Acronym(inner, " ".join(text[start:end].split()), start, end)
            continue
        before = _word_before(text, match.start())
        if before and inner[0].isupper() and " " in inner and _SHORT.fullmatch(before):
            begin, end = match.span(1)
            if _long_start(text, end, before, begin) == begin:
                yield Acronym(before, " ".join(inner.split()), begin, end)


def _worth_reading(text: str, at: int) -> bool:
    """Whether a short form may stand in the parentheses that open at ``at``, or a long one after a short one."""
    inner = text[at + 1 : at + _WIDEST]
    close = inner.find(")")
    if close < 0:
        return True
    inner = inner[:close].strip()
    if len(inner.split(maxsplit=1)) > 1:
        return _SHORT.fullmatch(_word_before(text, at)) is not None
    return _SHORT.fullmatch(inner.strip("\"'\u201c\u201d")) is not None


def _word_before(text: str, at: int) -> str:
    """The word that ends just before ``at``, where only a blank may stand between."""
    end = at - 1 if at and text[at - 1].isspace() else at
    start = end
    while start and end - start < 12 and not text[start - 1].isspace() and text[start - 1] not in "(\"'\u201c":
        start -= 1
    return text[start:end]


def _long_start(text: str, end: int, short: str, least: int = 0) -> int | None:
    """Where the long form of ``short`` begins that ends at ``end``; None where the words before do not spell it."""
    letters = [c.lower() for c in short.rstrip("s.") if c.isalnum()]
    window = max(least, end - _BEFORE)
    line = text.rfind("\n\n", window, end)
    window = line + 2 if line >= 0 else window
    if not _may_spell(text, window, end, letters):
        return None
    begins = [word.start() for word in _WORD.finditer(text, window, end)]
    most = min(len(letters) + 5, len(letters) * 2)
    at, left = end - 1, len(letters) - 1
    lowest = begins[-most] if len(begins) >= most else (begins[0] if begins else end)
    while left >= 0:
        while at >= lowest and not (text[at].lower() == letters[left] and (left or not _inside(text, at, window))):
            at -= 1
        if at < lowest:
            return None
        at -= 1
        left -= 1
    start = at + 1
    if not text[start].isupper():
        return None
    inside = [word.group() for word in _WORD.finditer(text, start, end)]
    weighty = [word for word in inside if word not in _SMALL]
    raised = sum(word[0].isupper() for word in weighty)
    if len(inside) < 2 or raised * 2 < len(weighty) or ". " in text[start:end] or short in inside:
        return None
    return start


def _may_spell(text: str, start: int, end: int, letters: list[str]) -> bool:
    """False if ``letters`` do not stand in that order in a stretch, or none of it could begin the first word."""
    lowered = text[start:end].lower()
    if len(lowered) != end - start:  # the lower case of some letters is two characters
        return True
    at = end - start
    for letter in reversed(letters):
        at = lowered.rfind(letter, 0, at)
        if at < 0:
            return False
    # The sign of the kelvin has the lower case of K.
    return letters[0] == "k" or text.rfind(letters[0].upper(), start, start + at + 1) >= 0


def _inside(text: str, at: int, least: int) -> bool:
    return at > least and (text[at - 1].isalnum() or text[at - 1] in "'\u2019-")
