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
