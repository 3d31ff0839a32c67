"""Untrusted XML as a tree. No entity is expanded, nothing outside the file is read, and depth and size are limited."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from searchkit.base.origin import Origin
from searchkit.base.problem import Unreadable
from searchkit.ingest.regular_file import Check, proceed
from searchkit.ingest.source import SPLIT

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["OriginOf", "local_name", "parse", "parse_placed", "text_of"]

# The place of an element in its document, if it was asked for.
OriginOf: TypeAlias = "Callable[[Element], Origin | None]"

# Nested elements; news formats stay below twenty.
_DEPTH_LIMIT: Final = 200
# Elements and attributes of one document. Each takes a hundred bytes of memory, and may take four in the file.
_NODE_LIMIT: Final = 2_000_000
_CHUNK: Final = 1 << 16


def parse(data: bytes, check: Check = proceed) -> Element:
    """The root element of an XML document. It may have a document type declaration, but no declared entities.

    ``check`` is asked while it is parsed. Raises Unreadable: ``bad_xml`` with the line, ``forbidden_xml`` for entities,
    ``too_deep``, ``too_large``.
    """
    return parse_placed(data, frozenset(), check)[0]


def parse_placed(
    data: bytes, names: Collection[str], check: Check = proceed, encoding: str | None = None
) -> tuple[Element, OriginOf]:
    """As :func:`parse`, with a function that returns the place of an element whose local name is one of ``names``.

    ``encoding`` wins over what the document declares.
    """
    parser = XMLParser(encoding=encoding, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    limited = _Limited(parser, names)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            limited.check()
            check()
        root = _closed(parser, limited)
    except ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        raise Unreadable("bad_xml", f"cannot read this XML: {reason} (column {column + 1})", line=line) from error
    except DefusedXmlException as error:
        raise Unreadable(
            "forbidden_xml", "the file declares XML entities, which are never expanded", hint="remove its DOCTYPE"
        ) from error
    except (ValueError, LookupError) as error:  # an unknown or multi-byte encoding
        raise Unreadable("bad_xml", f"cannot read this XML: {error}") from error
    # The tree holds the elements, so their identities stay.
    found = {id(element): _origin(data, *place) for element, *place in limited.placed}
    return root, lambda element: found.get(id(element))


def _origin(data: bytes, line: int, start: int, last: int) -> Origin:
    """The place of an element whose last tag begins at a byte. Bytes are only known if tags are ASCII."""
    end = data.find(b">", last) + 1
    if not data.startswith(b"</", last) or not data.startswith(b"<", start) or not end:
        return Origin(line=line)
    return Origin(start=start, end=end, line=line)


def _closed(parser: XMLParser, limited: _Limited) -> Element:
    # Newer expat holds back an unfinished token, so a limit may be met only here; the tree then lacks end tags.
    try:
        root: Element = parser.close()
    except AssertionError as error:
        limited.check()
        raise Unreadable("bad_xml", f"cannot read this XML: {error}") from error
    limited.check()
    return root


def local_name(element: Element) -> str:
    """The tag of an element without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """All text within an element on one line."""
    return " ".join("".join(element.itertext()).split())


class _Limited:
    """Counts what the expat parser meets. Otherwise it would only show when the tree is walked.

    ``placed`` are the elements with certain local names: each with the line and byte of its first tag, and the byte of
    its last.
    """

    def __init__(self, parser: XMLParser, names: Collection[str]) -> None:
        self.placed: list[tuple[Element, int, int, int]] = []
        opened: list[tuple[Element, int, int]] = []
        self._deep = False
        self._now = 0
        self._nodes = 0
        expat: Any = parser.parser
        start, end = expat.StartElementHandler, expat.EndElementHandler

        def started(*args: Any) -> None:
            self._now += 1
            self._nodes += 1 + len(args[1]) // 2
            self._deep = self._deep or self._now > _DEPTH_LIMIT
            if not self._deep and self._nodes <= _NODE_LIMIT:
                element = start(*args)
                if names and args[0].rpartition("}")[2] in names:
                    opened.append((element, expat.CurrentLineNumber, expat.CurrentByteIndex))

        def ended(*args: Any) -> None:
            self._now -= 1
            if not self._deep and self._nodes <= _NODE_LIMIT:
                end(*args)
                if opened and args[0].rpartition("}")[2] in names:
                    self.placed.append((*opened.pop(), expat.CurrentByteIndex))

        expat.StartElementHandler, expat.EndElementHandler = started, ended

    def check(self) -> None:
        if self._deep:
            message = f"more than {_DEPTH_LIMIT} elements inside one another"
            raise Unreadable("too_deep", message, hint="this limit is fixed; convert it to JSON Lines")
        if self._nodes > _NODE_LIMIT:
            message = f"more than {_NODE_LIMIT:,} elements and attributes"
            raise Unreadable("too_large", message, hint=SPLIT)
