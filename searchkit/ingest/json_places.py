"""Where the records of a JSON document stand in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from searchkit.base.origin import Origin
from searchkit.ingest.encoding import TextPlaces
from searchkit.ingest.field_names import FIELD_NAMES, name_key
from searchkit.ingest.json_feed import is_json_feed
from searchkit.ingest.regular_file import Check

__all__ = ["record_places", "wrapper_of"]

# Under which key an object holds the records of a document.
_WRAPPERS: Final = ("items", "entries", "records", "results", "docs", "documents", "stories", "news", "posts", "data")
_SHORT: Final = frozenset({"description", "summary", "abstract", "lead", "excerpt"})  # of a feed as well
_BODIES: Final = frozenset(FIELD_NAMES["body"]) - _SHORT
_TEXTS: Final = frozenset(FIELD_NAMES["body"]) | frozenset(FIELD_NAMES["title"])

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


def wrapper_of(document: object) -> str | None:
    """The key under which a document holds its records. None for an array, or an object that is a record itself."""
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("articles"), list):
        return "articles"
    if is_json_feed(document):
        return "items"
    if any(isinstance(value, str) and value.strip() and name_key(key) in _BODIES for key, value in document.items()):
        return None
    return next((key for key in _WRAPPERS if _are_records(document.get(key))), None)


def _are_records(value: object) -> bool:
    """Whether a value is a list of objects, of which one has a title or a text."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return False
    return any(name_key(key) in _TEXTS and item[key] for item in value for key in item if isinstance(key, str))


def record_places(text: str, places: TextPlaces, check: Check, wrapper: str) -> Iterator[Origin]:
    """The place of each record in a document that is an array of records, or an object that has them as ``wrapper``.

    The document was parsed before, so it is right. ``places`` are those of the text in its source.
    """
    at = _skip(text, int(text.startswith("\ufeff")))
    begins = _of_member(wrapper, text, at, check) if text[at] == "{" else at
    if begins is None or text[begins] != "[":
        return
    at = _skip(text, begins + 1)
    while text[at] != "]":
        check()
        _, end = _DECODER.raw_decode(text, at)
        yield places.of(at, end)
        at = _next(text, end)


def _of_member(wrapper: str, text: str, at: int, check: Check) -> int | None:
    """Where the value of the last ``wrapper`` of the object at an offset begins."""
    found: int | None = None
    at = _skip(text, at + 1)
    while text[at] != "}":
        check()
        name, end = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        if name == wrapper:
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
