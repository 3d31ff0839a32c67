"""Dates that a text speaks of: absolute, partial, or relative to the day on which it was published.

English only. What cannot be placed in a year (``15 May`` in a text of unknown date) or can be read in two ways
(``03/04/2019``) is left out. A weekday is the last one up to the day of publication, unless its sentence speaks of the
future.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from searchkit.partial_date import MONTHS, PartialDate

__all__ = ["MentionedDate", "mentioned_dates"]

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?|Aug(?:ust|\.)?"
    r"|Sep(?:tember|t\.?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![A-Za-z])"
)
_YEAR = r"(?:1[0-9]\d\d|20\d\d|21\d\d)(?![\d%]|[.,]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_TO = r"\s?(?:-|\u2013|\u2014|to|and|until|through|/)\s?"
_BEFORE_YEAR = (
    r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Dd]uring|[Bb]efore|[Aa]fter|[Ff]rom|[Oo]f|[Ff]or|[Tt]he\syear"
    r"|[Ee]arly|[Ll]ate|[Mm]id-?|[Tt]hroughout|[Ee]nd-)"
)
_BEFORE_MONTH = (
    r"(?:[Ii]n(?:\s(?:early|late|mid-?))?|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Dd]uring|[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly"
    r"|[Ll]ate|[Ff]rom|[Oo]f|[Bb]efore|[Aa]fter|[Tt]hrough)"
)
# After a number that only looks like a year: things that are counted.
_COUNTED = r"\s(?:km|feet|people|men|women|per\b|(?!was\b|is\b|has\b|as\b|its\b|this\b|his\b)[a-z]+s\b)"
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS: Final = {
    name: number
    for number, name in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(),
        1,
    )
} | {"a": 1, "an": 1}
_QUARTERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1": 1, "2": 2, "3": 3, "4": 4}

# One scan over the text; every form begins with something that few words begin with.
_DATES: Final = re.compile(
    rf"""
    (?<![\w./-])(?:
      (?P<iso>\d{{4}}-\d\d-\d\d)(?![\w-])
    | (?P<d1>{_DAY})(?:{_TO}(?P<d2>{_DAY}))?\s(?:of\s)?(?P<m1>{_MONTH})(?:,?\s(?P<y1>{_YEAR}))?
    | (?P<m2>{_MONTH})\s(?P<d3>{_DAY})(?:{_TO}(?P<d4>{_DAY}))?(?:,?\s(?P<y2>{_YEAR}))?(?!\s?(?:%|percent|per\scent))
    | (?P<m3>{_MONTH})(?:,|\sof)?\s(?P<y3>{_YEAR})
    | (?P<cue>{_BEFORE_MONTH})\s(?P<m4>{_MONTH})(?!(?:,|\sof)?\s(?:{_YEAR}|{_DAY}))
    | (?P<y4>{_YEAR})(?:-|\u2013|/)(?P<y5>{_YEAR}|\d\d)(?![\d-])
    | [Bb]etween\s(?P<y6>{_YEAR})\sand\s(?P<y7>{_YEAR})
    | [Ff]rom\s(?P<y8>{_YEAR})\sto\s(?P<y9>{_YEAR})
    | {_BEFORE_YEAR}\s(?P<y10>{_YEAR})(?!-|{_COUNTED})
    | (?P<decade>1[5-9]\d0|20\d0)s\b
    | (?P<near>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b
    | (?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s(?P<unit>week|month|year|quarter|weekend)\b
    | (?P<ago>\d{{1,3}}|an?|{"|".join(name for name in _NUMBERS if len(name) > 2)})\s
      (?P<past>day|week|month|year)s?\sago\b
    | (?:(?P<turn>[Ll]ast|[Nn]ext)\s)?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b
    | (?P<quarter>first|second|third|fourth)[\s-]quarter(?:\s(?:of\s)?(?P<y11>{_YEAR}))?
    | Q(?P<q>[1-4])\s(?P<y12>{_YEAR})
    | (?P<n1>\d\d?)[./](?P<n2>\d\d?)[./](?P<n3>(?:19|20)\d\d)(?![\d/])
    )
    """,
    re.VERBOSE | re.ASCII,
)
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n")
_FUTURE: Final = re.compile(
    r"\b(?:will|shall|would|to\s(?:meet|vote|decide|hold|visit|begin|start|open|close|be)|due|scheduled|expected|plans?\sto|meets?|next)\b"
)
_ONE_DAY = dt.timedelta(1)


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
        if self.first == self.last:
            return self.first.isoformat()
        for text in (f"{self.first.year:04d}-{self.first.month:02d}", f"{self.first.year:04d}"):
            date = PartialDate.parse(text)
            if (date.first, date.last) == (self.first, self.last):
                return text
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def mentioned_dates(text: str, published: PartialDate | None, start: int = 0) -> list[MentionedDate]:
    """The dates that ``text`` mentions from offset ``start`` on, in order, as understood on the day ``published``."""
    found: list[MentionedDate] = []
    sentences: list[int] | None = None
    for match in _DATES.finditer(text, start):
        if match["weekday"] is not None:
            if sentences is None:
                sentences = [end.end() for end in _SENTENCE_END.finditer(text)]
            at = bisect_right(sentences, match.start())
            sentence = text[sentences[at - 1] if at else 0 : sentences[at] if at < len(sentences) else len(text)]
            days = _weekday(match["weekday"], match["turn"], published, sentence)
        else:
            days = _days(match.groupdict(), published)
        if days is not None and days[0] <= days[1]:
            bare = match["m4"] and match["cue"].lower() not in ("last", "next", "this")
            begin = match.start("m4" if bare else "y10" if match["y10"] else 0)  # without "in", "since"
            found.append(MentionedDate(begin, match.end(), *days))
    return found


_Days = tuple[dt.date, dt.date]


def _days(parts: dict[str, str | None], published: PartialDate | None) -> _Days | None:
    match = {name: text for name, text in parts.items() if text is not None}
    try:
        return _absolute(match, published) or _relative(match, published)
    except (ValueError, OverflowError):  # a day that no calendar has
        return None


def _absolute(match: dict[str, str], published: PartialDate | None) -> _Days | None:
    if "iso" in match:
        day = dt.date.fromisoformat(match["iso"])
        return day, day
    for first, second, month, year in (("d1", "d2", "m1", "y1"), ("d3", "d4", "m2", "y2")):
        if month in match:
            return _of_days(match[first], match.get(second), match[month], match.get(year), published)
    for low, high in (("y4", "y5"), ("y6", "y7"), ("y8", "y9")):
        if low in match:
            begins, ends = match[low], match[high]
            ends = begins[: 4 - len(ends)] + ends  # 1939-45
            return dt.date(int(begins), 1, 1), dt.date(int(ends), 12, 31)
    if "m3" in match:
        return _covered(PartialDate(int(match["y3"]), _month(match["m3"])))
    if "m4" in match:
        return _bare_month(_month(match["m4"]), match["cue"].lower(), published)
    if "y10" in match:
        return _covered(PartialDate(int(match["y10"])))
    if "decade" in match:
        return dt.date(int(match["decade"]), 1, 1), dt.date(int(match["decade"]) + 9, 12, 31)
    if "quarter" in match or "q" in match:
        year_text = match.get("y11") or match.get("y12") or (str(published.year) if published else "")
        return _quarter(int(year_text), _QUARTERS[match.get("quarter") or match["q"]]) if year_text else None
    return _numeric(int(match["n1"]), int(match["n2"]), int(match["n3"])) if "n1" in match else None


def _numeric(first: int, second: int, year: int) -> _Days | None:
    """A day in digits, unless it can be read in two ways."""
    if first > 12 or first == second:
        day = dt.date(year, second, first)
    elif second > 12:
        day = dt.date(year, first, second)
    else:
        return None
    return day, day


def _month(name: str) -> int:
    return MONTHS[name.lower().rstrip(".")]


def _number(day: str) -> int:
    return int(day.rstrip("sthndr"))


def _covered(date: PartialDate) -> _Days:
    return date.first, date.last


def _of_days(
    first: str, second: str | None, month: str, year: str | None, published: PartialDate | None
) -> _Days | None:
    number = _month(month)
    low, high = _number(first), _number(second or first)
    if year:
        return dt.date(int(year), number, low), dt.date(int(year), number, high)
    nearest = _nearest_year(number, low, published)
    return (dt.date(nearest, number, low), dt.date(nearest, number, high)) if nearest else None


def _nearest_year(month: int, day: int, published: PartialDate | None) -> int | None:
    """The year in which a day of a month lies nearest to the publication; the earlier one of two."""
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


def _bare_month(month: int, cue: str, published: PartialDate | None) -> _Days | None:
    if published is None or published.month is None:
        return None
    year: int | None
    if cue == "last":
        year = published.year - (month >= published.month)
    elif cue == "next":
        year = published.year + (month <= published.month)
    elif cue == "this":
        year = published.year
    else:
        year = _nearest_year(month, 15, published)
    return _covered(PartialDate(year, month)) if year else None


def _quarter(year: int, quarter: int) -> _Days:
    return PartialDate(year, quarter * 3 - 2).first, PartialDate(year, quarter * 3).last


def _relative(match: dict[str, str], published: PartialDate | None) -> _Days | None:
    if published is None:
        return None
    day = published.first if published.day is not None else None
    if "near" in match:
        shift = {"yesterday": -1, "tomorrow": 1}.get(match["near"].lower(), 0)
        return (day + shift * _ONE_DAY, day + shift * _ONE_DAY) if day else None
    if "which" in match:
        return _unit(match["unit"], {"last": -1, "this": 0, "next": 1}[match["which"].lower()], published)
    if "ago" not in match:
        return None
    count = match["ago"]
    number = int(count) if count.isdigit() else _NUMBERS[count.lower()]
    if match["past"] in ("month", "year"):
        return _unit(match["past"], -number, published)
    back = number * (7 if match["past"] == "week" else 1)
    return (day - back * _ONE_DAY, day - back * _ONE_DAY) if day else None


def _unit(unit: str, shift: int, published: PartialDate) -> _Days | None:
    if unit == "year":
        return _covered(PartialDate(published.year + shift))
    if published.month is None:
        return None
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return _covered(PartialDate(months // 12, months % 12 + 1))
    if unit == "quarter":
        quarters = published.year * 4 + (published.month - 1) // 3 + shift
        return _quarter(quarters // 4, quarters % 4 + 1)
    if published.day is None:
        return None
    monday = published.first + (shift * 7 - published.first.weekday()) * _ONE_DAY
    return (monday + 5 * _ONE_DAY, monday + 6 * _ONE_DAY) if unit == "weekend" else (monday, monday + 6 * _ONE_DAY)


def _weekday(name: str, turn: str | None, published: PartialDate | None, sentence: str) -> _Days | None:
    if published is None or published.day is None:
        return None
    day = published.first
    wanted = _WEEKDAYS.index(name)
    back = (day.weekday() - wanted) % 7
    if turn and turn.lower() == "last":
        found = day - (back or 7) * _ONE_DAY
    elif turn or (_FUTURE.search(sentence) and back):
        found = day + ((7 - back) % 7 or 7) * _ONE_DAY
    else:
        found = day - back * _ONE_DAY
    return found, found
