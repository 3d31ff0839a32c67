"""Bytes to text: as the bytes declare, or else in the encoding that they look like."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Generator, Iterator
from typing import BinaryIO, Final, NamedTuple

from searchkit.base.origin import Origin
from searchkit.base.problem import Problem, Unreadable
from searchkit.ingest.charset_label import WIDER, text_codec
from searchkit.ingest.guessed_encoding import LATIN, Guess, guessed
from searchkit.ingest.regular_file import Check, proceed
from searchkit.ingest.source import Source
from searchkit.ingest.time_limit import seldom
from searchkit.ingest.wide_text import looks_binary, wide_codec

LINE_LIMIT: Final = 64 << 20
_DECLARED_WITHIN = 2048

_DECLARATION = re.compile(
    rb"""<[?!][^>]*?encoding\s*=\s*["']?([\w.:-]+)
       | <meta[^>]*?charset\s*=\s*["']?([\w.:-]+)
       | -\*-.*?coding[:=]\s*([\w.-]+)
       | ^content-type:.*?charset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
# Japanese text of 7 bits, which is ASCII as well.
_ISO_2022_JP: Final = re.compile(rb"\x1b\$[@B]")
# Wrong bytes in an encoding that was declared: one in so many characters, else the declaration is wrong.
_FEW: Final = 50
# Bytes of wrong lines that a stream keeps to guess their encoding.
_GUESSED_BY: Final = 1 << 13


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


class Decoded(NamedTuple):
    """A text, its ``encoding``, and in ``bad_line`` the line (from 1) of the first repaired byte.

    ``guess`` is the encoding of what was repaired.
    """

    text: str
    encoding: str
    bad_line: int | None
    guess: Guess = LATIN


class Line(NamedTuple):
    """One line of a stream, counted from 1. ``repaired`` says whether it had bytes that are not UTF-8.

    ``start`` and ``end`` are its range of bytes in the stream, without a byte order mark and the end of the line. None
    behind wrong bytes of UTF-16, of which nobody knows how many they were. ``guess`` is the encoding of a line that was
    repaired.
    """

    number: int
    text: str
    repaired: bool
    start: int | None
    end: int | None
    guess: Guess = LATIN


def decode(data: bytes, charset: str | None = None, check: Check = proceed) -> Decoded:
    """The text of a whole file: by byte order mark, as UTF-8, as declared, or else repaired line by line.

    ``charset`` is what a header beside the data says. It is tried right after the mark. Latin charsets are an
    exception, because UTF-8 is often labelled so. UTF-16 and UTF-32 need no mark. NUL bytes in other text are left out.
    ``check`` is asked while lines are repaired. Never raises. ``bad_line`` is None if the bytes were good.
    """
    if data.startswith(codecs.BOM_UTF8):
        return _utf8(data[len(codecs.BOM_UTF8) :].replace(b"\0", b""), check)
    if wide := wide_codec(data):
        return _wide(data[wide[1] :], wide[0])
    data = data.replace(b"\0", b"")
    stated = text_codec(charset) if charset else None
    if stated is not None and stated not in ("cp1252", "utf-8") and (decoded := _declared_as(data, stated)):
        return decoded
    if _ISO_2022_JP.search(data) and (decoded := _declared_as(data, "iso2022_jp_ext")):
        return decoded
    try:
        return Decoded(data.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError:
        pass
    declared = stated or _declared(data)
    if declared not in (None, "utf-8", "utf-7", stated) and (decoded := _declared_as(data, declared or "")):
        return decoded
    return Decoded(_as_windows_1252(data), "cp1252", None) if declared == "cp1252" else _utf8(data, check)


def _utf8(data: bytes, check: Check) -> Decoded:
    """What should be UTF-8, repaired where it is not."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8", None)
    except UnicodeDecodeError as error:
        text, guess = _repaired(data, check)
        return Decoded(text, guess.encoding, _line_at(data, error.start), guess)


def _wide(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), codec, None)
    except UnicodeDecodeError as error:
        bad_line = data[: error.start].decode(codec, "replace").count("\n") + 1
        return Decoded(data.decode(codec, "replace"), codec, bad_line, Guess(codec, codec))


def _declared_as(data: bytes, codec: str) -> Decoded | None:
    """The text in the encoding that somebody declared, even if a few bytes are wrong. None if most are."""
    first: UnicodeDecodeError | None = None
    for name in (codec, WIDER.get(codec)):
        try:
            if name is not None:
                return Decoded(data.decode(name), codec, None)
        except UnicodeDecodeError as error:
            first = first or error
        except (LookupError, UnicodeError):
            return None
    try:
        text = data.decode(WIDER.get(codec, codec), "replace")
    except (LookupError, UnicodeError):
        return None
    if first is None or codec == "utf-7" or text.count("\ufffd") * _FEW > len(text):
        return None
    return Decoded(text, codec, _line_at(data, first.start), Guess(codec, codec))


def whole_text(source: Source, limit: int, what: str) -> Decoded:
    """The text of a source of up to ``limit`` bytes. Messages call it ``what`` ("HTML"). Lines end with ``\\n``.

    Raises Unreadable (``not_text``, ``empty``, ``too_large``), and what reading raises.
    """
    if looks_binary(source.head()):
        raise Unreadable("not_text", f"binary data, not {what}")
    decoded = decode(source.read_all(limit), source.charset, source.check)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if not text.strip():
        raise Unreadable("empty", "an empty file")
    return decoded._replace(text=text)


def decoded_lines(source: Source, limit: int = LINE_LIMIT) -> Generator[Line, None, None]:
    """The lines of a source without their ends, as a stream. Each line that is not UTF-8 is repaired alone.

    Raises Unreadable (``too_large``) at a line of more than ``limit`` bytes, and what reading raises.
    """
    wide = wide_codec(source.head())
    stream = source.open()
    if wide is None:
        lines, start = ByteLines(source.head(), limit), 0
        for number, raw in enumerate(iter(lambda: stream.readline(limit + 1), b""), 1):
            yield lines.line(number, raw, start)
            start += len(raw)
        return
    codec = wide[0]
    at: int | None = wide[1]
    for number, line in enumerate(_wide_lines(stream, limit, *wide), 1):
        if len(line) > limit:
            raise too_long(number, limit)
        text = line.rstrip("\r\n")
        at = at if "\ufffd" not in line else None
        yield Line(number, text, "\ufffd" in line, at, _after(at, text, codec), Guess(codec, codec))
        at = _after(at, line, codec)


def too_long(number: int, limit: int) -> Unreadable:
    """What is raised at a line of more than ``limit`` bytes."""
    message = f"a line of more than {limit >> 20} MiB; the rest is not read"
    return Unreadable("too_large", message, line=number, hint="this limit is fixed; split the line")


class ByteLines:
    """Decodes the lines of a stream that is no UTF-16 or UTF-32, in their order. ``head`` is its beginning."""

    def __init__(self, head: bytes, limit: int = LINE_LIMIT) -> None:
        self._repair = _LineRepair(head)
        self._limit = limit

    def line(self, number: int, line: bytes, at: int) -> Line:
        """The line with a number, which begins at a byte of the stream. Raises Unreadable (``too_large``)."""
        if len(line) > self._limit:
            raise too_long(number, self._limit)
        marked = number == 1 and line.startswith(codecs.BOM_UTF8)
        start = at + (len(codecs.BOM_UTF8) if marked else 0)
        raw = (line.removeprefix(codecs.BOM_UTF8) if marked else line).rstrip(b"\r\n")
        try:
            return Line(number, raw.decode("utf-8").replace("\0", ""), False, start, start + len(raw))
        except UnicodeDecodeError:
            text = self._repair.line(raw.replace(b"\0", b""))
            return Line(number, text, True, start, start + len(raw), self._repair.guess)


def _after(start: int | None, text: str, codec: str) -> int | None:
    """Where a text in UTF-16 or UTF-32 ends that begins at a byte."""
    return start + len(text.encode(codec, "surrogatepass")) if start is not None else None


class _LineRepair:
    """Decodes the lines of a stream that are not UTF-8. The more of them it has seen, the better it guesses."""

    def __init__(self, head: bytes) -> None:
        self._seen = b"\n".join(line for line in head.split(b"\n")[:-1] if not _is_utf8(line))
        self._asked = 0
        self.guess = LATIN

    def line(self, raw: bytes) -> str:
        if len(self._seen) < _GUESSED_BY:
            self._seen += b"\n" + raw[:_GUESSED_BY]
            if len(self._seen) >= 2 * self._asked:
                self._asked = len(self._seen)
                self.guess = guessed(self._seen)
        return _repaired_line(raw, self.guess)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def fallback_note(source: Source, line: int | None, lines: int = 1, guess: Guess = LATIN) -> Problem:
    """The Problem about bytes that were repaired: first at ``line``, in ``lines`` lines, read as ``guess``."""
    more = f" (and {lines - 1:,} more lines)" if lines > 1 else ""
    where = f"in line {line}{more}" if line is not None else "in a message"
    message = f"not UTF-8 {where}: read as {guess.encoding}"
    hint = "if letters look wrong, convert the file to UTF-8"
    if guess.confidence is not None:
        message += f" (confidence {guess.confidence * 100:.0f} %)"
    elif guess != LATIN:
        message, hint = f"bytes {where} are not of {guess.encoding}, and stand as \ufffd", "get a copy that is whole"
    return source.problem("encoding_fallback", message, line=line, hint=hint, severity="note")


class TextPlaces:
    """Places of a decoded text in the bytes of its source. Ask for them in order: each ask goes on from the last.

    Bytes are only known of UTF-8, of which nothing was repaired or left out.
    """

    def __init__(self, data: bytes, decoded: Decoded) -> None:
        self._text = decoded.text
        self._knows_bytes = decoded.encoding == "utf-8" and decoded.bad_line is None and b"\0" not in data
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


def _declared(data: bytes) -> str | None:
    match = _DECLARATION.search(data[:_DECLARED_WITHIN])
    if match is None:
        return None
    return text_codec(next(group for group in match.groups() if group).decode("ascii", "replace"))


def _line_at(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _as_windows_1252(data: bytes) -> str:
    return codecs.charmap_decode(data, "strict", _WINDOWS_1252)[0]


def _repaired(data: bytes, check: Check) -> tuple[str, Guess]:
    ask = seldom(check)
    lines = data.splitlines(keepends=True)
    wrong: list[bytes] = []
    right = 0
    for line in lines:
        ask()
        if not line.isascii():
            if _is_utf8(line) or _mostly_utf8(line):
                right += 1
            else:
                wrong.append(line)
    guess = guessed(b"".join(wrong)) if wrong else LATIN
    if guess != LATIN and right * 10 <= len(wrong):
        # A line may be UTF-8 by chance.
        try:
            return data.decode(guess.codec), guess
        except UnicodeDecodeError:
            pass

    def repaired(line: bytes) -> str:
        ask()
        return _repaired_line(line, guess)

    return "".join(repaired(line) for line in lines), guess


def _mostly_utf8(line: bytes) -> bool:
    text = line.decode("utf-8", "surrogateescape")
    bad = len(_ESCAPED.findall(text))
    return sum(not character.isascii() for character in text) - bad > bad


def _repaired_line(line: bytes, guess: Guess) -> str:
    """One line as what most of it is: UTF-8 with damaged letters, or the encoding of the others."""
    if _is_utf8(line):
        return line.decode("utf-8")
    if _mostly_utf8(line):
        text = line.decode("utf-8", "surrogateescape")
        return _ESCAPED.sub(lambda match: _WINDOWS_1252[ord(match.group()) - 0xDC00], text)
    return _as_windows_1252(line) if guess.codec == "cp1252" else line.decode(guess.codec, "replace")


def _wide_lines(stream: BinaryIO, limit: int, codec: str, mark: int) -> Iterator[str]:
    stream.read(mark)
    text = io.TextIOWrapper(stream, codec, errors="replace", newline="\n")
    try:
        yield from iter(lambda: text.readline(limit + 1), "")
    finally:
        # The source closes the stream.
        text.detach()
