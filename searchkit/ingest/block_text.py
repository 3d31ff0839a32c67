"""The text of an XML tree of paragraphs and words, as in NITF and XHTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from searchkit.ingest.safe_xml import local_name

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["block_text"]

_BLOCKS: Final = frozenset(
    "p h1 h2 h3 h4 h5 h6 hl1 hl2 div section article block bq blockquote q-block pre ul ol dl table nitf-table media "
    "media-caption figure figcaption caption tagline bibliography note fn hr body header footer credit byline "
    "abstract dateline".split()
)
_LINES: Final = frozenset({"li", "tr", "dt", "dd", "br"})
_CELLS: Final = frozenset({"td", "th"})
# Readers of the article do not see these.
_UNSEEN: Final = frozenset(
    "head script style template media-metadata media-object media-reference alt-code pronounce nitf-table-metadata "
    "table-reference custom-table svg".split()
)


def block_text(element: Element, unseen: frozenset[str] = frozenset()) -> str:
    """The text within ``element``. Blocks are a blank line apart, items and rows a line. White space is folded.

    Elements named in ``unseen`` are left out with their content.
    """
    parts: list[str] = []
    _gather(element, parts, _UNSEEN | unseen)
    paragraphs = []
    for paragraph in "".join(parts).split("\x1e"):
        lines = (" ".join(line.split()) for line in paragraph.split("\x1d"))
        if text := "\n".join(line for line in lines if line):
            paragraphs.append(text)
    return "\n\n".join(paragraphs)


def _gather(element: Element, parts: list[str], unseen: frozenset[str]) -> None:
    # The marks cannot occur in XML. safe_xml limits the depth of trees.
    parts.append(element.text or "")
    for child in element:
        name = local_name(child)
        mark = "\x1e" if name in _BLOCKS else "\x1d" if name in _LINES else " " if name in _CELLS else ""
        parts.append(mark)
        if name and name not in unseen:
            _gather(child, parts, unseen)
        parts += (mark, child.tail or "")
