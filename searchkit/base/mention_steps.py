"""Which days, months and years find a mentioned date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from searchkit.base.partial_date import PartialDate, month_iso


def mention_steps(mention: str) -> Iterator[tuple[str, str]]:
    """The days, months or years that find a mention: itself, or what its interval touches.

    An interval of up to a month gives days, one of up to two years gives months, a longer one gives years.
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
