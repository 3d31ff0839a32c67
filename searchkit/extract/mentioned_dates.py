"""Dates that a text speaks of: absolute, partial, or relative to the day on which it was published.

Relative and partial dates are read in English, whole ones in French, German and Spanish as well. What cannot be placed
in a year (``15 May`` in a text of unknown date) or can be read in two ways (``03/04/2019``) is left out, and so are
fiscal years, which are no years of the calendar. A weekday is the last one up to the day of publication, unless the
words beside it speak of the future.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from searchkit import _native
from searchkit.base.partial_date import PartialDate
from searchkit.extract.mention_readers import READERS, Found, Reading

__all__ = ["MentionedDate", "mentioned_dates"]

# The readers of the kinds of landmarks, by their numbers.
_READERS: Final = tuple(READERS[kind] for kind in _native.date_landmark_kinds())
_JOINED: Final = re.compile(r"\s?(?:-|\u2013|\u2014|to|until|through)\s?")


_DAY = dt.timedelta(1)


@dataclass(frozen=True, slots=True)
class MentionedDate:
    """A date at ``start``..``end`` (offsets of characters) of a text: the days from ``first`` to ``last``."""

    start: int
    end: int
    first: dt.date
    last: dt.date

    @property
    def iso(self) -> str:
        """A day, a month or a year in ISO form, or else the interval ``first/last``."""
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
    """The dates that ``text`` mentions from offset ``start`` on, in order, as understood on the day ``published``."""
    reading = Reading(text, published, start)
    for at, kind in _native.date_landmarks(text, start):
        if at >= reading.done:
            try:
                _READERS[kind](reading, at)
            except (ValueError, OverflowError):  # a day that no calendar has
                continue
    return [MentionedDate(found.start, found.end, *found.days) for found in _joined(text, reading.found)]


def _joined(text: str, found: list[Found]) -> list[Found]:
    """``found`` with a first and a last day or month drawn together: ``30 May - 2 June``, ``January-March 1987``."""
    drawn: list[Found] = []
    for here in found:
        last = drawn[-1] if drawn else None
        if last is not None and here.start > last.end and _JOINED.fullmatch(text, last.end, here.start):
            first = last.days[0]
            if here.dated and not last.dated:
                year = here.days[1].year
                first = (
                    first.replace(year=year - (first.replace(year=year) > here.days[1])) if first.day < 29 else first
                )
            days = (last.days[1] - last.days[0]).days, (here.days[1] - here.days[0]).days
            if first <= here.days[1] and max(days) < 31 and (days[0] == 0) == (days[1] == 0):
                drawn[-1] = Found(last.start, here.end, (first, here.days[1]), here.dated)
                continue
        drawn.append(here)
    return drawn
