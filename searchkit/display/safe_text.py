"""Text of documents made safe for terminals."""

from __future__ import annotations

import unicodedata
from typing import Final

# Invisible characters that reorder the text after them can make it read as what it is not.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe(text: str) -> str:
    """``text`` without characters that a terminal would act on; each is replaced by a blank, so offsets stay."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or not acts(c) else " " for c in text)


def one_line(text: str) -> str:
    """Safe text on one line."""
    return " ".join(safe(text).split())


def acts(char: str) -> bool:
    """Whether a terminal would act on a character instead of showing it."""
    return unicodedata.category(char) in ("Cc", "Cs") or char in _REORDERING
