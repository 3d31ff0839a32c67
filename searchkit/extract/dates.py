"""The publication date that a text or a path begins with. What can be read in two ways is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from searchkit.partial_date import MONTHS, PartialDate

_MONTH = r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" + (
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s+)?"
_FLAGS = re.ASCII | re.IGNORECASE

# What every date begins with; most texts begin with something else.
_BEGINS: Final = re.compile(r"\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun", _FLAGS)
_FORMS: Final = tuple(
    re.compile(_WEEKDAY + form, _FLAGS)
    for form in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?=[T\s]\d{1,2}:\d\d|[^\w/-]|$)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?=T\d{4}|[^\w/.-]|$)",
        rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}(?![\w-])",
        rf"{_MONTH}\s+{_DAY}\s*,?\s+{_YEAR}(?![\w-])",
        rf"{_YEAR},?\s+{_MONTH}\s+{_DAY}(?![\w-])",
        r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?![\w/-])",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})(?![\w/.-]*\d)",
        rf"{_MONTH},?\s+{_YEAR}(?![\w-])",
    )
)
# The two-digit years of RFC 822 mail, which RFC 2822 (section 4.3) says how to read.
_MAIL_SHORT: Final = re.compile(
    rf"(?:[a-z]{{3}},\s+)?{_DAY}\s+{_MONTH}\s+(?P<short>\d\d)\s+\d\d:\d\d(?::\d\d)?\s+(?:[+-]\d{{4}}|[a-z]{{1,3}}\b)",
    _FLAGS,
)
_BARE_YEAR: Final = re.compile(r"(\d{4})\s*", re.ASCII)
_LABEL: Final = re.compile(
    r"[\s*\ufeff]*(?:(?:date|dated|published|publication date|pubdate|posted|issued)(?:\s+on)?\s*[:=]\s*"
    r"|date\s+(?=\d))",
    re.IGNORECASE,
)
_HEADER_LINE: Final = re.compile(r"[A-Za-z][A-Za-z _-]{1,24}:\s")
_HEADER_LINES = 12
# What may follow a date that stands unlabelled at the start of a text, so that it is not the start of a sentence.
_SET_OFF: Final = re.compile(
    r"[^\S\n]*(?:$|\n|[.:|\u2013\u2014_-]|\(|,?\s*(?:at\s+)?T?\d{1,3}:\d\d|[A-Z\u00c0-\u00de]{2})"
)
_IN_PATH: Final = re.compile(r"(?<!\d)(\d{4})(?:[/\\](\d{2})[/\\](\d{2})|-(\d{2})-(\d{2}))(?!\d)", re.ASCII)


def read_date(text: str) -> PartialDate | None:
    """The publication date at the beginning of ``text``, which may be a date field or a whole document, else None.

    Understood are ISO dates, English dates with the month named in either order, RFC 2822 and the Reuters form
    ``26-FEB-1987 15:01:01.79``, at the very start, after a label (``date 2019-05-31 ...``), or on a line ``Date: ...``
    of a header. The precision is kept (``May 2019``); ``03/04/2019``, which means two days, is None.
    """
    found = dated(text)
    return found[0] if found else None


def dated(text: str) -> tuple[PartialDate, int, bool] | None:
    """The publication date at the beginning of ``text``, the offset at which it ends, and whether it is labelled."""
    start = len(text) - len(text.lstrip(" \t\r\n*\ufeff\x00\x01\x02\x03"))
    for number, line_start in enumerate(_line_starts(text, start)):
        label = _LABEL.match(text, line_start)
        if label:
            found = date_at(text, label.end(), labelled=True)
            return (*found, True) if found else None
        if number == 0:
            found = date_at(text, line_start)
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


def date_at(text: str, start: int, *, labelled: bool = False) -> tuple[PartialDate, int] | None:
    """The date that is written at ``start`` and the offset at which it ends, else None.

    A year alone counts only where it is the rest of the text or, ``labelled``, of its line.
    """
    while text[start : start + 1] in (" ", "\t"):
        start += 1
    if not _BEGINS.match(text, start):
        return None
    for form in _FORMS:
        match = form.match(text, start)
        if match:
            date = _of(match.groupdict())
            return (date, match.end()) if date else None
    match = _MAIL_SHORT.match(text, start)
    if match:
        short = int(match["short"])
        year = short + (2000 if short < 50 else 1900)
        date = _valid(year, MONTHS[match["mon"].lower()], int(match["day"]))
        return (date, match.end()) if date else None
    match = _BARE_YEAR.match(text, start)
    if match and (match.end() == len(text) or (labelled and "\n" in match.group())):
        date = _valid(int(match[1]), None, None)
        return (date, match.end()) if date else None
    return None


def date_in_path(path: str) -> PartialDate | None:
    """The day that a path or URL carries as ``2019/05/31`` or ``2019-05-31``; None if none, or if several differ."""
    found = set()
    for year, *parts in _IN_PATH.findall(path):
        month, day = (part for part in parts if part)
        date = _valid(int(year), int(month), int(day))
        if date:
            found.add(date)
    return found.pop() if len(found) == 1 else None


def _of(parts: dict[str, str | None]) -> PartialDate | None:
    year = int(parts["year"] or 0)
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        if first > 12 or first == second:
            return _valid(year, second, first)
        return _valid(year, first, second) if second > 12 else None
    month = parts.get("month")
    name = (parts.get("mon") or "").lower()
    day = parts.get("day")
    return _valid(year, int(month) if month else MONTHS[name], int(day) if day else None)


def _valid(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if not 1400 <= year <= 2199:
        return None
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None
