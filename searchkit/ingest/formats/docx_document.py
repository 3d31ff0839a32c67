"""Word documents (Office Open XML, ISO/IEC 29500): paragraphs, table cells, notes, margins, and document properties.

What stands beside the text comes after it: footnotes, endnotes, comments, headers and footers. A text that they repeat
stands there once.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.container import damage
from searchkit.ingest.language_tag import primary_language
from searchkit.ingest.registry import Format
from searchkit.ingest.safe_xml import local_name, parse, text_of
from searchkit.ingest.source import Source
from searchkit.ingest.stated_date import date_of_file
from searchkit.ingest.stated_record import stated_article
from searchkit.ingest.zip_part import zip_part

if TYPE_CHECKING:
    import zipfile
    from xml.etree.ElementTree import Element

_SIZE_LIMIT: Final = 256 << 20
# Of one decompressed part. The text of a thousand pages takes a tenth of it.
_PART_LIMIT: Final = 64 << 20
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_TEXT: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Properties, deleted and moved text, and field instructions.
_UNSEEN: Final = frozenset(
    "pPr rPr tblPr tblGrid trPr tcPr sectPr del moveFrom instrText delText sdtPr sdtEndPr".split()
)
# Parts with text beside the document's own, in the order in which they follow it.
_BESIDE: Final = ("footnotes", "endnotes", "comments", "header", "footer")
_BESIDE_NAME: Final = re.compile(r"word/(footnotes|endnotes|comments|header|footer)\d*\.xml")
_PARTS_BESIDE: Final = 500
# Names of Word's title style in different languages.
_TITLE_STYLES: Final = frozenset({"title", "titel", "titre", "titolo", "ttulo", "heading1", "berschrift1", "titre1"})


def read(source: Source) -> Iterator[Article | Problem]:
    """The one article of a document. A failed Problem if it is encrypted, damaged or without text."""
    import zipfile

    data = source.read_all(_SIZE_LIMIT)
    if not data:
        yield source.problem("empty", "an empty file")
        return
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            raise Unreadable("encrypted", "encrypted", hint="save it without its password")
        raise Unreadable("no_reader", "an old .doc file named .docx", hint="save it as .docx")
    with damage("Word document"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = _parts(archive)
        document = parse(zip_part(archive, names["officeDocument"], _PART_LIMIT), source.check)
        properties = _properties(archive, names["core-properties"])
        beside, unread = _beside(archive, names["officeDocument"], source)
    if local_name(document) != "document":
        raise Unreadable("damaged", "damaged Word document: no text part")
    blocks = list(_blocks(document))
    title = properties["title"]
    if blocks and (blocks[0].style in _TITLE_STYLES if not title else clean_line(blocks[0].text) == title):
        title = clean_line(blocks.pop(0).text)
    known = {title, *(block.text for block in blocks)}
    texts = [block.text for block in blocks]
    for part, block in beside:
        # Headers and footers are repeated for even pages and for each section. Some are only numbers.
        if part not in ("header", "footer") or (block.text not in known and re.search(r"[^\W\d_]", block.text)):
            known.add(block.text)
            texts.append(block.text)
    body = "\n\n".join(texts)
    yield from unread
    if not body and not title:
        yield source.problem("no_text", "a document without text")
        return
    yield from stated_article(
        source,
        {
            "title": title or None,
            "body": body,
            "date": date_of_file(properties["created"], body),
            "language": primary_language(properties["language"]) or None,
            "metadata": {
                name: properties[key]
                for name, key in (("author", "creator"), ("keywords", "keywords"), ("subject", "subject"))
                if properties[key]
            },
        },
        origin=source.whole(None),
    )


FORMAT: Final = Format("docx", (".docx", ".docm", ".dotx", ".dotm"), read)


class _Block:
    """A paragraph or a table as text; ``style`` is the lower-case name of a paragraph's style, without marks."""

    __slots__ = ("style", "text")

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self.style = style


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where the text and the properties are, by the document's relationships."""
    found = {"officeDocument": "word/document.xml", "core-properties": "docProps/core.xml"}
    if "_rels/.rels" in archive.namelist():
        for relationship in parse(zip_part(archive, "_rels/.rels", _PART_LIMIT)):
            kind = relationship.get("Type", "").rpartition("/")[2]
            if kind in found and relationship.get("TargetMode") != "External":
                found[kind] = relationship.get("Target", "").lstrip("/")
    return found


def _beside(archive: zipfile.ZipFile, document: str, source: Source) -> tuple[list[tuple[str, _Block]], list[Problem]]:
    """What stands beside the text: each block with the kind of its part. And notes on parts that cannot be read."""
    present = set(archive.namelist())
    folder, _, name = document.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found: list[tuple[str, str]] = []
    problems: list[Problem] = []
    try:
        if relations in present:
            for relationship in parse(zip_part(archive, relations, _PART_LIMIT)):
                kind, target = relationship.get("Type", "").rpartition("/")[2], relationship.get("Target", "")
                if kind in _BESIDE and relationship.get("TargetMode") != "External":
                    place = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
                    found.append((kind, posixpath.normpath(place)))
    except Unreadable as error:
        problems.append(_part_unread(source, relations, error))
    if not found:
        found = [(match.group(1), match.group()) for name in sorted(present) if (match := _BESIDE_NAME.fullmatch(name))]
    found = [place for place in dict.fromkeys(found) if place[1] in present]
    found.sort(key=lambda place: _BESIDE.index(place[0]))
    blocks: list[tuple[str, _Block]] = []
    room = _PART_LIMIT
    for kind, place in found[:_PARTS_BESIDE]:
        try:
            with damage("Word document"):
                data = zip_part(archive, place, room)
            room -= len(data)
            blocks += [(kind, block) for block in _blocks(parse(data, source.check))]
        except Unreadable as error:
            problems.append(_part_unread(source, place, error))
    return blocks, problems


def _part_unread(source: Source, place: str, error: Unreadable) -> Problem:
    message = f"cannot read the part {clean_line(place)[:60]}: {error.message}"
    return source.problem("part_unreadable", message, hint="the rest of the document was read", severity="note")


def _properties(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    known = dict.fromkeys(("title", "creator", "created", "language", "keywords", "subject"), "")
    if name in archive.namelist():
        try:
            root = parse(zip_part(archive, name, _PART_LIMIT))
        except Unreadable:
            return known  # Without properties, the text is still worth reading.
        known.update((local_name(child), text_of(child)) for child in root if local_name(child) in known)
    return known


def _blocks(element: Element) -> Iterator[_Block]:
    """The paragraphs and tables within an element, in order. Nesting is limited, so recursion is safe."""
    for child in element:
        name = local_name(child)
        if name == "p":
            yield from _paragraph(child)
        elif name == "tbl":
            yield from _table(child)
        elif name == "AlternateContent":
            yield from _blocks(_chosen(child))
        elif name not in _UNSEEN:
            yield from _blocks(child)


def _paragraph(paragraph: Element) -> Iterator[_Block]:
    """A paragraph, and then the text of its text boxes."""
    pieces: list[str] = []
    boxes: list[Element] = []
    pending = list(reversed(paragraph))
    while pending:
        here = pending.pop()
        name = local_name(here)
        if name == "t":
            pieces.append(here.text or "")
        elif name in _TEXT:
            pieces.append(_TEXT[name])
        elif name == "txbxContent":
            boxes.append(here)
        elif name == "AlternateContent":
            pending += reversed(_chosen(here))
        elif name not in _UNSEEN:
            pending += reversed(here)
    text = "\n".join(line for part in "".join(pieces).split("\n") if (line := clean_line(part)))
    if text:
        yield _Block(text, _style(paragraph))
    for box in boxes:
        yield from _blocks(box)


def _chosen(alternatives: Element) -> Element:
    """The first form of a content that has text. Programs write a form for new programs, and one for old ones."""
    forms = [form for form in alternatives if local_name(form) in ("Choice", "Fallback")]
    with_text = (form for form in forms if any(local_name(item) == "t" and item.text for item in form.iter()))
    return next(with_text, forms[0] if forms else alternatives)


def _style(paragraph: Element) -> str:
    for properties in paragraph:
        if local_name(properties) == "pPr":
            for item in properties:
                if local_name(item) == "pStyle":
                    values: list[Any] = [value for key, value in item.items() if key.endswith("val")]
                    return (
                        "".join(letter for letter in values[0].lower() if letter.isascii() and letter.isalnum())
                        if values
                        else ""
                    )
    return ""


def _table(table: Element) -> Iterator[_Block]:
    """One row per line, cells separated by bars. A table of one column is only a frame around its paragraphs."""
    rows = [[list(_blocks(cell)) for cell in row if local_name(cell) == "tc"] for row in _rows(table)]
    if all(len(row) <= 1 for row in rows):
        for row in rows:
            for cell in row:
                yield from cell
        return
    lines = (" | ".join(text for cell in row if (text := " ".join(block.text for block in cell))) for row in rows)
    text = "\n".join(clean_line(line) for line in lines if line)
    if text:
        yield _Block(text)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local_name(child) == "tr":
            yield child
        elif local_name(child) not in _UNSEEN:  # content controls around rows
            yield from _rows(child)
