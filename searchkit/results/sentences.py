"""The sentences of a text, for comparing two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from searchkit.base.late_pattern import late_pattern

# Where a sentence may end: at a mark with closing quotes and a blank after it, or at the end of a paragraph.
_END: Final = late_pattern(r"[.!?\u2026]['\"\u201d\u2019)\]]*(?=\s)|[\u3002\u0964\uff01\uff1f]|\n\s*\n|\n(?=[ \t]{2})")
_SHORT: Final = frozenset(
    "mr mrs ms dr prof gen col lt sgt capt sen rep gov st jr sr inc corp co ltd vs no nos pct approx dept est"
    " jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_WORD: Final = late_pattern(r"[\w.]+\Z")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text in order, each on one line. Together they have all its words."""
    start = 0
    for match in _END.finditer(text):
        if match[0][0] == "." and not _ends(text, match):
            continue
        if sentence := " ".join(text[start : match.end()].split()):
            yield sentence
        start = match.end()
    if sentence := " ".join(text[start:].split()):
        yield sentence


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: not after an initial or a short form, nor before a small letter."""
    following = text[match.end() :].lstrip()[:1]
    if following.islower():
        return False
    before = _WORD.search(text, 0, match.start())
    word = before[0] if before is not None else ""
    return not (len(word) == 1 and word.isalpha()) and "." not in word and word.lower() not in _SHORT
