"""What stands above a report: its date, its byline and its dateline."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from searchkit.article import Provenance
from searchkit.base.partial_date import PartialDate
from searchkit.base.record import record
from searchkit.extract.byline import Byline, byline_at
from searchkit.extract.dateline import Dateline, dateline_at
from searchkit.extract.dateline_form import stands_alone
from searchkit.extract.dates import date_at, dated, whole_dates
from searchkit.extract.unpunctuated_opening import (
    SMALL_WORDS,
    find_unpunctuated_dateline,
    is_unpunctuated,
    unpunctuated_date,
)

# How many characters of a text its opening may take, and how many a date within the first line.
_HEAD: Final = 2000
_FIRST_LINE: Final = 400
_LINES: Final = 12
_TITLE_LINES: Final = 3
_LONGEST_TITLE: Final = 200
_LONGEST_SENTENCE: Final = 120  # of a title that may also be a line of a paragraph
# How many openings are remembered. That of an article is asked for again when its names are read by a user's extractor,
# and when copies of it are looked for; articles come in batches.
_REMEMBERED: Final = 128

_STRAY: Final = re.compile(r"[\s*\ufeff\x00-\x1f]*")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z _-]{1,24}:[ \t]")
# The last words of a title.
_RUN_IN: Final = re.compile(r"(?<!\S)([^\s,.;:]+(?: [A-Z][a-z]+){1,3})\Z")
_LINE_END: Final = re.compile(r"[^\S\n]*(?:[,-]?\s*\d{1,2}:\d\d[^\n]{0,20})?(?:\n|$)")


@record
class Opening:
    """What a text opens with, as far as that is certain.

    ``date`` is the date of publication above the report or in its dateline. ``origin`` is where that stands:
    ``metadata`` (a header, or a line of its own), ``dateline`` or ``rule``. The report begins at offset ``end``.
    """

    dateline: Dateline | None
    byline: Byline | None
    date: PartialDate | None
    origin: Provenance
    end: int


def read_opening(text: str, *, marked: bool = False) -> Opening:
    """The opening of ``text``, within its first 2,000 characters.

    ``marked`` means that the source gives the dateline apart from the text. Then only a date is looked for.
    """
    return _opening_of(text[:_HEAD], marked)


def body_start(body: str) -> int:
    """The offset at which the report begins, after the dateline, the byline or the date at its top."""
    return read_opening(body).end


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of a text, after its header lines, its date, its byline or its title."""
    return read_opening(text).dateline


@lru_cache(maxsize=_REMEMBERED)
def _opening_of(head: str, marked: bool) -> Opening:
    if not marked and is_unpunctuated(head):
        return _unpunctuated(head)
    found = dated(head)
    date, date_end = (found[0], found[1]) if found else (None, 0)
    if marked:
        return Opening(None, None, date, "metadata", date_end)
    return _Lines(head, date, date_end).opening()


class _Lines:
    """The lines above a report while they are read: a date, a byline, headers and titles, then the dateline."""

    def __init__(self, head: str, date: PartialDate | None, date_end: int) -> None:
        self._head = head
        self._date = date
        self._byline: Byline | None = None
        self._date_end = self._end = date_end
        self._has_date_line = False
        self._titles = 0
        self._is_sure = True  # whether all lines so far can only be titles

    def opening(self) -> Opening:
        dateline = self._dateline_below()
        date, end = self._date, self._end
        origin: Provenance = "metadata"
        if dateline is None:
            inline = _inline(self._head[: _FIRST_LINE + 120])
            if inline is not None:
                dateline = inline[0]
                if date is None:
                    date, origin = inline[1], "dateline"
            else:
                dateline = _run_in(self._head)
        if dateline is not None:
            end = dateline.end
            if date is None and dateline.date is not None:
                date, origin = dateline.date, "dateline"
        return Opening(dateline, self._byline, date, origin, end)

    def _dateline_below(self) -> Dateline | None:
        """The dateline at the top or below the lines that may stand above it."""
        head = self._head
        start = _skip_blanks(head, 0)
        dateline = dateline_at(head, start)
        if dateline is None and self._date_end > start:
            start = _skip_blanks(head, self._date_end)
            dateline = dateline_at(head, start, announced=True)
        for _ in range(_LINES):
            if dateline is not None:
                break
            line_end = head.find("\n", start)
            following = self._read_line(start, line_end) if line_end >= 0 else None
            if following is None:
                break
            start = _skip_blanks(head, following)
            if head[start : start + 1].islower():
                self._is_sure = False  # a line of a paragraph, or of a title in a narrow column
                continue
            dateline = dateline_at(head, start, announced=self._has_date_line, below=self._titles > 0)
            if dateline is not None and not self._is_sure and dateline.day is None:
                return None
        return dateline

    def _read_line(self, start: int, line_end: int) -> int | None:
        """Where the line at ``start`` ends, if it is one that may stand above a dateline."""
        head = self._head
        if self._byline is None and (byline := byline_at(head, start)) is not None:
            self._byline = byline
            self._end = max(self._end, byline.end)
            return byline.end
        if _HEADER.match(head, start):
            return line_end
        if (day := _date_line(head, start)) is not None:
            self._date, self._has_date_line = self._date or day[0], True
            self._end = max(self._end, day[1])
            return day[1]
        if self._titles < _TITLE_LINES and (line := head[start:line_end].rstrip()):
            self._titles += 1
            if self._is_sure and _is_title(line):
                return line_end
            # A headline may be a sentence, or one line of several. Only a dateline with a day stands below.
            self._is_sure = False
            return line_end if len(line) < _LONGEST_SENTENCE else None
        return None


def _unpunctuated(head: str) -> Opening:
    dateline = find_unpunctuated_dateline(head)
    date, end = (dateline.date, dateline.end) if dateline is not None else (None, 0)
    if date is not None:
        return Opening(dateline, None, date, "dateline", end)
    found = unpunctuated_date(head)
    return Opening(dateline, None, found[0] if found else None, "rule", max(end, found[1] if found else 0))


def _date_line(text: str, start: int) -> tuple[PartialDate, int] | None:
    """The date that fills the line at ``start``, but for a time, and where it ends."""
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
        dateline = dateline_at(head, _skip_blanks(head, end), announced=True)
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


def _skip_blanks(text: str, start: int) -> int:
    match = _STRAY.match(text, start)
    return match.end() if match else start
