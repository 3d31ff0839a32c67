"""Changes of bytes that damaged, cut or hostile files have."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

_TEXTS: Final = (
    "\0", "\r", "\n", "\r\n\r\n", "\x1b[2J", "\u202e", "\u200b", "\U000e0041", "\u2028", "\ud800", "\\ud800",
    "\\u0000",
    "<", ">", "&", "&#0;", "&#xd800;", "&lol;", "<![CDATA[", "]]>", "<!--", "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    "</", "/>",
    "{", "}", "[", "]", '"', "'", ",", ":", "null", "true", "-1", "1e999", "NaN", "9" * 30, "4294967296", "-0",
    "9223372036854775808", "0000-00-00", "2019-13-45", "charset=utf-7", "charset=x-none", "encoding='utf-32'",
    "Content-Transfer-Encoding: base64\n", "Content-Type: multipart/mixed; boundary=a\n\n--a\n",
    "Content-Length: -1\n",
    "From a Fri May 31 08:15:00 2019\n", "=?utf-8?b?gICA?=", "---\n", "%PDF-1.7", "obj", "endstream", "PK\x03\x04",
    "WARC/1.0\r\n", "=cmd|' /C calc'!A0", "../../../etc/passwd", "C:\\", "#", "&a", "*a",
    "!!python/object:os.system",
)  # fmt: skip
_BYTES: Final = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x80", b"\xff" * 8, b"\x00" * 64, b"\xc0\xaf")
TOKENS: Final = (*(text.encode("utf-8", "surrogatepass") for text in _TEXTS), *_BYTES)
_CODINGS: Final = "utf-16 utf-16-le utf-16-be utf-32 utf-7 cp1251 cp1252 shift_jis gb18030 big5 koi8-r cp037".split()
Change = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def _flipped(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(pick.choice((1, 1, 2, 8, 64))):
        changed[pick.randrange(len(changed))] ^= 1 << pick.randrange(8)
    return bytes(changed)


def _cut(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    place = pick.randrange(len(data))
    return data[:place] if pick.random() < 0.7 else data[place:]


def _without(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    first, last = _part(pick, data)
    return data[:first] + data[last:]


def _spliced(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = pick.choice(others)
    return data[: pick.randrange(len(data) + 1)] + other[pick.randrange(len(other) + 1) :]


def _repeated(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    first, last = _part(pick, data)
    most = max(1, (1 << 20) // max(1, last - first))
    return data[:first] + data[first:last] * min(pick.choice((2, 3, 50, 1000, 20_000)), most) + data[last:]


def _with_token(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    place = pick.randrange(len(data) + 1)
    token = pick.choice(TOKENS) * pick.choice((1, 1, 1, 2, 100, 5000))
    return data[:place] + token[: 1 << 18] + data[place + pick.choice((0, 0, len(token))) :]


def _with_number(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    digits = [n for n, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if not digits:
        return _with_token(pick, data, others)
    place = pick.choice(digits)
    return data[:place] + pick.choice((b"-1", b"0", b"99999999999", b"1" * 400, b"1e9", b"0x7f")) + data[place + 1 :]


def _recoded(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data.decode("utf-8", "replace").encode(pick.choice(_CODINGS), "replace")


_CHANGES: Final[tuple[Change, ...]] = (
    _flipped, _flipped, _cut, _without, _spliced, _repeated, _with_token, _with_token, _with_number, _recoded,
)  # fmt: skip


def mutated(pick: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """``data`` after one change or a few; parts of ``others`` may come into it."""
    for _ in range(pick.choice((1, 1, 2, 3))):
        if data:
            data = pick.choice(_CHANGES)(pick, data, others)
    return data[: 4 << 20]


def _part(pick: random.Random, data: bytes) -> tuple[int, int]:
    first = pick.randrange(len(data))
    return first, min(len(data), first + pick.choice((1, 2, 10, 100, 1000)))
