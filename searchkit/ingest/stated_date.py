"""A date as a header or a field of a record states it: the day on the clock of the source, whatever its time zone."""

from __future__ import annotations

import re
from typing import Final

from searchkit.base.partial_date import PartialDate

# Seconds or milliseconds since 1970, which programs write: those of 2001 to 2286.
_UNIX_TIME: Final = re.compile(r"([1-9]\d{9})(?:\d{3})?(?:\.\d+)?", re.ASCII)


def stated_date(text: str) -> PartialDate | None:
    """The date in ``text``, an ISO date, a Unix time (its day in UTC) or one written for people; None where it cannot
    be read.
    """
    try:
        return PartialDate.parse(text)
    except ValueError:
        pass
    if seconds := _UNIX_TIME.fullmatch(text):
        import datetime as dt

        return PartialDate.of(dt.datetime.fromtimestamp(int(seconds[1]), dt.UTC))
    # Only archives with dates written for people pay for loading this.
    from searchkit.extract.dates import read_date

    return read_date(text)


def date_of_file(stated: str, text: str) -> str:
    """The date that a document states of its own making, unless its ``text`` begins with the date of the news.

    A scan or a template is younger or older than what it says, so the text has the first word.
    """
    from searchkit.extract.opening import read_opening

    return "" if read_opening(text).date else stated
