"""Dateline and date of texts that lost their punctuation: ``... Departments January 12th 2005 WASHINGTON D C U S``.

Without commas and dashes, three signs of a dateline are left: capitals among other words, a state after the place, and
a whole date beside it. A place with one of these signs counts, but only before a word that opens sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from string import ascii_uppercase
from typing import Final

from searchkit._native import UnpunctuatedPlaces
from searchkit.base.month_names import MONTH_NAMES
from searchkit.base.partial_date import PartialDate
from searchkit.base.record import changed
from searchkit.extract.calendar_names import WEEKDAY_NAMES
from searchkit.extract.cue_words import word_set
from searchkit.extract.dateline_form import OPENERS, Dateline, dated_by, day_at, opens_sentence, stands_alone
from searchkit.extract.dates import date_at, whole_dates
from searchkit.extract.gazetteer import qualifiers, resolve

# Within so many characters such a dateline is looked for, and no stop or comma may stand.
_HEAD: Final = 480
_SHORTEST = 60
_SHORTEST_NAME = 4  # a shorter name abbreviates something else
_STOPS: Final = re.compile(r"[.,;:!?](?:\s|$)|[\u3001\u3002\uff01\uff0c\uff1f]")
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


def is_unpunctuated(text: str) -> bool:
    """Whether the beginning of a text has no punctuation, so that its sentences cannot be told apart."""
    head = text[:_HEAD]
    return len(head) >= _SHORTEST and "\n" not in head.strip() and not _STOPS.search(head)


def find_unpunctuated_dateline(text: str) -> Dateline | None:
    """The dateline among the first words of a text without punctuation (:func:`is_unpunctuated`)."""
    dates = _DatesAtBeginning(text)
    for start, end, begins, capitals, state in _places().find(text[:_HEAD]):
        found = _dateline(text, start, end, begins, capitals, state)
        if found is not None:
            return found if found.day else _with_date_before(found, dates)
    return None


@lru_cache(maxsize=1)
def _places() -> UnpunctuatedPlaces:
    """Finds the words that may be the place of a dateline."""
    pairs = map("".join, product(ascii_uppercase, repeat=_STATE_LETTERS))
    days = {name[:3] for name in (*MONTH_NAMES, *WEEKDAY_NAMES)} | {"le"}
    return UnpunctuatedPlaces(
        sorted(SMALL_WORDS), sorted(OPENERS), [pair for pair in pairs if _is_state(pair)], sorted(days)
    )


class _DatesAtBeginning:
    """The whole dates in the beginning of a text. They are read when the first one is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._by_end: dict[int, PartialDate] | None = None

    def ending_before(self, start: int) -> PartialDate | None:
        """The date that ends just before an offset."""
        if not self._text[max(0, start - 2) : start - 1].isdigit():  # nearly always
            return None
        if self._by_end is None:
            self._by_end = {end: date for date, _, end in _whole_dates(self._text)}
        return self._by_end.get(start - 1)


@lru_cache(maxsize=1)
def _whole_dates(text: str) -> tuple[tuple[PartialDate, int, int], ...]:
    """The whole dates in the beginning of a text. Two readers ask for those of one text."""
    return tuple(whole_dates(text, _HEAD))


def unpunctuated_date(text: str) -> tuple[PartialDate, int] | None:
    """The day of publication of a text without punctuation, and the offset at which it ends.

    It stands at the beginning, after ``Press Release`` or the like, or between the title and a word that opens
    sentences.
    """
    found = date_at(text, len(text) - len(text.lstrip()))
    if found and found[0].day is not None and text[found[1] + 1 : found[1] + 2].isupper():
        return found
    for label in _release_labels(text):
        if label["digits"]:
            found, end = date_at(label["digits"].replace(" ", "/"), 0), label.end()
        else:
            found = date_at(text, label.end())
            end = found[1] if found else 0
        if found and found[0].day is not None:
            return found[0], end
    for date, start, end in _whole_dates(text):
        before = text[:start].rpartition(" ")[0].rpartition(" ")[2] if text[start - 1 : start] == " " else ""
        following = _WORD.match(text, end + 1)
        if before and before.lower() not in SMALL_WORDS and following and _follows_date(following.group()):
            return date, end
    return None


def _release_labels(text: str) -> Iterator[re.Match[str]]:
    """Where the day of publication may follow: the beginning, and the words that announce a release."""
    head = text[:_HEAD]
    small = head.lower()
    if head.isascii() and "release" not in small and "press room" not in small and "date" not in small:
        beginning = _RELEASED.match(text, 0, _HEAD)
        return iter((beginning,) if beginning else ())
    return _RELEASED.finditer(text, 0, _HEAD)


def _follows_date(word: str) -> bool:
    return opens_sentence(word) or word in ("Contact", "Contacts", "CONTACT")


def _dateline(
    text: str, start: int, end: int, begins: bool, capitals: bool, state: tuple[str, int] | None
) -> Dateline | None:
    """The dateline whose place may stand at ``start``..``end``.

    ``begins`` says that the text begins there or that a number stands just before. ``capitals`` says that the place is
    in capitals, unlike other words. ``state`` are the letters of a state that follow, with their end. The quickest
    tests come first.
    """
    name, after = text[start:end], end
    qualifier = None
    if state is not None and resolve(name, state[0]) is not None:
        qualifier, after = state
    elif len(name) < _SHORTEST_NAME or not (begins or capitals):
        return None
    day = day_at(text, after, after + _DAY_REACH)
    following = _WORD.match(text, (day.end() if day else after) + 1)
    if following is None or not following.group()[0].isupper():
        return None
    marked = capitals or qualifier is not None
    if not _may_follow(following.group(), begins, marked):
        return None
    if start == 0 and not marked and not day:
        return None
    if qualifier is None and not stands_alone(name):
        return None
    dateline = Dateline(name, qualifier, start=start, end=following.start())
    return dated_by(dateline, day) if day else dateline


def _may_follow(word: str, begins: bool, marked: bool) -> bool:
    """Whether a word may stand after a dateline. ``marked``: the place is in capitals or has its state."""
    if opens_sentence(word):
        return begins or marked
    return begins and marked and not (word.isupper() and len(word) > 2)


def _with_date_before(dateline: Dateline, dates: _DatesAtBeginning) -> Dateline:
    date = dates.ending_before(dateline.start)
    return changed(dateline, year=date.year, month=date.month, day=date.day) if date else dateline


@lru_cache(maxsize=1024)
def _is_state(written: str) -> bool:
    return bool(_STATE.fullmatch(written)) and any(scope.kind == "state" for scope in qualifiers(written))
