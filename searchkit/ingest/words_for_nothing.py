"""What programs write where a value is missing: ``N/A``, ``null``, ``nan``, a dash."""

from __future__ import annotations

from typing import Final

__all__ = ["says_nothing"]

# The core has the same (`native/core/src/article/words_for_nothing.rs`).
_WORDS: Final = frozenset(
    "n/a n.a. #n/a nan null none nil undefined unknown unspecified - -- \u2013 \u2014 ? ... [] {}".split()
) | {"not available", "not applicable", "not specified", "no data"}


def says_nothing(text: str) -> bool:
    """Whether a text in a field for a name or a date only says that there is none."""
    return text.strip().lower() in _WORDS
