"""The one version of Unicode that searchkit knows, spoken by whatever version the running Python knows."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, count
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).resolve().parents[2] / "searchkit/native/core/src/analysis/unicode_tables.rs"
_TEXT: Final = TABLES.read_text(encoding="utf-8")
VERSION: Final = re.findall(r"\(Unicode ([\d.]+)\)", _TEXT)[0]
# The code points that mean nothing in this version: each range's first and last.
UNASSIGNED: Final = [
    (int(first, 16), int(last, 16))
    for first, last in re.findall(r"\((0x\w+), (0x\w+)\)", _TEXT.partition("pub static UNASSIGNED:")[2])
]

# The characters that came to be since, if this Python knows them.
_YOUNGER: Final = frozenset(
    chr(code)
    for code in chain.from_iterable(range(first, last + 1) for first, last in UNASSIGNED)
    if unicodedata.category(chr(code)) != "Cn"
)


def aged(text: str) -> tuple[str, dict[int, str]]:
    """A text whose younger characters are replaced, and what ``str.translate`` needs to put them back.

    Versions differ in younger characters alone. To an older version these are what those of private use are to all:
    no letters, without case, parts or marks.
    """
    younger = sorted(_YOUNGER.intersection(text))
    unused = (char for char in map(chr, count(0xF0000)) if char not in text)
    pairs = list(zip(younger, unused, strict=False))
    return text.translate({ord(old): new for old, new in pairs}), {ord(new): old for old, new in pairs}
