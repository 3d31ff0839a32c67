"""Text in UTF-16 and UTF-32, with or without a byte order mark, and text with stray NUL bytes."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

__all__ = ["looks_binary", "wide_codec"]

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED: Final = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SAMPLE: Final = 4096
# Control characters of text: tab, the ends of lines and pages, and escape.
_OF_TEXT: Final = frozenset("\t\n\v\f\r\x1b\ufeff")
_NO_BYTES_OF_TEXT: Final = bytes((*range(1, 9), *range(14, 27), *range(28, 32), 127))
# The first bytes of common kinds of files. Their other bytes may look like text.
_SIGNATURES: Final = (
    b"\x89PNG",
    b"\x7fELF",
    b"GIF8",
    b"\xff\xd8\xff",
    b"PK\x03\x04",
    b"RIFF",
    b"MZ\x90",
    b"OggS",
    b"ID3",
)


def wide_codec(data: bytes) -> tuple[str, int] | None:
    """The codec of a text in UTF-16 or UTF-32, and the length of its mark. ``data`` are its first bytes, or all.

    Without a mark, a text is known by its blanks and ends of lines, which have NUL bytes.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec, len(mark)
    sample = data[:_SAMPLE]
    nuls = sample.count(0)
    if not nuls or (nuls * 10 <= len(sample) and _is_narrow(sample)):
        return None
    best, most = None, 0
    for codec in _UNMARKED:
        width = 4 if codec.startswith("utf-32") else 2
        if len(data) < _SAMPLE and len(data) % width:
            continue
        blanks = _plain_characters(sample[: len(sample) // width * width], codec)
        if blanks > most:
            best, most = codec, blanks
    return (best, 0) if best is not None else None


def _is_narrow(sample: bytes) -> bool:
    """Whether a sample without its NUL bytes is UTF-8, or nearly all ASCII."""
    text = sample.replace(b"\0", b"")
    if _odd_bytes(text) > len(text) // 200:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(text)
    except UnicodeDecodeError:
        return sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in text) * 20 >= len(text) * 17
    return True


def _plain_characters(sample: bytes, codec: str) -> int:
    """How many characters of a sample are of ASCII; 0 if it is no text in this encoding."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return 0
    odd = plain = 0
    for character in text:
        kind = unicodedata.category(character)
        if kind == "Cc" and character not in _OF_TEXT:
            return 0
        odd += kind in ("Cn", "Co", "Cc") and character not in _OF_TEXT
        plain += character < "\x7f"
    return plain if odd * 50 <= len(text) else 0


def looks_binary(data: bytes) -> bool:
    """Whether the first bytes are not text: they hold many control characters, or more than a few NUL bytes.

    Files that were copied badly end with NUL bytes, or have stray ones.
    """
    if not data or wide_codec(data):
        return False
    text = data.rstrip(b"\0")
    if not text:
        return True
    nuls = text.count(b"\0")
    odd = _odd_bytes(text)
    if b"\0" not in data:
        return odd > len(text) // 10
    return data.startswith(_SIGNATURES) or odd > len(text) // 200 or nuls > max(1, len(text) // 10)


def _odd_bytes(text: bytes) -> int:
    return len(text) - len(text.translate(None, _NO_BYTES_OF_TEXT))
