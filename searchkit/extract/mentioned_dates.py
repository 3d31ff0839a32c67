"""Dates that a text speaks of: whole, partial, or relative to the day on which the text was published.

Relative and partial dates are read in English. Whole dates are read in French, German and Spanish as well. A weekday is
the last one up to the day of publication, unless the words beside it speak of the future.

Some dates are left out. One is a date whose year is unknown (``15 May`` in a text without a date). Another is a date
that can be read in two ways (``03/04/2019``). Fiscal years are no years of the calendar, and are left out too.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NamedTuple

from searchkit._native import date_landmark_kinds, date_landmarks
from searchkit.base.partial_date import PartialDate
from searchkit.extract.mention_readers import READERS, Found, Reading

__all__ = ["MentionedDate", "mentioned_dates"]

# The readers of the kinds of landmarks, by their numbers.
_READERS: Final = tuple(READERS[kind] for kind in date_landmark_kinds())
_JOINED: Final = re.compile(r"\s?(?:-|\u2013|\u2014|to|until|through)\s?")
_DAY = dt.timedelta(1)


class MentionedDate(NamedTuple):
    """A date at ``start``..``end`` of a text, in characters: the days from ``first`` to ``last``."""

    start: int
    end: int
    first: dt.date
    last: dt.date

    @property
    def iso(self) -> str:
        """The date in ISO form: a day, a month, a year, or the interval ``first/last``."""
        first, last = self.first, self.last
        if first == last:
            return first.isoformat()
        if first.day == 1 and first.year == last.year:
            if first.month == 1 and (last.month, last.day) == (12, 31):
                return f"{first.year:04d}"
            if first.month == last.month and (last + _DAY).day == 1:
                return f"{first.year:04d}-{first.month:02d}"
        return f"{first.isoformat()}/{last.isoformat()}"


def mentioned_dates(text: str, published: PartialDate | None, start: int = 0) -> list[MentionedDate]:
    """The dates that ``text`` mentions from offset ``start`` on, in order. ``published`` is the day of publication."""
    reading = Reading(text, published, start)
    for at, kind in date_landmarks(text, start):
        if at >= reading.done:
            try:
                _READERS[kind](reading, at)
            except (ValueError, OverflowError):  # a day that no calendar has
                continue
    return [MentionedDate(found.start, found.end, *found.days) for found in _joined(text, reading.found)]


def _joined(text: str, found: list[Found]) -> list[Found]:
    """``found`` with each range as one: ``30 May - 2 June``, ``January-March 1987``."""
    joined: list[Found] = []
    for here in found:
        last = joined[-1] if joined else None
        if last is not None and here.start > last.end and _JOINED.fullmatch(text, last.end, here.start):
            first = _first_day(last, here)
            days = (last.days[1] - last.days[0]).days, (here.days[1] - here.days[0]).days
            if first <= here.days[1] and max(days) < 31 and (days[0] == 0) == (days[1] == 0):
                joined[-1] = Found(last.start, here.end, (first, here.days[1]), here.dated)
                continue
        joined.append(here)
    return joined


def _first_day(first: Found, last: Found) -> dt.date:
    """The first day of a range. If only its end has a year, the beginning lies in that year or in the one before."""
    day, end = first.days[0], last.days[1]
    if not last.dated or first.dated or day.day >= 29:
        return day
    return day.replace(year=end.year - (day.replace(year=end.year) > end))
