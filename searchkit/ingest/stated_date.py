"""A date as a header or a record states it: the day on the clock of the source, in its own time zone."""

from __future__ import annotations

import re
from typing import Final

from searchkit.base.partial_date import PartialDate

# Seconds or milliseconds since 1970, from 2001 to 2286.
_UNIX_TIME: Final = re.compile(r"([1-9]\d{9})(?:\d{3})?(?:\.\d+)?", re.ASCII)


def stated_date(text: str) -> PartialDate | None:
    """The date in ``text``; None if it cannot be read.

    It may be an ISO date, a Unix time (its day in UTC), or a date written for people.
    """
    try:
        return PartialDate.parse(text)
    except ValueError:
        pass
    if seconds := _UNIX_TIME.fullmatch(text):
        import datetime as dt

        return PartialDate.of(dt.datetime.fromtimestamp(int(seconds[1]), dt.UTC))
    # Slow to load. Only dates written for people need them.
    from searchkit.extract.dates import read_date
    from searchkit.ingest.field_date import field_date

    return read_date(text) or field_date(text)


def date_of_file(stated: str, text: str) -> str:
    """The date at which a document says it was made, unless its ``text`` begins with a date of its own.

    A scan is younger and a template older than the news in it, so the text comes first.
    """
    from searchkit.extract.opening import read_opening

    return "" if read_opening(text).date else stated
