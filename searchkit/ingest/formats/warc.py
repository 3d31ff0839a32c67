"""WARC (ISO 28500), as crawlers write it: captures of the web, page by page.

The readers of their formats read the pages. A page's capture time is not its publication date, so it becomes metadata
(``captured``). Nothing is fetched.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.container import looks_compressed
from searchkit.ingest.encoding import decode
from searchkit.ingest.http_codings import has_zlib_header
from searchkit.ingest.media_types import named_by_type
from searchkit.ingest.registry import Format
from searchkit.ingest.regular_file import Check
from searchkit.ingest.source import Source, available, printable
from searchkit.ingest.time_limit import seldom

__all__ = ["FORMAT"]

_RECORD_LIMIT: Final = 64 << 20
_HEADER_LIMIT: Final = 1 << 16
_CHUNK: Final = 1 << 16
_VERSION: Final = re.compile(rb"WARC/\d+\.\d+\s*")
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_CHUNK_SIZE: Final = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
# Kinds of records with a page: as a server sent it, from elsewhere, or only its text.
_PAGES: Final = frozenset({"response", "resource", "conversion"})
_PAGE_TYPES: Final = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "text/rtf",
        "application/rtf",
        "application/pdf",
        "application/epub+zip",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
    }
)
_UTF8_MARK: Final = b"\xef\xbb\xbf"


# Codings of HTTP, and the ending of a file that is compressed so.
_CODINGS: Final = {
    "gzip": ".gz",
    "x-gzip": ".gz",
    "deflate": ".deflate",
    "br": ".br",
    "zstd": ".zst",
    "compress": ".z",
    "x-compress": ".z",
    "xz": ".xz",
}
_SIGNATURES: Final = ((b"\x1f\x8b", ".gz"), (b"\x28\xb5\x2f\xfd", ".zst"), (b"\x1f\x9d", ".z"), (b"\xfd7zXZ\0", ".xz"))


class _Page(NamedTuple):
    """The content of a record, its media type, and the encoding that a server stated.

    ``packed`` are the endings of a file that is compressed in the same way; empty if the page is not.
    """

    data: bytes
    media_type: str
    charset: str | None
    packed: str


class _Unknown(NamedTuple):
    """A page that is compressed in a way that nobody here knows."""

    coding: str


def read(source: Source) -> Iterator[Problem | Source]:
    """The pages of an archive as sources, in order. At the end, a Problem counts the records that are not pages.

    A damaged record is a failed Problem. What follows it is read.
    """
    records = _Records(source)
    left_out: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    too_large = 0
    for record in records:
        if isinstance(record, Problem):
            yield record
            continue
        fields, block, origin = record
        kind = fields.get("warc-type", "").lower()
        address = fields.get("warc-target-uri", "").strip("<> ")
        page = _page(kind, fields, block, source.check)
        if page is None:
            too_large += 1
        elif isinstance(page, str):
            left_out[page] += 1
        elif isinstance(page, _Unknown):
            unknown[page.coding] += 1
        elif _path(address).endswith("/robots.txt"):
            left_out["robots.txt"] += 1
        else:
            captured = fields.get("warc-date", "")
            yield _source(source, page, address or f"record-{records.count}", captured, origin)
    if too_large:
        message = f"{too_large:,} pages of more than {_RECORD_LIMIT >> 20} MiB"
        yield source.problem("too_large", message, hint="this limit is fixed; save these pages as files")
    for coding, count in unknown.most_common(8):
        message = f"{count:,} pages compressed with {coding}, which nothing here reads"
        yield source.problem("no_reader", message, hint="capture them without it")
    if left_out:
        total = sum(left_out.values())
        kinds = ", ".join(f"{count:,} {what}" for what, count in left_out.most_common(8))
        more = ", ..." if len(left_out) > 8 else ""
        message = f"{total:,} records that are not pages: {kinds}{more}"
        yield source.problem("not_an_article", message, severity="skipped")
    if not records.count and not records.damaged:
        yield source.problem("empty", "an empty file")


FORMAT: Final = Format("warc", (".warc", ".wet"), read)


def _path(address: str) -> str:
    """The path of an address; empty if it is not an address."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _source(source: Source, page: _Page, address: str, captured: str, origin: Origin) -> Source:
    name = printable(unquote(_path(address).rsplit("/", 1)[-1]).replace("/", "_"))[-150:]
    name = named_by_type(name, page.media_type, "page")
    data = page.data
    if page.packed:
        # As a compressed file, its output counts towards the budget.
        name += page.packed
    elif page.charset and page.media_type.startswith(("text/", "application/xhtml")):
        data = _UTF8_MARK + decode(data, page.charset).text.encode("utf-8", "replace")
    facts = {"captured": captured} if captured else {}
    if address.startswith(("http://", "https://", "ftp://")):
        facts["url"] = address
    opener = partial(io.BytesIO, data)
    inner = source.within(address, opener, name=name, size=len(data), facts=facts, record=origin)
    inner.charset = page.charset if page.packed else None
    return inner


def _page(kind: str, fields: dict[str, str], block: bytes | None, check: Check) -> _Page | _Unknown | str | None:
    """The page in a record, or a few words about what the record holds instead. None if it is too large."""
    if kind not in _PAGES or "warc-segment-number" in fields:
        return kind or "of no kind"
    if block is None:
        return None
    stated = fields.get("content-type", "")
    answer: dict[str, str] = {}
    if kind == "response" and (status := _STATUS.match(block)):
        if status.group(1) != b"200":
            return f"of status {status.group(1).decode('ascii')}"
        answer, block = _answer(block, check)
        stated = answer.get("content-type", "")
    stated = stated or fields.get("warc-identified-payload-type", "")
    media_type = stated.partition(";")[0].strip().lower()
    if media_type not in _PAGE_TYPES:
        return f"of type {printable(media_type)[:60]}" if media_type else "of no type"
    if not block.strip():
        return "empty"
    charset = _CHARSET.search(stated)
    packed = _packed(block, answer.get("content-encoding", ""), media_type)
    return packed if isinstance(packed, _Unknown) else _Page(block, media_type, charset and charset.group(1), packed)


def _packed(block: bytes, stated: str, media_type: str) -> str | _Unknown:
    """The endings of a file that is compressed as a block is. A server states the codings in the order of their use."""
    by_content = next((ending for signature, ending in _SIGNATURES if block.startswith(signature)), "")
    codings = [coding for part in stated.lower().split(",") if (coding := part.strip()) not in ("", "identity")]
    if by_content and (not codings or _CODINGS.get(codings[-1]) != by_content):
        return by_content  # what begins as a compressed file is one, whatever the header says
    if not codings or (not by_content and _is_plain(block, media_type)):
        return ""
    unknown = next((coding for coding in codings if coding not in _CODINGS), None)
    if unknown is not None:
        return _Unknown(printable(unknown)[:20])
    return "".join(_CODINGS[coding] for coding in codings)


def _is_plain(block: bytes, media_type: str) -> bool:
    """Whether content labelled as compressed is not. Some crawlers keep the header of what they unpacked."""
    if media_type.startswith(("text/", "application/xhtml")):
        if re.match(rb"(?:\xef\xbb\xbf)?\s*<[!?A-Za-z]", block):
            return True
        return not has_zlib_header(block) and not looks_compressed(block[:1000])
    return block.startswith((b"%PDF-", b"PK\3\4", b"{\\rtf", b"\xd0\xcf\x11\xe0"))


def _answer(block: bytes, check: Check) -> tuple[dict[str, str], bytes]:
    """The headers of an HTTP response, and its content in one piece."""
    ends = [(at, len(gap)) for gap in (b"\r\n\r\n", b"\n\n") if (at := block.find(gap, 0, _HEADER_LIMIT)) >= 0]
    end, gap = min(ends, default=(len(block), 0))
    headers = _fields(block[:end].splitlines()[1:])
    content = block[end + gap :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        content = _joined(content, check)
    return headers, content


def _joined(content: bytes, check: Check) -> bytes:
    """The chunks of a content in one piece. Some crawlers joined them already but left the header."""
    ask = seldom(check)
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(content, at, at + 300):
        ask()
        length = int(size.group(1), 16)
        parts.append(content[size.end() : size.end() + length])
        at = size.end() + length
        at += 2 if content.startswith(b"\r\n", at) else 1 if content.startswith(b"\n", at) else 0
        if not length:
            break
    return b"".join(parts) if parts else content


def _fields(lines: list[bytes]) -> dict[str, str]:
    """Header lines as lower-case name -> the first value."""
    fields: dict[str, str] = {}
    last = ""
    for line in lines:
        text = decode(line.rstrip(b"\r\n")).text
        name, colon, value = text.partition(":")
        if text[:1] in (" ", "\t") and last:
            fields[last] += f" {text.strip()}"
        elif colon:
            last = name.strip().lower()
            if last in fields:
                last = ""
            else:
                fields[last] = value.strip()
    return fields


class _Records:
    """The records of a stream: header fields, the block if it may be a page (None if it is too large), and the place.

    ``count`` is the number of whole records so far.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._bytes = _Bytes(source.open())
        self.count = 0
        self.damaged = False

    def __iter__(self) -> Iterator[tuple[dict[str, str], bytes | None, Origin] | Problem]:
        while True:
            try:
                record = self._record()
            except Unreadable as error:
                if error.code != "damaged":
                    raise
                self.damaged = True
                yield self._source.problem(error.code, f"record {self.count + 1}: {error.message}")
                if not self._bytes.goes_on():
                    return
                continue
            if record is None:
                return
            self.count += 1
            yield record

    def _record(self) -> tuple[dict[str, str], bytes | None, Origin] | None:
        """The next record; None at the end. Raises Unreadable."""
        start, line = self._bytes.place, self._bytes.line()
        while line and line.isspace():
            start, line = self._bytes.place, self._bytes.line()
        if not line:
            return None
        if not _VERSION.fullmatch(line):
            self._bytes.seek_record()
            raise Unreadable("damaged", "no WARC record where one should begin")
        lines: list[bytes] = []
        size = 0
        while (line := self._bytes.line()).strip():
            size += len(line)
            if size > _HEADER_LIMIT:
                self._bytes.seek_record()
                raise Unreadable("damaged", "a header that never ends")
            lines.append(line)
        fields = _fields(lines)
        stated = fields.get("content-length", "")
        if not (stated.isascii() and stated.isdigit() and len(stated) < 16):
            self._bytes.seek_record()
            raise Unreadable("damaged", "a header without Content-Length")
        length = int(stated)
        wanted = fields.get("warc-type", "").lower() in _PAGES and length <= _RECORD_LIMIT
        block = self._bytes.take(length) if wanted else None
        if len(block) < length if block is not None else self._bytes.skip(length) < length:
            raise Unreadable("damaged", "the end of the record is missing")
        end = self._bytes.place
        return fields, block, Origin() if start is None or end is None else Origin(start=start, end=end)


class _Bytes:
    """A stream in lines and blocks. A damage discards the current record; reading goes on after it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = b""
        self._taken: int | None = 0

    @property
    def place(self) -> int | None:
        """The number of bytes before what is read next. Behind a damage, nobody knows it."""
        return None if self._taken is None else self._taken - len(self._buffer)

    def line(self) -> bytes:
        """The next line, or ``_HEADER_LIMIT`` bytes of it. Empty at the end."""
        while (end := self._buffer.find(b"\n", 0, _HEADER_LIMIT)) < 0 and len(self._buffer) < _HEADER_LIMIT:
            if not self._more():
                break
        return self._cut(end + 1 if end >= 0 else min(len(self._buffer), _HEADER_LIMIT))

    def take(self, length: int) -> bytes:
        """The next ``length`` bytes, fewer at the end."""
        parts = [self._cut(min(length, len(self._buffer)))]
        missing = length - len(parts[0])
        while missing and self._more():
            parts.append(self._cut(min(missing, len(self._buffer))))
            missing -= len(parts[-1])
        return b"".join(parts)

    def skip(self, length: int) -> int:
        """Go forward by ``length`` bytes. Returns how many there were."""
        gone = len(self._cut(min(length, len(self._buffer))))
        while gone < length and self._more():
            gone += len(self._cut(min(length - gone, len(self._buffer))))
        return gone

    def seek_record(self) -> None:
        """Go forward to a line that looks like the first line of a record."""
        while True:
            start = self.line()
            if not start:
                return
            if _VERSION.fullmatch(start):
                self._buffer = start + self._buffer
                return

    def goes_on(self) -> bool:
        """Whether the stream goes on after a damage. If it cannot, it reports the damage again."""
        try:
            return bool(self._buffer) or self._more()
        except Unreadable as error:
            if error.code != "damaged":
                raise
            return False

    def _cut(self, length: int) -> bytes:
        part, self._buffer = self._buffer[:length], self._buffer[length:]
        return part

    def _more(self) -> bool:
        try:
            part = available(self._stream, _CHUNK)
        except Unreadable:
            self._buffer, self._taken = b"", None
            raise
        self._buffer += part
        self._taken = None if self._taken is None else self._taken + len(part)
        return bool(part)
