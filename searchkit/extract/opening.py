"""How a text opens: its date, its byline and its dateline, before the report proper begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from searchkit.article import Provenance
from searchkit.base.partial_date import PartialDate
from searchkit.extract.byline import Byline, byline_at
from searchkit.extract.dateline import Dateline, dateline_at
from searchkit.extract.dateline_form import stands_alone
from searchkit.extract.dates import date_at, dated, whole_dates
from searchkit.extract.worn_opening import SMALL_WORDS, find_worn_dateline, is_worn, worn_date

# How far into a text its opening may reach, and the date within the first line.
_HEAD: Final = 2000
_FIRST_LINE: Final = 400
_LINES: Final = 12
_TITLE_LINES: Final = 3
_LONGEST_TITLE: Final = 200

_STRAY: Final = re.compile(r"[\s*\ufeff\x00-\x1f]*")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z _-]{1,24}:[ \t]")
# The last words of a title.
_RUN_IN: Final = re.compile(r"(?<!\S)([^\s,.;:]+(?: [A-Z][a-z]+){1,3})\Z")
_LINE_END: Final = re.compile(r"[^\S\n]*(?:[,-]?\s*\d{1,2}:\d\d[^\n]{0,20})?(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a text opens with, as far as it can be told.

    ``date`` is the date of publication that stands above the report or in its dateline, ``origin`` where it came from:
    ``metadata`` (a header, or a line of its own), ``dateline`` or ``rule``. The report begins at ``end``.
    """

    dateline: Dateline | None
    byline: Byline | None
    date: PartialDate | None
    origin: Provenance
    end: int


def read_opening(text: str, *, marked: bool = False) -> Opening:
    """The opening of ``text``. Only its first 2,000 characters are looked at.

    Where the source gives the dateline apart from the text (``marked``), only a date is looked for.
    """
    head = text[:_HEAD]
    if not marked and is_worn(head):
        return _worn(head)
    found = dated(head)
    date, date_end = (found[0], found[1]) if found else (None, 0)
    if marked:
        return Opening(None, None, date, "metadata", date_end)
    origin: Provenance = "metadata"
    byline: Byline | None = None
    start = _skip(head, 0)
    titles = lines = 0
    dateline = dateline_at(head, start)
    if dateline is None and date_end > start:
        start = _skip(head, date_end)
        dateline = dateline_at(head, start, announced=True)
    announced = False
    end = date_end
    while dateline is None and lines < _LINES:
        line_end = head.find("\n", start)
        if line_end < 0:
            break
        lines += 1
        here = byline_at(head, start) if byline is None else None
        if here is not None:
            byline, following = here, here.end
            end = max(end, here.end)
        elif _HEADER.match(head, start):
            following = line_end
        elif (day := _date_line(head, start)) is not None:
            date, following, announced = date or day[0], day[1], True
            end = max(end, day[1])
        elif titles < _TITLE_LINES and _is_title(head[start:line_end]):
            titles, following = titles + 1, line_end
        else:
            break
        start = _skip(head, following)
        if head[start : start + 1].islower():
            break  # not a title, but a line of a paragraph
        dateline = dateline_at(head, start, announced=announced)
    if dateline is None:
        inline = _inline(head[: _FIRST_LINE + 120])
        if inline is not None:
            dateline, written = inline
            date, origin = (date, origin) if date is not None else (written, "dateline")
        else:
            dateline = _run_in(head)
    if dateline is not None:
        end = dateline.end
        if date is None and dateline.date is not None:
            date, origin = dateline.date, "dateline"
    return Opening(dateline, byline, date, origin, end)


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of a text, after its header lines, its date, its byline or its title; else None."""
    return read_opening(text).dateline


def _worn(head: str) -> Opening:
    dateline = find_worn_dateline(head)
    date, end = (dateline.date, dateline.end) if dateline is not None else (None, 0)
    if date is not None:
        return Opening(dateline, None, date, "dateline", end)
    found = worn_date(head)
    return Opening(dateline, None, found[0] if found else None, "rule", max(end, found[1] if found else 0))


def _date_line(text: str, start: int) -> tuple[PartialDate, int] | None:
    """The date that is all of the line at ``start``, but for a time, and where it ends."""
    found = date_at(text, start)
    if found is None or found[0].day is None or not _LINE_END.match(text, found[1]):
        return None
    return found


def _is_title(line: str) -> bool:
    """Whether a line is short and does not end like a sentence."""
    return 0 < len(line) < _LONGEST_TITLE and not line.rstrip().endswith((".", "!", "?", ";", ","))


def _inline(head: str) -> tuple[Dateline, PartialDate] | None:
    """The dateline after a whole date within the first line: ``... Projects June 25, 2007 Washington, D.C. - U.S.``"""
    for written, _, end in whole_dates(head, _FIRST_LINE):
        dateline = dateline_at(head, _skip(head, end), announced=True)
        if dateline is not None:
            return dateline, written
    return None


def _run_in(head: str) -> Dateline | None:
    """The dateline that a title runs into: ``Bayh Thanks Companies Washington-- U.S. Senator``."""
    hyphens = head.find("-- ", 0, _FIRST_LINE)
    match = _RUN_IN.search(head, max(0, hyphens - 40), hyphens) if hyphens > 0 else None
    if match is None or not head[hyphens + 3 : hyphens + 4].isupper():
        return None
    words = match[1].split(" ")
    for number in range(1, len(words)):
        place = " ".join(words[number:])
        if stands_alone(place) and words[number - 1].lower() not in SMALL_WORDS:
            return Dateline(place, start=hyphens - len(place), end=hyphens + 3)
    return None


def _skip(text: str, start: int) -> int:
    match = _STRAY.match(text, start)
    return match.end() if match else start
