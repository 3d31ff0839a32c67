"""JSON-LD with the schema.org vocabulary, as web pages and their archives describe articles.

It is read as plain JSON, without resolving contexts. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.markup import without_markup
from searchkit.ingest.stated_record import known

__all__ = ["article_nodes", "is_article", "news_article_record"]

Node = Mapping[str, Any]

_PREFIX: Final = re.compile(r"(?:https?://schema\.org/|schema:)")
# schema.org's Article, and its kinds whose names do not end in Article.
_ARTICLES: Final = frozenset(
    {"Report", "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "DiscussionForumPosting"}
)
_ORGS: Final = frozenset(
    {"Corporation", "NGO", "Airline", "Consortium", "SportsTeam", "CollegeOrUniversity", "MusicGroup"}
)
_PLACES: Final = frozenset(
    {
        "Place",
        "AdministrativeArea",
        "City",
        "Country",
        "State",
        "Continent",
        "Landform",
        "LandmarksOrHistoricalBuildings",
    }
)
_ABOUT: Final = ("about", "mentions")
_LOCATIONS: Final = ("contentLocation", "spatialCoverage")
_NAMING: Final = ("@id", "name", "schema:name", "alternateName", "url")
_NAME_LIMIT: Final = 500


def article_nodes(document: object) -> list[dict[str, Any]]:
    """The articles in a JSON-LD document: itself, those of its array, or those of its ``@graph``.

    A reference to another node of the graph (``"author": {"@id": "#ann"}``) is replaced by that node's name.
    """
    nodes = _nodes(document, 0)
    known = {node["@id"]: _named(node) for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [{key: _resolved(value, known) for key, value in node.items()} for node in nodes if is_article(node)]


def is_article(node: Node) -> bool:
    """Whether a node is an Article of schema.org of any kind."""
    return any(kind.endswith("Article") or kind in _ARTICLES for kind in _types(node))


def news_article_record(record: Node) -> dict[str, Any]:
    """An Article of schema.org as a record with the keys of Article.from_dict. Other keys become metadata.

    ``about``, ``mentions`` and ``contentLocation`` become entities if they say that they are people, organisations or
    places.
    """
    node = {_PREFIX.sub("", key, count=1): value for key, value in record.items()}
    taken = {"@context", "@type", "@id"}

    def take(*keys: str) -> str:
        """The first of these that has a text."""
        taken.update(keys)
        return next((text for key in keys if (text := _text(node.get(key)))), "")

    def names(*keys: str) -> list[str]:
        taken.update(keys)
        return list(dict.fromkeys(text for key in keys for value in _values(node.get(key)) if (text := _text(value))))

    body, abstract = take("articleBody", "text"), take("description", "abstract")
    identity, page = _address(node.get("@id")), take("url") or _address(node.get("mainEntityOfPage"))
    entities, other = _entities(node)
    authors = names("author", "creator")
    metadata = {
        "author": authors[0] if len(authors) == 1 else authors,
        "abstract": abstract if body else "",
        "subtitle": take("alternativeHeadline"),
        "section": names("articleSection"),
        "keywords": [word for text in names("keywords") for part in text.split(",") if (word := part.strip())],
        "publisher": take("publisher"),
        "copyright": take("copyrightNotice", "copyrightHolder"),
        "modified": take("dateModified"),
        "about": other,
        "type": next(iter(_types(node)), ""),
    }
    plain = {
        "id": take("identifier") or identity,
        "title": take("headline", "name"),
        "body": _plain(body or abstract),
        "date": take("datePublished", "dateCreated") or metadata["modified"],
        "dateline": take("dateline"),
        "place": take("locationCreated"),
        "agency": take("sourceOrganization", "provider"),
        "language": primary_language(_language(node.get("inLanguage"))),
        "url": page or (identity if identity.startswith("http") else ""),
        "entities": entities,
    }
    taken.update(("inLanguage", "mainEntityOfPage", *_ABOUT, *_LOCATIONS))
    rest = {key: value for key, value in node.items() if key not in taken}
    return {
        **known(**plain),
        "metadata": {**rest, **known(**metadata)},
    }


def _nodes(value: object, depth: int) -> list[dict[str, Any]]:
    """The nodes of a document. Graphs and arrays hold them, and are hardly ever nested."""
    if isinstance(value, list):
        return [node for item in value for node in _nodes(item, depth + 1)] if depth < 5 else []
    if not isinstance(value, dict):
        return []
    graph = value.get("@graph")
    return [value] if graph is None else [*([value] if "@type" in value else []), *_nodes(graph, depth + 1)]


def _named(node: Node) -> dict[str, Any]:
    """What others need of a node. With all of it, a small graph of many references could become endless."""
    short = ((key, node.get(key)) for key in _NAMING)
    named = {key: value for key, value in short if isinstance(value, str) and len(value) <= _NAME_LIMIT}
    return {**named, "@type": _types(node)[:5]}


def _resolved(value: Any, known: Mapping[str, Node]) -> Any:
    """``value`` with the names of the nodes that it refers to."""
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) <= 2:
        return known.get(value["@id"], value)
    return value


def _types(node: Node) -> list[str]:
    return [_PREFIX.sub("", kind, count=1) for kind in _values(node.get("@type")) if isinstance(kind, str)]


def _values(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _text(value: Any) -> str:
    """A text, the name of a node, or the value of a literal; the first of several. Numbers stay as written."""
    for item in _values(value):
        if isinstance(item, Mapping):
            inner = next((item[key] for key in ("@value", "name", "schema:name", "value") if key in item), None)
            text = inner if isinstance(inner, str) else _text(inner) if isinstance(inner, list) else ""
        else:
            text = str(item) if isinstance(item, (str, int, float)) and not isinstance(item, bool) else ""
        if text.strip():
            return text.strip()
    return ""


def _address(value: Any) -> str:
    for item in _values(value):
        stated = (item.get("@id") or item.get("url")) if isinstance(item, Mapping) else item
        if isinstance(stated, str) and stated.strip():
            return stated.strip()
    return ""


def _language(value: Any) -> str:
    """A language tag. A Language of schema.org has it as its alternate name."""
    item = next(iter(_values(value)), None)
    return _text(item.get("alternateName") or item.get("name")) if isinstance(item, Mapping) else _text(item)


def _plain(text: str) -> str:
    return without_markup(text)


def _entities(node: Node) -> tuple[dict[str, list[str]], list[str]]:
    """The names of an article's people, organisations and places, by kind, and of everything else."""
    entities: dict[str, list[str]] = {}
    other: list[str] = []
    for key in (*_ABOUT, *_LOCATIONS):
        for item in _values(node.get(key)):
            name = _text(item)
            kind = "place" if key in _LOCATIONS else _kind(item) if isinstance(item, Mapping) else ""
            if name:
                (entities.setdefault(kind, []) if kind else other).append(name)
    return entities, list(dict.fromkeys(other))


def _kind(item: Node) -> str:
    types = _types(item)
    if "Person" in types:
        return "person"
    if any(kind.endswith("Organization") or kind in _ORGS for kind in types):
        return "org"
    return "place" if _PLACES.intersection(types) else ""
