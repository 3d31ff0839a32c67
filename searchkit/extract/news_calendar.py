"""Which days a date in a news text means, seen from the day of publication.

News agencies leave out what their readers know on that day: the year of a month, the week of a weekday. Every function
returns the first and the last day, or None if the date of publication is not known exactly enough.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from searchkit.base.partial_date import PartialDate

Days = tuple[dt.date, dt.date]
Part = Literal["early", "mid", "late"]

_DAY = dt.timedelta(1)
_TURNS: Final = {"last": -1, "this": 0, "next": 1}
_PARTS: Final = {"early": 0, "mid": 1, "late": 2}


def one_day(day: dt.date) -> Days:
    """That day alone."""
    return day, day


def month_days(year: int, month: int) -> Days:
    """The days of a month, from 1 to 12. Month 13 is the next January, and so on in both directions."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return dt.date(year, month, 1), following - _DAY


def years(first: int, last: int) -> Days:
    """The days from the beginning of one year to the end of another."""
    return dt.date(first, 1, 1), dt.date(last, 12, 31)


def part_of(days: Days, part: Part | None) -> Days:
    """The early, middle or late third of a month, a year or a decade.

    The thirds of a month have ten days, but for the last one. Those of a year have four months. Those of a decade are
    the years 0 to 3, 4 to 6 and 7 to 9.
    """
    if part is None:
        return days
    first, last = days
    third = _PARTS[part]
    if (last - first).days > 400:
        low, high = ((0, 3), (4, 6), (7, 9))[third]
        return years(first.year + low, first.year + high)
    if (last - first).days > 31:
        return month_days(first.year, third * 4 + 1)[0], month_days(first.year, third * 4 + 4)[1]
    return first + third * 10 * _DAY, last if third == 2 else first + (third * 10 + 9) * _DAY


def day_of_month(month: int, first: int, last: int, year: int | None, published: PartialDate | None) -> Days | None:
    """The days from ``first`` to ``last`` of a month. Without a ``year`` it is the nearest one to the publication.

    Raises ValueError for a day that the month does not have.
    """
    if year is None:
        year = _nearest_year(month, first, published)
    return (dt.date(year, month, first), dt.date(year, month, last)) if year else None


def _nearest_year(month: int, day: int, published: PartialDate | None) -> int | None:
    """The year in which a day of a month lies nearest to the publication. Of two such years it is the earlier one."""
    if published is None or published.month is None:
        return None
    middle = published.first.toordinal()
    distances: list[tuple[int, int]] = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            distances.append((abs(dt.date(year, month, day).toordinal() - middle), year))
        except ValueError:  # 29 February
            continue
    return min(distances)[1] if distances else None


def bare_month(month: int, cue: str, published: PartialDate | None) -> Days | None:
    """The month that a name without a year means. ``cue`` is the word before it.

    ``last`` and ``since`` mean a past month, ``next`` a coming one, ``this`` one of the same year. Without such a word
    it is the nearest month.
    """
    if published is None or published.month is None:
        return None
    year: int | None
    if cue == "last":
        year = published.year - (month >= published.month)
    elif cue == "next":
        year = published.year + (month <= published.month)
    elif cue == "this":
        year = published.year
    elif cue == "since":
        year = published.year - (month > published.month)
    else:
        year = _nearest_year(month, 15, published)
    return month_days(year, month) if year else None


def quarter_of(year: int, quarter: int) -> Days:
    """The days of a quarter, from 1 to 4."""
    return month_days(year, quarter * 3 - 2)[0], month_days(year, quarter * 3)[1]


def bare_quarter(quarter: int, ahead: bool, published: PartialDate | None) -> Days | None:
    """The quarter that a number without a year means: the last one that has begun. ``ahead``: the next one to end."""
    if published is None or published.month is None:
        return None
    day = published.first
    days = quarter_of(published.year, quarter)
    if ahead:
        return days if days[1] >= day else quarter_of(published.year + 1, quarter)
    return days if days[0] <= day else quarter_of(published.year - 1, quarter)


def half_of(year: int, half: int) -> Days:
    """The days of the first or the second half of a year."""
    return month_days(year, half * 6 - 5)[0], month_days(year, half * 6)[1]


def turned(unit: str, turn: str, published: PartialDate | None) -> Days | None:
    """The last, this or next week, weekend, month, quarter, year or decade."""
    return shifted(unit, _TURNS[turn], published)


def shifted(unit: str, shift: int, published: PartialDate | None) -> Days | None:
    """The unit that lies ``shift`` units after that of the publication. A week begins on Monday."""
    if published is None:
        return None
    if unit == "year":
        return years(published.year + shift, published.year + shift)
    if unit == "decade":
        begins = published.year // 10 * 10 + shift * 10
        return years(begins, begins + 9)
    if published.month is None:
        return None
    if unit == "month":
        return month_days(published.year, published.month + shift)
    if unit == "quarter":
        quarters = published.year * 4 + (published.month - 1) // 3 + shift
        return quarter_of(quarters // 4, quarters % 4 + 1)
    if published.day is None:
        return None
    day = published.first
    if unit == "day":
        return one_day(day + shift * _DAY)
    monday = day + (shift * 7 - day.weekday()) * _DAY
    return (monday + 5 * _DAY, monday + 6 * _DAY) if unit == "weekend" else (monday, monday + 6 * _DAY)


def weekday(number: int, turn: str | None, ahead: bool, published: PartialDate | None) -> Days | None:
    """The day that a weekday means, from 0 for Monday: the last one up to the publication. ``ahead``: the next one.

    The ``turn`` ``last`` means one before the publication, ``next`` one after it, ``this`` one not before it.
    """
    if published is None or published.day is None:
        return None
    day = published.first
    back = (day.weekday() - number) % 7
    if turn == "last":
        return one_day(day - (back or 7) * _DAY)
    if turn == "next":
        return one_day(day + (7 - back) * _DAY)
    if turn == "this" or ahead:
        return one_day(day + (7 - back) % 7 * _DAY)
    return one_day(day - back * _DAY)


def weekday_of_week(number: int, turn: str, published: PartialDate | None) -> Days | None:
    """The weekday of last, this or next week."""
    week = turned("week", turn, published)
    return one_day(week[0] + number * _DAY) if week else None
