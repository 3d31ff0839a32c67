"""Bytes to text: as the bytes declare, or else windows-1252."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, Final, NamedTuple

from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.regular_file import Check, proceed
from searchkit.ingest.source import Source
from searchkit.ingest.time_limit import seldom

LINE_LIMIT: Final = 64 << 20
_DECLARED_WITHIN = 2048

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARATION = re.compile(
    rb"""<[?!][^>]*?encoding\s*=\s*["']?([\w.:-]+)
       | <meta[^>]*?charset\s*=\s*["']?([\w.:-]+)
       | -\*-.*?coding[:=]\s*([\w.-]+)
       | ^content-type:.*?charset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
# Codecs that Python calls text, but no archive uses. Some are slow, some interpret escapes.
_NO_TEXT_CODECS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7", "utf-8"})
# Text declared as Latin-1 or ASCII is windows-1252 in practice.
_LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})


def _windows_1252() -> str:
    table = []
    for byte in range(256):
        raw = bytes([byte])
        try:
            table.append(raw.decode("cp1252"))
        except UnicodeDecodeError:
            table.append(raw.decode("latin-1"))
    return "".join(table)


_WINDOWS_1252: Final = _windows_1252()
_ESCAPED = re.compile("[\udc80-\udcff]")
_NO_BYTES_OF_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Decoded(NamedTuple):
    """A text, its ``encoding``, and in ``bad_line`` the line (from 1) of the first repaired byte."""

    text: str
    encoding: str
    bad_line: int | None


class Line(NamedTuple):
    """One line of a stream, counted from 1. ``repaired`` says whether it had bytes that are not UTF-8.

    ``start`` and ``end`` are its range of bytes in the stream, without a byte order mark and the end of the line. None
    behind wrong bytes of UTF-16, of which nobody knows how many they were.
    """

    number: int
    text: str
    repaired: bool
    start: int | None
    end: int | None


def looks_binary(data: bytes) -> bool:
    """Whether the first bytes are not text: NUL bytes without a UTF-16 mark, or many control characters."""
    if data.startswith(_WIDE_MARKS):
        return False
    return b"\0" in data or len(_NO_BYTES_OF_TEXT.findall(data)) > len(data) // 10


def decode(data: bytes, charset: str | None = None, check: Check = proceed) -> Decoded:
    """The text of a whole file: by byte order mark, as UTF-8, as declared, or else repaired line by line.

    ``charset`` is what a header beside the data says. It is tried right after the mark. Latin charsets are an
    exception, because UTF-8 is often labelled so. ``check`` is asked while lines are repaired. Never raises.
    ``bad_line`` is None if the bytes were good.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding, check)
    stated = _text_codec(charset) if charset else None
    if stated is not None and stated != "cp1252":
        try:
            return Decoded(data.decode(stated), stated, None)
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return Decoded(data.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError as error:
        bad_line = _line_at(data, error.start)
    declared = stated or _declared(data)
    if declared is not None:
        try:
            return Decoded(data.decode(declared), declared, None)
        except (UnicodeDecodeError, LookupError):
            pass
    if declared == "cp1252":
        return Decoded(_as_windows_1252(data), declared, None)
    return Decoded(_repaired(data, check), "windows-1252", bad_line)


def whole_text(source: Source, limit: int, what: str) -> Decoded:
    """The text of a source of up to ``limit`` bytes. Messages call it ``what`` ("HTML"). Lines end with ``\\n``.

    Raises Unreadable (``not_text``, ``empty``, ``too_large``), and what reading raises.
    """
    if looks_binary(source.head()):
        raise Unreadable("not_text", f"binary data, not {what}")
    text, encoding, bad_line = decode(source.read_all(limit), check=source.check)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not text.strip():
        raise Unreadable("empty", "an empty file")
    return Decoded(text, encoding, bad_line)


def decoded_lines(source: Source, limit: int = LINE_LIMIT) -> Generator[Line, None, None]:
    """The lines of a source without their ends, as a stream. Each line that is not UTF-8 is repaired alone.

    Raises Unreadable (``too_large``) at a line of more than ``limit`` bytes, and what reading raises.
    """
    wide = source.head().startswith(_WIDE_MARKS)
    stream = source.open()
    lines: Iterator[str | bytes] = _wide_lines(stream, limit) if wide else _byte_lines(stream, limit)
    at: int | None = len(codecs.BOM_UTF16_LE) if wide else 0
    for number, line in enumerate(lines, 1):
        if len(line) > limit:
            message = f"a line of more than {limit >> 20} MiB; the rest is not read"
            raise Unreadable("too_large", message, line=number, hint="this limit is fixed; split the line")
        if isinstance(line, str):
            text = line.rstrip("\r\n")
            at = at if "\ufffd" not in line else None
            yield Line(number, text, "\ufffd" in line, at, _after(at, text))
            at = _after(at, line)
            continue
        assert at is not None  # it is known where bytes stand
        marked = number == 1 and line.startswith(codecs.BOM_UTF8)
        start = at + (len(codecs.BOM_UTF8) if marked else 0)
        raw = (line.removeprefix(codecs.BOM_UTF8) if marked else line).rstrip(b"\r\n")
        at += len(line)
        try:
            yield Line(number, raw.decode("utf-8"), False, start, start + len(raw))
        except UnicodeDecodeError:
            yield Line(number, _repaired_line(raw), True, start, start + len(raw))


def _after(start: int | None, text: str) -> int | None:
    """Where a text in UTF-16 ends that begins at a byte."""
    return start + len(text.encode("utf-16-le", "surrogatepass")) if start is not None else None


def fallback_note(source: Source, line: int, lines: int = 1) -> Problem:
    """The Problem about bytes that are not UTF-8: first at ``line``, in ``lines`` lines altogether."""
    more = f" (and {lines - 1:,} more lines)" if lines > 1 else ""
    return source.problem(
        "encoding_fallback",
        f"not UTF-8 in line {line}{more}: read as windows-1252",
        line=line,
        hint="if letters look wrong, convert the file to UTF-8",
        severity="note",
    )


class TextPlaces:
    """Places of a decoded text in the bytes of its source. Ask for them in order: each ask goes on from the last.

    Bytes are only known of UTF-8, of which nothing was repaired or left out.
    """

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        self._text = decoded.text
        self._knows_bytes = decoded.encoding == "utf-8" and decoded.bad_line is None
        self._is_ascii = decoded.text.isascii()
        self._byte = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        self._at = 0
        self._line = 1

    def of(self, start: int, end: int) -> Origin:
        """The place of the characters from ``start`` to ``end``."""
        self._go(start)
        line = self._line
        if not self._knows_bytes:
            return Origin(line=line)
        first = self._byte
        self._go(end)
        return Origin(start=first, end=self._byte, line=line)

    def _go(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self._byte += to - self._at if self._is_ascii else len(self._text[self._at : to].encode())
        self._at = to


def _marked(data: bytes, encoding: str, check: Check) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, None)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return Decoded(_repaired(data, check), "windows-1252", _line_at(data, error.start))
        bad_line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        return Decoded(data.decode(encoding, "replace"), encoding, bad_line)


def _declared(data: bytes) -> str | None:
    match = _DECLARATION.search(data[:_DECLARED_WITHIN])
    if match is None:
        return None
    return _text_codec(next(group for group in match.groups() if group).decode("ascii", "replace"))


def _text_codec(name: str) -> str | None:
    """Python's name of a declared encoding. None if it is unknown, not text, or UTF-8, which is tried anyway."""
    try:
        name = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if name in _LATIN:
        return "cp1252"
    return None if name.replace("_", "-") in _NO_TEXT_CODECS else name


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _as_windows_1252(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _WINDOWS_1252)[0]


def _repaired(data: bytes, check: Check) -> str:
    ask = seldom(check)

    def repaired(line: bytes) -> str:
        ask()
        return _repaired_line(line)

    return "".join(repaired(line) for line in data.splitlines(keepends=True))


def _repaired_line(line: bytes) -> str:
    """One line as what most of it is: UTF-8 with damaged letters, or windows-1252."""
    text = line.decode("utf-8", "surrogateescape")
    bad = len(_ESCAPED.findall(text))
    if not bad:
        return text
    good = sum(not character.isascii() for character in text) - bad
    if good <= bad:
        return _as_windows_1252(line)
    return _ESCAPED.sub(lambda match: _WINDOWS_1252[ord(match.group()) - 0xDC00], text)


def _byte_lines(stream: BinaryIO, limit: int) -> Iterator[bytes]:
    return iter(lambda: stream.readline(limit + 1), b"")


def _wide_lines(stream: BinaryIO, limit: int) -> Iterator[str]:
    text = io.TextIOWrapper(stream, "utf-16", errors="replace", newline="\n")
    try:
        yield from iter(lambda: text.readline(limit + 1), "")
    finally:
        # The source closes the stream.
        text.detach()
