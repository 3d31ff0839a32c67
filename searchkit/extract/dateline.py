"""Datelines: the place, the day and the agency that a dispatch begins with (``NAIROBI, Kenya, May 3 (AP) -``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from searchkit.extract.agencies import agency_at, agency_named
from searchkit.extract.dates import dated
from searchkit.extract.gazetteer import Place, lookup, places_in_text, qualifiers, resolve
from searchkit.extract.place_key import place_key
from searchkit.partial_date import MONTHS

_REACH = 160  # characters within which a dateline ends

_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u010c\u0130\u0141\u015a\u015e\u0160\u017b\u017d"
_LETTER = r"[^\W\d_]"
_APOSTROPHE = "'\u2019"
_WORD = rf"(?:(?:S[Tt]e?|F[Tt]|M[Tt])\.|(?:[A-Z]\.){{2,}}|{_LETTER}(?:{_LETTER}|[{_APOSTROPHE}-])*)"
_PLACE: Final = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")
_CAPS_PLACE: Final = re.compile(
    rf"(?:(?:ST|FT|MT|St)\.|(?:[A-Z]\.){{2,}}|[{_CAPITAL}](?:[{_CAPITAL}{_APOSTROPHE}-])*(?!{_LETTER}))"
    rf"(?: (?:(?:ST|FT|MT|St)\.|(?:[A-Z]\.){{2,}}|[{_CAPITAL}](?:[{_CAPITAL}{_APOSTROPHE}-])*(?!{_LETTER}))){{0,5}}"
)
_RAISED = rf"(?:(?:St|Ft|Mt)\.|[{_CAPITAL}](?:{_LETTER}|[{_APOSTROPHE}-])*)"
_TITLE_PLACE: Final = re.compile(
    rf"{_RAISED}(?: (?:{_RAISED}|de|del|do|da|dos|der|am|an|of|es|la|le|el|al|upon|van|sur)){{0,5}}(?! {_LETTER})"
)
_MORE_PLACES: Final = re.compile(rf"\s?/\s?{_PLACE.pattern}")
_QUALIFIER: Final = re.compile(rf",\s*((?:[{_CAPITAL}]\.\s?)*(?:{_WORD})?(?: {_WORD}){{0,3}})")
_MONTHS = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY: Final = re.compile(
    rf"\s?[,.]?\s*{_WEEKDAY}(?:(?P<m1>{_MONTHS})\b\.?\s*(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTHS})\b\.?"
    rf"|(?P<y3>\d{{4}})-(?P<m3>\d\d)-(?P<d3>\d\d))(?!\d)(?:,?\s+(?P<year>(?:1[5-9]|20)\d\d)\b)?",
    re.IGNORECASE | re.ASCII,
)
_BRACKET: Final = re.compile(r"\s*(?:\(([^()\n]{1,50})\)|\[([^\[\]\n]{1,50})\]|/([^/\n]{1,40})/)")
_DASH: Final = re.compile(r"\s*(?:-{1,3}(?=\s|$)|[\u2013\u2014\u2015_]|--|:(?=\s))\s*")
_STRAY: Final = re.compile(r"[\s*\ufeff\x00-\x1f]*")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z _-]{1,24}:[ \t]")
# Places that datelines name and no gazetteer of towns holds.
_ALSO_DATELINES: Final = frozenset(("united nations", "vatican"))


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says, as it is written; every part may be missing, but not all.

    ``place`` without its ``qualifier`` (a country, a state, a province); ``month`` and ``day`` with the ``year`` where
    it is written; ``agency`` by its canonical name. ``start`` and ``end`` are character offsets in the text searched;
    the article proper begins at ``end``.
    """

    place: str | None = None
    qualifier: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    agency: str | None = None
    start: int = 0
    end: int = 0


def parse_dateline(line: str) -> Dateline | None:
    """Read a dateline that a source marks as one (``    SALVADOR, Feb 26 - ``); None where it names nothing.

    The place may be written in any case; a line without a date, an agency or a known place has none.
    """
    start = _skip(line, 0)
    found = _read(line, start, _PLACE)
    if found is None:
        day = _DAY.match(line, start)
        return _dated(Dateline(start=start, end=day.end()), day) if day and _possible(day) else None
    dateline, _ = found
    sure = dateline.agency is not None or dateline.day is not None
    # What follows a known place may be misprinted (``NEW YORK, Narch 2 -``); the place stands all the same.
    return dateline if sure or _known(dateline) else None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of a text, after its header lines, its date or one line of title; else None.

    A place in capitals counts with an agency, or with a day or a dash after it; a place in small letters only with an
    agency in brackets, or with a day and a dash. ``NATO. The alliance`` and ``IN BRIEF - `` have none of these.
    """
    for start in _starts(text):
        found = _read(text, start, _CAPS_PLACE)
        if found is not None and _convincing(text, *found, capitals=True):
            return found[0]
        found = _read(text, start, _TITLE_PLACE)
        if found is not None and _convincing(text, *found, capitals=False):
            return found[0]
    return None


def _convincing(text: str, dateline: Dateline, dashed: bool, *, capitals: bool) -> bool:
    if not dateline.place:
        return False
    known = _known(dateline)
    if not capitals and not (dateline.place[0].isupper() and known):
        return False
    after = text[dateline.end : dateline.end + 1]
    if dateline.agency is not None:
        bracketed = dashed or text[dateline.end - 1 : dateline.end] in ")]/_"
        return bracketed or (capitals and (known or dateline.day is not None))
    if dateline.day is not None:
        return dashed or (capitals and known and after in ".\n")
    if not dashed or not known:
        return False
    if dateline.qualifier:
        return bool(qualifiers(dateline.qualifier))
    return capitals and _stands_alone(dateline.place)


def _stands_alone(place: str) -> bool:
    """Whether a place in capitals before a dash is a town: ``UK - `` and ``READING - `` are rubrics."""
    key = place_key(place)
    if key in _ALSO_DATELINES:
        return True
    found = lookup(place)
    if not any(p.kind in ("city", "capital") for p in found):
        return False
    return key in places_in_text() or (" " in key and resolve(place) is not None)


def _known(dateline: Dateline) -> bool:
    if dateline.place is None:
        return False
    if dateline.qualifier and qualifiers(dateline.qualifier):
        return True
    return bool(lookup(dateline.place)) or place_key(dateline.place) in _ALSO_DATELINES


def _starts(text: str) -> list[int]:
    """Where a dateline may begin: after the date or header that opens the text, and after one line of title."""
    start = _skip(text, 0)
    found = dated(text[:2000])
    starts = [start]
    if found:
        starts.append(_skip(text, found[1]))
    lines = 0
    while lines < 12 and _HEADER.match(text, start):
        end = text.find("\n", start)
        if end < 0:
            break
        start, lines = _skip(text, end), lines + 1
        starts.append(start)
    # A title is one short line that does not end like a sentence.
    end = text.find("\n", start, start + 200)
    if end > 0 and not text[start:end].rstrip().endswith((".", "!", "?", ";", ",")):
        starts.append(_skip(text, end))
    return starts


def _skip(text: str, start: int) -> int:
    match = _STRAY.match(text, start)
    return match.end() if match else start


def _read(text: str, start: int, place_form: re.Pattern[str]) -> tuple[Dateline, bool] | None:
    """The parts of a dateline from ``start`` on, and whether a dash ends it; None where no place begins it."""
    limit = start + _REACH
    if _DAY.match(text, start, limit):
        return None
    match = place_form.match(text, start, limit)
    if match is None:
        return None
    place, end = _cut(match.group(), match.start())
    more = _MORE_PLACES.match(text, end, limit)
    if more and not _BRACKET.match(text, end, limit):
        end = more.end()
    qualifier, end = _qualifier(text, end, limit)
    year = month = day = None
    written = _DAY.match(text, end, limit)
    agency: str | None = None
    if written and _possible(written):
        end = written.end()
    else:
        written = None
    agency, end = _agency(text, end, limit)
    if written is None:  # the day may follow: NAIROBI (Xinhua), May 3 -
        written = _DAY.match(text, end, limit)
        if written and _possible(written):
            end = written.end()
        else:
            written = None
    if agency is None and written is not None:
        agency, end = _agency(text, end, limit)
    unknown = _BRACKET.match(text, end, limit) if agency is None else None
    if unknown and _DASH.match(text, unknown.end(), limit):
        end = unknown.end()  # an agency that is not on the list stays unknown; the place and the day are still said
    dash = _DASH.match(text, end, limit)
    dateline = Dateline(place, qualifier, year, month, day, agency, start, dash.end() if dash else end)
    return (_dated(dateline, written) if written else dateline), dash is not None


def _cut(words: str, start: int) -> tuple[str, int]:
    """The place among the words that begin a dateline: not the month or the agency that follow it."""
    for match in re.finditer(r" ", words):
        rest = words[match.end() :]
        first = rest.split(" ", 1)[0]
        if first.lower() in MONTHS or agency_at(rest, 0):
            return words[: match.start()], start + match.start()
    words = words.rstrip("-")
    return words, start + len(words)


def _qualifier(text: str, end: int, limit: int) -> tuple[str | None, int]:
    match = _QUALIFIER.match(text, end, limit)
    if match is None or not match[1] or _DAY.match(text, end, limit):
        return None, end
    words, begin = match[1], match.start(1)
    # The longest beginning that is a known country, state or province: ``Va. Feb`` is Virginia.
    cuts = [len(words), *(m.start() for m in re.finditer(r" ", words))]
    for cut in sorted(cuts, reverse=True):
        if qualifiers(words[:cut]):
            finish = begin + cut
            if text[finish : finish + 1] == "." and not words[:cut].rstrip().endswith("."):
                finish += 1
            return text[begin:finish].strip(), finish
    cut_words, finish = _cut(words, begin)
    rest = text[finish:limit]
    if words[0].isupper() and (_BRACKET.match(rest) or _DAY.match(rest)) and cut_words.lower() not in MONTHS:
        return cut_words, finish
    return None, end


def _agency(text: str, end: int, limit: int) -> tuple[str | None, int]:
    bracket = _BRACKET.match(text, end, limit)
    if bracket:
        name = next(group for group in bracket.groups() if group)
        agency = agency_named(name)
        return (agency, bracket.end()) if agency else (None, end)
    begin = end
    while text[begin : begin + 1] in (" ", ".", ","):
        begin += 1
    if begin == end or begin >= limit:
        return None, end
    found = agency_at(text, begin)
    return found if found else (None, end)


def _possible(match: re.Match[str]) -> bool:
    day = int(match["d1"] or match["d2"] or match["d3"])
    month = MONTHS[(match["m1"] or match["m2"]).lower()] if not match["m3"] else int(match["m3"])
    return 1 <= month <= 12 and 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def _dated(dateline: Dateline, match: re.Match[str]) -> Dateline:
    year = match["year"] or match["y3"]
    return Dateline(
        dateline.place,
        dateline.qualifier,
        int(year) if year else None,
        MONTHS[(match["m1"] or match["m2"]).lower()] if not match["m3"] else int(match["m3"]),
        int(match["d1"] or match["d2"] or match["d3"]),
        dateline.agency,
        dateline.start,
        dateline.end,
    )


def place_of(name: str, qualifier: str | None) -> tuple[Place | None, str | None]:
    """The place that a dateline means, and the country it lies in.

    The country is known from the qualifier even where the place is not in the gazetteer (``SUFFIELD, Conn.``).
    """
    place = resolve(name, qualifier) if qualifier else resolve(name)
    if place is not None:
        return place, place.country
    if qualifier:
        scopes = qualifiers(qualifier)
        countries = {scope.country for scope in scopes if scope.country}
        if len(countries) == 1:
            return None, countries.pop()
        if not scopes:  # a department or a county: the place alone may say enough
            place = resolve(name)
            return place, place.country if place else None
    return None, None
