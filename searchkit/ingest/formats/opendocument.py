"""OpenDocument text (ISO/IEC 26300): paragraphs, headings, lists, tables, notes, boxes, margins, and the metadata.

A document is a zip file with parts (``.odt``), or one file of XML (``.fodt``). What stands beside the text comes after
it: notes, comments, headers and footers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.container import damage
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.registry import Format
from searchkit.ingest.safe_xml import local_name, parse, text_of
from searchkit.ingest.source import Source
from searchkit.ingest.stated_date import date_of_file
from searchkit.ingest.stated_record import known, stated_article
from searchkit.ingest.zip_part import zip_part

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SIZE_LIMIT: Final = 256 << 20
# Of one decompressed part, or of a document in one file of XML.
_PART_LIMIT: Final = 64 << 20
_TEXT_TYPES: Final = ("application/vnd.oasis.opendocument.text", "application/vnd.sun.xml.writer")
# Their text is not that of the document: styles, deleted text, fields of forms, drawings as data, indexes of words.
_UNSEEN: Final = frozenset(
    "tracked-changes forms sequence-decls variable-decls user-field-decls dde-connection-decls automatic-styles "
    "binary-data object object-ole event-listeners alphabetical-index-mark table-columns table-column "
    "table-of-content-source illustration-index-source bibliography-source desc title".split()
)
_BESIDE: Final = frozenset({"note", "annotation", "footnote", "endnote"})
_PARAGRAPHS: Final = frozenset({"p", "h"})
_TITLE_STYLES: Final = frozenset({"title", "titel", "titre", "titolo"})


def read(source: Source) -> Iterator[Article | Problem]:
    """The one article of a document. A failed Problem if it is encrypted, damaged or without text."""
    data = source.read_all(_SIZE_LIMIT)
    if not data:
        yield source.problem("empty", "an empty file")
        return
    trees, unread = _trees(data, source)
    yield from unread
    text = _child(_child(trees[0], "body"), "text")
    if text is None:
        kind = next((local_name(child) for child in _children(trees[0], "body")), "")
        raise Unreadable(
            "no_reader", f"an OpenDocument {clean_line(kind)[:40] or 'file'}, not a text", hint="convert it"
        )
    reading = _Reading()
    blocks = list(reading.blocks(text))
    about = _metadata(trees)
    title = about["title"]
    if blocks and (clean_line(blocks[0][0]) == title if title else blocks[0][1] in _TITLE_STYLES):
        title = clean_line(blocks.pop(0)[0])
    texts = [block for block, _ in blocks]
    texts += [block for note in reading.beside for block, _ in _Reading().blocks(note)]
    seen = {title, *texts}
    for margin in _margins(trees):
        # Margins are repeated for each kind of page. Some are only numbers.
        for block, _ in _Reading().blocks(margin):
            if block not in seen and re.search(r"[^\W\d_]", block):
                seen.add(block)
                texts.append(block)
    body = "\n\n".join(texts)
    if not body and not title:
        yield source.problem("no_text", "a document without text")
        return
    yield from stated_article(
        source,
        {
            "title": title or None,
            "body": body,
            "date": date_of_file(about["creation-date"] or about["date"], body),
            "language": primary_language(about["language"]) or None,
            "metadata": known(
                author=about["initial-creator"] or about["creator"],
                keywords=about["keyword"],
                subject=about["subject"],
                description=about["description"],
            ),
        },
        origin=source.whole(None),
    )


FORMAT: Final = Format("odt", (".odt", ".ott", ".fodt", ".sxw"), read)


def _trees(data: bytes, source: Source) -> tuple[list[Element], list[Problem]]:
    """The trees of a document, the one with its text first. And notes on others that cannot be read."""
    import zipfile

    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if len(data) > _PART_LIMIT:
            message = f"a document of more than {_PART_LIMIT >> 20} MiB of XML"
            raise Unreadable("too_large", message, hint="this limit is fixed; split the document")
        return [parse(data, source.check)], []
    with damage("OpenDocument file"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        kind = zip_part(archive, "mimetype", 200).decode("ascii", "replace").strip() if "mimetype" in names else ""
        if kind and not kind.startswith(_TEXT_TYPES):
            raise Unreadable("no_reader", f"no reader for {clean_line(kind)[:80]}", hint="convert it to .odt")
        if "META-INF/manifest.xml" in names and b"encryption-data" in zip_part(
            archive, "META-INF/manifest.xml", _PART_LIMIT
        ):
            raise Unreadable("encrypted", "encrypted", hint="save it without its password")
        if "content.xml" not in names:
            raise Unreadable("damaged", "damaged OpenDocument file: no text part")
        found = [parse(zip_part(archive, "content.xml", _PART_LIMIT), source.check)]
        problems = []
        for name in ("meta.xml", "styles.xml"):
            try:
                if name in names:
                    found.append(parse(zip_part(archive, name, _PART_LIMIT), source.check))
            except Unreadable as error:
                message = f"cannot read the part {name}: {error.message}"
                hint = "the rest of the document was read"
                problems.append(source.problem("part_unreadable", message, hint=hint, severity="note"))
    return found, problems


def _child(parent: Element | None, name: str) -> Element | None:
    return next((child for child in parent if local_name(child) == name), None) if parent is not None else None


def _children(parent: Element, name: str) -> list[Element]:
    found = _child(parent, name)
    return list(found) if found is not None else []


def _metadata(trees: list[Element]) -> dict[str, str]:
    """What the document says of itself. Several keywords are joined."""
    about = dict.fromkeys(
        "title creation-date date language initial-creator creator keyword subject description".split(), ""
    )
    for tree in trees:
        for item in _children(tree, "meta"):
            name, text = local_name(item), text_of(item)
            if name == "keywords":  # as old files have them
                about["keyword"] = ", ".join(filter(None, map(text_of, item)))
            elif about.get(name) and name == "keyword":
                about[name] += f", {text}"
            elif not about.get(name, text):
                about[name] = text
    return about


def _margins(trees: list[Element]) -> Iterator[Element]:
    """The headers and footers of all kinds of pages."""
    for tree in trees:
        for page in _children(tree, "master-styles"):
            yield from (child for child in page if local_name(child).startswith(("header", "footer")))


class _Reading:
    """Reads blocks, and keeps what stands beside them: notes and comments. Nesting is limited, so recursion is safe."""

    def __init__(self) -> None:
        self.beside: list[Element] = []

    def blocks(self, element: Element) -> Iterator[tuple[str, str]]:
        """The paragraphs, lists and tables within an element, each with the lower-case name of its style."""
        for child in element:
            name = local_name(child)
            if name in _PARAGRAPHS:
                yield from self._paragraph(child)
            elif name == "table":
                yield from self._table(child)
            elif name == "list":
                lines = [text for item in child for text, _ in self.blocks(item)]
                if lines:
                    yield "\n".join(lines), ""
            elif name in _BESIDE:
                self.beside.append(child)
            elif name and name not in _UNSEEN:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[tuple[str, str]]:
        """A paragraph, and then the text of its boxes."""
        pieces: list[str] = []
        boxes: list[Element] = []
        self._inline(paragraph, pieces, boxes)
        text = "\n".join(line for part in "".join(pieces).split("\x1e") if (line := clean_line(part)))
        if text:
            style = next((value for key, value in paragraph.items() if key.endswith("style-name")), "")
            yield text, style.lower()
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, element: Element, pieces: list[str], boxes: list[Element]) -> None:
        pieces.append(element.text or "")
        for child in element:
            name = local_name(child)
            if name in ("s", "tab", "tab-stop"):
                pieces.append(" ")
            elif name == "line-break":
                pieces.append("\x1e")
            elif name in _BESIDE:
                self.beside.append(child)
            elif name == "text-box" or name in _PARAGRAPHS or name in ("table", "list"):
                boxes.append(_wrapped(child) if name != "text-box" else child)
            elif name == "ruby-text" or name in _UNSEEN or not name:
                pass
            else:
                self._inline(child, pieces, boxes)
            pieces.append(child.tail or "")

    def _table(self, table: Element) -> Iterator[tuple[str, str]]:
        """One row per line, cells separated by bars. A table of one column is only a frame around its paragraphs."""
        rows = [[list(self.blocks(cell)) for cell in row if local_name(cell) == "table-cell"] for row in _rows(table)]
        if all(sum(map(bool, row)) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    yield from cell
            return
        lines = (" | ".join(line for cell in row if (line := " ".join(text for text, _ in cell))) for row in rows)
        if text := "\n".join(clean_line(line) for line in lines if line):
            yield text, ""


def _wrapped(element: Element) -> Element:
    from xml.etree.ElementTree import Element as Made

    around = Made("box")
    around.append(element)
    return around


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local_name(child) == "table-row":
            yield child
        elif local_name(child) in ("table-rows", "table-header-rows", "table-row-group"):
            yield from _rows(child)
