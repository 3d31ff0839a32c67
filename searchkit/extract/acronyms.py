"""Acronyms that a text explains: ``Border Management in Central Asia (BOMCA)``, ``BOMCA (Border Management ...)``."""

from __future__ import annotations

from typing import NamedTuple

from searchkit import _native


class Acronym(NamedTuple):
    """A short form and the long form that the text gives for it, with the offsets of the long form."""

    short: str
    long: str
    start: int
    end: int


def acronyms(text: str) -> list[Acronym]:
    """The acronyms that ``text`` explains, in order.

    The letters of the short form are found in the long one from the last to the first, which begins a word (Schwartz
    and Hearst, A simple algorithm for identifying abbreviation definitions, 2003); besides, the long form must be a
    name: it begins with a capital, and so do at least half of its words.
    """
    return [
        Acronym(text[begin:finish], " ".join(text[start:end].split()), start, end)
        for (begin, finish), (start, end) in _native.acronyms(text)
    ]
