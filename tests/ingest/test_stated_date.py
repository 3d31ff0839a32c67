"""Dates as sources state them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base import further_months
from searchkit.base.further_months import ALL_MONTHS
from searchkit.base.month_names import MONTH_NAMES
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
        ("3 мая 2019 г.", "2019-05-03"),
        ("пятница, 3 мая 2019 года, 10:15", "2019-05-03"),
        ("май 2019 г.", "2019-05"),
        ("3 травня 2019 р.", "2019-05-03"),
        ("3 maja 2019 r.", "2019-05-03"),
        ("1er mai 2019", "2019-05-01"),
        ("1er mai 2019 à 10h15", "2019-05-01"),
        ("1. Mai 2019", "2019-05-01"),
        ("3 de mayo de 2019", "2019-05-03"),
        ("3 de janeiro de 2019", "2019-01-03"),
        ("3 maggio 2019", "2019-05-03"),
        ("1º maggio 2019", "2019-05-01"),
        ("2019年5月3日", "2019-05-03"),
        ("2019年5月", "2019-05"),
        ("2019年", "2019"),
        ("2019년 5월 3일", "2019-05-03"),
        ("2019-00-10", None),
        ("2019-05-00", None),
        ("2019-00", None),
        ("20190010", None),
        ("2019-02-30", None),
        ("gestern", None),
        ("hier", None),
        ("3 mai", None),
        ("03.04.2019", "2019-04-03"),
        ("3.4.2019 10:15", "2019-04-03"),
        ("04.13.2019", "2019-04-13"),
        ("31.04.2019", None),
        ("March 5, 2019 Tuesday", "2019-03-05"),
        ("Tue Mar  5 12:00:00 2019", "2019-03-05"),
        ("Tue Mar 05 23:30:00 -0800 2019", "2019-03-05"),
        ("2019-05-03 at 5pm", "2019-05-03"),
        ("2019-05-03 to 2019-05-05", None),
        ("2019-W18-5", "2019-05-03"),
        ("2019-W60-1", None),
        ("2019-123", "2019-05-03"),
        ("2019-366", None),
        ("il 3 maggio 2019", "2019-05-03"),
        ("pátek 3. května 2019", "2019-05-03"),
        ("3. mája 2019", "2019-05-03"),
        ("fredag den 3. maj 2019 kl. 10.15", "2019-05-03"),
        ("torstai 3. kesäkuuta 2019", "2019-06-03"),
        ("2019. május 3.", "2019-05-03"),
        ("3 Mayıs 2019 Cuma", "2019-05-03"),
        ("3 MAYIS 2019", "2019-05-03"),
        ("3 mai 2019", "2019-05-03"),
        ("3 Μαΐου 2019", "2019-05-03"),
        ("٣ مايو ٢٠١٩", "2019-05-03"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("31 květen 2019", "2019-05-31"),
        ("31 června 2019", None),
        ("May 2019 issue 7", None),
        ("3-5 května 2019", None),
        ("3 května 2019 a 4 května 2019", None),
        ("spring 2019", None),
        ("x" * 100 + " 3 května 2019", None),
    ],
)
def test_the_day_is_that_on_the_clock_of_the_source(text: str, iso: str | None) -> None:
    date = stated_date(text)
    assert (date.iso if date else None) == iso


def test_no_name_is_that_of_two_months() -> None:
    months: dict[str, set[int]] = {name: {number} for name, number in MONTH_NAMES.items()}
    for line in further_months._FURTHER.strip().splitlines():
        columns = line.split(" ")
        assert len(columns) == 12
        for number, names in enumerate(columns, start=1):
            for name in names.split("|"):
                months.setdefault(name, set()).add(number)
    assert {name: {number} for name, number in ALL_MONTHS.items()} == months
    assert all(name == name.lower() for name in ALL_MONTHS)


@given(
    st.dates(dt.date(1900, 1, 1)), st.sampled_from(sorted(ALL_MONTHS)), st.sampled_from(["{d} {m} {y}", "{y} {m} {d}"])
)
def test_a_day_with_the_name_of_a_month_is_read(day: dt.date, name: str, form: str) -> None:
    found = stated_date(form.format(d=day.day, m=name, y=day.year))
    try:
        expected = day.replace(month=ALL_MONTHS[name]).isoformat()
    except ValueError:
        expected = None
    assert (found.iso if found else None) == expected


@given(st.text(max_size=70))
def test_no_text_is_an_error(text: str) -> None:
    stated_date(text)
