"""NITF, the IPTC's News Industry Text Format (versions 3.x): one article per document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.block_text import block_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.safe_xml import OriginOf, local_name, text_of
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import known, stated_article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["XML_LANG", "children", "first", "nitf_record", "read_root"]

XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# Dates have the basic form of ISO 8601: 20191126T100000-0500.
_BASIC_DATE: Final = re.compile(r"\s*(\d{8})(?:T\S*)?\s*")
_SUBJECT: Final = ("code", "type", "matter", "detail")
# For a person, what is not the name. For a place, from the smallest to the largest.
_NO_NAME: Final = frozenset({"function", "byttl"})
_PLACES: Final = ("sublocation", "city", "region", "state", "country")


def read_root(source: Source, root: Element, _: OriginOf) -> Iterator[Article | Problem]:
    """The article of a document."""
    yield from stated_article(source, nitf_record(root), origin=source.whole())


def nitf_record(root: Element) -> dict[str, Any]:
    """The article of an ``nitf`` element as a record with the keys of Article.from_dict.

    Subjects, categories, keywords and rights in its head become metadata. The people, organisations and places that
    editors identified become entities.
    """
    docdata = first(root, "head", "docdata")
    above = first(root, "body", "body.head")
    content = first(root, "body", "body.content")
    pubdata = first(root, "head", "pubdata")
    body = "" if content is None else _body(content)
    title = _line(above, "hedline", "hl1") or _line(above, "hedline") or _line(root, "head", "title")
    subtitles = [
        text for hedline in children(above, "hedline") for hl2 in children(hedline, "hl2") if (text := text_of(hl2))
    ]
    dates = (
        _attribute(docdata, "date.issue", "norm"),
        _attribute(above, "dateline", "story.date", attribute="norm"),
        pubdata.get("date.publication", "") if pubdata is not None else "",
        _attribute(docdata, "date.release", "norm"),
    )
    abstract = first(above, "abstract")
    metadata = {
        "author": "; ".join(text for byline in children(above, "byline") if (text := text_of(byline))),
        "subtitle": subtitles[0] if len(subtitles) == 1 else subtitles,
        "abstract": block_text(abstract) if abstract is not None else "",
        "tagline": _line(root, "body", "body.end", "tagline"),
        "urgency": _attribute(docdata, "urgency", "ed-urg"),
        "copyright": _copyright(docdata),
        "slugline": _attribute(docdata, "du-key", "key") or _meta(root, "slug"),
        "version": _attribute(docdata, "du-key", "version"),
        "note": _attribute(docdata, "ed-msg", "info"),
        "series": _attribute(docdata, "series", "series.name"),
        "publication": pubdata.get("name", "") if pubdata is not None else "",
        "section": pubdata.get("position.section", "") if pubdata is not None else "",
        "subjects": _subjects(root),
        "categories": _categories(docdata),
        "keywords": [key for word in children(first(docdata, "key-list"), "keyword") if (key := word.get("key", ""))],
    }
    record = {
        "id": _attribute(docdata, "doc-id", "id-string") or root.get("uno", ""),
        "title": title,
        "body": body,
        "date": _plain_date(next((date for date in dates if date.strip()), "")),
        "dateline": _line(above, "dateline"),
        "agency": _line(above, "distributor"),
        "language": primary_language(root.get("baselang", "") or root.get(XML_LANG, "")),
        "url": pubdata.get("ex-ref", "") if pubdata is not None else "",
        "entities": _entities(docdata),
        "metadata": known(**metadata),
    }
    return known(**record)


def children(element: Element | None, name: str) -> list[Element]:
    """The children with a local name."""
    return [] if element is None else [child for child in element if local_name(child) == name]


def first(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def _body(content: Element) -> str:
    # The New York Times gives its leads twice: as a block, and at the start of the whole text.
    full = [block for block in children(content, "block") if block.get("class") == "full_text"]
    return "\n\n".join(block_text(block) for block in full) if full else block_text(content)


def _line(element: Element | None, *path: str) -> str:
    found = first(element, *path)
    return text_of(found) if found is not None else ""


def _attribute(element: Element | None, *path: str, attribute: str = "") -> str:
    """The attribute of the element at a path; where it is not named, it is the last of the path."""
    names, attribute = (path, attribute) if attribute else (path[:-1], path[-1])
    found = first(element, *names)
    return found.get(attribute, "").strip() if found is not None else ""


def _plain_date(text: str) -> str:
    match = _BASIC_DATE.fullmatch(text)
    return match.group(1) if match else text


def _meta(root: Element, name: str) -> str:
    values = (meta for meta in children(first(root, "head"), "meta") if meta.get("name", "").lower() == name)
    return next((meta.get("content", "") for meta in values), "")


def _copyright(docdata: Element | None) -> str:
    found = first(docdata, "doc.copyright")
    if found is None:
        return ""
    return " ".join(text for name in ("year", "holder") if (text := found.get(name, "").strip()))


def _subjects(root: Element) -> list[dict[str, str]]:
    """The codes of the IPTC's Subject Reference System and what they stand for."""
    subjects = []
    for subject in children(first(root, "head", "tobject"), "tobject.subject"):
        stated = [subject.get(f"tobject.subject.{name}", "").strip() for name in _SUBJECT]
        code = subject.get("tobject.subject.refnum", "").strip() or stated[0]
        name = next((text for text in reversed(stated[1:]) if text), "")
        if code or name:
            subjects.append({key: text for key, text in (("code", code), ("name", name)) if text})
    return subjects


def _categories(docdata: Element | None) -> list[dict[str, str]]:
    categories = []
    for classifier in children(first(docdata, "identified-content"), "classifier"):
        stated = {
            "type": classifier.get("type", ""),
            "code": classifier.get("value", ""),
            "name": text_of(classifier),
        }
        if stated["code"] or stated["name"]:
            categories.append({key: text for key, text in stated.items() if text})
    return categories


def _entities(docdata: Element | None) -> dict[str, list[str]]:
    identified = first(docdata, "identified-content")
    people = [_person(person) for person in children(identified, "person")]
    orgs = [_org(org) for org in children(identified, "org")]
    places = [_place(place) for place in children(identified, "location")]
    named = {"person": people, "org": orgs, "place": places}
    return {kind: known for kind, names in named.items() if (known := [name for name in names if name])}


def _person(person: Element) -> str:
    names = [_line(person, part) for part in ("name.given", "name.family")]
    return " ".join(name for name in names if name) or " ".join(block_text(person, _NO_NAME).split())


def _org(org: Element) -> str:
    return " ".join(block_text(org).split()) or org.get("value", "")


def _place(place: Element) -> str:
    return next((text for part in _PLACES if (text := _line(place, part))), "") or text_of(place)
