"""Which place an ambiguous name means in its article."""

from __future__ import annotations

import pytest

from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.gazetteer import resolve
from searchkit.extract.place_resolution import resolve_names

# text of the article; names of places as it writes them; where it was filed; what the first name means
CASES = [
    # What stands beside the name
    ("A fire in Paris, Texas, killed two.", ["Paris", "Texas"], None, "Paris, Texas"),
    ("The mill in Paris, Tex., closed.", ["Paris"], "DALLAS", "Paris, Texas"),
    ("A plant in London, Ontario, closed.", ["London", "Ontario"], None, "London, Ontario"),
    ("A plant in London, Ont., closed.", ["London"], None, "London, Ontario"),
    ("A farmer in Moscow, Idaho, said so.", ["Moscow", "Idaho"], None, "Moscow, Idaho"),
    ("Police in Birmingham, Alabama, said so.", ["Birmingham", "Alabama"], "LONDON", "Birmingham, Alabama"),
    ("Students in Cambridge (Massachusetts) left.", ["Cambridge"], None, "Cambridge, Massachusetts"),
    ("He lives in Springfield, Illinois.", ["Springfield", "Illinois"], None, "Springfield, Illinois"),
    ("Voters in Athens, Georgia, waited.", ["Athens", "Georgia"], None, "Athens, Georgia"),
    ("Voters in Athens, Greece, waited.", ["Athens", "Greece"], None, "Athens"),
    ("Talks in Cordoba, Spain, ended.", ["Cordoba", "Spain"], None, "Cordoba, Spain"),
    ("A strike in Valencia, Venezuela, ended.", ["Valencia", "Venezuela"], "MADRID", "Valencia, Venezuela"),
    # Where the article was filed
    ("Snow fell on Moscow.", ["Moscow"], "MOSCOW, Idaho", "Moscow, Idaho"),
    ("The fair in Paris opened.", ["Paris"], "PARIS, Texas", "Paris, Texas"),
    ("The factory in London will close.", ["London"], "LONDON, Ontario", "London, Ontario"),
    ("Police in Birmingham said so.", ["Birmingham"], "MONTGOMERY, Ala.", "Birmingham, Alabama"),
    ("Police in Birmingham said so.", ["Birmingham"], "LONDON", "Birmingham"),
    ("Governor of Georgia signed it.", ["Georgia"], "ATLANTA", "Georgia, United States"),
    ("The president of Georgia signed it.", ["Georgia"], "TBILISI", "Georgia"),
    ("The ferry to Victoria was late.", ["Victoria"], "VANCOUVER", "Victoria, British Columbia"),
    ("Farmers in Victoria have no rain.", ["Victoria"], "MELBOURNE", "Victoria, Australia"),
    ("A trial opened in Cordoba.", ["Cordoba"], "BUENOS AIRES", "Cordoba"),
    ("A trial opened in Cordoba.", ["Cordoba"], "MADRID", "Cordoba, Spain"),
    ("The orange harvest of Valencia is in.", ["Valencia"], "MADRID", "Valencia, Spain"),
    ("Workers in Valencia struck.", ["Valencia", "Caracas"], "CARACAS", "Valencia, Venezuela"),
    ("The army entered Tripoli.", ["Tripoli", "Lebanon"], "BEIRUT", "Tripoli, Lebanon"),
    ("The army entered Tripoli.", ["Tripoli"], "CAIRO", "Tripoli"),
    ("A startup in San Jose was sold.", ["San Jose"], "SAN FRANCISCO", "San Jose, California"),
    ("The institute in Cambridge said so.", ["Cambridge"], "BOSTON", "Cambridge, Massachusetts"),
    ("The college in Cambridge said so.", ["Cambridge"], "LONDON", "Cambridge, England"),
    ("Traders in Hyderabad shut their shops.", ["Hyderabad", "Karachi"], "ISLAMABAD", "Hyderabad, Pakistan"),
    ("Traders in Hyderabad shut their shops.", ["Hyderabad", "Mumbai"], "NEW DELHI", "Hyderabad, India"),
    ("The legislature in Springfield met.", ["Springfield"], "CHICAGO", "Springfield, Illinois"),
    ("A hospital in Newcastle was opened.", ["Newcastle"], "SYDNEY", "Newcastle, New South Wales"),
    # Other places of the article
    ("The presidents met in San Jose.", ["San Jose", "Costa Rica", "Nicaragua"], None, "San Jose, Costa Rica"),
    ("Rain in Georgia and Alabama.", ["Georgia", "Alabama", "Florida"], None, "Georgia, United States"),
    ("Georgia and Armenia signed it.", ["Georgia", "Armenia"], None, "Georgia"),
    ("Russia warned Georgia.", ["Georgia", "Russia", "New York"], "WASHINGTON", "Georgia"),
    ("Atlanta has the largest airport of Georgia.", ["Georgia", "Atlanta"], None, "Georgia, United States"),
    ("Rebels in Congo met envoys.", ["Congo", "Kinshasa"], None, "Democratic Republic of the Congo"),
    ("Rebels in Congo met envoys.", ["Congo", "Brazzaville"], None, "Republic of the Congo"),
    ("The ministers of Rhodesia met in Salisbury.", ["Salisbury", "Rhodesia"], None, "Harare"),
    ("Police in Salisbury found the bottle.", ["Salisbury", "England"], "LONDON", "Salisbury, England"),
    # What peoples are called
    ("Spanish police held him in Cordoba.", ["Cordoba", "Seville"], None, "Cordoba, Spain"),
    ("Costa Rican farmers marched in San Jose.", ["San Jose", "Alajuela"], None, "San Jose, Costa Rica"),
    # World cities are not given up for what may be about something else
    ("The Dallas company opens a shop in Paris.", ["Paris", "Dallas", "Texas"], "DALLAS", "Paris"),
    ("The premier of Ontario flew to London.", ["London", "Ontario", "Canada"], "TORONTO", "London"),
    ("A delegation from Santiago arrived.", ["Santiago", "Chile"], None, "Santiago"),
    # Nothing tells
    ("He was born in San Jose.", ["San Jose"], None, "San Jose"),
    ("He was born in Cambridge.", ["Cambridge"], None, "Cambridge"),
    ("He was born in Springfield.", ["Springfield"], None, "Springfield"),
    ("He was born in Gotham.", ["Gotham"], None, "Gotham"),
]


@pytest.mark.parametrize(("text", "names", "filed", "expected"), CASES)
def test_an_ambiguous_name_means_what_its_article_says(
    text: str, names: list[str], filed: str | None, expected: str
) -> None:
    name, _, qualifier = (filed or "").partition(", ")
    place = resolve(name, qualifier or None) if filed else None
    assert (place is None) == (filed is None)
    assert resolve_names(names, place, text=text)[0].name == expected


def test_what_nothing_tells_has_no_place_and_what_is_meant_has_one() -> None:
    unknown, both, paris = resolve_names(["Gotham", "San Jose", "Paris"])
    assert unknown.place is both.place is None
    assert paris.place is not None
    assert (paris.place.country, paris.place.population > 1_000_000) == ("France", True)
    assert paris.place.latitude == pytest.approx(48.85, abs=0.01)
    assert paris.place.longitude == pytest.approx(2.35, abs=0.01)


def test_of_very_many_names_those_that_are_clear_stay_so() -> None:
    found = resolve_names(["Lima"] * 100 + ["Paris", "Kenya", "Paris"], text="in Paris, Texas")
    assert [r.name for r in found[-3:]] == ["Paris, Texas", "Kenya", "Paris, Texas"]
    assert found[0].name == found[99].name == "Lima"


def test_a_known_country_does_where_the_place_is_unknown() -> None:
    (found,) = resolve_names(["Cambridge"], country="United Kingdom")
    assert found.name == "Cambridge, England"


@pytest.mark.parametrize(
    ("body", "place", "country", "about"),
    [
        (
            "PARIS, Texas, May 3 (AP) - A storm hit Paris and Dallas. Texas sent help.",
            "Paris, Texas",
            "United States",
            ("Paris, Texas", "Dallas", "Texas"),
        ),
        (
            "ATLANTA, May 3 (AP) - Georgia and Alabama share the water.",
            "Atlanta",
            "United States",
            ("Georgia, United States", "Alabama"),
        ),
        (
            "BIRMINGHAM, Ala., May 3 (AP) - Police in Birmingham said so.",
            "Birmingham, Alabama",
            "United States",
            ("Birmingham, Alabama",),
        ),
        # The place of a dateline without more is told by what the text names.
        (
            "CAMBRIDGE, May 3 (AP) - A laboratory near Boston was closed, Massachusetts officials said.",
            "Cambridge, Massachusetts",
            "United States",
            ("Boston", "Massachusetts"),
        ),
        ("CAMBRIDGE, May 3 (AP) - A laboratory was closed.", "Cambridge", None, ()),
        ("SUFFIELD, Conn., May 3 (AP) - A mill was closed.", "Suffield, Connecticut", "United States", ()),
        (
            "BRAZZAVILLE, May 3 (AP) - The president of Congo arrived in Gabon.",
            "Brazzaville",
            "Republic of the Congo",
            ("Republic of the Congo", "Gabon"),
        ),
        # Peoples are evidence and no places.
        ("LONDON, May 3 (AP) - Kazakh officials met Belgian traders.", "London", "United Kingdom", ()),
        # Michael Jordan is no country, and Jordan is none either where he is named.
        (
            "CHICAGO, May 3 (AP) - Mr Michael Jordan came. Jordan left for Paris.",
            "Chicago",
            "United States",
            ("Paris",),
        ),
    ],
)
def test_articles_are_read_with_their_places_told_apart(
    body: str, place: str, country: str | None, about: tuple[str, ...]
) -> None:
    once = extract(Article(body=body))
    assert (once.place, once.country) == (place, country)
    assert once.entities.get("place", ()) == about
    assert once.provenance["place"] == "dateline"
    assert once.provenance.get("country") == ("gazetteer" if country else None)
    assert once.provenance.get("places") == ("gazetteer" if about else None)
    assert extract(once) == once


def test_what_the_source_says_of_places_stays() -> None:
    article = extract(
        Article(body="ATLANTA, May 3 (AP) - x", entities={"place": ("Georgia", "usa")}, place="Paris", country="USA")
    )
    assert article.entities["place"] == ("Georgia", "usa")
    assert article.provenance["places"] == "metadata"


@pytest.mark.parametrize(
    "names",
    [
        [""],
        [",", ", ,", "Paris,", ", Texas", "\x00", "\ud800", "a" * 100_000],
        ["Paris, " * 10_000],
        ["San Jose"] * 5_000,
        [f"{name} {number}" for number in range(2_000) for name in ("San Jose", "Georgia")],
    ],
)
def test_hostile_names_are_read_over(names: list[str]) -> None:
    text = " ".join(names)[:200_000] + ", Texas" * 1000
    found = resolve_names(names, text=text)
    assert len(found) == len(names)
