"""What a web page states about its article: JSON-LD of schema.org, then ``meta`` elements, then marked-up text.

The names come from schema.org, the Open Graph protocol, Dublin Core and publishers' content systems.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import unescape
from typing import Any, Final

from searchkit.article import clean_line
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.stated_date import stated_date
from searchkit.ingest.stated_record import known

__all__ = ["page_record"]

# If a page has several things, the article is the one in the earliest group.
_TYPES: Final = (
    frozenset(
        "NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle "
        "ReviewNewsArticle AskPublicNewsArticle AdvertiserContentArticle".split()
    ),
    frozenset("Article BlogPosting LiveBlogPosting Report ScholarlyArticle TechArticle SocialMediaPosting".split()),
)
_NODE_LIMIT: Final = 5000
_TITLES: Final = (
    "og:title",
    "parsely-title",
    "sailthru.title",
    "dc.title",
    "dcterms.title",
    "twitter:title",
    "headline",
)
_DATES: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dcterms.created",
    "dc.date",
    "dc.date.created",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "pub_date",
    "cxenseparse:recs:publishtime",
    "date",
)
_AUTHORS: Final = (
    "author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "byline",
    "article:author",
    "article:author_name",
)
_SECTIONS: Final = ("article:section", "og:article:section", "parsely-section", "articlesection", "section")
_SITES: Final = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")
_KEYWORDS: Final = ("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
_LANGUAGES: Final = ("dc.language", "dcterms.language", "og:locale", "content-language", "language")
_TITLE_MARKS: Final = (" | ", " - ", " \u2013 ", " \u2014 ", " :: ", " \u00b7 ", " \u00bb ")


def page_record(tree: Any) -> dict[str, Any]:
    """The fields that the page ``tree`` (of lxml) states, with the keys of Article.from_dict.

    ``body`` is the text in JSON-LD, if any. Dates stay as written; of several, the first readable one counts.
    """
    linked = _linked_article(tree)
    metas = _Metas(tree)
    site = metas.first(_SITES) or _name(linked.get("publisher"))
    authors = _names(linked.get("author")) or _names(linked.get("creator")) or metas.people() or _marked_authors(tree)
    tag = _text(linked.get("inLanguage")) or tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    record: dict[str, Any] = {
        "title": _text(linked.get("headline")) or _text(linked.get("name")) or _page_title(tree, metas, site),
        "date": _first_readable(
            [_text(linked.get("datePublished")), *metas.every(_DATES), *_times(tree), _text(linked.get("dateCreated"))]
        ),
        "language": primary_language(tag or "") or primary_language(metas.first(_LANGUAGES)),
        "url": _canonical(tree, metas, linked),
        "place": _name(linked.get("locationCreated")),
        "dateline": _text(linked.get("dateline")),
        "body": _body(linked.get("articleBody")),
    }
    keywords = linked.get("keywords") or metas.first(_KEYWORDS)
    metadata: dict[str, Any] = {
        "author": authors[0] if len(authors) == 1 else authors,
        "section": ", ".join(_names(linked.get("articleSection"))) or metas.first(_SECTIONS),
        "site_name": site,
        "keywords": _keywords(keywords) or metas.all_of("article:tag"),
    }
    record = known(**record)
    return {**record, "metadata": known(**metadata)}


class _Metas:
    """The ``meta`` elements of a page by their lower-case ``name``, ``property``, ``itemprop`` or ``http-equiv``."""

    def __init__(self, tree: Any) -> None:
        self._found: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = clean_line(unescape(element.get("content") or ""))
            if content:
                for attribute in ("property", "name", "itemprop", "http-equiv"):
                    for name in (element.get(attribute) or "").lower().split():
                        self._found.setdefault(name, []).append(content)

    def every(self, names: tuple[str, ...]) -> list[str]:
        return [self._found[name][0] for name in names if name in self._found]

    def first(self, names: tuple[str, ...]) -> str:
        return next(iter(self.every(names)), "")

    def all_of(self, name: str) -> list[str]:
        return list(dict.fromkeys(self._found.get(name, ())))

    def people(self) -> list[str]:
        """The authors. Some publishers put page addresses there; these are left out."""
        for name in _AUTHORS:
            people = _names(self._found.get(name))
            if people:
                return people
        return []


def _linked_article(tree: Any) -> dict[str, Any]:
    """The article in a page's JSON-LD, with references to other nodes resolved. Else empty."""
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() == "application/ld+json":
            nodes += _nodes(_json(script.text or ""), _NODE_LIMIT - len(nodes))
    by_id: dict[str, dict[str, Any]] = {}
    for node in nodes:
        if isinstance(node.get("@id"), str) and len(node) > 1:
            by_id.setdefault(node["@id"], node)
    for types in _TYPES:
        for node in nodes:
            if types & {_text(kind).rpartition("/")[2] for kind in _listed(node.get("@type"))}:
                return {name: _resolved(value, by_id) for name, value in node.items()}
    return {}


def _json(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    text = text.strip().removesuffix("-->").removesuffix("]]>").rstrip().removesuffix("//").rstrip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, limit: int) -> list[dict[str, Any]]:
    """The objects at the top, in lists, in ``@graph`` and as ``mainEntity``, in document order."""
    found: list[dict[str, Any]] = []
    pending = [value]
    while pending and len(found) < limit:
        here = pending.pop()
        if isinstance(here, list):
            pending += reversed(here[:_NODE_LIMIT])
        elif isinstance(here, dict):
            found.append(here)
            pending += [here.get("mainEntity"), here.get("mainEntityOfPage"), here.get("@graph")]
    return found


def _resolved(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value if not isinstance(item, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str:
    """The first text of a value, on one line. JSON-LD often escapes it as if it were HTML."""
    for item in _listed(value):
        inner = item.get("@value") if isinstance(item, dict) else item
        if isinstance(inner, str) and (line := clean_line(unescape(inner))):
            return line
    return ""


def _name(value: Any) -> str:
    return next(iter(_names(value)), "")


def _names(value: Any) -> list[str]:
    """The names of people, organisations, places or sections: texts, or objects with a ``name``."""
    found: list[str] = []
    for item in _listed(value):
        for name in _listed(item.get("name")) if isinstance(item, dict) else [item]:
            line = _text(name)
            line = line[3:] if line[:3].lower() == "by " else line
            if line and not line.startswith(("http://", "https://", "@", "//")):
                found.append(line)
    return list(dict.fromkeys(found))


def _keywords(value: Any) -> list[str]:
    words = value.split(",") if isinstance(value, str) else _names(value)
    return list(dict.fromkeys(word for part in words if (word := clean_line(unescape(part)))))


def _body(value: Any) -> str:
    from searchkit.ingest.html_text import html_text

    text = next((item for item in _listed(value) if isinstance(item, str)), "")
    # Most sites write plain text here, with line breaks. Some write markup.
    return html_text(text) if "</" in text else unescape(text).strip()


def _page_title(tree: Any, metas: _Metas, site: str) -> str:
    headings = [clean_line("".join(heading.itertext())) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if heading and heading != site]
    stated = metas.first(_TITLES) or (headings[0] if len(headings) == 1 else "")
    if not stated:
        element = next(tree.iter("title"), None)
        stated = clean_line("".join(element.itertext())) if element is not None else ""
    for heading in headings:
        if stated.startswith(heading) and stated[len(heading) :].lstrip()[:1] in tuple("|-\u2013\u2014:\u00b7\u00bb"):
            return heading
    for mark in _TITLE_MARKS:
        if site and stated.endswith(mark + site):
            return stated.removesuffix(mark + site)
    return stated or next(iter(headings), "")


def _times(tree: Any) -> Iterator[str]:
    """The times in ``time`` elements: those marked as publication, then the first within an article."""
    inside: list[str] = []
    for element in tree.iter("time"):
        moment = element.get("datetime") or clean_line("".join(element.itertext()))
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        if not moment or "modified" in marks or "updated" in marks:
            continue
        if element.get("pubdate") is not None or "publi" in marks:
            yield moment
        elif any(above.tag in ("article", "main", "header") for above in element.iterancestors()):
            inside.append(moment)
    yield from inside[:1]


def _first_readable(dates: list[str]) -> str:
    stated = [date for date in dates if date]
    return next((date for date in stated if stated_date(date)), stated[0] if stated else "")


def _marked_authors(tree: Any) -> list[str]:
    marked = (
        element
        for element in tree.iter("a", "span", "p", "div", "address")
        if (element.get("itemprop") or "") == "author" or (element.get("rel") or "") == "author"
    )
    names = [clean_line("".join(element.itertext())) for element, _ in zip(marked, range(10), strict=False)]
    return [name for name in _names(names) if len(name) < 100]


def _canonical(tree: Any, metas: _Metas, linked: dict[str, Any]) -> str:
    links = (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    page = linked.get("mainEntityOfPage")
    of_page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    for address in (*links, metas.first(("og:url", "parsely-link")), _text(linked.get("url")), _text(of_page)):
        address = clean_line(address or "")
        if address.lower().startswith(("http://", "https://")):
            return address
    return ""
