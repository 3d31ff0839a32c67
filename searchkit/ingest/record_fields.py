"""A record of any program as one with the keys of Article.from_dict: the same fields under other names."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping
from typing import Any, Final

from searchkit.base.problem import Problem
from searchkit.ingest.field_names import FIELD_NAMES, name_key
from searchkit.ingest.html_text import html_text
from searchkit.ingest.markup import html_of_feed, text_in
from searchkit.ingest.plain_value import plain_text_of
from searchkit.ingest.source import Source

__all__ = ["LONG_TEXT", "choice_of", "long_unread", "text_not_read", "with_known_fields"]

# Characters from which a text under an unknown key may be the text of the article.
LONG_TEXT: Final = 100
_FIELD_OF: Final = {name: field for field, names in FIELD_NAMES.items() for name in names}
_RANK: Final = {name: rank for names in FIELD_NAMES.values() for rank, name in enumerate(names)}
_SEVERAL: Final = frozenset({"people", "orgs", "places"})
# The keys that Article.from_dict reads for each field, itself included.
_READ: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "headline"),
    "body": ("body", "text", "content"),
    "language": ("language", "lang"),
    "people": ("people", "persons", "person"),
    "orgs": ("orgs", "organisations", "organizations", "org"),
}
_NAMES: Final = ("entities", "events", "event", "places")
# Fields whose texts may be HTML, beside those of several names.
_MARKED_UP: Final = ("title", "body", "dateline", "place", "country", "agency", "place_written", *_NAMES)
_OWN: Final = frozenset(key for field in FIELD_NAMES for key in _READ.get(field, (field,)))


def with_known_fields(
    record: Mapping[str, Any], columns: Mapping[str, str], is_plain: bool = False
) -> tuple[dict[str, Any], set[str]]:
    """The record with its fields under the keys of Article.from_dict, and the columns that it has.

    ``columns`` says which key holds which field, and goes before all names. A field under a key of its own stays
    there, unless the value is empty. Other keys are compared as the names of columns are. HTML becomes text, unless
    ``is_plain`` says that all texts are plain.
    """
    plain = dict(record)
    found: set[str] = set()
    for field, column in columns.items():
        key = column if column in plain else next((key for key in plain if name_key(key) == name_key(column)), None)
        if key is not None:
            found.add(column)
            _take(plain, field, key)
    other: dict[str, str] = {}
    for key, value in plain.items():
        if key in _OWN:
            continue
        name = name_key(key)
        known = _FIELD_OF.get(name)
        if known is None or known in columns or (known in _SEVERAL and "entities" in plain):
            continue
        if not _says(known, value):
            continue
        if known not in other or _RANK[name] < _RANK[name_key(other[known])]:
            other[known] = key
    for field, key in other.items():
        own = [name for name in _READ.get(field, (field,)) if name in plain]
        if not any(_is_told(plain[name]) for name in own):
            _take(plain, field, key)
    for field, keys in _READ.items():
        # The first key counts in Article.from_dict. One without a value must not hide the next.
        given = [key for key in plain if key in keys]
        if field not in _SEVERAL and any(_is_told(plain[key]) for key in given):
            for key in itertools.takewhile(lambda key: not _is_told(plain[key]), given):
                del plain[key]
    if not is_plain:
        _take_markup_out(plain, {field for field, key in other.items() if "html" in name_key(key)})
    return plain, found


def _take_markup_out(plain: dict[str, Any], read: Collection[str]) -> None:
    """Turn HTML in fields into text. The fields ``read`` were HTML by their keys, and are text already."""
    for field in (*_MARKED_UP, *_SEVERAL):
        keys = [key for key in plain if key in _READ.get(field, (field,))]
        for key in keys if field in _SEVERAL or field in _NAMES else keys[:1]:
            if key not in read:
                plain[key] = text_in(plain[key])


def choice_of(key: str) -> str:
    """How ``--columns`` names a key of a record as the body."""
    quoted = '"' + key.replace('"', '""') + '"' if any(mark in key for mark in ',"\n') else key
    return f"--columns 'body={quoted}'"


def long_unread(record: Mapping[str, Any]) -> str | None:
    """The key of the longest text that no field holds, if it is as long as an article may be."""
    texts = {
        key: value
        for key, value in record.items()
        if isinstance(value, str) and key not in _OWN and len(value) >= LONG_TEXT and " " in value.strip()
    }
    return max(texts, key=lambda key: len(texts[key])) if texts else None


def text_not_read(source: Source, key: str, line: int | None, item: str = "") -> Problem:
    """The note on a long text under an unknown key of an article without a body."""
    message = f"{item}an article without a body, but {key[:60]!r} has a long text"
    hint = f"if that is the text of the article: {choice_of(key)[:100]}"
    return source.problem("text_not_read", message, line=line, hint=hint, severity="note")


def _take(plain: dict[str, Any], field: str, key: str) -> None:
    """Move the value of a key to a field. What stood there stays as metadata, if it says anything."""
    value = plain.pop(key)
    for own in _READ.get(field, (field,)):
        if own in plain:
            before = plain.pop(own)
            if _is_told(before):
                metadata = plain.get("metadata")
                plain["metadata"] = {own: before, **(metadata if isinstance(metadata, Mapping) else {})}
    if field not in _SEVERAL:
        text = plain_text_of(field, value)
        if text is not None and isinstance(value, (str, list)) and "html" in name_key(key):
            text = html_text(html_of_feed(text))
        # A date that is a number stays one: it may be a Unix time.
        value = value if text is None or isinstance(value, (int, float)) else text
    plain[field] = value


def _is_told(value: Any) -> bool:
    return not (value is None or value in ([], {}) or (isinstance(value, str) and not value.strip()))


def _says(field: str, value: Any) -> bool:
    """Whether a value under another name may be that of a field. There, an odd shape is no mistake."""
    if field in _SEVERAL:
        names = value if isinstance(value, list) else [value]
        return bool(names) and all(isinstance(name, str) for name in names)
    if field == "url":
        return isinstance(value, str) and value.startswith(("http://", "https://"))
    text = plain_text_of(field, value)
    return text is not None and bool(text.strip())
