"""Names of months and weekdays in the languages of news agencies, and the months that misprinted names mean."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from searchkit.base.month_names import MONTH_NAMES
from searchkit.base.partial_date import MONTHS

# A pattern for a word that may be such a name. month_number says which month it is, if any.
MONTH_PATTERN: Final = r"[^\W\d_]{3,12}"
# What Russian, Ukrainian and Polish write after a year: "of the year".
OF_THE_YEAR: Final = r"(?:\s*(?:\u0433(?:\u043e\u0434\u0430\b|\.|\b)|\u0440(?:\u043e\u043a\u0443\b|\.)|r\.|roku\b))?"

_WEEKDAYS: Final = """
monday|mon tuesday|tues|tue wednesday|wednes|wed thursday|thurs|thur|thu friday|fri saturday|sat sunday|sun
lundi mardi mercredi jeudi vendredi samedi dimanche
montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag
lunes martes miércoles|miercoles jueves viernes sábado|sabado domingo
lunedì|lunedi martedì|martedi mercoledì|mercoledi giovedì|giovedi venerdì|venerdi sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
понедельник вторник среда четверг пятница суббота воскресенье
"""
# Lower-case name or abbreviation without its stop: number from 0 for Monday, as datetime counts.
WEEKDAY_NAMES: Final = {
    name: number
    for line in _WEEKDAYS.strip().splitlines()
    for number, names in enumerate(line.split(" "))
    for name in names.split("|")
}
WEEKDAY_PATTERN: Final = "|".join(sorted(WEEKDAY_NAMES, key=len, reverse=True))


def beginnings(names: Iterable[str]) -> str:
    """A pattern for the first three letters of names: a quick test that most other words fail."""
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(name[0], set()).add(name[1:3])
    return "|".join(f"{first}(?:{'|'.join(sorted(rests))})" for first, rests in sorted(found.items()))


# Patterns that ignore case match these as an i. casefold does not.
_LIKE_I: Final = str.maketrans("\u0130\u0131", "ii")
_SHORTEST_MISPRINT = 3


@lru_cache(maxsize=1024)
def month_number(name: str) -> int | None:
    """The number of the month of that name, from 1, in any case. None if there is none."""
    return MONTH_NAMES.get(name.translate(_LIKE_I).casefold())


@lru_cache(maxsize=512)
def misprinted_month(word: str) -> int | None:
    """The month whose English name is one slip away from ``word`` (Narch, Apri, Juen, Macrh). None unless it is one."""
    word = word.lower()
    if not _SHORTEST_MISPRINT <= len(word) <= 10 or not word.isalpha():
        return None
    if word in MONTH_NAMES:
        return MONTH_NAMES[word]
    found = {number for name, number in MONTHS.items() if len(name) > 3 and _one_slip(word, name)}
    return found.pop() if len(found) == 1 else None


def _one_slip(written: str, right: str) -> bool:
    """Whether one letter is wrong, missing or added, or two neighbours changed places."""
    if abs(len(written) - len(right)) > 1:
        return False
    pairs = enumerate(zip(written, right, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(written), len(right)))
    rest, wanted = written[first:], right[first:]
    return (
        rest[1:] == wanted[1:]
        or rest[1:] == wanted
        or rest == wanted[1:]
        or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:] and len(wanted) > 1)
    )
