"""Dates that are read without a pattern are those that the pattern reads."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base.partial_date import PartialDate

PATTERN = re.compile(r"(?a)(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}.*)?|(\d{4})(\d{2})(\d{2})")


@given(st.text(alphabet="0129-T: \u0663", max_size=12) | st.from_regex(PATTERN, fullmatch=True))
def test_a_text_is_a_date_if_the_pattern_says_so(text: str) -> None:
    match = PATTERN.fullmatch(text.strip())
    try:
        date = PartialDate.parse(text)
    except ValueError:
        return  # no date, or one that no calendar has
    assert match is not None
    assert [date.year, date.month or 0, date.day or 0] == [
        int(match[part] or match[part + 3] or 0) for part in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "text", ["1915", "1915-05", "1915-05-07", "19150507", "1915-5-7", "1915-05-07T12:00", " 1915 "]
)
def test_what_is_a_date(text: str) -> None:
    assert PartialDate.parse(text).year == 1915


@pytest.mark.parametrize("text", ["", "191", "1915-", "1915-13", "1915-02-30", "1915-05-", "191505", "١٩١٥", "1915_05"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(text)
