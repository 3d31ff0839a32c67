"""PDF: the text of its pages with lines joined to paragraphs, and the offset of each page."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from searchkit.article import Article, clean_line
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.glyph_names import hides_letters, without_glyph_names
from searchkit.ingest.optional_package import optional_package
from searchkit.ingest.registry import Format
from searchkit.ingest.regular_file import Check, proceed
from searchkit.ingest.source import Source
from searchkit.ingest.stated_date import date_of_file
from searchkit.ingest.stated_record import stated_article
from searchkit.ingest.time_limit import seldom

_SIZE_LIMIT: Final = 256 << 20
_PAGE_LIMIT: Final = 10_000
_TEXT_LIMIT: Final = 64 << 20
# Decompressed drawing commands of one page, and of all. Each MiB takes a second of work or more.
_DRAWING_LIMIT: Final = 8 << 20
_WORK_LIMIT: Final = 256 << 20
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")
_LIGATURES: Final = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_WORD: Final = re.compile(r"([^\W\d_]+)([-\u2010\u00ad])$")
_LONGEST_WORD: Final = 200  # characters of a line at whose end a broken word is looked for
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ITEM: Final = re.compile(r"(?:[\u2022\u25aa\u25cf\u2023*\u2013-]|\(?\d{1,2}[.)])\s")
_SENTENCE_ENDS: Final = (".", "!", "?", ":", "\u201d", '"', "\u00bb", ")")
# What programs write if nobody gave a title.
_NO_TITLE: Final = re.compile(
    r"(?i)(?:microsoft \w+ - .*|untitled.*|unbenannt.*"
    r"|.*\.(?:docx?|odt|rtf|indd|qxd|pptx?|xlsx?|tex|dvi|pdf|txt|html?))"
)


def read(source: Source) -> Iterator[Article | Problem]:
    """The one article of a document. Its metadata has ``pages``: the offset in the body at which each page begins.

    A page that cannot be read is a note. A document that needs a password or has no text is failed.
    """
    pypdf = optional_package("pypdf", "pdf")
    data = source.read_all(_SIZE_LIMIT)
    if not data:
        yield source.problem("empty", "an empty file")
        return
    logger = logging.getLogger("pypdf")
    if not logger.handlers:  # It logs every oddity of a file. Without a handler, Python would print that.
        logger.addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _opened(pypdf, data, source.check)
        pages, unread, cut = _pages(reader, source.check)
        glyphs = _drop_glyph_names(reader, pages)
        record = _information(reader)
    body, starts = _joined(pages, source.check)
    if not body.strip():
        if unread:
            error = unread[0][1]
            raise error if isinstance(error, Unreadable) else _damaged(error)
        why = "its fonts do not say which letters they draw" if glyphs else "perhaps a scan"
        yield source.problem("no_text", f"no text; {why}", hint="run OCR on it first")
        return
    if glyphs:
        told = ", ".join(map(str, glyphs[:5])) + (", ..." if len(glyphs) > 5 else "")
        message = f"text without letters is left out, on page {told}: its fonts do not say which letters they draw"
        yield source.problem("page_unreadable", message, hint="run OCR on it first", severity="note")
    for number, error in unread:
        reason = clean_line(str(error))[:100] or type(error).__name__
        yield source.problem("page_unreadable", f"cannot read page {number}: {reason}", severity="note")
    if cut is not None:
        hint = "this limit is fixed; split the document"
        yield source.problem("article_cut", f"{cut}; the rest is left out", hint=hint, severity="note")
    flags = {"truncated" if isinstance(error, Unreadable) else "error" for _, error in unread}
    flags |= {"truncated"} if cut is not None else set()
    record["date"] = date_of_file(record["date"], body)
    record["metadata"]["pages"] = starts
    for item in stated_article(source, {**record, "body": body}, origin=source.whole(None, page=1)):
        yield item.with_changes(flags=flags) if flags and isinstance(item, Article) else item


FORMAT: Final = Format("pdf", (".pdf",), read)


class _Asking(io.BytesIO):
    """Bytes that ask the check while they are read. pypdf reads in small steps."""

    def __init__(self, data: bytes, check: Check) -> None:
        super().__init__(data)
        self._ask = seldom(check)

    def read(self, size: int | None = -1, /) -> bytes:
        self._ask()
        return super().read(size)


@cache
def _content_class() -> Any:
    generic = optional_package("pypdf.generic", "pdf")

    class Operations(list[Any]):
        """Drawing commands that ask the check while they are carried out."""

        def __init__(self, commands: list[Any], check: Check) -> None:
            super().__init__(commands)
            self._check = check

        def __iter__(self) -> Iterator[Any]:
            ask = seldom(self._check)
            for command in super().__iter__():
                ask()
                yield command

    base: Any = generic.ContentStream

    class Content(base):  # type: ignore[misc]
        """The drawing commands of a page, which are parsed and carried out with a check."""

        def __init__(self, stream: Any, pdf: Any, check: Check) -> None:
            self._check = check
            super().__init__(stream, pdf, "bytes")

        def _parse_content_stream(self, stream: Any) -> None:
            super()._parse_content_stream(_Asking(stream.getvalue(), self._check))

        @property
        def operations(self) -> Any:
            return Operations(super().operations, self._check)

    return Content


def _opened(pypdf: Any, data: bytes, check: Check) -> Any:
    try:
        reader = pypdf.PdfReader(_Asking(data, check), strict=False)
        # Many documents are encrypted only against changes. Everybody may read them.
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:
        raise Unreadable(
            "encrypted", "encrypted in a way that needs the package cryptography", hint="install it"
        ) from error
    except Exception as error:  # pypdf raises all kinds of errors on damaged files
        raise _damaged(error) from error
    if locked:
        raise Unreadable("encrypted", "encrypted", hint="save it without its password")
    return reader


def _damaged(error: Exception) -> Unreadable:
    reason = clean_line(str(error))[:100] or type(error).__name__
    return Unreadable("damaged", f"damaged PDF: {reason}")


def _pages(reader: Any, check: Check) -> tuple[list[str], list[tuple[int, Exception]], str | None]:
    """The raw text of each page, and the numbers (from 1) of pages that could not be read, with the reason.

    If there are too many pages or characters, only the first ones, and what the limit is.
    """
    cut: str | None = None
    try:
        count = len(reader.pages)
    except Exception as error:
        raise _damaged(error) from error
    if count > _PAGE_LIMIT:
        cut = f"{count:,} pages; the limit is {_PAGE_LIMIT:,}"
        count = _PAGE_LIMIT
    pages: list[str] = []
    unread: list[tuple[int, Exception]] = []
    room, work = _TEXT_LIMIT, _WORK_LIMIT
    for number in range(count):
        check()
        try:
            page = reader.pages[number]
            contents = page.get_contents()
            drawn = len(contents.get_data()) if contents is not None else 0
            work -= drawn
            if drawn > _DRAWING_LIMIT or work < 0:
                limit = f"the limit is {_DRAWING_LIMIT >> 20} MiB of a page, and {_WORK_LIMIT >> 20} MiB of all"
                message = f"{drawn >> 20} MiB of drawing commands; {limit}"
                raise Unreadable("too_large", message, hint="this limit is fixed; make a PDF without drawings of it")
            if contents is not None:
                page[_name("/Contents")] = _content_class()(page["/Contents"], reader, check)
            text = page.extract_text()
        except Exception as error:
            unread.append((number + 1, error))
            text = ""
        room -= len(text)
        if room < 0:
            cut = f"more than {_TEXT_LIMIT:,} characters"
            break
        pages.append(_HALF_CHARACTER.sub("\ufffd", text).translate(_LIGATURES))
    return pages, unread, cut


def _drop_glyph_names(reader: Any, pages: list[str]) -> list[int]:
    """Leave out what is only glyphs. Returns the numbers (from 1) of the pages that had some."""
    found = []
    for number, page in enumerate(pages):
        pages[number], had_some = without_glyph_names(page, _hides_letters(reader, number))
        if had_some:
            found.append(number + 1)
    return found


def _hides_letters(reader: Any, number: int) -> bool:
    try:
        fonts = reader.pages[number]["/Resources"]["/Font"]
        return any(hides_letters(font.get_object()) for font in fonts.values())
    except Exception:  # a page without fonts, or with damaged ones
        return False


def _name(text: str) -> Any:
    return optional_package("pypdf.generic", "pdf").NameObject(text)


def _information(reader: Any) -> dict[str, Any]:
    """Title, author and date of making, as far as they can be read."""

    def stated(name: str) -> Any:
        try:
            return getattr(reader.metadata, name, None)
        except Exception:  # an impossible date
            return None

    title, author, made = (stated(name) for name in ("title", "author", "creation_date"))
    title = _line(title)
    return {
        "title": None if _NO_TITLE.fullmatch(title) else title,
        "date": made.date().isoformat() if made is not None else "",
        "metadata": {"author": _line(author)} if _line(author) else {},
    }


def _line(value: object) -> str:
    return clean_line(_HALF_CHARACTER.sub("\ufffd", value)) if isinstance(value, str) else ""


def _joined(pages: list[str], check: Check = proceed) -> tuple[str, list[int]]:
    """The text of a document with a blank line between pages, and the offset of each page."""
    known = {word.casefold() for page in pages for word in _WORD.findall(page)}
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for page in pages:
        check()
        text = "\n\n".join(_paragraphs(page, known, check))
        if text and length:
            parts.append("\n\n")
            length += 2
        starts.append(length)
        parts.append(text)
        length += len(text)
    return "".join(parts), starts


def _paragraphs(page: str, known: set[str], check: Check) -> list[str]:
    """The paragraphs of a page. A PDF has only lines; short lines and line ends show where a paragraph ends."""
    lines = [clean_line(_CONTROL.sub(" ", line)) for line in page.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return []
    full = lengths[len(lengths) * 4 // 5]
    ask = seldom(check)
    found: list[list[str]] = []  # the pieces of each paragraph
    open_line = ""
    for line in lines:
        ask()
        if not line:
            open_line = ""
        elif open_line and not _ends_paragraph(open_line, line, full):
            _add_line(found[-1], line, known)
            open_line = line
        else:
            found.append([line])
            open_line = line
    return ["".join(pieces).replace("\u00ad", "") for pieces in found]


def _ends_paragraph(line: str, following: str, full: int) -> bool:
    if _ITEM.match(following):
        return True
    if _BROKEN_WORD.search(line[-_LONGEST_WORD:]):
        return False
    begins_anew = not following[0].islower()
    if line.endswith(_SENTENCE_ENDS):
        return begins_anew and len(line) < 0.8 * full
    # A heading or a byline is much shorter than the lines of the text, and not the middle of a sentence.
    return begins_anew and len(line) < 0.6 * full and not line.endswith((",", ";"))


def _add_line(pieces: list[str], line: str, known: set[str]) -> None:
    """Add a line to the pieces of a paragraph. A word broken at the line end is joined.

    Whether a hyphen belongs to the word ("long-term") depends on how the document writes it elsewhere.
    """
    # Each step looks at the end alone, or a page of one paragraph would take the square of its length.
    broken = _BROKEN_WORD.search("".join(pieces[-3:])[-_LONGEST_WORD:])
    rest = _LAST_LETTERS.match(line)
    if broken is None or rest is None:
        pieces += (" ", line)
        return
    if broken.group(2) == "\u00ad":
        pieces[-1] = pieces[-1][:-1]
        pieces.append(line)
        return
    whole = (broken.group(1) + rest.group()).casefold()
    hyphened = f"{broken.group(1)}-{rest.group()}".casefold()
    if rest.group()[0].islower() and not (hyphened in known and whole not in known):
        pieces[-1] = pieces[-1][:-1]
    pieces.append(line)
