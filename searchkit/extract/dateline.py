"""Datelines: the place, the day and the agency that a dispatch begins with (``NAIROBI, Kenya, May 3 (AP) -``)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from searchkit.base.record import changed
from searchkit.extract.calendar_names import misprinted_month
from searchkit.extract.dateline_form import (
    ANY_CASE,
    CAPITAL,
    CAPITALS,
    RAISED,
    Dateline,
    PlaceForm,
    agency_first,
    dated_by,
    day_at,
    is_known,
    opens_sentence,
    possible_day,
    read_dateline,
    stands_alone,
)
from searchkit.extract.eastern_dateline import eastern_dateline_at, western_name
from searchkit.extract.gazetteer import Place, lookup, qualifiers, resolve

__all__ = ["Dateline", "dateline_at", "parse_dateline", "place_of"]

_STRAY: Final = re.compile(r"[\s*\ufeff\x00-\x1f]*(?:[a-z\d] +(?=[A-Z]{3}))?")
# Words that are no place although a marked line begins with them: weekdays, and what no place ends with.
_NO_PLACE: Final = re.compile(
    r"(?:mon|tue|tues|wed|thu|thurs|fri|sat|sun|today|yesterday|tomorrow)(?:\b|day\b)|.*\b(?:of|on|at|in|to|for)$",
    re.IGNORECASE,
)
# A day whose month or digits are misprinted: ``Narch 2``, ``Apri l7``, ``March 2O``, ``April l``, ``April, 13``.
_MISPRINTED_DAY: Final = re.compile(
    r"(?<![^\W\d_])(?P<month>[^\W\d_]{3,9}(?: [a-z](?=\d))?)"
    r"(?:[\s.,]*(?P<day>\d{1,2})|[\s.,]+(?P<letters>[1-3]O|l))(?![\w/.]|,\d)"
)
# Although St., Ft. and Mt. have a small letter, capitals may follow them.
_ABBREVIATED: Final = frozenset(("St", "Ft", "Mt"))
_NEXT_WORD: Final = re.compile(r"\s+(\S+)")
_WORDS_OF_UNKNOWN: Final = 3
_COMMA_OR_DIGITS: Final = re.compile(r"\s?,|\s\d{4}-")
_LINE_ENDS: Final = re.compile(r"[^\S\n]*\.?[^\S\n]*(?:\n|\Z)")
# What leads from a day to the report, which begins with a capital.
_STOP: Final = re.compile(rf"(?:\.[^\S\n]*|,?[^\S\n]+)[\"'\u201c\u2018\u00ab(]?(?=[{CAPITAL}])")
# Where the letters and brackets of Chinese, Japanese and Korean begin.
_EAST: Final = "\u2e80"
_DIGITS: Final = str.maketrans("Ol", "01")


def parse_dateline(line: str) -> Dateline | None:
    """Read a dateline that a source marks as one (``    SALVADOR, Feb 26 - ``). None where it states nothing.

    The place may be in any case. It counts only with a date or an agency beside it, or if it is known. A day that is
    misprinted, or stands apart from the place, is read if it can mean one day only.
    """
    stray = _STRAY.match(line)
    start = stray.end() if stray else 0
    day = day_at(line, start, len(line))
    if day:
        return dated_by(Dateline(start=start, end=day.end()), day)
    found = read_dateline(line, start, ANY_CASE)
    dateline = found[0] if found else Dateline(start=start, end=len(line))
    if dateline.day is None:
        dateline = _misprinted(line, dateline)
    if dateline.place is not None and (
        _is_no_place(dateline.place) or not (dateline.day or dateline.agency or _alone(line, dateline))
    ):
        dateline = changed(dateline, place=None, qualifier=None, also=())
    return dateline if dateline.place or dateline.day or dateline.agency else None


def dateline_at(text: str, start: int, *, announced: bool = False, below: bool = False) -> Dateline | None:
    """The dateline at offset ``start`` of a text. None where the words may be anything else.

    A place in capitals counts with an agency, or with a day or a dash after it. A place in small letters counts with an
    agency in brackets, with a day and a dash, or with its state and a dash. ``NATO. The alliance`` and ``IN BRIEF - ``
    have none of these. ``announced`` says that a date stands just before. Then a dash or a state is enough.

    A known place with a day counts as well if the line ends there, or a sentence begins after a stop. ``below`` says
    that a headline stands above. Then the stop may be missing. An agency in brackets or written out may open a report,
    with or without a dateline after it. The agency is no place.

    Chinese, Japanese and Korean reports have forms of their own (eastern_dateline.py).
    """
    begins = text[start : start + 2]
    if begins[-1:] >= _EAST:
        return eastern_dateline_at(text, start)
    if (begins[:1].isupper() or begins[:1] == "(") and (first := agency_first(text, start)) is not None:
        agency, end = first
        after = dateline_at(text, end)  # (Reuters) - MOSCOW, May 3 -
        if after is not None:
            return after if after.agency else changed(after, agency=agency)
        return Dateline(agency=agency, start=start, end=end)
    if not begins[:1].isupper():
        return None
    in_small_letters = "a" <= begins[1:] <= "z" and begins not in _ABBREVIATED
    for form in (RAISED,) if in_small_letters else (CAPITALS, RAISED):
        found = read_dateline(text, start, form)
        if found is not None and _convincing(text, *found, form, announced, below):
            return _without_title(found[0])
    return None


@lru_cache(maxsize=8192)
def _is_no_place(words: str) -> bool:
    return _NO_PLACE.match(words) is not None


def _without_title(dateline: Dateline) -> Dateline:
    """``dateline`` without the words of a title that run into its place: ``... Homeownership Fair Dover, DE -``."""
    words = (dateline.place or "").split(" ")
    if len(words) > 2 and dateline.qualifier and not lookup(" ".join(words)):
        for cut in range(1, len(words)):
            place = " ".join(words[cut:])
            if resolve(place, dateline.qualifier) is not None:
                start = dateline.start + len(" ".join(words[:cut])) + 1
                return changed(dateline, place=place, start=start)
    return dateline


def _convincing(text: str, dateline: Dateline, dashed: bool, form: PlaceForm, announced: bool, below: bool) -> bool:
    """Whether the parts that were read make a dateline. ``dashed``: a dash ends them."""
    place = dateline.place
    if not place or _is_no_place(place):
        return False
    capitals = form is CAPITALS
    known = is_known(dateline)
    if not capitals and not (place[0].isupper() and known):
        return False
    if dateline.agency is not None:
        bracketed = dashed or text[dateline.end - 1 : dateline.end] in ")]/_"
        return bracketed or (capitals and (known or dateline.day is not None))
    if dateline.day is not None or dateline.year is not None:
        if dashed:
            return True
        if not known and not (capitals and below and _may_be_place(text, dateline)):
            return False
        if _LINE_ENDS.match(text, dateline.end):
            return known or dateline.year is not None
        if capitals and known and text[dateline.end] == ".":
            return True
        return _report_follows(text, dateline, below)
    return known and _convincing_place(text, dateline, dashed, capitals, announced)


def _may_be_place(text: str, dateline: Dateline) -> bool:
    """Whether words in capitals that no gazetteer knows may be a place: few, and before a comma or a date in digits."""
    place = dateline.place or ""
    end = dateline.start + len(place)
    return place.count(" ") < _WORDS_OF_UNKNOWN and bool(_COMMA_OR_DIGITS.match(text, end))


def _report_follows(text: str, dateline: Dateline, below: bool) -> bool:
    """Whether a sentence begins after the day of a dateline: ``Chicago, April 4. Factional fights``."""
    stop = _STOP.match(text, dateline.end)
    return stop is not None and (below or stop.group()[0] == ".")


def _convincing_place(text: str, dateline: Dateline, dashed: bool, capitals: bool, announced: bool) -> bool:
    """Whether a known place makes a dateline without a day and an agency."""
    place, qualifier = dateline.place or "", dateline.qualifier
    qualified = qualifier is not None and bool(qualifiers(qualifier))
    if dashed:
        return qualified or ((capitals or announced) and stands_alone(place))
    # The dash may be lost: ``Wilmington, DE Today, U.S. Senators``.
    word = _NEXT_WORD.match(text, dateline.end)
    if word is None or not opens_sentence(word[1].rstrip(",")):
        return False
    return resolve(place, qualifier) is not None if qualified else capitals and stands_alone(place)


def _alone(line: str, dateline: Dateline) -> bool:
    """Whether a marked line is only a known place: ``HAMBURG -``, but not ``us 7.8015 -``."""
    rest = line[dateline.end :].strip(" -\u2013\u2014,.")
    return is_known(dateline) and (not rest or dateline.qualifier is not None or "," in line)


def _misprinted(line: str, dateline: Dateline) -> Dateline:
    """``dateline`` with the day that its line means, if that is one only. It may stand anywhere after the place."""
    days: set[tuple[int, int]] = set()
    for match in _MISPRINTED_DAY.finditer(line, dateline.start + len(dateline.place or "")):
        month = misprinted_month(match["month"].replace(" ", ""))
        day = int(match["day"] or match["letters"].translate(_DIGITS))
        if month and possible_day(month, day):
            days.add((month, day))
    if len(days) != 1:
        return dateline
    month, day = days.pop()
    return changed(dateline, month=month, day=day)


def place_of(name: str, qualifier: str | None) -> tuple[Place | None, str | None]:
    """The place that a dateline means, and the country that it lies in.

    The qualifier may tell the country of a place that is not in the gazetteer (``SUFFIELD, Conn.``).
    """
    name = western_name(name)
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
