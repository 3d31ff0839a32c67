"""Bylines: who wrote an article, and for which agency (``By MARK NIESSE`` above ``Associated Press Writer``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from searchkit._native import tidy
from searchkit.extract.agencies import agency_named

_LETTER = r"[^\W\d_]"
_NAME_WORD = rf"(?:{_LETTER}\.|(?:[A-Z\u00c0-\u00de]|[dDO]['\u2019][A-Z])(?:{_LETTER}|['\u2019-])*\.?)"
_NAME = rf"{_NAME_WORD}(?: (?:{_NAME_WORD}|de|da|del|van|von|der|den|al|bin|el|la|le)){{1,4}}"
_BYLINE: Final = re.compile(
    rf"(?:By|BY|by)[ \t]+(?:(?:Sen|Rep|Dr|Mr|Mrs|Ms|Prof)\.?[ \t])?"
    rf"(?P<names>{_NAME}(?:(?:, | and | AND |, and ){_NAME}){{0,3}})"
    r"(?:,[ \t]*(?P<house>[^\n,]{2,40}))?[ \t\r]*(?:\n|$)"
)
_LINE: Final = re.compile(r"[ \t]*(?:The )?([^\n]{2,60}?)[ \t\r]*(?:\n|$)")
_BETWEEN: Final = re.compile(r", and | and |, ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article.

    ``authors`` have their usual spelling. ``agency`` is the canonical name of the agency that they write for, None if
    it is not stated or not known. The byline ends at offset ``end``.
    """

    authors: tuple[str, ...]
    agency: str | None
    end: int


def byline_at(text: str, start: int) -> Byline | None:
    """The byline whose line begins at ``start``, with the line below it if that names the agency. Else None."""
    if text[start : start + 2].lower() != "by":
        return None
    match = _BYLINE.match(text, start)
    if match is None:
        return None
    authors = tuple(tidy(name) for name in _BETWEEN.split(match["names"]) if name)
    if match["house"]:
        return Byline(authors, _agency(match["house"]), match.end())
    below = _LINE.match(text, match.end())
    agency = _agency(below[1]) if below else None
    return Byline(authors, agency, below.end() if below and agency else match.end())


def _agency(written: str) -> str | None:
    """The agency whose name begins a line: ``Associated Press Sports Writer``."""
    words = written.split()
    names = (" ".join(words[:count]) for count in range(len(words), 0, -1)) if len(words) <= 6 else ()
    return next((agency for agency in map(agency_named, names) if agency), None)
