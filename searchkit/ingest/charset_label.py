"""The names of encodings, as mails, pages and XML documents write them."""

from __future__ import annotations

import codecs
import re
from typing import Final

__all__ = ["WIDER", "text_codec"]

# Codecs that Python calls text, but no archive uses. Some are slow, some interpret escapes.
_NO_TEXT: Final = frozenset(
    {"idna", "mbcs", "oem", "palmos", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
)
# Text declared as Latin-1 or ASCII is windows-1252 in practice.
_LATIN: Final = frozenset({"ascii", "iso8859-1", "cp1252"})
# Labels that Python does not know, without the marks between their letters. Most are of the WHATWG's list.
_OTHER_LABELS: Final = {
    "ansi": "cp1252",
    "big5eten": "big5",
    "chinesebig5": "big5",
    "cngb": "gb2312",
    "dos866": "cp866",
    "dos850": "cp850",
    "dos437": "cp437",
    "euccn": "gb2312",
    "eucgb": "gb2312",
    "gb231280": "gb2312",
    "iso88598e": "iso8859-8",
    "iso88598i": "iso8859-8",
    "isoir6": "ascii",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8ru": "koi8-u",
    "logical": "iso8859-8",
    "macintosh": "mac-roman",
    "macosroman": "mac-roman",
    "maccroatian": "mac-latin2",
    "macce": "mac-latin2",
    "maccentraleurope": "mac-latin2",
    "macukrainian": "mac-cyrillic",
    "mskanji": "cp932",
    "tis620": "cp874",
    "ucs2": "utf-16",
    "ucs4": "utf-32",
    "iso10646ucs2": "utf-16",
    "iso10646ucs4": "utf-32",
    "unicode": "utf-16",
    "unicode11utf7": "utf-7",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "utf8mb3": "utf-8",
    "utf8mb4": "utf-8",
    "visual": "iso8859-8",
    "xsjis": "cp932",
}
_PAGE: Final = re.compile(r"(?:cs)?(?:x)?(?:windows|win|cp|ibm|dos|ms|codepage|microsoftcp)0*(\d{3,5})")
_MARKS: Final = re.compile(r"[^a-z0-9]+")
# Encodings with more characters, under whose old names their texts often go.
WIDER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "iso2022_jp": "iso2022_jp_ext",
}


def text_codec(label: str) -> str | None:
    """Python's name of the encoding that a label means: ``x-sjis``, ``windows-874``, ``cp-850``, ``iso-8859-8-i``.

    None if nobody knows it, or if it is no encoding of text.
    """
    plain = _MARKS.sub("", label.strip().casefold())
    page = _PAGE.fullmatch(plain)
    known = _OTHER_LABELS.get(plain) or _OTHER_LABELS.get(plain.removeprefix("x").removeprefix("cs"))
    tried = [label.strip(), *([known] if known else []), *([f"cp{page[1]}"] if page else [])]
    for prefix in ("x-", "cs", "x-x-"):
        if label.casefold().startswith(prefix):
            tried.append(label.strip()[len(prefix) :])
    for name in tried:
        try:
            codec = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if not getattr(codec, "_is_text_encoding", True) or codec.name.replace("_", "-") in _NO_TEXT:
            return None
        return "cp1252" if codec.name in _LATIN else codec.name
    return None
