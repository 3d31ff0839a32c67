"""Acronyms that a text explains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract.names.acronyms import acronyms


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the EU's Border Management in Central Asia (BOMCA) project", "BOMCA", "Border Management in Central Asia"),
        ("BOMCA (Border Management Programme in Central Asia)", "BOMCA", "Border Management Programme in Central Asia"),
        ("the Asian Development Bank (ADB) lent", "ADB", "Asian Development Bank"),
        ("by the Food and Agriculture\nOrganization (FAO)", "FAO", "Food and Agriculture Organization"),
        ('the "National Union of Miners" ("NUM")', "NUM", "National Union of Miners"),
        ("said U.S. Department of Housing and Urban Development (HUD)", "HUD", "Housing and Urban Development"),
    ],
)
def test_short_and_long_forms(text: str, short: str, long: str) -> None:
    (found,) = acronyms(text)
    assert (found.short, found.long) == (short, long)
    assert " ".join(text[found.start : found.end].split()) == long


@pytest.mark.parametrize(
    "text",
    [
        "the minister (left) and his wife",
        "he moved to Ohio (USA) and stayed",
        "it was late (AP) and dark",
        "the committee on energy and trade (CET)",
        "we lost (He said) ()(()",
        "Tokyo (Japan)",
        "A. Big (AB)",
    ],
)
def test_what_spells_nothing_is_no_acronym(text: str) -> None:
    assert list(acronyms(text)) == []


@given(st.text(alphabet="AaBb (.)'\n\"-", max_size=200))
def test_any_text_gives_spans_within_it(text: str) -> None:
    for found in acronyms(text):
        assert 0 <= found.start < found.end <= len(text)
        assert " ".join(text[found.start : found.end].split()) == found.long
