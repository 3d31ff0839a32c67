"""Short names and the persons they mean."""

from __future__ import annotations

import pytest

from searchkit.extract.names.persons import Persons, bare_name


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Mr Moi", "Moi"),
        ("Ambassador Jean-Christophe Belliard", "Jean-Christophe Belliard"),
        ("Prime Minister Sir John Major", "John Major"),
        ("Lt. Gen. Jubal Early", "Jubal Early"),
        ("General", "General"),
        ("Judge", "Judge"),
    ],
)
def test_honorifics_are_no_part_of_a_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("full", "short", "meant"),
    [
        (["Daniel arap Moi"], "Moi", "Daniel arap Moi"),
        (["Anna Berg", "Carl Berg"], "Berg", "Anna Berg"),
        (["Anna Berg", "Anna Holm"], "Anna", "Anna"),
        (["Anna Berg"], "Anna", "Anna Berg"),
        (["J. Smith", "John Smith"], "J. Smith", "John Smith"),
        (["John Kennedy", "John Fitzgerald Kennedy"], "John Kennedy", "John Fitzgerald Kennedy"),
        (["John Smith", "Mary Smith"], "Mary Smith", "Mary Smith"),
        (["Martin Luther King, Jr."], "King", "Martin Luther King, Jr."),
        ([], "Moi", "Moi"),
    ],
)
def test_who_is_meant(full: list[str], short: str, meant: str) -> None:
    assert Persons([*full, short]).full_name(short) == meant
