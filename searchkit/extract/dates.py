"""The date of publication at the beginning of a text or in a path. Dates that can be read in two ways do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from searchkit.base.month_names import MONTH_NAMES
from searchkit.base.partial_date import MONTHS, PartialDate
from searchkit.extract.calendar_names import (
    MONTH_PATTERN,
    OF_THE_YEAR,
    WEEKDAY_NAMES,
    WEEKDAY_PATTERN,
    beginnings,
    month_number,
)

_MONTH = rf"(?P<mon>{MONTH_PATTERN})(?!\w)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|\u00ba)?"
_YEAR = rf"(?P<year>\d{{4}}){OF_THE_YEAR}"
_WEEKDAY = rf"(?:(?P<weekday>{WEEKDAY_PATTERN})(?!\w)\.?,?\s+)?(?:(?:le|den|am|el)\s+)?"
_FLAGS = re.IGNORECASE

# A quick test: every date begins like this, and most texts do not.
_BEGINS: Final = re.compile(rf"\d|{beginnings((*MONTH_NAMES, *WEEKDAY_NAMES))}|(?:le|den|am|el)\s", _FLAGS)
_WRITTEN: Final = (
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?=[T\s]\d{1,2}:\d\d|[^\w/-]|$)",
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?=T\d{4}|[^\w/.-]|$)",
    rf"{_DAY}(?:\s+(?:of|de))?[\s-]+{_MONTH},?(?:\s+del?)?[\s-]+{_YEAR}(?![\w-])",
    rf"{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}(?![\w-])",
    rf"{_YEAR},?\s+{_MONTH}\s+{_DAY}(?![\w-])",
    # Chinese, Japanese and Korean: 2019\u5e745\u67083\u65e5.
    r"(?P<year>\d{4})\s?[\u5e74\ub144]\s?(?P<month>\d{1,2})\s?[\u6708\uc6d4]"
    r"(?:\s?(?P<day>\d{1,2})\s?[\u65e5\u865f\u53f7\uc77c])?",
    r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)" + _YEAR + r"(?![\w/-])",
    r"(?P<year>\d{4})-(?P<month>\d{1,2})(?![\w/.-]*\d)",
    rf"{_MONTH},?(?:\s+del?)?\s+{_YEAR}(?![\w-])",
)
_FORMS: Final = tuple(re.compile(_WEEKDAY + form, _FLAGS) for form in _WRITTEN)
# The forms that begin with a month and those that begin with a number, for dates without a weekday.
_BY_MONTH: Final = tuple(re.compile(form, _FLAGS) for form in _WRITTEN if form.startswith(_MONTH))
_BY_NUMBER: Final = tuple(re.compile(form, _FLAGS) for form in _WRITTEN if not form.startswith(_MONTH))
_OF_TEXTS: Final = (1400, 2199)
_ALL_YEARS: Final = (1000, 9999)
_NAME: Final = re.compile(r"[^\W\d_]+")
# Years of two digits in RFC 822 mail, read as RFC 2822 (section 4.3) says.
_MAIL_SHORT: Final = re.compile(
    rf"(?:[a-z]{{3}},\s+)?{_DAY}\s+{_MONTH}\s+(?P<short>\d\d)\s+\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{{4}}|[a-z]{{1,3}}\b)",
    _FLAGS,
)
_BARE_YEAR: Final = re.compile(r"(\d{4})(?:\s?[\u5e74\ub144])?\s*", re.ASCII)
_LABEL: Final = re.compile(
    r"[\s*\ufeff]*(?:(?:date|dated|published|publication date|pubdate|posted|issued)(?:\s+on)?\s*[:=]\s*"
    r"|date\s+(?=\d))",
    re.IGNORECASE,
)
_HEADER_LINE: Final = re.compile(r"[A-Za-z][A-Za-z _-]{1,24}:\s")
_HEADER_LINES = 12
# What may follow a date without a label at the start of a text. Else the date is part of a sentence.
_SET_OFF: Final = re.compile(
    r"[^\S\n]*(?:$|\n|[.:|\u2013\u2014_-]|\(|,?\s*(?:(?:at|\u00e0|um|alle|\u0432)\s+)?T?\d{1,3}[:h]\d\d"
    r"|T\d{4}(?:\d\d)?(?!\d)|[A-Z\u00c0-\u00de]{2})"
)
_IN_PATH: Final = re.compile(
    r"(?<!\d)(\d{4})(?:[/\\](\d{1,2}|[A-Za-z]{3,9})[/\\](\d{1,2})(?=[/\\._-]|$)|[-_.](\d\d)[-_.](\d\d)|(\d\d)(\d\d))(?!\d)",
    re.ASCII,
)
# A word of a date before its year: ``Friday, May 31st,``, ``31 May``.
_WORD_BEFORE: Final = re.compile(r"[^\s,]+")
_YEAR_ALONE: Final = re.compile(r"(?:19|20)\d\d(?!\d)")


def read_date(text: str) -> PartialDate | None:
    """The date of publication at the beginning of ``text``, which may be a date field or a whole document.

    The forms are ISO dates, dates with a month that is named in a language of ``calendar_names.py``, Chinese, Japanese
    and Korean dates, RFC 2822, and ``26-FEB-1987 15:01:01.79`` as Reuters writes it. The date may stand at the very
    start, after a label (``date 2019-05-31 ...``), or on a header line ``Date: ...``. It is as precise as it is written
    (``May 2019``). ``03/04/2019`` may mean two days, and gives None. Between dots, the day comes before the month: no
    language has it otherwise.
    """
    found = dated(text, years=_ALL_YEARS)
    return found[0] if found else None


def dated(text: str, *, years: tuple[int, int] = _OF_TEXTS) -> tuple[PartialDate, int, bool] | None:
    """The date of publication at the beginning of ``text``, the offset at which it ends, and whether it has a label.

    Its year is from the first to the second of ``years``. Other numbers of four digits in a text are hardly ever years.
    """
    start = len(text) - len(text.lstrip(" \t\r\n*\ufeff\x00\x01\x02\x03"))
    for number, line_start in enumerate(_line_starts(text, start)):
        # No letter but these, and no figure, begins a label.
        begins = text[line_start : line_start + 1]
        label = (
            None if begins.isalnum() and begins.isascii() and begins not in "dDpPiI" else _LABEL.match(text, line_start)
        )
        if label:
            found = date_at(text, label.end(), labelled=True, years=years)
            return (*found, True) if found else None
        if number == 0:
            found = date_at(text, line_start, years=years)
            if found and _SET_OFF.match(text, found[1]):
                return (*found, False)
        if not _HEADER_LINE.match(text, line_start):
            break
    return None


def _line_starts(text: str, start: int) -> Iterator[int]:
    for _ in range(_HEADER_LINES):
        yield start
        end = text.find("\n", start, start + 400)
        if end < 0:
            return
        start = end + 1


def date_at(
    text: str, start: int, *, labelled: bool = False, years: tuple[int, int] = _OF_TEXTS
) -> tuple[PartialDate, int] | None:
    """The date at ``start`` and the offset at which it ends. Its year is from the first to the second of ``years``.

    A year alone counts if nothing follows it in the text or, for a ``labelled`` date, in its line.
    """
    found = _date_at(text, start, labelled)
    return found if found is not None and years[0] <= found[0].year <= years[1] else None


def _date_at(text: str, start: int, labelled: bool) -> tuple[PartialDate, int] | None:
    while text[start : start + 1] in (" ", "\t"):
        start += 1
    if not _BEGINS.match(text, start):
        return None
    for form in _forms(text, start):
        match = form.match(text, start)
        if match and _names_month(match):
            date = _of(match.groupdict())
            return (date, match.end()) if date else None
    match = _MAIL_SHORT.match(text, start)
    if match and _names_month(match):
        short = int(match["short"])
        year = short + (2000 if short < 50 else 1900)
        date = _valid(year, month_number(match["mon"]), int(match["day"]))
        return (date, match.end()) if date else None
    match = _BARE_YEAR.match(text, start)
    if match and (match.end() == len(text) or (labelled and "\n" in match.group())):
        date = _valid(int(match[1]), None, None)
        return (date, match.end()) if date else None
    return None


def _forms(text: str, start: int) -> tuple[re.Pattern[str], ...]:
    """The forms that a date with this first word may have."""
    if text[start].isdecimal():
        return _BY_NUMBER
    name = _NAME.match(text, start)
    return _BY_MONTH if name and name.group().lower() in MONTH_NAMES else _FORMS


def whole_dates(text: str, limit: int) -> Iterator[tuple[PartialDate, int, int]]:
    """The days with month and year within the first ``limit`` characters: date, start and end."""
    if text.find("20", 0, limit) < 0 and text.find("19", 0, limit) < 0:
        return
    for year in _YEAR_ALONE.finditer(text, 0, limit):
        begin = text.rfind(" ", 0, max(0, year.start() - 28)) + 1
        before = text[begin : year.start()].lower().replace(",", " ").split()
        if len(before) < 2 or not (before[-1].rstrip(".") in MONTH_NAMES or before[-2] in MONTH_NAMES):
            continue
        words = list(_WORD_BEFORE.finditer(text, begin, year.start()))[-3:]
        number = len(words) - 2
        if number and words[0].group().lower() in WEEKDAY_NAMES:
            number = 0
        found = date_at(text, words[number].start())
        if found and found[0].day is not None and found[1] >= year.end():
            yield found[0], words[number].start(), found[1]


def date_in_path(path: str) -> PartialDate | None:
    """The day in a path or a URL. None if it has none, or several.

    The forms are ``2019/05/31``, ``2019/may/31``, ``2019-05-31``, ``2019_05_31`` and ``20190531``.
    """
    found = day_in_path(path)
    return found[0] if found is not None else None


def day_in_path(path: str) -> tuple[PartialDate, str] | None:
    """As :func:`date_in_path`, with the day as it is written."""
    found: dict[PartialDate, str] = {}
    for match in _IN_PATH.finditer(path):
        year, *parts = match.groups("")
        month, day = (part for part in parts if part)
        number = int(month) if month.isdigit() else MONTHS.get(month.lower())
        date = _valid(int(year), number, int(day)) if number else None
        # Of eight digits in a row only those of our time are a date, not a number.
        if date and _OF_TEXTS[0] <= date.year <= _OF_TEXTS[1] and (parts[4] == "" or 1900 <= date.year <= 2099):
            found.setdefault(date, match[0])
    return found.popitem() if len(found) == 1 else None


def _names_month(match: re.Match[str]) -> bool:
    """Whether the word where a month should stand is one. True for dates in digits."""
    return "mon" not in match.re.groupindex or month_number(match["mon"]) is not None


def _of(parts: dict[str, str | None]) -> PartialDate | None:
    year = int(parts["year"] or 0)
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        if parts["sep"] == "." and second <= 12:
            return _valid(year, second, first)
        return _in_digits(first, second, year, parts.get("weekday"))
    month = parts.get("month")
    day = parts.get("day")
    return _valid(year, int(month) if month else month_number(parts["mon"] or ""), int(day) if day else None)


def _in_digits(first: int, second: int, year: int, weekday: str | None) -> PartialDate | None:
    """The date that two numbers and a year mean. A ``weekday`` can tell which number is the day."""
    if first > 12 or first == second:
        return _valid(year, second, first)
    if second > 12:
        return _valid(year, first, second)
    number = WEEKDAY_NAMES.get((weekday or "").lower())
    either = (_valid(year, second, first), _valid(year, first, second))
    fitting = [date for date in either if date is not None and date.first.weekday() == number]
    return fitting[0] if len(fitting) == 1 else None


@lru_cache(maxsize=4096)
def _valid(year: int, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None
