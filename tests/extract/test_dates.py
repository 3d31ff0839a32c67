"""Publication dates at the beginning of texts and in paths."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract.dateline import parse_dateline
from searchkit.extract.dates import date_in_path, dated, read_date
from searchkit.extract.opening import read_opening


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        (" date 2019-05-31 BRUXELLES. KAZINFORM The sixth", "2019-05-31"),
        ("Date: 31 May 2019\nfoo", "2019-05-31"),
        ("Title: x\nDate: May 31, 2019\n\nbody", "2019-05-31"),
        ("Title: A man of 3 May 1999\nDate: 2001-02-03\n", "2001-02-03"),
        ("31 May 2019", "2019-05-31"),
        ("May 31st, 2019", "2019-05-31"),
        ("Friday, 31 May 2019", "2019-05-31"),
        ("Sept. 5, 2019", "2019-09-05"),
        ("Published on: 5th of June 2011", "2011-06-05"),
        ("2019-05-31", "2019-05-31"),
        ("2019-05-31T10:00:00Z", "2019-05-31"),
        ("2019/05/31", "2019-05-31"),
        ("20190531", "2019-05-31"),
        ("Fri, 31 May 2019 10:00:00 +0200", "2019-05-31"),
        ("31 May 19 10:00:00 GMT", "2019-05-31"),
        ("3 Mar 87 10:00 EST", "1987-03-03"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("  5-APR-1987 20:13:55.62\t\t\tF", "1987-04-05"),
        (" 2-MAR-1987  10:00:00.00", "1987-03-02"),
        ("31-MAR-1987 605:12:19.12", "1987-03-31"),
        ("May 2019", "2019-05"),
        ("2019-05", "2019-05"),
        ("2019", "2019"),
        ("Date: 2019\nThe text", "2019"),
        ("13/04/2019", "2019-04-13"),
        ("04/13/2019", "2019-04-13"),
        ("04/04/2019", "2019-04-04"),
        ("March 5, 1998 - Nairobi", "1998-03-05"),
        ("20190531T233000Z", "2019-05-31"),
        ("2019-05-31T23:30:00-05:00", "2019-05-31"),
        ("le 3 mai 2019", "2019-05-03"),
        ("Date: 1er août 2019\n", "2019-08-01"),
        ("3. Mai 2019", "2019-05-03"),
        ("Freitag, 31. Mai 2019", "2019-05-31"),
        ("3 de mayo de 2019", "2019-05-03"),
        ("mayo de 2019", "2019-05"),
        ("5 мая 2019", "2019-05-05"),
        ("Wednesday 03/04/2019", "2019-04-03"),
        ("Monday, 03/04/2019", "2019-03-04"),
    ],
)
def test_a_date_is_read_at_the_precision_that_it_has(text: str, iso: str) -> None:
    date = read_date(text)
    assert date is not None
    assert date.iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2019",
        "Friday 03/04/2019",
        "Date: 03/04/2019\n",
        "2019-02-30",
        "2019-13-01",
        "31 June 2019",
        "2019 was a year of rain",
        "May 2019 saw rain",
        "31 May 2019 was hot",
        "date of the trial",
        "May I come in",
        "May 31",
        "12345678 x",
        "0019-05-31",
        "The treaty of 31 May 2019",
        "",
    ],
)
def test_what_is_no_date_or_two_dates_is_unknown(text: str) -> None:
    assert read_date(text) is None


def test_the_end_of_the_date_is_given() -> None:
    text = " date 2019-05-31 BRUXELLES."
    found = dated(text)
    assert found is not None
    assert text[found[1] :] == " BRUXELLES."
    assert found[2]


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("news/2019/05/31/a.txt", "2019-05-31"),
        ("news\\2019\\05\\31\\a.txt", "2019-05-31"),
        ("2019-05-31-brussels.txt", "2019-05-31"),
        ("2019/05/31/2019-05-31.txt", "2019-05-31"),
        ("20190531-brussels.txt", "2019-05-31"),
        ("news_2019_05_31.txt", "2019-05-31"),
        ("https://example.org/2019/may/31/story", "2019-05-31"),
        ("https://example.org/2019/5/3/story", "2019-05-03"),
        ("10190531.txt", None),
        ("scan-201905311.txt", None),
        ("2019/05/31/2019-06-01.txt", None),
        ("2019/05/a.txt", None),
        ("a-2019-99-01.txt", None),
        ("12019-05-311.txt", None),
    ],
)
def test_a_path_may_carry_a_day(path: str, iso: str | None) -> None:
    date = date_in_path(path)
    assert (date.iso if date else None) == iso


@given(st.dates(min_value=dt.date(1400, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: dt.date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%d %B} {day.year}",
        f"{day:%B %d}, {day.year}",
        f"{day:%d-%b}-{day.year} 15:01",
    ):
        date = read_date(text)
        assert date is not None
        assert date.iso == day.isoformat()


@given(st.text(alphabet="JanuryFebMchApilSptmOoDv\u017f\u0130\u0131\u212aK123890 ,.-/:\u0660\u0664", max_size=40))
def test_letters_that_case_folds_together_are_no_error(text: str) -> None:
    for odd in (text, text + " 2019", "A\u017f\u0131 5 Augu\u017ft 2019", "5 Apr\u0131l 2019", "5 APR\u0130L 2019"):
        read_date(odd)
        read_opening(f"PARIS, {odd} (AP) - x")
        parse_dateline(odd)


@given(st.text(max_size=80))
def test_no_text_is_an_error(text: str) -> None:
    read_date(text)
    date_in_path(text)
