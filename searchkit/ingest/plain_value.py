"""The plain text of a value of JSON or YAML that stands where a field of an article has a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from searchkit.ingest.html_text import html_text

__all__ = ["NOT_READ", "plain_text_of"]

# No text: the value has a shape whose meaning is not plain.
NOT_READ: Final = None
# Members that hold the text of an object, for any field, the best first.
_TEXTS: Final = ("main", "value", "@value", "rendered", "text", "plain", "name", "default", "#text", "$t", "_text")
_OF_FIELD: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "headline", "full", "print_headline", "html"),
    "body": ("body", "content", "paragraphs", "html", "xhtml", "full"),
    "date": ("date", "$date", "datetime", "dateTime", "iso", "published", "created"),
    "id": ("id", "$oid", "_id", "guid", "uri"),
    "url": ("url", "href", "link", "canonical", "uri"),
    "place": ("city", "place", "title", "label"),
    "country": ("country", "title", "label", "code"),
    "agency": ("agency", "title", "label"),
    "language": ("language", "code", "lang", "tag"),
    "dateline": ("dateline", "located", "city", "place"),
}
# Fields that hold a name. A number there is half of a pair of coordinates, or a key of another table.
_NAMES: Final = frozenset({"place", "country", "place_written", "agency", "language", "dateline"})
# Members whose text is HTML.
_MARKUP: Final = frozenset({"html", "xhtml", "rendered"})
_DEEPEST: Final = 4


def plain_text_of(field: str, value: Any, depth: int = 0) -> str | None:
    """The text that a value states for a field. ``NOT_READ`` if its shape does not tell.

    A number is its digits. An object has the text under a key that says so (``{"main": "..."}``), or is one language
    with its text. Of a list, the first text counts; the paragraphs of a body are joined.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return NOT_READ if field in _NAMES else str(value)
    if depth > _DEEPEST:
        return NOT_READ
    if isinstance(value, list):
        if field == "date" and not all(isinstance(item, (str, Mapping)) for item in value):
            return NOT_READ  # the parts of a date, in an order that nobody states
        texts = [plain_text_of(field, item, depth + 1) for item in value]
        if not texts or any(text is NOT_READ for text in texts):
            return NOT_READ
        told = [text for text in texts if text and text.strip()]
        return "\n\n".join(told) if field == "body" else told[0] if told else ""
    if isinstance(value, Mapping):
        return _text_of_object(field, value, depth)
    return NOT_READ


def _text_of_object(field: str, value: Mapping[str, Any], depth: int) -> str | None:
    for key in (*_TEXTS, *_OF_FIELD.get(field, ())):
        text = plain_text_of(field, value[key], depth + 1) if key in value else NOT_READ
        if text and text.strip():
            return html_text(text) if key in _MARKUP else text
    if len(value) == 1:
        ((key, text),) = value.items()
        if isinstance(text, str) and 2 <= len(key) <= 3 and key.isalpha():
            return text
    return NOT_READ
