"""Datelines, alone and at the beginning of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.extract.agencies import agency_named, agency_signed
from searchkit.extract.dateline import parse_dateline, place_of
from searchkit.extract.opening import find_dateline

Parts = tuple[str | None, str | None, int | None, int | None, int | None, str | None]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("    SALVADOR, Feb 26 - ", ("SALVADOR", None, None, 2, 26, None)),
        ("ROCHESTER, N.Y., Feb 26 - ", ("ROCHESTER", "N.Y.", None, 2, 26, None)),
        ("Toronto, Feb 26 -", ("Toronto", None, None, 2, 26, None)),
        ("RICHMOND, Va. Feb 26 -", ("RICHMOND", "Va.", None, 2, 26, None)),
        ("CHARLESTON, W. Va., March 3 -", ("CHARLESTON", "W. Va.", None, 3, 3, None)),
        ("DENVER, Colo Feb 3 -", ("DENVER", "Colo", None, 2, 3, None)),
        ("ST. LOUIS, MO., March 4 -", ("ST. LOUIS", "MO.", None, 3, 4, None)),
        ("COEUR D'ALENE, Idaho, Oct 2 -", ("COEUR D'ALENE", "Idaho", None, 10, 2, None)),
        ("****RIO DE JANEIRO, MARCH 3 -", ("RIO DE JANEIRO", None, None, 3, 3, None)),
        ("omaha, april 7 -", ("omaha", None, None, 4, 7, None)),
        ("WASHINGTON -", ("WASHINGTON", None, None, None, None, None)),
        ("NEW YORK, Narch 2 -", ("NEW YORK", None, None, 3, 2, None)),
        ("ALBANY, N.Y., Marc 3 -", ("ALBANY", "N.Y.", None, 3, 3, None)),
        ("ROSEMONT, Ill., Macrh 31 -", ("ROSEMONT", "Ill.", None, 3, 31, None)),
        ("NEW YORK, Juen 19 -", ("NEW YORK", None, None, 6, 19, None)),
        ("TAFT, Calif., Apri l7 -", ("TAFT", "Calif.", None, 4, 7, None)),
        ("BELGRADE, March 2O -", ("BELGRADE", None, None, 3, 20, None)),
        ("REGGIO CALABRIA, Italy, April l -", ("REGGIO CALABRIA", "Italy", None, 4, 1, None)),
        ("BUENOS AIRES, ABR 7 -", ("BUENOS AIRES", None, None, 4, 7, None)),
        ("AMSTERDAM, 2 March -", ("AMSTERDAM", None, None, 3, 2, None)),
        ("ROCKVILLE, Md, - March 6 -", ("ROCKVILLE", "Md", None, 3, 6, None)),
        ("EVANDALE, Ohio, April, 13 -", ("EVANDALE", "Ohio", None, 4, 13, None)),
        ("FARMINGTON Conn., March 9 -", ("FARMINGTON", None, None, 3, 9, None)),
        ("MANILA, April 1, Reuter -", ("MANILA", None, None, 4, 1, "Reuters")),
        ("c CHICAGO, March 9 -", ("CHICAGO", None, None, 3, 9, None)),
        ("LONDON, Feb 30 -", ("LONDON", None, None, None, None, None)),
        ("SAN DIEGO, Calif., June 219 -", ("SAN DIEGO", "Calif.", None, None, None, None)),
        ("SYDNEY, April -", ("SYDNEY", None, None, None, None, None)),
        ("TUE, APR 07 -", (None, None, None, 4, 7, None)),
        ("As of April 7 -", (None, None, None, 4, 7, None)),
        ("APRIL 7  -", (None, None, None, 4, 7, None)),
    ],
)
def test_a_marked_dateline_is_taken_apart(line: str, parts: Parts) -> None:
    found = parse_dateline(line)
    assert found is not None
    assert (found.place, found.qualifier, found.year, found.month, found.day, found.agency) == parts


@pytest.mark.parametrize(
    "line", ["GRADINGS -", "FOB RIVER -", "MAR8  --     --", "Jun   ---  ---", "us 7.8015 -", "Today -", "", "   "]
)
def test_a_marked_line_that_names_nothing_is_none(line: str) -> None:
    assert parse_dateline(line) is None


@pytest.mark.parametrize(
    ("text", "parts", "rest"),
    [
        (" date 2019-05-31 BRUXELLES. KAZINFORM The sixth", ("BRUXELLES", None, None, None, None, "KAZINFORM"), "The"),
        ("BRUXELLES. KAZINFORM The sixth", ("BRUXELLES", None, None, None, None, "KAZINFORM"), "The"),
        ("ASTANA. KAZINFORM - Rail", ("ASTANA", None, None, None, None, "KAZINFORM"), "Rail"),
        ("NAIROBI, Kenya (AP) _ The", ("NAIROBI", "Kenya", None, None, None, "AP"), "The"),
        ("FRANKFURT, Oct 20 (Reuters) - The", ("FRANKFURT", None, None, 10, 20, "Reuters"), "The"),
        ("WASHINGTON, D.C. \u2013 The", ("WASHINGTON", "D.C.", None, None, None, None), "The"),
        ("PARIS/LONDON (AFP) \u2014 The", ("PARIS", None, None, None, None, "AFP"), "The"),
        ("MOSCOW. January 5. Interfax - The", ("MOSCOW", None, None, 1, 5, "Interfax"), "The"),
        ("BEIJING, May 31 (Xinhua) -- A", ("BEIJING", None, None, 5, 31, "Xinhua"), "A"),
        ("TALLINN, Estonia, March 3, 1999 (AP) \u2014 x", ("TALLINN", "Estonia", 1999, 3, 3, "AP"), "x"),
        ("PARIS, 3 May 2001 (AFP) - x", ("PARIS", None, 2001, 5, 3, "AFP"), "x"),
        ("Brussels (Reuters) - A", ("Brussels", None, None, None, None, "Reuters"), "A"),
        ("Rio de Janeiro, May 3 (EFE) - A", ("Rio de Janeiro", None, None, 5, 3, "EFE"), "A"),
        ("LYON, Rhone (AFP) - x", ("LYON", "Rhone", None, None, None, "AFP"), "x"),
        ("TEHRAN, Oct. 4 (MNA) \u2013 Foo", ("TEHRAN", None, None, 10, 4, None), "Foo"),
        ("KYIV, Ukraine \u2014 The", ("KYIV", "Ukraine", None, None, None, None), "The"),
        ("UNITED NATIONS \u2014 The", ("UNITED NATIONS", None, None, None, None, None), "The"),
        (
            "Title: Fair\nDate: 31 May 2019\n\nTASHKENT (Xinhua) -- The",
            ("TASHKENT", None, None, None, None, "Xinhua"),
            "The",
        ),
        ("Corridor opens\n\nKYIV, July 5 (Reuters) - Ships", ("KYIV", None, None, 7, 5, "Reuters"), "Ships"),
    ],
)
def test_a_dateline_opens_a_text(text: str, parts: Parts, rest: str) -> None:
    found = find_dateline(text)
    assert found is not None
    assert (found.place, found.qualifier, found.year, found.month, found.day, found.agency) == parts
    assert text[found.end :].split()[0] == rest
    assert text[found.start :].startswith(parts[0] or "")


@pytest.mark.parametrize(
    "text",
    [
        "NATO. The alliance said",
        "IN BRIEF - Some news",
        "UK - Inflation rises",
        "READING - the art of it",
        "China \u2013 a land of contrasts",
        "LONDON, March 5 was cold",
        "Washington Reuters published",
        "The Hague said on Monday (AP) - x",
        "AP - x",
        "On May 3 (AP) - x",
        "Paris is a city. London (AP) is another",
        "FOOBAR - x",
        "",
    ],
)
def test_prose_and_rubrics_are_no_datelines(text: str) -> None:
    assert find_dateline(text) is None


@pytest.mark.parametrize(
    ("name", "qualifier", "expected"),
    [
        ("SALVADOR", None, ("Salvador", "Brazil")),
        ("SUFFIELD", "Conn.", (None, "United States")),
        ("KASHIKOJIMA", "JAPAN", (None, "Japan")),
        ("LYON", "Rhone", ("Lyon", "France")),
        ("CAMBRIDGE", None, (None, None)),
        ("CAMBRIDGE", "Mass.", ("Cambridge", "United States")),
    ],
)
def test_the_country_comes_from_the_place_or_its_qualifier(
    name: str, qualifier: str | None, expected: tuple[str | None, str | None]
) -> None:
    place, country = place_of(name, qualifier)
    assert (place.name if place else None, country) == expected


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("... he said.\n Reuter\x03", "Reuters"),
        ("... he said.\n REUTER", "Reuters"),
        ("... he said.\n/EFE/", "EFE"),
        ("... he said. Reuter", None),
        ("... on the\nReuter monitor", None),
        ("... this\nTrend", None),
        ("", None),
    ],
)
def test_the_last_line_may_sign_for_an_agency(text: str, agency: str | None) -> None:
    assert agency_signed(text) == agency


def test_agencies_have_one_spelling() -> None:
    assert agency_named("Associated Press") == agency_named("AP") == "AP"
    assert agency_named("ITAR-TASS") == "TASS"
    assert agency_named("AFP/Reuters") == "AFP"
    assert agency_named("Daily Planet") is None


@given(st.text(alphabet="ABCabc ,.-/()\u20131239\n'", max_size=120))
def test_spans_lie_in_the_text(text: str) -> None:
    for found in (find_dateline(text), parse_dateline(text)):
        if found is not None:
            assert 0 <= found.start <= found.end <= len(text)
