"""XML files. They all end in ``.xml``, so the root element decides the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.ingest.encoding import fallback_note
from searchkit.ingest.registry import Format
from searchkit.ingest.safe_xml import OriginOf, local_name, parse_placed
from searchkit.ingest.source import Source
from searchkit.ingest.xml_encoding import as_utf8

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Local name of the root element -> "module:function". A function takes the source, the root element, and a function
# that tells the place of an element of several. It yields what the reader of a format yields. Its module is loaded for
# the first file of its kind.
_ROOTS: Final = {
    "rss": "searchkit.ingest.formats.feed:read_root",
    "RDF": "searchkit.ingest.formats.feed:read_root",
    "feed": "searchkit.ingest.formats.feed:read_root",
    "nitf": "searchkit.ingest.formats.nitf:read_root",
    **dict.fromkeys(
        ("newsMessage", "newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem"),
        "searchkit.ingest.formats.newsml_g2:read_root",
    ),
}
# Local names of elements of which a document has several, and which are articles.
_ARTICLES: Final = frozenset({"item", "entry", "newsItem"})
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
    root, placed = parse_placed(text, _ARTICLES, source.check, "utf-8")
    # Bytes of another encoding are not those of the file.
    origin_of = placed if decoded is None else lambda element: _line_only(placed(element))
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


def _line_only(origin: Origin | None) -> Origin | None:
    return Origin(line=origin.line) if origin is not None else None


FORMAT: Final = Format("xml", (".xml", ".rss", ".atom", ".nitf"), read)
