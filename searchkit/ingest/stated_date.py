"""A date as a header or a field of a record states it."""

from __future__ import annotations

from searchkit.partial_date import PartialDate


def stated_date(text: str) -> PartialDate | None:
    """The date in ``text``, an ISO date or one written for people; None where it cannot be read."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        pass
    # Only archives with dates written for people pay for loading this.
    from searchkit.extract.dates import read_date

    return read_date(text)


def date_of_file(stated: str, text: str) -> str:
    """The date that a document states of its own making, unless its ``text`` begins with the date of the news.

    A scan or a template is younger or older than what it says, so the text has the first word.
    """
    from searchkit.extract.dates import read_date

    return "" if read_date(text[:2000]) else stated
