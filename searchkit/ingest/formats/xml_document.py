"""XML files. They all end in ``.xml``, so the root element decides the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.encoding import fallback_note
from searchkit.ingest.registry import Format
from searchkit.ingest.safe_xml import OriginOf, local_name, parse_placed
from searchkit.ingest.source import Source
from searchkit.ingest.xml_encoding import as_utf8
from searchkit.ingest.xml_repair import BadItem, is_feed, mended, without_bad_items

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Local name of the root element -> "module:function". A function takes the source, the root element, and a function
# that tells the place of an element of several. It yields what the reader of a format yields. Its module is loaded for
# the first file of its kind.
_ROOTS: Final = {
    "rss": "searchkit.ingest.formats.feed:read_root",
    "RDF": "searchkit.ingest.formats.feed:read_root",
    "feed": "searchkit.ingest.formats.feed:read_root",
    **dict.fromkeys(("response", "add"), "searchkit.ingest.formats.solr:read_root"),
    "nitf": "searchkit.ingest.formats.nitf:read_root",
    **dict.fromkeys(
        ("newsMessage", "newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"),
        "searchkit.ingest.formats.newsml_g2:read_root",
    ),
}
# Local names of elements of which a document has several, and which are articles.
_ARTICLES: Final = frozenset({"item", "entry", "newsItem", "doc"})
# A tree takes about ten times the memory of its file.
_SIZE_LIMIT: Final = 128 << 20


def read(source: Source) -> Iterator[Article | Problem]:
    """The articles of an XML file. A failed Problem ``no_reader`` if no reader knows its root element."""
    data = source.read_all(_SIZE_LIMIT)
    if not data.strip():
        yield source.problem("empty", "an empty file")
        return
    text, decoded = as_utf8(data, source.check)
    if decoded is not None and decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    # Bytes of another encoding, or of a mended document, are not those of the file.
    has_bytes = decoded is None
    try:
        root, placed = parse_placed(text, _ARTICLES, source.check, "utf-8")
    except Unreadable as error:
        if error.code != "bad_xml" or not is_feed(text):
            raise
        found = _mended(source, text, error)
        if found is None:
            raise
        root, placed, has_bytes, problems = *found[:2], False, found[2]
        yield from problems
    origin_of = placed if has_bytes else lambda element: _line_only(placed(element))
    name = local_name(root)
    target = _ROOTS.get(name)
    if target is None:
        yield source.problem(
            "no_reader", f"no reader for XML of <{name[:60]}>", hint="convert it to text, JSON Lines or RSS"
        )
        return
    module, _, attribute = target.partition(":")
    read_root = cast(
        "Callable[[Source, Element, OriginOf], Iterator[Article | Problem]]", getattr(import_module(module), attribute)
    )
    yield from read_root(source, root, origin_of)


def _mended(source: Source, data: bytes, error: Unreadable) -> tuple[Element, OriginOf, list[Problem]] | None:
    """A feed with faults of form, as far as it can be read, and what is told of it. None if nothing can be read.

    ``error`` is the first fault.
    """
    text = mended(data)
    bad: list[BadItem] = []
    try:
        root, placed = parse_placed(text, _ARTICLES, source.check, "utf-8")
    except Unreadable:
        parts = without_bad_items(text, source.check)
        if parts is None or not parts[2]:
            return None
        text, bad, _ = parts
        try:
            root, placed = parse_placed(text, _ARTICLES, source.check, "utf-8")
        except Unreadable:
            return None
    note = source.problem(
        "bad_xml",
        f"a feed with a fault of form: {error.message.removeprefix('cannot read this XML: ')}",
        line=error.line,
        hint="the items that can be read were read; tell the maker of the feed",
        severity="note",
    )
    told = [source.problem("bad_xml", f"item {each.number}: {each.reason}", line=each.line) for each in bad]
    return root, placed, [note, *told]


def _line_only(origin: Origin | None) -> Origin | None:
    return Origin(line=origin.line) if origin is not None else None


FORMAT: Final = Format("xml", (".xml", ".rss", ".atom", ".nitf"), read)
