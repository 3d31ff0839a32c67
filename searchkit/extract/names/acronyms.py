"""Acronyms that a text explains: ``Border Management in Central Asia (BOMCA)``, ``BOMCA (Border Management ...)``."""

from __future__ import annotations

from typing import NamedTuple

from searchkit._native import acronyms as acronym_spans


class Acronym(NamedTuple):
    """A short form and the long form that the text gives for it, with the offsets of the long form."""

    short: str
    long: str
    start: int
    end: int


def acronyms(text: str) -> list[Acronym]:
    """The acronyms that ``text`` explains, in order.

    The rule is that of Schwartz and Hearst, A simple algorithm for identifying abbreviation definitions, 2003. It finds
    the letters of the short form in the long one, from the last to the first, which must begin a word. Here the long
    form must also be a name: it and at least half of its words begin with a capital.
    """
    return [
        Acronym(text[begin:finish], " ".join(text[start:end].split()), start, end)
        for (begin, finish), (start, end) in acronym_spans(text)
    ]
