"""Web pages: the text of the article without its surroundings, and the page's statements about it.

trafilatura finds the text (Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery
and Extraction", ACL 2021). Nothing of it that uses the network is called.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Final

from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.encoding import fallback_note, whole_text
from searchkit.ingest.optional_package import optional_package
from searchkit.ingest.page_metadata import page_record
from searchkit.ingest.page_size import cut_off, text_size
from searchkit.ingest.registry import Format
from searchkit.ingest.source import Source
from searchkit.ingest.stated_record import stated_article

_SIZE_LIMIT: Final = 50 << 20
# Extraction time grows with the square of this. News pages have a few thousand.
_ELEMENT_LIMIT: Final = 30_000
# The precise text counts unless the generous one is so many times as long.
_GENEROUS: Final = 3
_SENTENCE: Final = 40  # characters of a line that is no entry of a menu
_PACKAGES: Final = ("trafilatura", "htmldate", "courlan", "justext", "readability")


def read(source: Source) -> Iterator[Article | Problem]:
    """The one article of a page. A failed Problem ``no_text`` if the page has no article."""
    decoded = whole_text(source, _SIZE_LIMIT, "HTML")
    tree, cut = _tree(decoded.text)
    if decoded.bad_line is not None:
        yield fallback_note(source, decoded.bad_line, guess=decoded.guess)
    record = page_record(tree) if tree is not None else {}
    paragraphs: list[str] = []
    if tree is not None:
        _unfold_layout(tree)
        paragraphs = _article_text(tree)
    title = record.get("title", "")
    if paragraphs and clean_line(paragraphs[0]).casefold() == title.casefold():
        del paragraphs[0]
    shown, stated = "\n\n".join(paragraphs), record.get("body", "")
    # What a page states apart for machines may be cut. But a page that loads its text shows only its frame.
    record["body"] = stated if len(stated) > _GENEROUS * len(shown) else shown
    if cut is not None:
        hint = "this limit is fixed; split the page, or convert it to text"
        if not record["body"]:
            raise Unreadable("too_large", f"{cut}; the rest is not read", hint=hint)
        yield source.problem("article_cut", f"{cut}; the rest is left out", hint=hint, severity="note")
        record["flags"] = ["truncated"]
    if not record["body"]:
        yield source.problem("no_text", "a page without article text")
        return
    yield from stated_article(source, record, origin=source.whole())


FORMAT: Final = Format("html", (".html", ".htm", ".xhtml"), read)


def _tree(text: str) -> tuple[Any, str | None]:
    """The page as lxml's tree, None if it is empty. And which limit it passes, if the tree lacks what is beyond one.

    libxml2 has limits of 255 levels of elements, and of 10 MB of one.
    """
    html = optional_package("lxml.html", "html")
    etree = optional_package("lxml.etree", "html")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # only comments
        return None, None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        cut_off(tree, _ELEMENT_LIMIT)
        return tree, "elements are nested more than 255 deep, or one is larger than 10 MB"
    count = cut_off(tree, _ELEMENT_LIMIT)
    return tree, f"a page of {count:,} elements; the limit is {_ELEMENT_LIMIT:,}" if count > _ELEMENT_LIMIT else None


def _unfold_layout(tree: Any) -> None:
    """Turn tables that lay out a page into blocks. Old pages have such tables; they hold no data."""
    for table in list(tree.iter("table")):
        if any(_holds_blocks(cell) for cell in table.iter("td")):
            parts = table.iter("caption", "thead", "tbody", "tfoot", "tr", "th", "td")
            for part in [part for part in parts if next(part.iterancestors("table"), None) is table]:
                part.tag = "div"
            table.tag = "div"


def _holds_blocks(cell: Any) -> bool:
    paragraphs = zip(cell.iter("p"), range(2), strict=False)
    return next(cell.iter("h1", "table"), None) is not None or len(list(paragraphs)) == 2


def _article_text(tree: Any) -> list[str]:
    trafilatura = optional_package("trafilatura", "html")
    for name in _PACKAGES:
        # They log pages without text as errors. Without a handler, Python would print that.
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    precise = _extracted(trafilatura, tree, True)
    # Precision pays, but it may throw away all of an article. A second look costs as much as the first.
    if _GENEROUS * sum(map(len, precise)) >= text_size(tree):
        return precise
    generous = _extracted(trafilatura, tree, False)
    longer = sum(map(len, generous)) > _GENEROUS * sum(map(len, precise))
    return generous if longer and _is_running_text(generous) else precise


def _is_running_text(blocks: list[str]) -> bool:
    """Whether most of a text stands in lines of some length, as sentences do and menus do not."""
    lines = [len(line) for block in blocks for line in block.split("\n")]
    return 2 * sum(length for length in lines if length >= _SENTENCE) >= sum(lines)


def _extracted(trafilatura: Any, tree: Any, is_precise: bool) -> list[str]:
    found = trafilatura.bare_extraction(tree, favor_precision=is_precise, include_comments=False, with_metadata=False)
    if found is None or found.body is None:
        return []
    body = found.body
    blocks = [_block(child) for child in body] if body.tag == "body" else [_block(body)]
    return [block for block in ((body.text or "").strip() if body.tag == "body" else "", *blocks) if block]


def _block(element: Any) -> str:
    """The text of a paragraph, heading, list, quotation or table of trafilatura, and of what follows it."""
    tail = clean_line(element.tail or "")
    if element.tag == "table":
        rows = (" | ".join(_flowing(cell) for cell in row.iter("cell")) for row in element.iter("row"))
        text = "\n".join(row for row in rows if row)
    elif element.tag == "list":
        text = "\n".join(item for child in element.iter("item") if (item := _flowing(child)))
    elif element.tag == "quote" and len(element):
        text = "\n\n".join(
            part for part in (clean_line(element.text or ""), *(_block(child) for child in element)) if part
        )
    elif element.tag == "code":
        text = "".join(element.itertext()).strip("\n")
    else:
        text = _flowing(element)
    return "\n\n".join(part for part in (text, tail) if part)


def _flowing(element: Any) -> str:
    """Text with folded white space and the line breaks of the page."""
    lines = [element.text or ""]
    for inner in element.iterdescendants():
        if inner.tag == "lb":
            lines.append("")
        else:
            lines[-1] += inner.text or ""
        # The tail of the element is not its own text; the walk leaves it out.
        lines[-1] += inner.tail or ""
    return "\n".join(line for piece in lines if (line := clean_line(piece)))
