"""Which days, months and years a mentioned date is found by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from searchkit.base.partial_date import PartialDate, month_iso


def mention_steps(mention: str) -> Iterator[tuple[str, str]]:
    """The days, months or years that a mention is found by: itself, or what its interval touches.

    That is days up to a month's worth of them, months up to two years' worth, else years.
    """
    begins, _, ends = mention.partition("/")
    start = PartialDate.parse(begins)
    if not ends:
        yield start.precision, start.iso
        return
    first, last = start.first, PartialDate.parse(ends).last
    days = (last - first).days + 1
    if days <= 31:
        for number in range(days):
            yield "day", (first + dt.timedelta(number)).isoformat()
    elif days <= 731:
        for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
            yield "month", month_iso(month)
    else:
        for year in range(first.year, last.year + 1):
            yield "year", f"{year:04d}"
