"""The dates of the steps of a timeline: as days, and as the range that a filter takes."""

from __future__ import annotations

import datetime as dt

from searchkit.base.partial_date import PartialDate
from searchkit.results.timeline import Step


def days_of(by: Step, date: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a step, of which ``date`` is the text."""
    year = int(date[:4])
    match by:
        case "decade":
            return dt.date(max(year, 1), 1, 1), dt.date(year + 9, 12, 31)
        case "quarter":
            last_month = int(date[6:]) * 3
            return dt.date(year, last_month - 2, 1), PartialDate.parse(f"{year:04d}-{last_month:02d}").last
        case "week":
            week = int(date[6:])
            return dt.date.fromisocalendar(year, week, 1), dt.date.fromisocalendar(year, week, 7)
    whole = PartialDate.parse(date)
    return whole.first, whole.last


def step_dates(by: Step, first: str, last: str) -> str:
    """The range of dates from one step to another, as ``date=...`` takes it: ``1987``, or ``1987-03..1987-05``."""
    if by in ("year", "month", "day"):
        return first if first == last else f"{first}..{last}"
    begin, end = days_of(by, first)[0], days_of(by, last)[1]
    size = {"decade": 4, "quarter": 7}.get(by, 10)
    return f"{begin.isoformat()[:size]}..{end.isoformat()[:size]}"
