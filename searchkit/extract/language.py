"""The language of a text, told by its function words and the endings of its other words."""

from __future__ import annotations

from typing import Final

from searchkit._native import language_evidence

# This much of a body is read: as a rule a text does not change its language.
_READ: Final = 3000
# How much speaks for a language at the least; 24 is a function word that no other language has.
_LEAST: Final = 40
# The same for each word of the text; in prose, where every second or third is a function word, it is 5 to 10.
_LEAST_A_WORD: Final = 3


def language_of(title: str | None, body: str) -> str | None:
    """The code (ISO 639-1) of the language of a text, or None where too little speaks for one.

    That is so in texts of few words, in lists of names or numbers, in languages that are not known, and in texts that
    are as much of one language as of another.
    """
    text = f"{title}\n{body[:_READ]}" if title else body[:_READ]
    language, words, hits, worth, following = language_evidence(text)
    if language is None or hits == 0 or worth < max(_LEAST, _LEAST_A_WORD * words):
        return None
    return language if worth * 3 >= following * 4 else None
