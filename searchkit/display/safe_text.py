"""Makes the text of documents safe for terminals."""

from __future__ import annotations

import unicodedata

from searchkit.base.typing_names import Final

# Control and format characters, halves of surrogate pairs, separators of lines and paragraphs. Some act on a terminal,
# some reorder the text after them, some are invisible: a text can look like another.
_HARMFUL: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Scripts and emoji need the joiners, and a soft hyphen is where a word may be broken. They are left for people.
_OF_WORDS: Final = frozenset("\u00ad\u200c\u200d")


def safe(text: str) -> str:
    """``text`` with a blank for each character that a terminal would act on. Offsets stay the same."""
    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" or c in _OF_WORDS or not acts(c) else " " for c in text)


def one_line(text: str) -> str:
    """Safe text on one line."""
    return " ".join(safe(text).split())


def acts(char: str) -> bool:
    """Whether a terminal would act on a character, or hide it, instead of showing it."""
    return unicodedata.category(char) in _HARMFUL


def escaped(text: str, kept: str = "") -> str:
    """``text`` with an escape (``\\u202e``, ``\\U000e0001``) for each character that acts, but for those ``kept``."""
    if text.isprintable():
        return text
    return "".join(c if c in kept or not acts(c) else _escape(c) for c in text)


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
