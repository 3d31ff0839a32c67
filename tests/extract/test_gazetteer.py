"""Names of places and the countries they lie in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from searchkit._native import tidy
from searchkit.extract.gazetteer import Place, lookup, places_in_text, resolve


@pytest.mark.parametrize(
    ("written", "name", "country"),
    [
        ("BRUXELLES", "Brussels", "Belgium"),
        ("Brussels", "Brussels", "Belgium"),
        ("Moskva", "Moscow", "Russia"),
        ("Firenze", "Florence", "Italy"),
        ("Roma", "Rome", "Italy"),
        ("Wien", "Vienna", "Austria"),
        ("Den Haag", "The Hague", "Netherlands"),
        ("Gen\u00e8ve", "Geneva", "Switzerland"),
        ("ZURICH", "Zurich", "Switzerland"),
        ("Z\u00fcrich", "Zurich", "Switzerland"),
        ("DUESSELDORF", "Dusseldorf", "Germany"),
        ("K\u00f6ln", "Cologne", "Germany"),
        ("NEW YORK", "New York", "United States"),
        ("New York City", "New York", "United States"),
        ("WASHINGTON", "Washington", "United States"),
        ("ST LOUIS", "St. Louis", "United States"),
        ("PEKING", "Beijing", "China"),
        ("Bombay", "Mumbai", "India"),
        ("New Delhi", "New Delhi", "India"),
        ("Leningrad", "St. Petersburg", "Russia"),
        ("Nur-Sultan", "Astana", "Kazakhstan"),
        ("Rangoon", "Yangon", "Myanmar"),
        ("SAO PAULO", "Sao Paulo", "Brazil"),
        ("Bogot\u00e1", "Bogota", "Colombia"),
        ("VANCOUVER", "Vancouver", "Canada"),
        ("KANSAS CITY", "Kansas City", "United States"),
        ("HONG KONG", "Hong Kong", "Hong Kong"),
        ("Kyrgyz Republic", "Kyrgyzstan", "Kyrgyzstan"),
        ("U.S.", "United States", "United States"),
        ("Britain", "United Kingdom", "United Kingdom"),
        ("Holland", "Netherlands", "Netherlands"),
        ("West Germany", "West Germany", "Germany"),
        ("USSR", "Soviet Union", "Soviet Union"),
        ("Burma", "Myanmar", "Myanmar"),
        ("Central Asia", "Central Asia", None),
        ("Northern Africa", "North Africa", None),
        ("Mideast", "Middle East", None),
        ("Zaire", "Democratic Republic of the Congo", "Democratic Republic of the Congo"),
        ("Upper Volta", "Burkina Faso", "Burkina Faso"),
        ("GDR", "East Germany", "Germany"),
        ("Londres", "London", "United Kingdom"),
        ("Mailand", "Milan", "Italy"),
        ("Moskau", "Moscow", "Russia"),
        ("Varsovie", "Warsaw", "Poland"),
        ("Deutschland", "Germany", "Germany"),
        ("Allemagne", "Germany", "Germany"),
        ("Estados Unidos", "United States", "United States"),
        ("Bayern", "Bavaria", "Germany"),
        ("Scotland", "Scotland", "United Kingdom"),
        ("Donbass", "Donbas", "Ukraine"),
    ],
)
def test_a_name_means_one_place(written: str, name: str, country: str | None) -> None:
    place = resolve(written)
    assert place is not None
    assert (place.name, place.country) == (name, country)


@pytest.mark.parametrize(
    "name", ["Cambridge", "Hamilton", "Richmond", "San Jose", "Georgia", "Congo", "Victoria", "Xyzzy", ""]
)
def test_a_name_of_several_or_of_none_is_not_resolved(name: str) -> None:
    assert resolve(name) is None


@pytest.mark.parametrize(
    ("name", "qualifier", "country_code", "admin"),
    [
        ("RICHMOND", "Va.", "US", "VA"),
        ("CAMBRIDGE", "Mass", "US", "MA"),
        ("Cambridge", "England", "GB", "ENG"),
        ("Tbilisi", "Georgia", "GE", "51"),
        ("Atlanta", "Georgia", "US", "GA"),
        ("VANCOUVER", "B.C.", "CA", "02"),
        ("Birmingham", "Ala.", "US", "AL"),
        ("Kinshasa", "Congo", "CD", "06"),
        ("Victoria", "British Columbia", "CA", "02"),
        ("WASHINGTON", "United States", "US", "DC"),
        ("PERTH", "W.A.", "AU", "08"),
        ("Munich", "Bayern", "DE", "02"),
    ],
)
def test_a_qualifier_chooses_among_namesakes(name: str, qualifier: str, country_code: str, admin: str) -> None:
    place = resolve(name, qualifier)
    assert place is not None
    assert (place.country_code, place.admin) == (country_code, admin)


def test_a_qualifier_that_does_not_hold_the_place_is_no_answer() -> None:
    assert resolve("Paris", "Belgium") is None
    assert resolve("Paris", "Nowhere") is None


PLACES_OF_REUTERS = """
    usa uk japan canada west-germany france brazil australia china ussr switzerland belgium netherlands iran
    italy hong-kong philippines taiwan spain south-africa sweden new-zealand south-korea indonesia iraq
    argentina saudi-arabia india thailand mexico malaysia venezuela ecuador singapore turkey denmark kuwait
    colombia luxembourg egypt yugoslavia bahrain peru norway uae finland pakistan portugal nigeria greece
    algeria bangladesh sri-lanka nicaragua israel austria zambia bolivia ivory-coast cyprus lebanon kenya
    hungary costa-rica poland morocco ireland cuba uganda qatar jordan chile zimbabwe tanzania libya ghana
    jamaica panama honduras el-salvador tunisia syria zaire sudan guatemala yemen-arab-republic vietnam haiti
    dominican-republic chad papua-new-guinea north-korea oman brunei uruguay suriname senegal romania mozambique
    mauritius madagascar gabon ethiopia czechoslovakia trinidad-tobago malawi east-germany cameroon bermuda
    yemen-demo-republic togo somalia sierra-leone nepal liberia iceland fiji bulgaria botswana barbados
    afghanistan us-virgin-islands rwanda paraguay niger namibia kampuchea guyana guam djibouti congo
    cayman-islands burma angola vanuatu swaziland mauritania malta liechtenstein lesotho guinea burkina-faso
    bhutan benin bahamas aruba antigua
"""


def test_every_country_of_the_reuters_collection_is_known() -> None:
    codes = PLACES_OF_REUTERS.split()
    unknown = [code for code in codes if not lookup(code) or lookup(code)[0].kind != "country"]
    assert len(codes) > 140
    assert not unknown


def test_lookup_gives_the_best_first() -> None:
    found = lookup("paris")
    assert found[0] == Place("Paris", "capital", "France", "FR", "11", found[0].population)
    assert found[0].population > 1_000_000
    assert lookup("no such place") == ()


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("KNOKKE-HEIST", "Knokke-Heist"),
        ("RIO DE JANEIRO", "Rio de Janeiro"),
        ("STRATFORD-UPON-AVON", "Stratford-upon-Avon"),
        ("MCLEAN", "McLean"),
        ("omaha", "Omaha"),
        ("Suffield", "Suffield"),
        ("  OAK   BROOK ", "Oak Brook"),
    ],
)
def test_unknown_places_are_written_as_newspapers_do(written: str, tidied: str) -> None:
    assert tidy(written) == tidied


@pytest.mark.parametrize("word", ["reading", "nice", "mobile", "male", "orange", "victoria", "toyota", "santiago"])
def test_ordinary_words_are_no_places_in_running_text(word: str) -> None:
    assert word not in places_in_text()


def test_importing_does_not_read_the_gazetteer() -> None:
    program = (
        "import searchkit.extract, searchkit.extract.gazetteer as g;"
        "tables = (g._places, g._names, g.places_in_text);"
        "raise SystemExit(sum(table.cache_info()[-1] for table in tables))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
