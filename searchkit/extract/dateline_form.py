"""Reads the parts of a dateline: places, a qualifier, a day, an agency, a dash."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from searchkit.base.month_names import MONTH_NAMES
from searchkit.base.partial_date import PartialDate
from searchkit.base.record import record
from searchkit.extract.agencies import agency_at, agency_named
from searchkit.extract.calendar_names import MONTH_PATTERN, OF_THE_YEAR, WEEKDAY_NAMES, beginnings, month_number
from searchkit.extract.cue_words import STARTERS, word_set
from searchkit.extract.gazetteer import lookup, places_in_text, qualifiers, resolve
from searchkit.extract.place_key import place_key

_REACH = 160  # characters within which a dateline ends

# Of the Latin, the Greek and the Cyrillic alphabet.
CAPITAL = (
    "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u010c\u0130\u0141\u015a\u015e\u0160\u017b\u017d"
    "\u0386\u0388-\u038f\u0391-\u03a9\u0400-\u042f\u0490\u0492\u049a\u04a2\u04ae\u04b0\u04ba\u04d8\u04e8"
)
_LETTER = r"[^\W\d_]"
_APOSTROPHE = "'\u2019"
_INITIALS = r"(?:(?:S[Tt]e?|F[Tt]|M[Tt])\.|(?:[A-Z]\.){2,})"
# Words are matched whole, never in part.
_WORD = rf"(?:{_INITIALS}|{_LETTER}(?:{_LETTER}|[{_APOSTROPHE}-])*+)"
_CAPS = rf"(?:{_INITIALS}|[{CAPITAL}][{CAPITAL}{_APOSTROPHE}-]*+(?!{_LETTER}))"
_RAISED = rf"(?:{_INITIALS}|[{CAPITAL}](?:{_LETTER}|[{_APOSTROPHE}-])*+)"
_SMALL = r"(?:de|del|do|da|dos|der|am|an|of|es|la|le|el|al|upon|van|sur)"


@record
class PlaceForm:
    """How a dateline writes its places: the pattern of one, and that of a link with a further one."""

    place: re.Pattern[str]
    more: re.Pattern[str]


def _form(place: str) -> PlaceForm:
    return PlaceForm(
        re.compile(place), re.compile(rf"(?:\s?/\s?|\s(?:and|AND|&|et|ET|und|UND|y|Y)\s)(?P<place>{place})")
    )


ANY_CASE: Final = _form(rf"{_WORD}(?: {_WORD}){{0,5}}")
CAPITALS: Final = _form(rf"{_CAPS}(?: {_CAPS}){{0,5}}")
RAISED: Final = _form(rf"{_RAISED}(?: (?:{_RAISED}|{_SMALL}\b)){{0,5}}+(?! {_LETTER})")

_AND: Final = re.compile(r" (?:and|AND|&|et|ET|und|UND|y|Y) ")
_QUALIFIER: Final = re.compile(rf"\s?,\s*((?:[{CAPITAL}]\.\s?)*(?:{_WORD})?(?: {_WORD}){{0,3}})")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s+)?"
_YEAR = rf"(?:(?:,|\sdel?)?\s+(?P<year>(?:1[5-9]|20)\d\d)\b{OF_THE_YEAR})?"
_DAY: Final = re.compile(
    rf"\s?[,.]?\s*{_WEEKDAY}(?:(?P<m1>{MONTH_PATTERN})(?!\w)\.?\s*(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?:le\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.|\u00ba)?\s+(?:de\s)?(?P<m2>{MONTH_PATTERN})(?!\w)\.?"
    rf"|(?P<y3>\d{{4}})(?P<sep>[-/.])(?P<m3>\d{{1,2}})(?P=sep)(?P<d3>\d{{1,2}})"
    rf"|(?P<n1>\d{{1,2}})(?P<nsep>[-/.])(?P<n2>\d{{1,2}})(?P=nsep)(?P<y4>\d{{4}}))(?!\w){_YEAR}",
    re.IGNORECASE,
)
# A quick test: every day begins like this, and most of what follows a place does not.
_DAY_BEGINS: Final = re.compile(
    r"\s?[,.]?\s*(?:\d|le\s|" + beginnings((*MONTH_NAMES, "mon", "tue", "wed", "thu", "fri", "sat", "sun")) + ")",
    re.IGNORECASE,
)
# The first three letters of its words.
_DAY_WORDS: Final = frozenset(name[:3] for name in (*MONTH_NAMES, *WEEKDAY_NAMES))
# The second character of a link with a further place (``PARIS and LONDON``).
_LEADS_TO_MORE: Final = "/aA&eEuUyY"
_OPENS_BRACKET: Final = "([/"  # an empty text counts as in it: more white space may stand before a bracket
_BRACKET: Final = re.compile(r"\s*(?:\(([^()\n]{1,50})\)|\[([^\[\]\n]{1,50})\]|/([^/\n]{1,40})/)")
_DASH: Final = re.compile(r"\s*(?:-{1,3}(?=\s|$)|[\u2013\u2014\u2015_]|--|:(?=\s))\s*")
# After a day the dash may join the report, or stand after a stop: ``Nov. 8.-Three persons``. Scans have ``?`` for it.
_DASH_AFTER_DAY: Final = re.compile(r"[.,]?\s?(?:-{1,3}|[?\u2013\u2014\u2015])\s*(?=[^\W\d]|[\"'\u201c\u2018\u00ab(])")
_CLOSES_AGENCY: Final = re.compile(r"\.(?=\s)\s*|\s+[-\u2013\u2014]{1,2}\s+")
_ARTICLE: Final = re.compile(r"(?:THE|The) (?=[A-Z])")
# The name of an agency before its abbreviation in brackets.
_WRITTEN_OUT: Final = re.compile(rf"{_RAISED}(?: (?:{_RAISED}|of|de)){{1,5}}(?= \()")
_REPORTER: Final = re.compile(rf"{_RAISED}(?: {_RAISED}){{1,3}}")
# Places of datelines that no gazetteer of towns has.
_ALSO_DATELINES: Final = frozenset(("united nations", "vatican"))
# What may follow the place: a comma, a stop, a bracket or a dash; or, after a space, a bracket, a dash, a day, another
# place or an agency.
_GOES_ON: Final = re.compile(
    rf"[,./:(\[\u2013\u2014_-]|\s?(?:[,/(\[\u2013\u2014_-]|\d)|\s(?:(?:and|AND|&|et|ET|und|UND|y|Y)\s|[{CAPITAL}])"
)
# Words that open the first sentence of a report. STARTERS open any sentence.
OPENERS: Final = STARTERS | word_set(
    "congress democratic democrats legislation president rep representative republican republicans sen senate senator "
    "senators sens statement u united us"
)


@record
class Dateline:
    """The parts of a dateline as they are written. Any of them may be missing, but not all.

    ``place`` stands without its ``qualifier`` (a country, a state, a province). ``also`` are further places
    (``PARIS/LONDON``). ``agency`` has its canonical name. ``author`` is a reporter who stands beside the agency.
    ``start`` and ``end`` are offsets in characters; the report begins at ``end``.
    """

    place: str | None = None
    qualifier: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    agency: str | None = None
    start: int = 0
    end: int = 0
    also: tuple[str, ...] = ()
    author: str | None = None

    @property
    def date(self) -> PartialDate | None:
        """The day with its year. None where either is missing, or where no calendar has that day."""
        try:
            return PartialDate(self.year, self.month, self.day) if self.year and self.day else None
        except ValueError:  # 29 February of a common year
            return None


def read_dateline(text: str, start: int, form: PlaceForm) -> tuple[Dateline, bool] | None:
    """The dateline from ``start`` on, and whether a dash ends it. None where no place begins it.

    A place in small letters (``RAISED``) must be known.
    """
    limit = start + _REACH
    match = form.place.match(text, start, limit)
    if match is None or (form is not ANY_CASE and not _may_follow(text, match)) or day_at(text, start, limit):
        return None
    places, end = _places(match.group(), start)
    leads = text[end : end + 2]  # nearly always to something else
    more = form.more.match(text, end, limit) if leads[:1] == "/" or leads[1:] in _LEADS_TO_MORE else None
    while more and not _BRACKET.match(text, end, limit) and len(places) < 4:
        further, end = _places(more["place"], more.start("place"))
        places += further
        more = form.more.match(text, end, limit)
    qualifier = None
    written = day_at(text, end, limit)
    if written is None and "," in text[end : end + 2].strip()[:1]:
        qualifier, end = _qualifier(text, end, limit)
        written = day_at(text, end, limit) if qualifier is not None else None
    if form is RAISED and not _knows(places[0], qualifier):
        return None  # a name with capitals is nearly always none of a place
    end = written.end() if written else end
    agency, end = agency_after(text, end, limit)
    if written is None and agency is not None:  # the day may follow: NAIROBI (Xinhua), May 3 -
        written = day_at(text, end, limit)
        end = written.end() if written else end
    author = None
    bracket = _bracket(text, end, limit)
    # The brackets may hold an agency that is not known. The place and the day count all the same.
    if bracket and _DASH.match(text, bracket.end(), limit):
        end = bracket.end()
        inside = next(group for group in bracket.groups() if group)
        author = inside if agency is not None and _REPORTER.fullmatch(inside) else None
    dash = _DASH.match(text, end, limit) or (_DASH_AFTER_DAY.match(text, end, limit) if written else None)
    end = dash.end() if dash else end
    if dash and agency is None and (after := agency_at(text, end)) is not None:
        closed = _CLOSES_AGENCY.match(text, after[1], limit)  # MOSCOW, May 31 - RIA Novosti. Trains
        agency, end = (after[0], closed.end()) if closed else (None, end)
    year, month, day = _date_of(written) if written else (None, None, None)
    also = tuple(places[1:]) if len(places) > 1 else ()
    return Dateline(places[0], qualifier, year, month, day, agency, start, end, also, author), dash is not None


def _may_follow(text: str, place: re.Match[str]) -> bool:
    """A quick test of whether a dateline may go on after its place. Most sentences fail it."""
    if _GOES_ON.match(text, place.end()):
        return True
    return " " in place.group() and place.group().isupper()  # MOSCOW TASS


def is_known(dateline: Dateline) -> bool:
    """Whether the gazetteer knows the place or its qualifier."""
    return dateline.place is not None and _knows(dateline.place, dateline.qualifier)


def _knows(place: str, qualifier: str | None) -> bool:
    if qualifier and qualifiers(qualifier):
        return True
    return bool(lookup(place)) or place_key(place) in _ALSO_DATELINES


@lru_cache(maxsize=8192)
def stands_alone(place: str) -> bool:
    """Whether a place in capitals before a dash is a town. ``UK - `` and ``READING - `` are rubrics."""
    key = place_key(place)
    if key in _ALSO_DATELINES:
        return True
    found = lookup(place)
    if not any(p.kind in ("city", "capital") for p in found):
        return False
    if not key[0].isascii():  # spelt as elsewhere; what running text names is in English
        return True
    return key in places_in_text() or (" " in key and resolve(place) is not None)


def opens_sentence(word: str) -> bool:
    """Whether a word has a capital and is one that sentences begin with (Today, The, Senator, U.S.)."""
    return word[:1].isupper() and word.lower().replace(".", "") in OPENERS


def day_at(text: str, start: int, limit: int) -> re.Match[str] | None:
    """The match of the day at ``start``, for :func:`dated_by`. None if no calendar has that day.

    In digits alone it may be of two months (``06/05/1996``). Then the year is all that it tells.
    """
    begins = text[start + 1 : start + 4] if text[start : start + 1] == " " else text[start : start + 3]
    if begins.isalpha() and begins.isascii() and begins.lower() not in _DAY_WORDS:
        return None  # nearly always another word
    if not _DAY_BEGINS.match(text, start, limit):
        return None
    match = _DAY.match(text, start, limit)
    if match is None:
        return None
    month, day = _month_and_day(match)
    if month is None and match["n1"]:
        return match if max(int(match["n1"]), int(match["n2"])) <= 12 else None
    return match if month is not None and day is not None and possible_day(month, day) else None


def possible_day(month: int, day: int) -> bool:
    """Whether that month has that day in some year."""
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def dated_by(dateline: Dateline, match: re.Match[str]) -> Dateline:
    """``dateline`` with the day of a match of :func:`day_at`."""
    year, month, day = _date_of(match)
    d = dateline  # written out, since a copy by names takes as long as reading the rest of a dateline
    return Dateline(d.place, d.qualifier, year, month, day, d.agency, d.start, d.end, d.also, d.author)


def _date_of(match: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    """The year, the month and the day of a match of :func:`day_at`."""
    year = match["year"] or match["y3"] or match["y4"]
    return int(year) if year else None, *_month_and_day(match)


def agency_after(text: str, end: int, limit: int) -> tuple[str | None, int]:
    """The agency at ``end``, in brackets or bare, and where it ends. Without one, None and ``end``."""
    bracket = _bracket(text, end, limit)
    if bracket:
        agency = agency_named(next(group for group in bracket.groups() if group))
        return (agency, bracket.end()) if agency else (None, end)
    begin = end
    while text[begin : begin + 1] in (" ", ".", ","):
        begin += 1
    if begin == end or begin >= limit:
        return None, end
    if (bare := agency_at(text, begin)) is not None:
        return bare
    slashed = _BRACKET.match(text, begin, limit) if text[begin : begin + 1] == "/" else None
    named = agency_named(slashed[3]) if slashed else None  # MOSCOW, May 31. /TASS/.
    return (named, slashed.end()) if slashed and named else (None, end)


def agency_first(text: str, start: int) -> tuple[str, int] | None:
    """The agency that opens a report in place of a place, with a dash after it, and where the report begins.

    It may be written out: ``THE ASSOCIATED PRESS (AP) -``, ``(Reuters) -``.
    """
    limit = start + _REACH
    article = _ARTICLE.match(text, start, limit) if text[start : start + 1] == "T" else None
    begin = article.end() if article else start
    found = agency_at(text, begin) if begin < len(text) else None
    if found is None and text[begin : begin + 1] != "(" and text.find(" (", begin, limit + 2) > 0:
        words = _WRITTEN_OUT.match(text, begin, limit)
        agency = agency_named(words.group()) if words else None
        found = (agency, words.end()) if words and agency else None
    if found is None and text[begin : begin + 1].isalpha():
        return None  # as nearly always
    agency, end = found or (None, begin)
    bracketed, end = agency_after(text, end, limit)
    written_out = found is not None and " " in text[begin : found[1]]
    if (agency := agency or bracketed) is None or not (bracketed or written_out):
        return None
    day = day_at(text, end, limit)
    dash = _DASH.match(text, day.end() if day else end, limit)
    return (agency, dash.end()) if dash else None


def _bracket(text: str, at: int, limit: int) -> re.Match[str] | None:
    """The brackets at an offset, with what is in them. The next two characters show quickly if there are none."""
    near = text[at : at + 2].lstrip()[:1]
    return _BRACKET.match(text, at, limit) if near in _OPENS_BRACKET else None


def _month_and_day(match: re.Match[str]) -> tuple[int | None, int | None]:
    if match["n1"]:
        first, second = int(match["n1"]), int(match["n2"])
        if first == second or second > 12 >= first:
            return first, second
        return (second, first) if first > 12 >= second else (None, None)
    month = int(match["m3"]) if match["m3"] else month_number(match["m1"] or match["m2"])
    return month, int(match["d1"] or match["d2"] or match["d3"])


def _places(words: str, start: int) -> tuple[list[str], int]:
    """The places among the first words of a dateline, and where they end. LONDON and PARIS are two."""
    words, end = _cut(words, start)
    if " " in words and _AND.search(words) and not lookup(words):  # but Trinidad and Tobago is one
        return [place for place in _AND.split(words) if place], end
    return [words], end


def _cut(words: str, start: int) -> tuple[str, int]:
    """The place among the first words of a dateline, and where it ends."""
    place = _place_of(words)
    return place, start + len(place)


@lru_cache(maxsize=8192)
def _place_of(words: str) -> str:
    """``words`` without a month, an agency or a state that follows the place."""
    at = words.find(" ")
    while at > 0:
        rest = words[at + 1 :]
        first = rest.split(" ", 1)[0]
        abbreviated = words[:at].isupper() and not first.isupper() and len(rest) > 1 and rest[0].isupper()
        if _is_month(words[:at], first) or agency_at(rest, 0) or (abbreviated and qualifiers(rest)):
            return words[:at]
        at = words.find(" ", at + 1)
    return words.rstrip("-")


def _is_month(before: str, word: str) -> bool:
    """Whether a word after others of a place is a month. That of Rio de Janeiro is not."""
    return word.lower() in MONTH_NAMES and not (word.lower() == "janeiro" and before[-3:].lower() == " de")


def _qualifier(text: str, end: int, limit: int) -> tuple[str | None, int]:
    """The country, state or province after the comma at ``end``, and where it ends. Without one, None and ``end``.

    No day stands there.
    """
    match = _QUALIFIER.match(text, end, limit)
    if match is None or not match[1]:
        return None, end
    words, begin = match[1], match.start(1)
    # The longest beginning that is known: ``Va. Feb`` is Virginia.
    cut = len(words)
    while cut > 0:
        if qualifiers(words[:cut]):
            finish = begin + cut
            if text[finish : finish + 1] == "." and not words[:cut].rstrip().endswith("."):
                finish += 1
            return text[begin:finish].strip(), finish
        cut = words.rfind(" ", 0, cut)
    # An unknown one counts before a bracket or a day.
    cut_words, finish = _cut(words, begin)
    if words[0].isupper() and cut_words.lower() not in MONTH_NAMES:
        rest = text[finish:limit]
        if _BRACKET.match(rest) or day_at(rest, 0, len(rest)):
            return cut_words, finish
    return None, end
