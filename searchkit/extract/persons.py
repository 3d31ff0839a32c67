"""Persons under one name: ``Mr Belliard`` is the Jean-Christophe Belliard that the text has named in full."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from searchkit.extract.cue_words import HONORIFICS

_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv"))


@lru_cache(maxsize=16_384)
def bare_name(name: str) -> str:
    """A person's name without honorifics and offices before it; unchanged if nothing else would be left."""
    words = name.split(" ")
    at = 0
    while at < len(words) - 1 and words[at].lower().rstrip(".") in HONORIFICS:
        at += 1
    return " ".join(words[at:])


def surname_key(word: str) -> str:
    """The form under which surnames are compared."""
    return word.lower().rstrip(".")


@lru_cache(maxsize=16_384)
def _parts(name: str) -> tuple[str, ...]:
    parts = [surname_key(word) for word in name.split(" ")]
    while len(parts) > 1 and parts[-1].rstrip(",") in _SUFFIXES:
        parts.pop()
    return tuple(part.rstrip(",") for part in parts)


def surname_of(name: str) -> str | None:
    """The key of the surname of a person who is named in full."""
    parts = _parts(name)
    return parts[-1] if len(parts) > 1 else None


class Persons:
    """The persons of one text by their full names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_last: dict[str, list[str]] = {}
        self._by_first: dict[str, list[str]] = {}
        self._meant: dict[str, str] = {}
        for name in dict.fromkeys(names):
            parts = _parts(name)
            if len(parts) > 1:
                self._by_last.setdefault(parts[-1], []).append(name)
                self._by_first.setdefault(parts[0], []).append(name)

    def meant(self, name: str) -> str:
        """The full name that is meant by a name: by a surname, a given name that only one bears, or an initial.

        Of several persons of one surname, the one that the text named first is meant.
        """
        full = self._meant.get(name)
        if full is None:
            full = self._meant[name] = self._looked_up(name)
        return full

    def _looked_up(self, name: str) -> str:
        parts = _parts(name)
        if len(parts) == 1:
            of_surname = self._by_last.get(parts[0])
            if of_surname:
                return self._fullest(of_surname[0])
            of_given = self._by_first.get(parts[0])
            return of_given[0] if of_given and len({_parts(full)[-1] for full in of_given}) == 1 else name
        return self._fullest(name)

    def _fullest(self, name: str) -> str:
        """The longest form of a full name: ``John Fitzgerald Kennedy`` for ``J. Kennedy`` and ``John Kennedy``."""
        parts = _parts(name)
        others = self._by_last.get(parts[-1], ())
        if len(others) == 1 and others[0] == name:
            return name
        best = name
        for other in others:
            theirs = _parts(other)
            if len(theirs) < len(_parts(best)):
                continue
            mine, first = parts[0], theirs[0]
            same = mine == first or (min(len(mine), len(first)) == 1 and mine[0] == first[0])
            if same and len("".join(theirs)) > len("".join(_parts(best))):
                best = other
        return best
