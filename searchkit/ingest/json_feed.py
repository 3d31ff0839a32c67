"""JSON Feed 1.0 and 1.1 (jsonfeed.org): the items of a feed as records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from searchkit.ingest.html_text import html_line, html_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.markup import without_markup
from searchkit.ingest.stated_record import known

__all__ = ["feed_records", "is_json_feed"]

_VERSIONS: Final = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")
_TAKEN: Final = frozenset(
    "id url external_url title content_html content_text summary date_published date_modified language author authors "
    "tags".split()
)


def is_json_feed(document: object) -> bool:
    """Whether a document is a JSON Feed."""
    if not isinstance(document, Mapping) or not isinstance(document.get("items"), list):
        return False
    return str(document.get("version", "")).startswith(_VERSIONS)


def feed_records(feed: Mapping[str, Any]) -> list[Any]:
    """The items of a feed as records with the keys of Article.from_dict. What is not an object stays as it is."""
    common = known(feed=html_line(_text(feed, "title")), author=_author(feed))
    language = primary_language(_text(feed, "language"))
    return [_record(item, common, language) if isinstance(item, Mapping) else item for item in feed["items"]]


def _record(item: Mapping[str, Any], common: Mapping[str, Any], language: str) -> dict[str, Any]:
    summary = without_markup(_text(item, "summary"))
    content = without_markup(_text(item, "content_text")) or html_text(_text(item, "content_html"))
    tags = item.get("tags")
    stated, modified = _text(item, "date_published"), _text(item, "date_modified")
    metadata = known(
        author=_author(item) or common.get("author"),
        categories=[tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else [],
        summary=summary if content else "",
        modified=modified if stated else "",
        feed=common.get("feed"),
    )
    identity = item.get("id")
    return known(
        id=str(identity).strip() if isinstance(identity, (str, int, float)) else "",
        title=html_line(_text(item, "title")),
        body=content or summary,
        date=stated or modified,
        url=_text(item, "url") or _text(item, "external_url"),
        language=primary_language(_text(item, "language")) or language,
    ) | {"metadata": {**{key: value for key, value in item.items() if key not in _TAKEN}, **metadata}}


def _author(node: Mapping[str, Any]) -> str | list[str]:
    """The names of the authors: of ``authors`` in 1.1, of ``author`` in 1.0."""
    found = list(dict.fromkeys(_names(node.get("authors") or node.get("author"))))
    return found[0] if len(found) == 1 else found


def _names(value: Any) -> Iterator[str]:
    for author in value if isinstance(value, list) else [value]:
        name = author.get("name") if isinstance(author, Mapping) else author
        if isinstance(name, str) and name.strip():
            yield " ".join(name.split())


def _text(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value.strip() if isinstance(value, str) else ""
