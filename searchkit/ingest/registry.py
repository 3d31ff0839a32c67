"""Which reader reads what: the built-in formats, and those of other packages.

A package adds a format by an entry point of the group ``searchkit.formats`` that names a :class:`Format`. Such formats
are tried before the built-in ones, so they can replace one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from searchkit._native import PlainArticle, PlainArticles
from searchkit.article import Article
from searchkit.base.problem import Problem
from searchkit.ingest.source import Source

__all__ = [
    "ENTRY_POINT_GROUP",
    "Format",
    "Source",
    "extension",
    "format_by_content",
    "format_by_extension",
    "format_for",
    "formats",
    "plugin_problems",
]

ENTRY_POINT_GROUP: Final = "searchkit.formats"


@dataclass(frozen=True, slots=True)
class Format:
    """A file format and its reader.

    ``extensions`` are in lower case, with the dot. ``read`` yields the articles of a source in order, without
    ``path``, and Problems among them. It may raise Unreadable or OSError if it cannot go on. It may also yield a
    Source that it found inside its own (an attachment, a captured page), see :meth:`Source.within`. That Source is
    read as a file before the reader goes on. Our reader of JSON Lines also yields articles that the core read.
    """

    name: str
    extensions: tuple[str, ...]
    read: Callable[[Source], Iterator[Article | PlainArticle | PlainArticles | Problem | Source]]


# Extension -> "module:attribute". A module is loaded for the first file of its kind.
_BUILT_IN: Final = {
    ".txt": "searchkit.ingest.formats.plain_text:FORMAT",
    ".text": "searchkit.ingest.formats.plain_text:FORMAT",
    ".jsonl": "searchkit.ingest.formats.json_articles:LINES",
    ".ndjson": "searchkit.ingest.formats.json_articles:LINES",
    ".json": "searchkit.ingest.formats.json_articles:DOCUMENT",
    ".sgm": "searchkit.ingest.formats.reuters_sgml:FORMAT",
    ".sgml": "searchkit.ingest.formats.reuters_sgml:FORMAT",
    ".xml": "searchkit.ingest.formats.xml_document:FORMAT",
    ".rss": "searchkit.ingest.formats.xml_document:FORMAT",
    ".atom": "searchkit.ingest.formats.xml_document:FORMAT",
    ".html": "searchkit.ingest.formats.html_page:FORMAT",
    ".htm": "searchkit.ingest.formats.html_page:FORMAT",
    ".xhtml": "searchkit.ingest.formats.html_page:FORMAT",
    ".csv": "searchkit.ingest.formats.csv_table:FORMAT",
    ".tsv": "searchkit.ingest.formats.csv_table:FORMAT",
    ".md": "searchkit.ingest.formats.markdown_page:FORMAT",
    ".markdown": "searchkit.ingest.formats.markdown_page:FORMAT",
    ".pdf": "searchkit.ingest.formats.pdf_document:FORMAT",
    ".docx": "searchkit.ingest.formats.docx_document:FORMAT",
    ".docm": "searchkit.ingest.formats.docx_document:FORMAT",
    ".dotx": "searchkit.ingest.formats.docx_document:FORMAT",
    ".dotm": "searchkit.ingest.formats.docx_document:FORMAT",
    ".odt": "searchkit.ingest.formats.opendocument:FORMAT",
    ".ott": "searchkit.ingest.formats.opendocument:FORMAT",
    ".fodt": "searchkit.ingest.formats.opendocument:FORMAT",
    ".sxw": "searchkit.ingest.formats.opendocument:FORMAT",
    ".nitf": "searchkit.ingest.formats.xml_document:FORMAT",
    ".eml": "searchkit.ingest.formats.mail:FORMAT",
    ".mbox": "searchkit.ingest.formats.mbox:FORMAT",
    ".mbx": "searchkit.ingest.formats.mbox:FORMAT",
    ".warc": "searchkit.ingest.formats.warc:FORMAT",
    ".wet": "searchkit.ingest.formats.warc:FORMAT",
}
# Any headers before the wanted one.
_HEADERS: Final = rb"(?:[!-9;-~]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?"
_BY_CONTENT: Final = (
    (re.compile(rb"\s*(?:<!DOCTYPE\s+lewis\b|<REUTERS\s)", re.IGNORECASE), ".sgm"),
    (re.compile(rb"%PDF-\d"), ".pdf"),
    # A zip file whose first members are those of a Word document.
    (
        re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/).*word/document\.xml", re.DOTALL),
        ".docx",
    ),
    # A zip file whose first member is the type of an OpenDocument text, or such a text in one file.
    (re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL), ".odt"),
    (re.compile(rb"\s*<\?xml[^<>]*>\s*<office:document[\s>]"), ".fodt"),
    # Before XML, which pages in XHTML are as well.
    (
        re.compile(rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,1000}?-->\s*)?<(?:!DOCTYPE\s+html|html)\b", re.I | re.S),
        ".html",
    ),
    (
        re.compile(
            rb"\s*<(?:\?xml\s|rss[\s>]|rdf:RDF[\s>]|feed[\s>]|!DOCTYPE\s+nitf\b|nitf[\s>]|(?:response|add)>|news(?:Message|Item)[\s>])"
        ),
        ".xml",
    ),
    # The first line is a whole object. Nothing or another object follows.
    (re.compile(rb"\s*\{\s*\"[^\n]*\}[ \t\r]*\n(?:\s*\{|\s*\Z)"), ".jsonl"),
    (re.compile(rb"\s*(?:\{\s*\"|\[\s*\{)"), ".json"),
    (re.compile(rb"WARC/\d\.\d+\s*\n"), ".warc"),
    (re.compile(rb"From [^\n]{1,300}\b\d{1,2}:\d\d\b[^\n]{0,40}?\b\d{4}\b[^\n]*\n(?:[!-9;-~]+:|>From )"), ".mbox"),
    # The sender and a header that only programs write. Or the trace headers, which come before many others.
    (
        re.compile(
            rb"(?=%b(?:From|Sender):)%b(?:Message-ID|MIME-Version|Received|Return-Path):"
            rb"|(?:Return-Path|Delivered-To|X-Original-To|Received|X-Gmail-Labels|X-GM-THRID):%b\Z"
            % (_HEADERS, _HEADERS, rb"[^\n]*\n(?:[!-9;-~]+:[^\n]*\n|[ \t][^\n]*\n)*[^\n]*"),
            re.IGNORECASE,
        ),
        ".eml",
    ),
)
_MARK = b"\xef\xbb\xbf"


def formats() -> tuple[Format, ...]:
    """All formats: those of other packages, then the built-in ones."""
    built_in = {target: _load(target) for target in _BUILT_IN.values()}
    return (*_plugins()[0], *built_in.values())


def plugin_problems() -> tuple[Problem, ...]:
    """One failed Problem for each format of another package that could not be loaded."""
    return _plugins()[1]


def format_for(name: str, head: bytes) -> Format | None:
    """The format of a file: by the extension of its ``name``, or else by its first bytes, or else None."""
    return format_by_extension(name) or format_by_content(head)


def format_by_extension(name: str) -> Format | None:
    """The format with the extension of ``name``."""
    ending = extension(name)
    for plugin in _plugins()[0]:
        if ending in plugin.extensions:
            return plugin
    target = _BUILT_IN.get(ending)
    return _load(target) if target else None


def format_by_content(head: bytes) -> Format | None:
    """The built-in format that the first bytes look like. None for plain text and unknown formats."""
    head = head.removeprefix(_MARK)
    for pattern, ending in _BY_CONTENT:
        if pattern.match(head):
            return _load(_BUILT_IN[ending])
    return None


def extension(name: str) -> str:
    """The lower-case extension of a file name with its dot; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return dot + ending.lower() if stem and ending else ""


@cache
def _load(target: str) -> Format:
    from importlib import import_module

    module, _, attribute = target.partition(":")
    loaded = getattr(import_module(module), attribute)
    if not isinstance(loaded, Format):
        raise TypeError(f"{target} is a {type(loaded).__name__}, not a Format")
    return loaded


@cache
def _plugins() -> tuple[tuple[Format, ...], tuple[Problem, ...]]:
    from importlib.metadata import entry_points

    found: list[Format] = []
    problems: list[Problem] = []
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: (entry.name, entry.value)):
        try:
            loaded = entry.load()
            if not isinstance(loaded, Format):
                raise TypeError(f"{type(loaded).__name__} is not a searchkit.ingest.registry.Format")
        except Exception as error:
            message = f"the format {entry.name!r} of another package could not be loaded: {error}"
            problems.append(Problem(entry.value, None, None, "plugin_failed", message, "upgrade or remove the package"))
        else:
            found.append(loaded)
    return tuple(found), tuple(problems)
