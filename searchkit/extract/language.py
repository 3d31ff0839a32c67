"""The language of a text, by its function words and by the endings of its other words."""

from __future__ import annotations

from typing import Final

from searchkit._native import language_evidence

# How many characters of a body are read. Few texts change their language.
_READ: Final = 3000
# The least evidence for a language. A function word that no other language has counts 24.
_LEAST: Final = 40
# The least evidence for each word of the text. Prose has 5 to 10: every second or third word is a function word.
_LEAST_A_WORD: Final = 3


def language_of(title: str | None, body: str) -> str | None:
    """The code (ISO 639-1) of the language of a text. None where the evidence is too weak.

    That is so for short texts, for lists of names or numbers, for unknown languages, and for texts in two languages.
    """
    text = f"{title}\n{body[:_READ]}" if title else body[:_READ]
    language, words, hits, worth, following = language_evidence(text)
    if language is None or hits == 0 or worth < max(_LEAST, _LEAST_A_WORD * words):
        return None
    return language if worth * 3 >= following * 4 else None
