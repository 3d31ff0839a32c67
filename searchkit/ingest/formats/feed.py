"""Feeds: RSS 2.0 (and 0.9x), RSS 1.0, Atom (RFC 4287) and Atom 0.3. Each item is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.html_text import html_line, html_text
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.markup import html_of_feed, without_markup
from searchkit.ingest.safe_xml import OriginOf, local_name, text_of
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import known, stated_article

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
# The roots of Atom 0.3, and of Atom without a namespace.
_OLD_ATOM: Final = ("{http://purl.org/atom/ns#}feed", "feed")
_OLD_NAMES: Final = {"issued": "published", "created": "published", "modified": "updated"}
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_DC_TERMS: Final = "{http://purl.org/dc/terms/}"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# RSS 2.0 has no namespace; RSS 1.0 and 0.90 have one each. Elements of other modules must not count as theirs.
_RSS_SPACES: Final = (
    "",
    "{http://purl.org/rss/1.0/}",
    "{http://my.netscape.com/rdf/simple/0.9/}",
    "{http://backend.userland.com/rss2}",
)
# RSS 2.0: the address of a person, with the name in brackets.
_MAIL_AND_NAME: Final = re.compile(r"\S+@\S+\s*\(([^()]+)\)")


def read_root(source: Source, root: Element, origin_of: OriginOf) -> Iterator[Article | Problem]:
    """The items of a feed in order. An item without a title or a text is a failed Problem."""
    if root.tag in _OLD_ATOM:
        _as_atom(root)
    atom = root.tag == f"{_ATOM}feed"
    channel = root if atom else next((child for child in root if local_name(child) == "channel"), None)
    # In RSS 1.0, items stand beside the channel.
    parents = [root] if channel is None or channel is root else [channel, root]
    wanted = "entry" if atom else "item"
    items = [child for parent in parents for child in parent if local_name(child) == wanted]
    if not items:
        kind = (
            "an RDF file that is not a feed"
            if local_name(root) == "RDF" and channel is None
            else "a feed without items"
        )
        yield source.problem("no_text", kind, severity="failed" if channel is None else "note")
        return
    common = _of_atom_feed(root) if atom else _of_channel(channel)
    for number, item in enumerate(items, 1):
        stated = _of_entry(item) if atom else _of_item(item)
        metadata = {**common.get("metadata", {}), **stated.pop("metadata")}
        record = {**{name: value for name, value in common.items() if name != "metadata"}, **stated}
        where = f"item {number}: "
        yield from stated_article(source, {**record, "metadata": metadata}, item=where, origin=origin_of(item))


def _as_atom(root: Element) -> None:
    """Rename the elements of an older Atom to those of RFC 4287, which says the same of them."""
    space = root.tag.removesuffix("feed")
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag.startswith(space or element.tag.lstrip("{")):
            name = element.tag.removeprefix(space)
            element.tag = _ATOM + _OLD_NAMES.get(name, name)
        kind = element.get("type", "")
        if element.get("mode") == "xml" and "html" in kind:
            element.set("type", "xhtml")
        elif element.get("mode") == "base64":
            element.set("type", "application/octet-stream")


def _of_channel(channel: Element | None) -> dict[str, Any]:
    if channel is None:
        return {}
    language = _rss(channel, "language") or _text(channel, f"{_DC}language")
    return known(language=primary_language(language), metadata=known(feed=html_line(_rss(channel, "title"))))


def _of_item(item: Element) -> dict[str, Any]:
    """The fields of an RSS item, with its metadata."""
    summary = html_text(html_of_feed(_rss(item, "description")))
    content = html_text(html_of_feed(_text(item, _CONTENT))) or _atom_text(item.find(f"{_ATOM}content"))
    guid = item.find("guid")
    link = _rss(item, "link") or _atom_link(item)
    if not link and guid is not None and guid.get("isPermaLink", "true") == "true":
        link = _text(item, "guid")
    authors = [_name(text_of(author)) for tag in ("author", f"{_DC}creator") for author in item.findall(tag)]
    return known(
        title=html_line(html_of_feed(_rss(item, "title"))) or html_line(html_of_feed(_text(item, f"{_DC}title"))),
        body=content or summary,
        date=_rss(item, "pubDate") or _text(item, f"{_DC}date") or _text(item, f"{_DC_TERMS}issued"),
        url=_address(link),
        id=_text(item, "guid") or item.get(_RDF_ABOUT, "").strip(),
        language=primary_language(_text(item, f"{_DC}language") or item.get(_XML_LANG, "")),
    ) | {
        "metadata": known(
            author=_one_or_list(authors),
            categories=_values(item, "category", f"{_DC}subject"),
            summary=summary if content and summary != content else "",
            source=_text(item, "source"),
        )
    }


def _of_atom_feed(feed: Element) -> dict[str, Any]:
    authors = _people(feed)
    return known(
        language=primary_language(feed.get(_XML_LANG, "")),
        metadata=known(feed=_line(_atom_text(feed.find(f"{_ATOM}title"))), author=_one_or_list(authors)),
    )


def _of_entry(entry: Element) -> dict[str, Any]:
    """The fields of an Atom entry, with its metadata."""
    summary = _atom_text(entry.find(f"{_ATOM}summary"))
    content = _atom_text(entry.find(f"{_ATOM}content"))
    categories = [
        value
        for category in entry.findall(f"{_ATOM}category")
        if (value := _line(category.get("label") or category.get("term") or ""))
    ]
    return known(
        title=_line(_atom_text(entry.find(f"{_ATOM}title"))),
        body=content or summary,
        date=_text(entry, f"{_ATOM}published") or _text(entry, f"{_ATOM}updated"),
        url=_address(_atom_link(entry)),
        id=_text(entry, f"{_ATOM}id"),
        language=primary_language(entry.get(_XML_LANG, "")),
    ) | {
        "metadata": known(
            author=_one_or_list(_people(entry)),
            categories=categories,
            summary=summary if content and summary != content else "",
        )
    }


def _rss(parent: Element, name: str) -> str:
    return next((text for space in _RSS_SPACES if (text := _text(parent, space + name))), "")


def _text(parent: Element, tag: str) -> str:
    """All character data of the first child ``tag`` that has any."""
    return next((text for child in parent.findall(tag) if (text := "".join(child.itertext()).strip())), "")


def _atom_text(element: Element | None) -> str:
    """A text construct of Atom (RFC 4287, section 3.1) as plain text. Empty for binary and remote content."""
    if element is None:
        return ""
    kind = element.get("type", "text").lower()
    if kind == "xhtml":
        return html_text(_markup(element))
    text = "".join(element.itertext())
    if kind in ("html", "text/html"):
        return html_text(html_of_feed(text))
    return without_markup(text).strip() if kind == "text" or kind.startswith("text/") else ""


def _markup(element: Element) -> str:
    """The XHTML within an element as HTML, so that it is handled like other HTML."""
    from html import escape

    parts: list[str] = []
    pending: list[Element | str] = [element]
    while pending:
        here = pending.pop()
        if isinstance(here, str):
            parts.append(here)
            continue
        name = local_name(here)
        parts.append(f"<{name}>{escape(here.text or '', quote=False)}" if name else "")
        inner: list[Element | str] = []
        for child in here:
            inner += [child, escape(child.tail or "", quote=False)]
        pending += [f"</{name}>" if name else "", *reversed(inner)]
    return "".join(parts)


def _atom_link(entry: Element) -> str:
    links = entry.findall(f"{_ATOM}link")
    return next((link.get("href", "").strip() for link in links if link.get("rel", "alternate") == "alternate"), "")


def _people(parent: Element) -> list[str]:
    return [_line(_text(author, f"{_ATOM}name")) for author in parent.findall(f"{_ATOM}author")]


def _values(parent: Element, *names: str) -> list[str]:
    tags = (name if name.startswith("{") else space + name for name in names for space in _RSS_SPACES)
    return list(dict.fromkeys(value for tag in tags for child in parent.findall(tag) if (value := text_of(child))))


def _name(author: str) -> str:
    match = _MAIL_AND_NAME.fullmatch(author)
    return _line(match.group(1)) if match else html_line(author)


def _address(link: str) -> str:
    return link if link.startswith(("http://", "https://")) else ""


def _one_or_list(values: list[str]) -> str | list[str]:
    known = list(dict.fromkeys(value for value in values if value))
    return known if len(known) > 1 else "".join(known)


def _line(text: str) -> str:
    return " ".join(text.split())
