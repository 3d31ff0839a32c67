"""Dates as people type them in a query: a day, a month, a range, a comparison, or words like ``last month``."""

from __future__ import annotations

from searchkit.base import light_datetime as dt
from searchkit.base.late_pattern import late_pattern
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.partial_date import MONTHS, PartialDate
from searchkit.base.typing_names import Final

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNT = late_pattern(
    r"(?:(?:the )?(?:last|past) (\d{1,4}) (day|week|month|year)s?|(\d{1,4}) (day|week|month|year)s? ago)"
)
# A month by name with its year, and the day before or after it.
_NAMED = late_pattern(
    r"(?:(?:le|den|el) )?(?:(\d{1,2})(?:st|nd|rd|th|er|\u00ba|\.)?(?: of| de)? )?([^\W\d_]+)\.?,?(?: del?)? "
    r"(?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})"
    r"(?: ?(?:\u0433(?:\.|\u043e\u0434\u0430)?|\u0440(?:\.|\u043e\u043a\u0443)|r\.|roku))?"
)
# Chinese, Japanese and Korean: 2019\u5e745\u67083\u65e5.
_EASTERN = late_pattern(
    r"(\d{4}) ?[\u5e74\ub144](?: ?(\d{1,2}) ?[\u6708\uc6d4](?: ?(\d{1,2}) ?[\u65e5\u865f\u53f7\uc77c])?)?"
)
_DOTTED = late_pattern(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})")
_COMPARISON = late_pattern(r"(?s)(>=|<=|>|<|=)\s*(.+)")
_BRACKETED = late_pattern(r"(?s)([\[{])(.*?)\s*\b(?:TO|to)\b\s*(.*?)([\]}])")
_ONE_DAY: Final = dt.timedelta(days=1)


class Days(NamedTuple("Days", [("first", dt.date | None), ("last", dt.date | None)])):
    """A range of days that includes both ends. None is open."""

    __slots__ = ()


def read_days(text: str, today: dt.date) -> Days | None:
    """The days that ``text`` names, or None if it is not a date. A range that runs backwards is turned round.

    A range whose excluded end leaves nothing of it ends the day before it begins.

    It understands ``2019``, ``2019-05``, ``2019-05-28``, ``28 May 2019`` (months also in the
    languages of ``further_months.py``), ``28.05.2019``, ``a..b`` (open at either end), ``>=a``, ``[a
    TO b]`` (``{`` and ``}`` exclude the end), ``today``, ``yesterday``, ``this|last|next week|month|year``, ``last 7
    days``, ``3 weeks ago`` and names of weekdays (the latest one up to today).
    """
    text = text.strip()
    try:
        return _comparison(text, today) or _range(text, today) or _single(text, today)
    except (ValueError, OverflowError):
        return None


def _comparison(text: str, today: dt.date) -> Days | None:
    match = _COMPARISON.fullmatch(text)
    if match is None:
        return None
    days = _single(match.group(2), today)
    if days is None or days.first is None or days.last is None:
        return None
    match match.group(1):
        case ">=":
            return Days(days.first, None)
        case ">":
            return Days(days.last + _ONE_DAY, None)
        case "<=":
            return Days(None, days.last)
        case "<":
            return Days(None, days.first - _ONE_DAY)
        case _:
            return days


def _range(text: str, today: dt.date) -> Days | None:
    excluded_low = excluded_high = False
    if match := _BRACKETED.fullmatch(text):
        opening, low_text, high_text, closing = match.groups()
        excluded_low, excluded_high = opening == "{", closing == "}"
    elif ".." in text:
        low_text, _, high_text = text.partition("..")
    else:
        return None
    low = _end(low_text, today)
    high = _end(high_text, today)
    if low is None or high is None or text == "..":
        return None
    first = low.last + _ONE_DAY if excluded_low and low.last else low.first
    last = high.first - _ONE_DAY if excluded_high and high.first else high.last
    if low.first and high.last and low.first > high.last:
        return Days(high.first, low.last)
    if first and last and first > last:  # what is excluded was all of it
        last = first - _ONE_DAY
    return Days(first, last)


def _end(text: str, today: dt.date) -> Days | None:
    text = text.strip().strip('"')
    return Days(None, None) if text in ("", "*") else _single(text, today)


def _single(text: str, today: dt.date) -> Days | None:
    text = " ".join(text.lower().split())
    try:
        date = PartialDate.parse(text)
        return Days(date.first, date.last)
    except ValueError:
        return _relative(text, today) or _named(text) or _in_numbers(text)


def _named(text: str) -> Days | None:
    match = _NAMED.fullmatch(text)
    if match is None or (match.group(1) and match.group(3)):
        return None
    month = MONTHS.get(match.group(2))
    if month is None:
        from searchkit.base.further_months import ALL_MONTHS  # most queries need none of these

        month = ALL_MONTHS.get(match.group(2))
    if month is None:
        return None
    day = match.group(1) or match.group(3)
    date = PartialDate(int(match.group(4)), month, int(day) if day else None)
    return Days(date.first, date.last)


def _in_numbers(text: str) -> Days | None:
    """The days of ``2019\u5e745\u6708``, or of ``31.12.2019``: between dots, the day comes first in all languages."""
    if match := _EASTERN.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DOTTED.fullmatch(text):
        day, month, year = match.groups()
    else:
        return None
    date = PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    return Days(date.first, date.last)


def _relative(text: str, today: dt.date) -> Days | None:
    if text in ("today", "yesterday", "tomorrow"):
        day = today + _ONE_DAY * {"today": 0, "yesterday": -1, "tomorrow": 1}[text]
        return Days(day, day)
    if text in _WEEKDAYS:
        day = today - _ONE_DAY * ((today.weekday() - _WEEKDAYS.index(text)) % 7)
        return Days(day, day)
    which, _, unit = text.partition(" ")
    if which in ("this", "last", "next", "past") and unit in ("week", "month", "year"):
        return _period(today, unit, {"this": 0, "last": -1, "past": -1, "next": 1}[which])
    if match := _COUNT.fullmatch(text):
        count, unit, ago, ago_unit = match.groups()
        if ago:
            day = _back(today, int(ago), ago_unit)
            return Days(day, day)
        return Days(_back(today, int(count), unit) + _ONE_DAY, today)
    return None


def _period(today: dt.date, unit: str, steps: int) -> Days:
    if unit == "week":  # weeks begin on Monday (ISO 8601)
        first = today - _ONE_DAY * today.weekday() + 7 * _ONE_DAY * steps
        return Days(first, first + 6 * _ONE_DAY)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + steps
        date = PartialDate(months // 12, months % 12 + 1)
    else:
        date = PartialDate(today.year + steps)
    return Days(date.first, date.last)


def _back(today: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("day", "week"):
        return today - _ONE_DAY * count * (7 if unit == "week" else 1)
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "year" else 1)
    month = PartialDate(months // 12, months % 12 + 1)
    return month.first.replace(day=min(today.day, month.last.day))
