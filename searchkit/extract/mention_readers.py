"""Readers of the kinds of dates in a text. Each starts from a landmark: a year, a month, a weekday, ``ago``.

A reader looks at the words on either side of its landmark, and enters the days that they mean.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, cast

from searchkit.base.month_names import MONTH_NAMES
from searchkit.base.partial_date import MONTHS, PartialDate
from searchkit.extract.calendar_names import WEEKDAY_NAMES
from searchkit.extract.cue_words import word_set
from searchkit.extract.news_calendar import (
    Days,
    Part,
    bare_month,
    bare_quarter,
    day_of_month,
    half_of,
    month_days,
    one_day,
    part_of,
    quarter_of,
    shifted,
    turned,
    weekday,
    weekday_of_week,
    years,
)

_YEAR = r"(?:1[0-9]\d\d|20\d\d|21\d\d)(?![\d%]|[.,]\d)"
_NTH = r"(?:st|nd|rd|th)?(?![\w])"
_TO = r"\s?(?:-|\u2013|\u2014|/|to\b|until\b|through\b)\s?"
_AND = r"\sand\s"
_MONTH: Final = re.compile(
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEP(?:T(?:EMBER)?)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)(?!\w)\.?",
)
_DAY_BEFORE: Final = re.compile(
    rf"(?<![\w.,/$])(?:(?P<between>[Bb]etween|[Ff]rom)\s(?:the\s)?)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:(?:{_TO}|(?P<and>{_AND}))(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)?\s(?:of\s)?\Z"
)
# The last characters of 3, 3rd, 21st, 2nd, 5th and 5th of.
_DAY_ENDS: Final = frozenset("0123456789dthfDTHF")
_DAY_AFTER: Final = re.compile(
    rf"\s(?P<d1>\d{{1,2}}){_NTH}(?:(?:{_TO}|(?P<and>{_AND}))(?P<d2>\d{{1,2}}){_NTH}(?!\s(?:{'|'.join(MONTHS)})\b))?"
    r"(?!\s?(?:%|percent|per\scent|pct)|[.,]\d|[./]\d)",
)
_YEAR_AFTER: Final = re.compile(rf",?\s(?:of\s)?(?P<year>{_YEAR})")
_OF_TURNED_YEAR: Final = re.compile(r"\s(?:of\s)?(last|this|next)\syear\b")
_MONTH_CUES: Final = word_set(
    "in since until till by during last next this early late mid from of before after through between the"
)
# Months whose names are words or names of persons too. They count only with a word before them that leads to a date.
_ALSO_WORDS: Final = frozenset((3, 4, 5, 6, 8))
_MARCH_TO: Final = re.compile(r"\s(?:to|on|for|against|through|toward|towards|by|is|was|will)\b")
_CAPITALISED: Final = re.compile(r"\s[A-Z]")

_ISO: Final = re.compile(r"\d{4}-(\d\d)-(\d\d)(?![\w-])")
_YEARS_TO: Final = re.compile(rf"(?:-|\u2013|/)({_YEAR}|\d\d)(?![\d-])")
_YEARS_AND: Final = re.compile(rf"\s(?:and|to|until|through)\s({_YEAR})")
# What stands between the numbers of a date in digits, and what joins a number to what stands before it.
_SEPARATORS: Final = ("-", ".", "/")
_JOINED_TO_NUMBER: Final = tuple("./-_$,#\u00a3\u20ac")
_NUMERIC: Final = re.compile(r"(?<![\w./-])(\d\d?)([./-])(\d\d?)\2\Z")
_ELSEWHERE: Final = re.compile(
    r"(?:(?:(?<!\d)(?P<d1>\d{1,2})(?:er|\.|\u00ba)?(?:\s?[-\u2013]\s?|\s(?:au|bis|al|a|et|und|y)\s(?:de\s)?))?"
    r"(?<!\d)(?P<d2>\d{1,2})(?:er|\.|\u00ba)?\s(?:de\s)?)?(?P<month>[^\W\d_]{3,10})\.?\s(?:del?\s)?\Z"
)
_FISCAL: Final = re.compile(r"(?:\bfiscal(?:\syears?)?|\bFY)(?:\s\d{4}(?:,|\sand))*\s?\Z", re.IGNORECASE)
_YEAR_CUES: Final = word_set(
    "in since until till by during before after from of for year early late mid throughout end through than versus vs "
    "between both"
)
_FISCAL_CUES: Final = word_set("fiscal fy year years and")
_DETERMINERS: Final = word_set("the its their his her our this these those your a an")
# After a number that only looks like a year: things that it counts.
_COUNTED: Final = re.compile(
    r"\s(?:Ltd|Inc|Corp|km|feet|people|men|women|children|pct|percent|per|mln|bln|million|billion|hours|dlrs"
    r"|(?!was\b|is\b|has\b|as\b|its\b|this\b|his\b|us\b|vs\b|elections?\b|results\b|sales\b|earnings\b|levels\b)[a-z]+s\b)"
)
_THINGS: Final = re.compile(
    r"\s(?:km|kilomet|mile|feet|foot|met(?:er|re)|yard|people|m[ae]n\b|wom[ae]n|child|troop|soldier|worker|employee|member|"
    r"student|famil|victim|home|house|job|acre|hectare|ton|pound|barrel|dollar|dlr|euro|share|unit|vote|delegate|"
    r"refugee|prisoner|police|officer|pct|percent|per\b|mln|bln|million|billion|hour)"
)
_NOUN: Final = re.compile(r"\s(?:[a-z]{3,}|[A-Z][A-Za-z])")
_QUARTER_FOLLOWS: Final = re.compile(r"\s(?:first|second|third|fourth)[\s-](?:quarter|half)")

_WEEKDAY: Final = re.compile(
    r"(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
    r"(?!['\u2019]?[^\W\d_]{2}|s\b|\s(?:mornings|afternoons|evenings|nights|Times|Telegraph|Mirror|Express|Mail|Herald|Night)\b)"
)
_NOT_A_WEEKDAY: Final = word_set(
    "good black super ash bloody palm easter cyber holy maundy shrove fat bowl every each a any one"
)
_DATE_FOLLOWS: Final = re.compile(r",?\s(?:the\s)?(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:of\s)?(?=[JFMASOND])")
_OF_MONTH: Final = re.compile(r"\sof\s(?:the|each|every|[A-Z])")
_OF_WEEK: Final = re.compile(r",?\s(?:of\s)?(last|this|next)\sweek\b")

_ATTACK: Final = re.compile(
    r"attack|terror|hijack|\b9[/ ]11\b|World Trade|commission|victim|qaeda|families|reform|since", re.IGNORECASE
)
_NUMBERS: Final = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1}
_ABOUT: Final = word_set("than about over nearly almost around some roughly least under approximately just")
_AGO: Final = re.compile(r"(?:^|[\s(\"\u201c])([^\W_]+)\s(day|week|month|year)s?\Z")
_ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_OF_YEAR: Final = re.compile(rf"(?:,?\s(?:of\s|in\s)?(?P<year>{_YEAR})|\s(?:of\s)?(?P<turn>last|this|next)\syear)")
_YEAR_BEFORE: Final = re.compile(rf"(?<![\w.,-])({_YEAR})(?:['\u2019]s)?\s\Z")

# A sentence goes on over the end of a line, unless the next line is indented or empty.
_SENTENCE_END: Final = re.compile(r"[.!?][\"\u201d]?\s|\n\s")
_FUTURE = (
    r"will|shall|would|to\s(?:be\s)?(?:meet|vote|decide|hold|visit|begin|start|open|close|be|publish|release|announce"
    r"|testify|speak|play|travel|arrive|leave|take|appear|report|make|discuss|consider|held|announced|published|released)"
    r"|due|scheduled|expect(?:s|ed)?|sees|set\sfor|planned|plans?\sto|next|upcoming"
    r"|meets?|votes|opens|begins|starts|ends|visits|arrives|travels|leaves|plays"
)
_PAST = r"said|says|told|was|were|had|did|has|have|met|made|won|began|held|took|came|went|sent|gave|[a-z]{2,}ed"
_TENSE: Final = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?:{_PAST}))\b")


class Found(NamedTuple):
    """The days that the text means at ``start``..``end``. ``dated``: the text has their year."""

    start: int
    end: int
    days: Days
    dated: bool


class Reading:
    """A text that is being read from ``start`` on, with its day of publication and what was found up to ``done``."""

    def __init__(self, text: str, published: PartialDate | None, start: int) -> None:
        self.text = text
        self.published = published
        self.start = self.done = start
        self.found: list[Found] = []

    def add(self, start: int, end: int, days: Days | None, *, dated: bool = False) -> None:
        """Enter what ``start``..``end`` means. It is not read again, even without days. ``dated``: it has a year."""
        self.done = max(self.done, end)
        if days is not None and days[0] <= days[1]:
            self.found.append(Found(start, end, days, dated))

    def before(self, at: int, reach: int = 28) -> list[str]:
        """The words of the ``reach`` characters before an offset, in small letters."""
        return self.text[max(self.start, at - reach) : at].lower().split()

    def last(self, word: str, at: int) -> int:
        """Where the last ``word``, in small letters, before an offset begins. The offset if there is none."""
        begin = max(self.start, at - 28)
        found = self.text[begin:at].lower().rfind(word)
        return begin + found if found >= 0 else at

    def joins(self, at: int) -> bool:
        """Whether only a comma, *and*, *or* or *to* stands between an offset and what was found last."""
        if not self.found or at - self.found[-1].end > 6:
            return False
        return self.text[self.found[-1].end : at].strip() in ("and", "or", ",", "to", "-", "\u2013")


Reader = Callable[[Reading, int], None]


def read_number(reading: Reading, at: int) -> None:
    """Dates with a year: ISO dates and dates in digits, years, decades, and those in other languages."""
    if _read_numeric(reading, at):
        return
    text, end = reading.text, at + 4
    words = reading.before(at)
    cue = _cue_before_year(text[at - 1 : at] if at else "", words)
    if cue is None:
        return
    if iso := _ISO.match(text, at):
        day = dt.date(int(text[at:end]), int(iso[1]), int(iso[2]))
        reading.add(at, iso.end(), one_day(day), dated=True)
        return
    year = int(text[at:end])
    part, begin = _part(reading, at, words, cue)
    if year % 10 == 0 and text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum():
        reading.add(begin, end + 1, part_of(years(year, year + 9), part), dated=True)
        return
    if _goes_on_as_number(text, end) or _is_fiscal(text, at, cue):
        return
    month = words[-2] if len(words) > 1 and cue in ("de", "del") else cue
    if month.rstrip(".") in MONTH_NAMES and _read_elsewhere(reading, at, year):
        return
    _read_year(reading, at, begin, year, cue, part)


def _read_numeric(reading: Reading, at: int) -> bool:
    """Whether the year at an offset ends a date in digits, which is entered if it means one day."""
    text, end = reading.text, at + 4
    if not at or text[at - 1] not in _SEPARATORS:
        return False
    numeric = _NUMERIC.search(text, max(reading.start, at - 6), at)
    if numeric is None:
        return False
    after = text[end : end + 1]
    if not (after.isalnum() or after in ("/", "-")):
        days = _day_in_digits(int(numeric[1]), int(numeric[3]), int(text[at:end]))
        reading.add(numeric.start(), end, days, dated=True)
    return True


def _day_in_digits(first: int, second: int, year: int) -> Days | None:
    """The day that two numbers and a year mean. None if it can be read in two ways."""
    if first > 12 or first == second:
        return one_day(dt.date(year, second, first))
    return one_day(dt.date(year, first, second)) if second > 12 else None


def _cue_before_year(before: str, words: list[str]) -> str | None:
    """The word before a number that decides whether it is a year. None if the number is certainly not a year.

    ``before`` is the character just before the number, ``words`` the words before it.
    """
    if before == "-" and words and (word := words[-1].rstrip("-")) in ("mid", "end", "early", "late"):
        return word
    if before.isalnum() or before in _JOINED_TO_NUMBER:
        return None
    return words[-1].strip('("\u201c') if words and before.isspace() else ""


def _goes_on_as_number(text: str, end: int) -> bool:
    """Whether the digits up to an offset are part of a longer number or word."""
    after = text[end : end + 1]
    return after.isalnum() or after in ("%", "_") or (after in (".", ",") and text[end + 1 : end + 2].isdigit())


def _is_fiscal(text: str, at: int, cue: str) -> bool:
    """Whether a year is a fiscal one, or the year of a quarter that follows."""
    if _QUARTER_FOLLOWS.match(text, at + 4):
        return True
    return cue in _FISCAL_CUES and _FISCAL.search(text, max(0, at - 40), at) is not None


def _read_year(reading: Reading, at: int, begin: int, year: int, cue: str, part: Part | None) -> None:
    """A year alone, or the years from one to another. ``begin`` is where its ``part`` (early, mid, late) begins."""
    text, end = reading.text, at + 4
    several = _YEARS_TO.match(text, end) or (_YEARS_AND.match(text, end) if cue in ("between", "from") else None)
    if several:
        last = int(text[at : end - len(several[1])] + several[1])  # 1939-45
        if last > year and (cue in _YEAR_CUES or 1900 <= year <= 2049):
            start = reading.last(cue, at) if cue in ("between", "from") and several[0][0].isspace() else at
            reading.add(start, several.end(), years(year, last), dated=True)
        return
    if _is_year(reading, at, year, cue):
        reading.add(begin, end, part_of(years(year, year), part), dated=True)


def _is_year(reading: Reading, at: int, year: int, cue: str) -> bool:
    """Whether a number is a year by what stands on either side, and does not count things."""
    text, end = reading.text, at + 4
    if cue in _YEAR_CUES and not _COUNTED.match(text, end):
        return True
    if text[at - 1 : at] == "(" and text[end : end + 1] == ")":
        return True
    if _THINGS.match(text, end):
        return False
    if reading.joins(at):
        first = reading.found[-1].days[0].year
        if reading.found[-1].days == years(first, first):
            return True
    has_determiner = cue in _DETERMINERS or cue.endswith(("'s", "\u2019s"))
    return has_determiner and 1900 <= year <= 2049 and _NOUN.match(text, end) is not None


def _part(reading: Reading, at: int, words: list[str], cue: str) -> tuple[Part | None, int]:
    """Which part of a period the words before ``at`` name (*early*, *mid-*, *late in*), and where those words begin."""
    word = words[-2] if cue == "in" and len(words) > 1 else cue
    if word not in ("early", "mid", "late"):
        return None, at
    return cast("Part", word), reading.last(word, at)


def _read_elsewhere(reading: Reading, at: int, year: int) -> bool:
    """A date of another language before its year: ``le 3 mai 2019``, ``3. Mai 2019``, ``3 de mayo de 2019``."""
    match = _ELSEWHERE.search(reading.text, max(reading.done, at - 36), at)
    if match is None or (month := MONTH_NAMES.get(match["month"].lower())) is None:
        return False
    if match["d2"]:
        days = day_of_month(month, int(match["d1"] or match["d2"]), int(match["d2"]), year, None)
        start = match.start("d1" if match["d1"] else "d2")
    else:
        days, start = month_days(year, month), match.start("month")
    reading.add(start, at + 4, days, dated=True)
    return True


def read_month(reading: Reading, at: int) -> None:
    """Dates with the English name of their month, with or without a day and a year."""
    text = reading.text
    before = text[at - 1 : at] if at else ""
    name = _MONTH.match(text, at)
    if name is None or before.isalnum() or before in ("'", "\u2019", "_"):
        return
    word = name.group().rstrip(".")
    month = MONTHS[word.lower()]
    end = name.end() - (name.group().endswith(".") and not _is_abbreviation(word))
    days = None
    if before.isspace() and text[at - 2 : at - 1] in _DAY_ENDS:
        days = _DAY_BEFORE.search(text, max(reading.done, at - 30), at)
    if days:
        _add_days(reading, days.start("d1"), days, month, end)
        return
    days = _DAY_AFTER.match(text, name.end())
    if days:
        _add_days(reading, at, days, month, days.end())
        return
    words = reading.before(at)
    cue = words[-1].strip('("\u201c') if words else ""
    if before == "-":
        cue = cue.rstrip("-")
    part, begin = _part(reading, at, words, cue)
    year, finish = _year_after(reading, name.end())
    if year:
        reading.add(begin, finish, part_of(month_days(year, month), part), dated=True)
    elif not (word.isupper() and len(word) > 3) and _is_month(reading, at, end, word, month, cue):
        days_of_month = bare_month(month, cue, reading.published)
        if cue in ("last", "next", "this"):
            begin = reading.last(cue, at)
        reading.add(begin, end, part_of(days_of_month, part) if days_of_month else None)


def _is_abbreviation(month: str) -> bool:
    """Whether a month is shortened, so that a stop after it ends no sentence."""
    return len(month) <= 4 and month.lower() not in ("may", "june", "july")


def _is_month(reading: Reading, at: int, end: int, word: str, month: int, cue: str) -> bool:
    """Whether the name of a month, without day and year, means one, and no verb, adjective or person."""
    text = reading.text
    if text[at - 1 : at].isspace() or text[at - 1 : at] == "-":
        if cue == "the":
            return bool(_NOUN.match(text, end)) and not _MARCH_TO.match(text, end)
        if cue in _MONTH_CUES or (reading.joins(at) and len(reading.found[-1].days) == 2):
            return True
    return month not in _ALSO_WORDS and len(word) > 3 and not _CAPITALISED.match(text, end)


def _year_after(reading: Reading, at: int) -> tuple[int | None, int]:
    """The year at an offset, written as a number or as last, this or next year, and where it ends."""
    written = _YEAR_AFTER.match(reading.text, at)
    if written:
        return int(written["year"]), written.end()
    turn = _OF_TURNED_YEAR.match(reading.text, at)
    days = turned("year", turn[1], reading.published) if turn else None
    return (days[0].year, turn.end()) if turn and days else (None, at)


def _add_days(reading: Reading, start: int, days: re.Match[str], month: int, end: int) -> None:
    """One day, the days from one to another, or two days (``3 and 5 May``)."""
    year, end = _year_after(reading, end)
    first, last = int(days["d1"]), int(days["d2"] or days["d1"])
    if year is None and (month, first, last) == (9, 11, 11) and _is_the_attack(reading, start, end):
        year = 2001
    between = days.groupdict().get("between")
    if days["and"] and not between and last > first + 1:
        middle = days.end("d1")
        reading.add(start, middle, day_of_month(month, first, first, year, reading.published), dated=year is not None)
        start, first = days.start("d2"), last
    reading.add(start, end, day_of_month(month, first, last, year, reading.published), dated=year is not None)


def _is_the_attack(reading: Reading, start: int, end: int) -> bool:
    """Whether the words around 11 September, without a year, speak of 2001."""
    published = reading.published
    if published is None or published.first < dt.date(2001, 9, 11):
        return False
    return bool(_ATTACK.search(reading.text, max(0, start - 120), end + 120))


def read_weekday(reading: Reading, at: int) -> None:
    """A weekday by itself, or of last, this or next week. One that stands before its date is left to the date."""
    text = reading.text
    name = _WEEKDAY.match(text, at)
    if name is None or (at and (text[at - 1].isalnum() or text[at - 1] in "-_")):
        return
    follows = _DATE_FOLLOWS.match(text, name.end())
    if follows and _MONTH.match(text, follows.end()):
        return
    words = reading.before(at, 12)
    cue = words[-1] if words else ""
    if cue in _NOT_A_WEEKDAY:
        return
    number = WEEKDAY_NAMES[name[1].lower()]
    of_week = _OF_WEEK.match(text, name.end())
    if of_week:
        reading.add(at, of_week.end(), weekday_of_week(number, of_week[1], reading.published))
        return
    turn = cue if cue in ("last", "next", "this") else None
    if turn == "last" and _OF_MONTH.match(text, name.end()):
        return
    ahead = turn is None and _is_ahead(text, at, name.end())
    start = reading.last(cue, at) if turn else at
    reading.add(start, name.end(), weekday(number, turn, ahead, reading.published))


def _is_ahead(text: str, at: int, end: int) -> bool:
    """Whether the verb beside the stretch ``at``..``end`` speaks of the future.

    It is the last verb before the stretch in its sentence, or else the first one after it.
    """
    begin = max(0, at - 250)
    for stop in _SENTENCE_END.finditer(text, begin, at):
        begin = stop.end()
    verbs = list(_TENSE.finditer(text, begin, at))
    verb = verbs[-1] if verbs else None
    if verb is None:
        stop_after = _SENTENCE_END.search(text, end, end + 250)
        verb = _TENSE.search(text, end, stop_after.start() if stop_after else end + 250)
    return verb is not None and verb["future"] is not None


def read_near(reading: Reading, at: int, beginning: str, shift: int) -> None:
    """Today and the days beside it. ``shift`` is the number of days after today.

    ``at`` is the offset of the landmark, and ``beginning`` the letter before it.
    """
    text = reading.text
    begin = at - 1
    end = at + (8 if shift else 4 if text.startswith("oday", at) else 6)
    if text[end : end + 1] == "s":  # Todays vote
        end += 1
    if begin < reading.start or text[begin].lower() != beginning:
        return
    if (begin and text[begin - 1].isalnum()) or text[end : end + 1].isalnum():
        return
    for words, further in (("the day before ", -1), ("the day after ", 1)):
        if shift == further and text[max(0, begin - len(words)) : begin].lower() == words:
            begin, shift = begin - len(words), shift + further
    reading.add(begin, end, shifted("day", shift, reading.published))


def read_unit(reading: Reading, at: int, unit: str) -> None:
    """Last, this and next week, weekend, month, year or decade, and the early, middle or late part of these."""
    text = reading.text
    if unit == "week" and text.startswith("weekend", at):
        unit = "weekend"
    end = at + len(unit)
    if not text[at - 1 : at].isspace() or text[end : end + 1].isalnum():
        return
    words = reading.before(at, 24)
    cue = words[-1] if words else ""
    if cue not in ("last", "this", "next") or (len(words) > 1 and words[-2] == "the"):
        return
    start = reading.last(cue, at)
    part, begin = _part(reading, start, words[:-1], words[-2] if len(words) > 1 else "")
    days = turned(unit, cue, reading.published)
    if days is None or unit in ("week", "weekend"):
        part, begin = None, start
    reading.add(begin, end, part_of(days, part) if days else None)


def read_night(reading: Reading, at: int) -> None:
    """Last night, which counts as the day before."""
    text, begin = reading.text, at - 5
    if begin < reading.start or text[begin:at].lower() != "last " or text[at + 5 : at + 6].isalnum():
        return
    if not (begin and text[begin - 1].isalnum()):
        reading.add(begin, at + 5, shifted("day", -1, reading.published))


def read_ago(reading: Reading, at: int) -> None:
    """A number of days, weeks, months or years ago. It means the whole week, month or year."""
    text = reading.text
    match = _AGO.search(text, max(reading.start, at - 24), at)
    if match is None or text[at + 4 : at + 5].isalnum():
        return
    word = match[1].lower()
    number = int(word) if word.isdecimal() and len(word) < 4 else _NUMBERS.get(word)
    words = reading.before(match.start(1), 16)
    if number is not None and not (words and words[-1] in _ABOUT):
        reading.add(match.start(1), at + 4, shifted(match[2], -number, reading.published))


def read_quarter(reading: Reading, at: int) -> None:
    """A quarter with its year, or with a verb that tells the year; and last, this or next quarter."""
    _read_division(reading, at, "quarter", quarter_of)


def read_half(reading: Reading, at: int) -> None:
    """The first or second half of a year, with that year."""
    _read_division(reading, at, "half", half_of)


def _read_division(reading: Reading, at: int, unit: str, division: Callable[[int, int], Days]) -> None:
    text, end = reading.text, at + len(unit)
    if text[end : end + 1].isalnum() or text[end : end + 1] == "-" or text[at - 1 : at] not in (" ", "-", "\n"):
        return
    words = text[max(reading.start, at - 12) : at].lower().replace("-", " ").split()
    number = _ORDINALS.get(words[-1]) if words else None
    if number is None:
        if unit == "quarter":
            read_unit(reading, at, unit)
        return
    if unit == "half" and number > 2:
        return
    start = reading.last(words[-1], at)
    after, before = _OF_YEAR.match(text, end), _YEAR_BEFORE.search(text, max(reading.start, start - 8), start)
    if after and after["year"]:
        reading.add(start, after.end(), division(int(after["year"]), number), dated=True)
    elif after:
        year = turned("year", after["turn"], reading.published)
        reading.add(start, after.end(), division(year[0].year, number) if year else None)
    elif before:
        reading.add(before.start(1), end, division(int(before[1]), number), dated=True)
    elif unit == "quarter":
        reading.add(start, end, bare_quarter(number, _is_ahead(text, start, end), reading.published))


def read_short_quarter(reading: Reading, at: int) -> None:
    """``Q3 2018``."""
    text = reading.text
    year = _OF_YEAR.match(text, at + 2)
    if year and year["year"] and not (at and text[at - 1].isalnum()):
        reading.add(at, year.end(), quarter_of(int(year["year"]), int(text[at + 1])), dated=True)


# The reader of each landmark.
READERS: Final[Mapping[str, Reader]] = {
    "<number>": read_number,
    "<month>": read_month,
    "<weekday>": read_weekday,
    "<quarter>": read_short_quarter,
    "esterday": lambda reading, at: read_near(reading, at, "y", -1),
    "oday": lambda reading, at: read_near(reading, at, "t", 0),
    "onight": lambda reading, at: read_near(reading, at, "t", 0),
    "omorrow": lambda reading, at: read_near(reading, at, "t", 1),
    "night": read_night,
    "week": lambda reading, at: read_unit(reading, at, "week"),
    "month": lambda reading, at: read_unit(reading, at, "month"),
    "year": lambda reading, at: read_unit(reading, at, "year"),
    "decade": lambda reading, at: read_unit(reading, at, "decade"),
    "quarter": read_quarter,
    "half": read_half,
    " ago": read_ago,
}
