"""Dates as sources state them."""

from __future__ import annotations

import pytest

from searchkit.ingest.stated_date import stated_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019-05-31T23:30:00-05:00", "2019-05-31"),
        ("2019-05-31T23:30:00Z", "2019-05-31"),
        ("2019-06-01T03:30:00.123+02:00", "2019-06-01"),
        ("20190531T233000Z", "2019-05-31"),
        ("Fri, 31 May 2019 23:30:00 -0500", "2019-05-31"),
        ("May 31, 2019 11:30 PM EDT", "2019-05-31"),
        ("31 mai 2019", "2019-05-31"),
        ("1559345400", "2019-05-31"),
        ("1559345400000", "2019-05-31"),
        ("2019", "2019"),
        ("03/04/2019", None),
        ("155934540", None),
        ("soon", None),
    ],
)
def test_the_day_is_that_on_the_clock_of_the_source(text: str, iso: str | None) -> None:
    date = stated_date(text)
    assert (date.iso if date else None) == iso
