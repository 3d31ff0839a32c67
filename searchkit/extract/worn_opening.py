"""Dateline and date of texts that lost their punctuation: ``... Departments January 12th 2005 WASHINGTON D C U S``.

Without commas and dashes only three signs are left: capitals among other words, a state after the place, a whole date
beside it. A place counts with one of them, and only before a word that opens sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, product
from operator import add
from string import ascii_uppercase
from typing import Final

from searchkit import _native
from searchkit.extract.calendar_names import MONTH_NAMES, WEEKDAY_NAMES
from searchkit.extract.cue_words import word_set
from searchkit.extract.dateline_form import OPENERS, Dateline, dated_by, day_at, opens_sentence, stands_alone
from searchkit.extract.dates import date_at, whole_dates
from searchkit.extract.gazetteer import qualifiers, resolve
from searchkit.partial_date import PartialDate

# Characters of the beginning in which such a dateline is looked for, and in which no stop or comma may stand.
_HEAD: Final = 480
_SHORTEST = 60
_SHORTEST_NAME = 4  # shorter ones are abbreviations of other things
_STOPS: Final = re.compile(r"[.,;:!?](?:\s|$)")
_WORD: Final = re.compile(r"\S+")
_RELEASED: Final = re.compile(
    r"(?:\b(?:for immediate release|press room|(?:press |news )?releases?|date)\s|\A)"
    r"(?P<digits>(\d\d) (\d\d) (\d{4})\b)?",
    re.IGNORECASE,
)
_STATE_LETTERS = 2
_DAY_REACH = 60  # characters
_STATE: Final = re.compile(r"[A-Z]{2}")
# After these no dateline stands: ``in Washington DC``.
SMALL_WORDS: Final = word_set(
    "a about across after against and around as at before between by during early ending for from in into late near "
    "of on or outside since than the through till to toward under until with"
)


def is_worn(text: str) -> bool:
    """Whether the beginning of a text has no punctuation left, so that its sentences cannot be told apart."""
    head = text[:_HEAD]
    return len(head) >= _SHORTEST and "\n" not in head.strip() and not _STOPS.search(head)


def find_worn_dateline(text: str) -> Dateline | None:
    """The dateline among the first words of a text for which :func:`is_worn` holds; else None."""
    places = _places().find(text[:_HEAD])
    if not places:
        return None
    head = _Head(text)
    return next((found for place in places if (found := _dateline(head, *place)) is not None), None)


@lru_cache(maxsize=1)
def _places() -> _native.WornPlaces:
    """What tells where a dateline may stand."""
    pairs = map("".join, product(ascii_uppercase, repeat=_STATE_LETTERS))
    days = {name[:3] for name in (*MONTH_NAMES, *WEEKDAY_NAMES)} | {"le"}
    return _native.WornPlaces(
        sorted(SMALL_WORDS), sorted(OPENERS), [pair for pair in pairs if _is_state(pair)], sorted(days)
    )


class _Head:
    """The words of the beginning of a text, where each stands, and the dates among them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text[:_HEAD].split()
        lengths = list(map(len, self.words))
        if sum(lengths) + len(lengths) - 1 == min(len(text), _HEAD):  # one space between any two
            self.starts = list(accumulate([length + 1 for length in lengths[:-1]], initial=0))
        else:
            self.starts = [match.start() for match in _WORD.finditer(text, 0, _HEAD)]
        self.ends = list(map(add, self.starts, lengths))
        self._dates: dict[int, PartialDate] | None = None

    def date_before(self, start: int) -> PartialDate | None:
        """The day of the calendar, with its year, that ends just before an offset."""
        if self._dates is None:
            self._dates = {end: date for date, _, end in whole_dates(self.text, _HEAD)}
        return self._dates.get(start - 1)

    def day_after(self, at: int) -> re.Match[str] | None:
        """The day of the calendar that stands after a word."""
        end = self.ends[at]
        return day_at(self.text, end, end + _DAY_REACH)


def worn_date(text: str) -> tuple[PartialDate, int] | None:
    """The day of publication of a text for which :func:`is_worn` holds, and where it ends; else None.

    It stands at the beginning, after ``Press Release`` or the like, or between the title and a word that opens
    sentences.
    """
    found = date_at(text, len(text) - len(text.lstrip()))
    if found and found[0].day is not None and text[found[1] + 1 : found[1] + 2].isupper():
        return found
    for label in _released(text):
        at = label.end() if not label["digits"] else label.start("digits")
        found = date_at(text, at) if not label["digits"] else date_at(label["digits"].replace(" ", "/"), 0)
        if found and found[0].day is not None:
            return found[0], found[1] if not label["digits"] else label.end()
    for date, start, end in whole_dates(text, _HEAD):
        before = text[:start].rpartition(" ")[0].rpartition(" ")[2] if text[start - 1 : start] == " " else ""
        following = _WORD.match(text, end + 1)
        if before and before.lower() not in SMALL_WORDS and following and _follows_date(following.group()):
            return date, end
    return None


def _released(text: str) -> Iterator[re.Match[str]]:
    """Where the day of publication may stand: at the beginning, and after the words that announce it."""
    head = text[:_HEAD]
    small = head.lower()
    if head.isascii() and "release" not in small and "press room" not in small and "date" not in small:
        beginning = _RELEASED.match(text, 0, _HEAD)
        return iter((beginning,) if beginning else ())
    return _RELEASED.finditer(text, 0, _HEAD)


def _follows_date(word: str) -> bool:
    return opens_sentence(word) or word in ("Contact", "Contacts", "CONTACT")


def _is_loud(word: str) -> bool:
    """Whether a word is all in capitals, so that those of the next say nothing."""
    return len(word) > 1 and word.isupper() and word.isalpha()


def _dateline(head: _Head, at: int, count: int, begins: bool) -> Dateline | None:
    """The dateline whose place is ``count`` words with a capital from ``at`` on. What is cheap is asked first."""
    text, words = head.text, head.words
    if count > 1 and _STATE.fullmatch(words[at + count - 1]):
        return None  # Washington DC is Washington in its district
    start, end = head.starts[at], head.ends[at + count - 1]
    name = text[start:end]
    capitals = name.isupper() and not (at and _is_loud(words[at - 1]))
    qualifier, following = _state(words, at + count, name)
    if qualifier is None and (len(name) < _SHORTEST_NAME or not (begins or capitals)):
        return None
    day = head.day_after(following - 1)
    after = day.end() if day else head.ends[following - 1]
    rest = _WORD.match(text, after + 1)
    if rest is None or not rest.group()[0].isupper():
        return None
    opens = opens_sentence(rest.group())
    sure = (opens and (begins or capitals or qualifier is not None)) or (
        begins and (capitals or qualifier is not None) and not (rest.group().isupper() and len(rest.group()) > 2)
    )
    if not sure or (at == 0 and qualifier is None and not capitals and not day):
        return None
    if qualifier is None and not stands_alone(name):
        return None
    dateline = Dateline(name, qualifier, start=start, end=rest.start())
    if day:
        return dated_by(dateline, day)
    date = head.date_before(start)
    return replace(dateline, year=date.year, month=date.month, day=date.day) if date else dateline


@lru_cache(maxsize=1024)
def _is_state(written: str) -> bool:
    return bool(_STATE.fullmatch(written)) and any(scope.kind == "state" for scope in qualifiers(written))


def _state(words: list[str], at: int, name: str) -> tuple[str | None, int]:
    """The state after a place (``D C``, ``MN``), if the place lies in it, and the number of the word after it."""
    for count in (2, 1):
        if at + count < len(words) and len(words[at]) * count == _STATE_LETTERS:
            written = "".join(words[at : at + count])
            if _is_state(written) and resolve(name, written) is not None:
                return written, at + count
    return None, at
