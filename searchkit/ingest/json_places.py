"""Where the records of a JSON document stand in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from searchkit.base.origin import Origin
from searchkit.ingest.encoding import TextPlaces
from searchkit.ingest.regular_file import Check

__all__ = ["record_places"]

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


def record_places(text: str, places: TextPlaces, check: Check) -> Iterator[Origin]:
    """The place of each record in a document that is an array of records, or an object that has them as ``articles``.

    The document was parsed before, so it is right. ``places`` are those of the text in its source.
    """
    at = _skip(text, int(text.startswith("\ufeff")))
    begins = _of_articles(text, at, check) if text[at] == "{" else at
    if begins is None or text[begins] != "[":
        return
    at = _skip(text, begins + 1)
    while text[at] != "]":
        check()
        _, end = _DECODER.raw_decode(text, at)
        yield places.of(at, end)
        at = _next(text, end)


def _of_articles(text: str, at: int, check: Check) -> int | None:
    """Where the value of the last ``articles`` of the object at an offset begins."""
    found: int | None = None
    at = _skip(text, at + 1)
    while text[at] != "}":
        check()
        name, end = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        if name == "articles":
            found = value
        _, end = _DECODER.raw_decode(text, value)
        at = _next(text, end)
    return found


def _next(text: str, end: int) -> int:
    """The offset of what follows a value and its comma."""
    at = _skip(text, end)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
