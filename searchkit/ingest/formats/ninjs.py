"""ninjs, the IPTC's news in JSON, versions 1.x, 2.x and 3.x. Their keys differ in case and in number.

A ninjs record becomes one with the keys of Article.from_dict. Keys without a counterpart stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from searchkit.ingest.html_text import html_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.markup import without_markup

__all__ = ["is_ninjs", "ninjs_record"]

_TEXTS: Final = ("headline", "body", "description")
_PLURALS: Final = {"headlines": "headline", "bodies": "body", "descriptions": "description"}
_ENTITIES: Final = {
    "person": "person",
    "people": "person",
    "organisation": "org",
    "organisations": "org",
    "place": "place",
    "places": "place",
}
# Keys, in lower case, whose values become metadata under another name.
_METADATA: Final = {
    "byline": "author",
    "by": "author",
    "copyrightnotice": "copyright",
    "usageterms": "usage_terms",
    "ednote": "note",
    "pubstatus": "status",
}
_DATES: Final = ("versioncreated", "contentcreated", "firstcreated")


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Whether a record is ninjs: it has a URI, and a text under a ninjs key."""
    return "uri" in record and any(_text_of_key(key.lower()) for key in record)


def ninjs_record(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the keys of Article.from_dict. Values of the wrong type stay; Article.from_dict refuses them."""
    plain: dict[str, Any] = {}
    metadata: dict[str, Any] = {}
    texts: dict[str, list[tuple[str, str]]] = {name: [] for name in _TEXTS}
    entities: dict[str, list[str]] = {}
    dates: dict[str, Any] = {}
    for key, value in record.items():
        name = key.lower()
        if kind := _text_of_key(name):
            texts[kind] += _texts(name, value)
        elif name in _ENTITIES and isinstance(value, list):
            entities.setdefault(_ENTITIES[name], []).extend(_names(value))
        elif name in _METADATA:
            metadata[_METADATA[name]] = value
        elif name in _DATES:
            dates[name] = value
        elif name in ("subject", "subjects") and isinstance(value, list):
            metadata["subjects"] = [_subject(subject) for subject in value]
        elif name not in ("uri", "located", "language", "copyrightholder"):
            plain[key] = value
    by_name = {key.lower(): value for key, value in record.items()}
    uri, located = by_name["uri"], by_name.get("located")
    if isinstance(uri, str):
        plain.setdefault("id", uri)
        if uri.startswith(("http://", "https://")):
            plain.setdefault("url", uri)
    if isinstance(by_name.get("language"), str):
        plain["language"] = primary_language(by_name["language"])
    if located and isinstance(located, str):
        plain["place"] = located
    if by_name.get("copyrightholder"):
        metadata.setdefault("copyright", by_name["copyrightholder"])
    for name in _DATES:
        if dates.get(name):
            plain.setdefault("date", dates.pop(name))
            break
    title, body, description = (_best(texts[name]) for name in _TEXTS)
    # The only text of a picture is its description.
    plain |= {name: text for name, text in (("title", title), ("body", body or description)) if text}
    if description:
        metadata["abstract"] = description
    known = {kind: names for kind, names in entities.items() if names}
    if known:
        plain["entities"] = known
    given = plain.pop("metadata", None)
    if isinstance(given, Mapping):
        metadata = {**given, **metadata}
    plain["metadata"] = {**dates, **{name: value for name, value in metadata.items() if value not in (None, "", [])}}
    return plain


def _text_of_key(key: str) -> str:
    """Which text a key holds (``headlines``, ``body_xhtml``); empty for other keys."""
    stem = _PLURALS.get(key, key.partition("_")[0])
    return stem if stem in _TEXTS else ""


def _texts(key: str, value: object) -> list[tuple[str, str]]:
    """The texts of a key with their kind: ``plain``, ``html`` or ``other``. The main ones come first."""
    if isinstance(value, str):
        role = key.partition("_")[2]
        return [("html" if role in ("xhtml", "html", "html5", "richtext") else "plain", value)]
    found: list[tuple[bool, str, str]] = []
    for part in value if isinstance(value, list) else ():
        text = part.get("value", part.get("text")) if isinstance(part, dict) else part
        if not isinstance(text, str):
            continue
        stated = {name.lower(): item for name, item in part.items()} if isinstance(part, dict) else {}
        role = str(stated.get("role", stated.get("name", "")))
        media_type = str(stated.get("contenttype", role))
        kind = "html" if "html" in media_type else "other" if "xml" in media_type or "nitf" in media_type else "plain"
        found.append((role not in ("main", ""), kind, text))
    return [(kind, text) for _, kind, text in sorted(found, key=lambda item: item[0])]


def _best(texts: list[tuple[str, str]]) -> str:
    """One text of several forms: the plain one, unless it lost the paragraphs of the formatted one."""
    plain = next((without_markup(text.strip()) for kind, text in texts if kind == "plain" and text.strip()), "")
    markup = next((text for kind, text in texts if kind == "html"), "") or next((text for _, text in texts), "")
    if plain and ("\n" in plain or len(texts) == 1):
        return plain
    formatted = html_text(markup)
    return formatted if not plain or "\n" in formatted else plain


def _names(concepts: list[Any]) -> list[str]:
    stated = (concept.get("name") if isinstance(concept, dict) else concept for concept in concepts)
    return [name for name in stated if isinstance(name, str) and name.strip()]


def _subject(subject: Any) -> Any:
    """A subject as its code and its name. In 1.x the code stands beside its scheme."""
    if not isinstance(subject, dict):
        return subject
    code = subject.get("uri") or subject.get("code") or subject.get("literal")
    if subject.get("scheme") and subject.get("code"):
        code = f"{subject['scheme']}{subject['code']}"
    return {name: value for name, value in (("code", code), ("name", subject.get("name"))) if value}
