"""A date as a field has it, in forms that nobody uses in a running text.

In a field there is nothing but a date. So a month named in some language, a year, and one number beside the month are
enough, whatever weekday and hour stand around them.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from searchkit.base.further_months import ALL_MONTHS
from searchkit.base.partial_date import PartialDate

__all__ = ["field_date"]

_LONGEST: Final = 60
_ISO_WEEK: Final = re.compile(r"(\d{4})-?W(\d\d)-?([1-7])", re.ASCII)
_ISO_DAY_OF_YEAR: Final = re.compile(r"(\d{4})-(\d{3})", re.ASCII)
# A day, and behind it no other date.
_ISO_BEFORE_MORE: Final = re.compile(r"(\d{4}-\d\d-\d\d)(?![\d/-])(?!.*\d{4})", re.ASCII | re.DOTALL)
# The eras of Japan, by the year before their first.
_ERAS: Final = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_JAPANESE: Final = re.compile(rf"({'|'.join(_ERAS)})\s?(\d{{1,2}}|元)年\s?(\d{{1,2}})月\s?(\d{{1,2}})日")
_TIME: Final = re.compile(
    r"\b\d{1,2}[:.h]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\b\.?)?|[+-]\d\d:?\d\d\b", re.IGNORECASE
)
_PART: Final = re.compile(r"\d+|[^\W\d_]+")
# Other words than the month and what joins it to its numbers: a weekday and a time zone.
_MOST_WORDS: Final = 2
_JOINING: Final = frozenset(
    "de del di d il le la el l den der am em dne dni the of st nd rd th er º г года р року r roku".split()
)


def field_date(text: str) -> PartialDate | None:
    """The date in the text of a field; None if it cannot be read, or if it is no day that exists.

    The forms are ISO weeks and days of a year, an ISO day before anything without a date, years of Japanese eras, and
    dates with a month that ``further_months.py`` names.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    try:
        return _in_numbers(text) or _with_a_month(text)
    except (ValueError, OverflowError):
        return None


def _in_numbers(text: str) -> PartialDate | None:
    if week := _ISO_WEEK.fullmatch(text):
        year, number, weekday = map(int, week.groups())
        return PartialDate.of(dt.date.fromisocalendar(year, number, weekday))
    if day := _ISO_DAY_OF_YEAR.fullmatch(text):
        year, number = map(int, day.groups())
        found = dt.date(year, 1, 1) + dt.timedelta(number - 1)
        return PartialDate.of(found) if found.year == year else None
    if before := _ISO_BEFORE_MORE.match(text):
        return PartialDate.parse(before[1])
    if era := _JAPANESE.match(text):
        count = 1 if era[2] == "元" else int(era[2])
        return PartialDate(_ERAS[era[1]] + count, int(era[3]), int(era[4]))
    return None


def _with_a_month(text: str) -> PartialDate | None:
    parts = [part for part in _PART.findall(_TIME.sub(" ", text.lower())) if part not in _JOINING]
    months = [place for place, part in enumerate(parts) if part in ALL_MONTHS]
    years = [part for part in parts if part.isdecimal() and len(part) == 4]
    days = [place for place, part in enumerate(parts) if part.isdecimal() and len(part) != 4]
    others = len(parts) - len(months) - len(years) - len(days)
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or others > _MOST_WORDS:
        return None
    if days and (abs(days[0] - months[0]) != 1 or len(parts[days[0]]) > 2):
        return None
    return PartialDate(int(years[0]), ALL_MONTHS[parts[months[0]]], int(parts[days[0]]) if days else None)
