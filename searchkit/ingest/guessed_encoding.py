"""The encoding of text that has no label, by its bytes."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = ["LATIN", "Guess", "guessed"]

# The encodings of unlabelled text on disks and pages, by their names for chardet.
_CANDIDATES: Final = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r koi8-u cp866 iso8859-2 iso8859-5 iso8859-7 "
    "iso8859-9 cp874 cp932 euc_jis_2004 gb18030 big5hkscs cp949".split()
)
# chardet's names -> the names that people know, and Python's codecs.
_NAMES: Final = {
    "cp932": ("Shift_JIS", "cp932"),
    "euc-jp": ("EUC-JP", "euc_jp"),
    "euc-jis-2004": ("EUC-JP", "euc_jis_2004"),
    "big5": ("Big5", "big5hkscs"),
    "big5-hkscs": ("Big5", "big5hkscs"),
    "big5hkscs": ("Big5", "big5hkscs"),
    "cp949": ("EUC-KR", "cp949"),
    "euc-kr": ("EUC-KR", "cp949"),
    "gb18030": ("GB18030", "gb18030"),
    "cp874": ("windows-874", "cp874"),
    "ibm866": ("IBM866", "cp866"),
}
# Below this, a few letters decide. windows-1252 is the most common then: a text in its languages has few of them.
_LEAST: Final = 0.12
_SAMPLE: Final = 1 << 17
_TAG: Final = re.compile(rb"<[^<>]{0,500}>")


class Guess(NamedTuple):
    """The ``encoding`` of a text as people call it, its ``codec``, and how sure that is (0 to 1). None: not asked."""

    encoding: str
    codec: str
    confidence: float | None = None


LATIN: Final = Guess("windows-1252", "cp1252")


def guessed(sample: bytes) -> Guess:
    """The encoding of bytes that are not UTF-8: windows-1252 unless chardet knows better."""
    import chardet

    text = _TAG.sub(b" ", sample[:_SAMPLE])
    found = chardet.detect(text, include_encodings=_CANDIDATES)
    name, confidence = found["encoding"], found["confidence"]
    if name is None or confidence < _LEAST or name.casefold() in ("iso-8859-1", "windows-1252"):
        return LATIN
    encoding, codec = _NAMES.get(name.casefold().replace("_", "-"), (name.casefold(), name))
    try:
        text.decode(codec, "replace")
    except LookupError:  # an encoding of a later chardet
        return LATIN
    return Guess(encoding, codec, confidence)
