"""The language of a text, told by its function words and the endings of its other words."""

from __future__ import annotations

from typing import Final

from searchkit._native import language_evidence

# This much of a body is read: as a rule a text does not change its language.
_READ: Final = 3000
# How much speaks for a language at the least; 24 is a function word that no other language has.
_LEAST: Final = 40
# One word in so many is a function word of the language at the least (in prose it is every second or third).
_ONE_IN: Final = 8


def language_of(title: str | None, body: str) -> str | None:
    """The code (ISO 639-1) of the language of a text, or None where too little speaks for one.

    That is so in texts of few words, in lists of names or numbers, in languages that are not known, and in texts that
    are as much of one language as of another.
    """
    text = f"{title}\n{body[:_READ]}" if title else body[:_READ]
    language, words, hits, worth, following = language_evidence(text)
    if language is None or worth < _LEAST or hits * _ONE_IN < words or hits < 2:
        return None
    return language if worth * 3 >= following * 4 else None
