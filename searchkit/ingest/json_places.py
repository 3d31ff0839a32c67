"""Where the records of a JSON document stand in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from searchkit.base.origin import Origin
from searchkit.ingest.encoding import TextPlaces
from searchkit.ingest.field_names import FIELD_NAMES, name_key
from searchkit.ingest.json_feed import is_json_feed
from searchkit.ingest.regular_file import Check

__all__ = ["TEXT_NAMES", "name_of_solr", "record_places", "wrapper_of"]

# Under which key an object holds the records of a document.
_WRAPPERS: Final = ("items", "entries", "records", "results", "docs", "documents", "stories", "news", "posts", "data")
# Further ones, below other objects.
_INNER_WRAPPERS: Final = ("articles", "hits", "result", "rows", "entry", "item")
# Where search servers have their records. An empty list there means that nothing was found.
_SERVERS: Final = (("response",), ("hits",))
# Members of a record that Elasticsearch found, which hold the record itself.
_HIT_PARTS: Final = ("_source", "fields")
_SOLR_TYPE: Final = re.compile(r"_(?:s|ss|t|ts|str|txt|txt_[a-z]{2}|dt|dts|i|is|l|ls|b|bs|f|d|sort)$")
_DEEPEST: Final = 3
_WIDEST: Final = 100
_SHORT: Final = frozenset({"description", "summary", "abstract", "lead", "excerpt"})  # of a feed as well
_BODIES: Final = frozenset(FIELD_NAMES["body"]) - _SHORT
# The names of a title or a text.
TEXT_NAMES: Final = frozenset(FIELD_NAMES["body"]) | frozenset(FIELD_NAMES["title"])

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_DECODER: Final = json.JSONDecoder()


def wrapper_of(document: object) -> tuple[str, ...] | None:
    """The keys that lead to the records of a document. None for an array, or an object that is a record itself.

    Answers of search servers have them in an object of their own: ``response.docs`` (Solr), ``hits.hits``
    (Elasticsearch).
    """
    if not isinstance(document, dict):
        return None
    if isinstance(document.get("articles"), list):
        return ("articles",)
    if is_json_feed(document):
        return ("items",)
    if _states(document, _BODIES):
        return None
    found = next((key for key in _WRAPPERS if _are_records(document.get(key))), None)
    if found is not None:
        return (found,)
    return None if _states(document, TEXT_NAMES) else _deeper(document)


def _deeper(document: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The shortest way to a list of records within objects."""
    ways: list[tuple[tuple[str, ...], Any]] = [((), document)]
    for _ in range(_DEEPEST):
        inner = [((*way, key), value) for way, here in ways for key, value in here.items() if isinstance(value, dict)]
        ways = inner[:_WIDEST]
        for way, here in ways:
            for key in (*_WRAPPERS, *_INNER_WRAPPERS):
                value = here.get(key)
                if _are_records(value) or (value == [] and way in _SERVERS):
                    return (*way, key)
    return None


def _states(document: Mapping[str, Any], names: frozenset[str]) -> bool:
    """Whether an object has a text under one of some names."""
    return any(isinstance(value, str) and value.strip() and name_key(key) in names for key, value in document.items())


def _are_records(value: object) -> bool:
    """Whether a value is a list of objects, of which one has a title or a text."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return False
    return any(
        name_key(name_of_solr(key)) in TEXT_NAMES and part[key]
        for item in value
        for part in (item, *(item[name] for name in _HIT_PARTS if isinstance(item.get(name), dict)))
        for key in part
        if isinstance(key, str)
    )


def name_of_solr(key: str) -> str:
    """A key of a record without the ending that tells its type to Solr (``title_s``, ``body_txt_en``)."""
    return _SOLR_TYPE.sub("", key)


def record_places(text: str, places: TextPlaces, check: Check, wrapper: Sequence[str] = ()) -> Iterator[Origin]:
    """The place of each record in a document that is an array of records, or an object where ``wrapper`` leads to them.

    The document was parsed before, so it is right. ``places`` are those of the text in its source.
    """
    at = _skip(text, int(text.startswith("\ufeff")))
    begins: int | None = at
    for key in wrapper:
        begins = _of_member(key, text, begins, check) if begins is not None and text[begins] == "{" else None
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
