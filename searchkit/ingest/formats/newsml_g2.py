"""NewsML-G2 of the IPTC: news items, alone or in messages, with their inline texts.

An item that only points to its content (``remoteContent``) has the facts stated in it. Nothing that it points to is
opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem
from searchkit.ingest.block_text import block_text
from searchkit.ingest.formats.nitf import XML_LANG, children, first, nitf_record
from searchkit.ingest.html_text import html_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.markup import without_markup
from searchkit.ingest.safe_xml import OriginOf, local_name, text_of
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import known, stated_article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_root"]

# The nature of a subject (the IPTC's concept natures, without their alias) -> the kind of entity.
_KINDS: Final = {
    "person": "person",
    "organisation": "org",
    "organization": "org",
    "geoarea": "place",
    "poi": "place",
}
# Items without an article: lists of other items, and what these refer to.
_OTHER_ITEMS: Final = {
    "packageItem": "a list of other items",
    "conceptItem": "the description of a concept",
    "knowledgeItem": "a list of concepts",
    "planningItem": "the plan of a coverage",
    "catalogItem": "a list of vocabularies",
}


def read_root(source: Source, root: Element, origin_of: OriginOf) -> Iterator[Article | Problem]:
    """The articles of an item or of a message of items, in order. An item without a text is a Problem."""
    item_set = first(root, "itemSet")
    items = [root] if local_name(root) != "newsMessage" else [] if item_set is None else list(item_set)
    items = [item for item in items if local_name(item)]
    if not items:
        yield source.problem("empty", "a message without items", severity="note")
    for number, item in enumerate(items, 1):
        where = f"item {number}: " if len(items) > 1 else ""
        name = local_name(item)
        if name == "newsItem":
            origin = source.whole() if item is root else origin_of(item)
            yield from stated_article(source, _record(item), item=where, origin=origin)
        else:
            what = _OTHER_ITEMS.get(name, f"<{name[:60]}> is not a news item")
            yield source.problem("not_an_article", f"{where}{what}", severity="skipped")


def _record(item: Element) -> dict[str, Any]:
    """A news item as a record with the keys of Article.from_dict. The item wins over the text in it."""
    about, content = first(item, "itemMeta"), first(item, "contentMeta")
    names = {code: name for fact in children(item, "assert") if (code := _code(fact)) and (name := _name(fact))}
    inner = _content(first(item, "contentSet"))
    descriptions = [without_markup(block_text(text)) for text in children(content, "description")]
    description = next((text for text in descriptions if text), "")
    dates = (
        inner.get("date", ""),
        _text(about, "versionCreated"),
        _text(content, "contentCreated"),
        _text(about, "firstCreated"),
    )
    language = first(content, "language")
    tag = language.get("tag", "") if language is not None else ""
    metadata = {
        **inner.get("metadata", {}),
        **known(
            author=_text(content, "by") or ", ".join(_names(content, "creator", names)),
            abstract=description,
            creditline=_text(content, "creditline"),
            source=", ".join(_names(content, "infoSource", names)),
            copyright=_text(first(item, "rightsInfo"), "copyrightNotice")
            or ", ".join(_names(first(item, "rightsInfo"), "copyrightHolder", names)),
            usage_terms=_text(first(item, "rightsInfo"), "usageTerms"),
            urgency=_text(content, "urgency"),
            slugline=_text(content, "slugline"),
            note=_text(about, "edNote"),
            version=item.get("version", ""),
            status=_coded(about, "pubStatus"),
            type=_coded(about, "itemClass"),
            embargoed=_text(about, "embargoed"),
            created=_text(content, "contentCreated"),
            subjects=_subjects(content, names),
            genres=_names(content, "genre", names),
            keywords=[text for word in children(content, "keyword") if (text := text_of(word))],
        ),
    }
    return {
        **inner,
        **known(
            id=item.get("guid", "").strip(),
            title=_headline(content) or inner.get("title", "") or _text(about, "title"),
            body=inner.get("body", "") or description,
            date=next((date for date in dates if date), ""),
            dateline=_text(content, "dateline"),
            place=next(iter(_names(content, "located", names)), ""),
            agency=next(iter(_names(about, "provider", names)), ""),
            language=primary_language(tag or item.get(XML_LANG, "")),
            entities={**inner.get("entities", {}), **_entities(content, names)},
        ),
        "metadata": metadata,
    }


def _content(content: Element | None) -> dict[str, Any]:
    """The first inline text of a content set, with what a NITF text states about itself."""
    for inline in content if content is not None else ():
        kind = local_name(inline)
        record: dict[str, Any] = {}
        if kind == "inlineXML":
            inner = next((child for child in inline if local_name(child)), None)
            if inner is not None and local_name(inner) == "nitf":
                # This id is that of the text. The item has its own.
                record = {name: value for name, value in nitf_record(inner).items() if name != "id"}
            elif inner is not None:
                record = {"body": block_text(inline)}
        elif kind == "inlineData" and inline.get("encoding") is None:
            text = "".join(inline.itertext())
            record = {
                "body": html_text(text) if "html" in inline.get("contenttype", "") else without_markup(text).strip()
            }
        if record.get("body"):
            return record
    return {}


def _headline(content: Element | None) -> str:
    """The main headline: the one without a role, or else the first."""
    found = sorted(children(content, "headline"), key=lambda headline: headline.get("role", "main")[-4:] != "main")
    return next((text for headline in found if (text := clean_line(without_markup(text_of(headline))))), "")


def _subjects(content: Element | None, names: dict[str, str]) -> list[dict[str, str]]:
    subjects = []
    for subject in children(content, "subject"):
        code = _code(subject)
        stated = known(code=code, name=_name(subject) or names.get(code, ""), type=subject.get("type", ""))
        if stated:
            subjects.append(stated)
    return subjects


def _entities(content: Element | None, names: dict[str, str]) -> dict[str, list[str]]:
    """The named people, organisations and places among the subjects."""
    entities: dict[str, list[str]] = {}
    for subject in children(content, "subject"):
        kind = _KINDS.get(subject.get("type", "").rpartition(":")[2].lower())
        name = _name(subject) or names.get(_code(subject), "")
        if kind and name:
            entities.setdefault(kind, []).append(name)
    return entities


def _names(parent: Element | None, tag: str, names: dict[str, str]) -> list[str]:
    """The names of concepts: their own, those that the item asserts, or what replaces a code."""
    found = (
        _name(child) or names.get(_code(child), "") or child.get("literal", "") or _text_alone(child)
        for child in children(parent, tag)
    )
    return list(dict.fromkeys(name for name in found if name))


def _name(concept: Element) -> str:
    """The name of a concept; the English one of several, because names are counted and looked up."""
    found = children(concept, "name")
    found.sort(key=lambda name: primary_language(name.get(XML_LANG, "en")) != "en")
    return next((text for name in found if (text := text_of(name))), "")


def _text_alone(element: Element) -> str:
    return "" if len(element) else text_of(element)


def _code(concept: Element) -> str:
    return (concept.get("qcode") or concept.get("uri") or "").strip()


def _coded(parent: Element | None, tag: str) -> str:
    found = first(parent, tag)
    return _code(found) if found is not None else ""


def _text(parent: Element | None, tag: str) -> str:
    return next((text for child in children(parent, tag) if (text := text_of(child))), "")
