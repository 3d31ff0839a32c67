"""Makes the text of documents safe for terminals."""

from __future__ import annotations

import unicodedata
from typing import Final

# Invisible characters that reorder the text after them. They can make it look like another text.
_REORDERING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe(text: str) -> str:
    """``text`` with a blank for each character that a terminal would act on. Offsets stay the same."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or not acts(c) else " " for c in text)


def one_line(text: str) -> str:
    """Safe text on one line."""
    return " ".join(safe(text).split())


def acts(char: str) -> bool:
    """Whether a terminal would act on a character instead of showing it."""
    return unicodedata.category(char) in ("Cc", "Cs") or char in _REORDERING
