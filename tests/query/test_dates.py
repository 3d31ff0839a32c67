"""Dates in queries."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.dates import Days, read_days

TODAY = dt.date(2024, 3, 31)  # a Sunday, and a day that its neighbouring months do not have
D = dt.date

READ = {
    "2019": (D(2019, 1, 1), D(2019, 12, 31)),
    "2024-02": (D(2024, 2, 1), D(2024, 2, 29)),
    "20190528": (D(2019, 5, 28), D(2019, 5, 28)),
    "2019-5-8": (D(2019, 5, 8), D(2019, 5, 8)),
    "May 2019": (D(2019, 5, 1), D(2019, 5, 31)),
    "May 28, 2019": (D(2019, 5, 28), D(2019, 5, 28)),
    "28th may 2019": (D(2019, 5, 28), D(2019, 5, 28)),
    "3 mai 2019": (D(2019, 5, 3), D(2019, 5, 3)),
    "1er mai 2019": (D(2019, 5, 1), D(2019, 5, 1)),
    "Mai 2019": (D(2019, 5, 1), D(2019, 5, 31)),
    "1. Mai 2019": (D(2019, 5, 1), D(2019, 5, 1)),
    "3 мая 2019": (D(2019, 5, 3), D(2019, 5, 3)),
    "3 мая 2019 г.": (D(2019, 5, 3), D(2019, 5, 3)),
    "май 2019 года": (D(2019, 5, 1), D(2019, 5, 31)),
    "3 de mayo de 2019": (D(2019, 5, 3), D(2019, 5, 3)),
    "3 maggio 2019": (D(2019, 5, 3), D(2019, 5, 3)),
    "3 maja 2019 r.": (D(2019, 5, 3), D(2019, 5, 3)),
    "2019年5月3日": (D(2019, 5, 3), D(2019, 5, 3)),
    "2019年5月": (D(2019, 5, 1), D(2019, 5, 31)),
    "2019年": (D(2019, 1, 1), D(2019, 12, 31)),
    "1er mai 2019..5 juin 2019": (D(2019, 5, 1), D(2019, 6, 5)),
    "[3 мая 2019 TO 5 мая 2019]": (D(2019, 5, 3), D(2019, 5, 5)),
    "3.5.2019": (D(2019, 5, 3), D(2019, 5, 3)),
    "03.05.2019..31. 05. 2019": (D(2019, 5, 3), D(2019, 5, 31)),
    "3 Mayıs 2019": (D(2019, 5, 3), D(2019, 5, 3)),
    "květen 2019": (D(2019, 5, 1), D(2019, 5, 31)),
    "today": (TODAY, TODAY),
    "yesterday": (D(2024, 3, 30), D(2024, 3, 30)),
    "tomorrow": (D(2024, 4, 1), D(2024, 4, 1)),
    "this week": (D(2024, 3, 25), D(2024, 3, 31)),
    "last week": (D(2024, 3, 18), D(2024, 3, 24)),
    "next week": (D(2024, 4, 1), D(2024, 4, 7)),
    "past week": (D(2024, 3, 18), D(2024, 3, 24)),
    "this month": (D(2024, 3, 1), D(2024, 3, 31)),
    "last month": (D(2024, 2, 1), D(2024, 2, 29)),
    "next month": (D(2024, 4, 1), D(2024, 4, 30)),
    "this year": (D(2024, 1, 1), D(2024, 12, 31)),
    "last year": (D(2023, 1, 1), D(2023, 12, 31)),
    "last 2 days": (D(2024, 3, 30), TODAY),
    "past 2 weeks": (D(2024, 3, 18), TODAY),
    "the last 3 months": (D(2024, 1, 1), TODAY),
    "last 1 year": (D(2023, 4, 1), TODAY),
    "3 days ago": (D(2024, 3, 28), D(2024, 3, 28)),
    "2 weeks ago": (D(2024, 3, 17), D(2024, 3, 17)),
    "3 months ago": (D(2023, 12, 31), D(2023, 12, 31)),
    "1 year ago": (D(2023, 3, 31), D(2023, 3, 31)),
    "1 month ago": (D(2024, 2, 29), D(2024, 2, 29)),
    "friday": (D(2024, 3, 29), D(2024, 3, 29)),
    "Monday": (D(2024, 3, 25), D(2024, 3, 25)),
    "sunday": (TODAY, TODAY),
    "2019..2020": (D(2019, 1, 1), D(2020, 12, 31)),
    "2020..2019": (D(2019, 1, 1), D(2020, 12, 31)),
    "2019-05..": (D(2019, 5, 1), None),
    "..2019-05": (None, D(2019, 5, 31)),
    "yesterday..today": (D(2024, 3, 30), TODAY),
    "[2019 TO *]": (D(2019, 1, 1), None),
    "[2020-03 to 2019]": (D(2019, 1, 1), D(2020, 3, 31)),
    "{2019 TO 2021}": (D(2020, 1, 1), D(2020, 12, 31)),
    "{2019 TO 2021]": (D(2020, 1, 1), D(2021, 12, 31)),
    "[2019 TO 2021}": (D(2019, 1, 1), D(2020, 12, 31)),
    "{* TO 2019-05}": (None, D(2019, 4, 30)),
    "<= 2019-05": (None, D(2019, 5, 31)),
    "<2019-05": (None, D(2019, 4, 30)),
    ">=2019-05": (D(2019, 5, 1), None),
    "=2019-05": (D(2019, 5, 1), D(2019, 5, 31)),
    ">2019": (D(2020, 1, 1), None),
}


@pytest.mark.parametrize("text", READ)
def test_read(text: str) -> None:
    assert read_days(text, TODAY) == Days(*READ[text])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2019-13",
        "2019-02-30",
        "0000",
        "..",
        ">",
        "[a TO b]",
        "31 foo 2019",
        "last",
        "32 May 2019",
        "1 May 2, 2019",
    ],
)
def test_unread(text: str) -> None:
    assert read_days(text, TODAY) is None


@pytest.mark.parametrize("text", [">9999", "<0001", "9999 years ago", "last 9999 years", "next year"])
def test_the_ends_of_the_calendar_do_not_fail(text: str) -> None:
    read_days(text, dt.date.max)


@given(st.dates(min_value=D(1, 1, 2)), st.dates(min_value=D(1, 1, 2)))
def test_ranges_hold_both_their_ends(a: dt.date, b: dt.date) -> None:
    days = read_days(f"{a.isoformat()}..{b.isoformat()}", TODAY)
    assert days == Days(min(a, b), max(a, b))
