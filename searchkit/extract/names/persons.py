"""Persons under one name: ``Mr Belliard`` is the Jean-Christophe Belliard that the text has named in full."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from searchkit.extract.cue_words import HONORIFICS

_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))


@lru_cache(maxsize=16_384)
def bare_name(name: str) -> str:
    """A person's name without the honorifics and offices before it. The last word always stays."""
    words = name.split(" ")
    at = 0
    while at < len(words) - 1 and words[at].lower().rstrip(".") in HONORIFICS:
        at += 1
    return " ".join(words[at:])


def surname_key(word: str) -> str:
    """A surname in the form in which surnames are compared."""
    return word.lower().rstrip(".")


@lru_cache(maxsize=16_384)
def _parts(name: str) -> tuple[str, ...]:
    parts = [surname_key(word) for word in name.split(" ")]
    while len(parts) > 1 and parts[-1].rstrip(",") in _SUFFIXES:
        parts.pop()
    return tuple(part.rstrip(",") for part in parts)


def surname_of(name: str) -> str | None:
    """The surname of a full name, in the form in which surnames are compared. None for a name of one word."""
    parts = _parts(name)
    return parts[-1] if len(parts) > 1 else None


@lru_cache(maxsize=65_536)
def surname_in_text(written: str) -> str | None:
    """The surname by which a text may name a person again. None where the word is too short or is no name."""
    surname = written.rsplit(" ", 1)[-1]
    return surname if len(surname) > 3 and surname[0].isupper() and surname.isalpha() else None


class Persons:
    """The persons of one text by their full names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_last: dict[str, list[str]] = {}
        self._by_first: dict[str, list[str]] = {}
        self._full_names: dict[str, str] = {}
        for name in dict.fromkeys(names):
            parts = _parts(name)
            if len(parts) > 1:
                self._by_last.setdefault(parts[-1], []).append(name)
                self._by_first.setdefault(parts[0], []).append(name)

    def full_name(self, name: str) -> str:
        """The full name of the person that a name means. The name may be a surname, or have initials.

        A given name counts if all who bear it share a surname. Of several persons with one surname the text means the
        one that it named first.
        """
        full = self._full_names.get(name)
        if full is None:
            full = self._full_names[name] = self._find(name)
        return full

    def _find(self, name: str) -> str:
        parts = _parts(name)
        if len(parts) == 1:
            of_surname = self._by_last.get(parts[0])
            if of_surname:
                return self._longest(of_surname[0])
            of_given = self._by_first.get(parts[0])
            return of_given[0] if of_given and len({_parts(full)[-1] for full in of_given}) == 1 else name
        return self._longest(name)

    def _longest(self, name: str) -> str:
        """The longest form of a full name: ``John Fitzgerald Kennedy`` for ``J. Kennedy`` and ``John Kennedy``."""
        ours = _parts(name)
        others = self._by_last.get(ours[-1], ())
        if len(others) == 1 and others[0] == name:
            return name
        best = name
        for other in others:
            theirs = _parts(other)
            if len(theirs) < len(_parts(best)):
                continue
            if _may_be_same(ours[0], theirs[0]) and len("".join(theirs)) > len("".join(_parts(best))):
                best = other
        return best


def _may_be_same(given: str, other: str) -> bool:
    """Whether two given names are one, or one is the initial of the other."""
    return given == other or (min(len(given), len(other)) == 1 and given[0] == other[0])
