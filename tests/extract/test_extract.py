"""An article in, the same article with what can be told about it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.settings import Settings

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SEED = SEEDS / "000_56711f4bbeb654fe.txt"


def _check_seed(body: str) -> None:
    article = extract(Article(id="seed", body=body))
    assert (article.date, article.date_precision) == ("2019-05-31", "day")
    assert (article.place, article.country, article.place_written) == ("Brussels", "Belgium", "BRUXELLES")
    assert article.agency == "KAZINFORM"
    assert article.entities["person"] == ("Jean-Christophe Belliard",)
    assert set(article.entities["org"]) == {
        "European Union",
        "European Commission",
        "EU Delegation",
        "Border Management in Central Asia",
        "European External Action Service",
    }
    assert article.also_written["Border Management in Central Asia"] == ("BOMCA",)
    countries = {"Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan", "Afghanistan"}
    assert set(article.entities["place"]) == countries | {"Brussels", "Dushanbe", "Central Asia"}
    assert article.provenance["place"] == "dateline"
    assert article.provenance["country"] == "gazetteer"
    assert article.body == body


def test_the_seed_document_is_read_right() -> None:
    _check_seed(SEED.read_text(encoding="utf-8"))


def test_the_seed_document_is_the_one_shared(shared: Path) -> None:
    original = next((shared / "seeds").glob("000_*.txt"))
    assert original.read_bytes() == SEED.read_bytes()
    _check_seed(original.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kyiv-grain-corridor", ("2023-08-14", "Kyiv", "Ukraine", "AP")),
        ("nairobi-drought-relief", ("2017-03-09", "Nairobi", "Kenya", "Reuters")),
        ("2016-10-20-frankfurt-rate-decision", ("2016-10-20", "Frankfurt", "Germany", "Reuters")),
        ("washington-farm-bill", ("2013-06-11", "Washington", "United States", None)),
        ("paris-london-rail-tunnel", ("2015-01-17", "Paris", "France", "AFP")),
        ("moscow-gas-transit", ("2009-01-05", "Moscow", "Russia", "Interfax")),
        ("astana-rail-freight", ("2018-02-19", "Astana", "Kazakhstan", "KAZINFORM")),
        ("jakarta-quake-survivors", (None, "Jakarta", "Indonesia", "AP")),
        ("brussels-asylum-quota", ("2015-09-22", "Brussels", "Belgium", "AFP")),
        ("pretoria-power-cuts", ("2008-05-30", "Pretoria", "South Africa", None)),
        ("istanbul-ferries-afp", ("2000-12-10", "Istanbul", "Turkey", "AFP")),
    ],
)
def test_the_sample_articles_are_read_right(name: str, expected: tuple[str | None, ...]) -> None:
    path = SEEDS / f"{name}.txt"
    article = extract(Article(body=path.read_text(encoding="utf-8"), path=path.name))
    assert (article.date, article.place, article.country, article.agency) == expected


def test_what_the_source_says_is_kept() -> None:
    article = extract(
        Article(
            body="PARIS, May 3, 2001 (AFP) - President John Smith met Anna Berg, a lawyer, in Tokyo.",
            date="1999",
            place="Rome",
            agency="Our Own",
            entities={"person": (), "place": ("Gotham",)},
        ),
        Settings(trust_empty=True),
    )
    assert (article.date, article.place, article.country, article.agency) == ("1999", "Rome", "Italy", "Our Own")
    assert article.entities["person"] == ()
    assert article.entities["place"] == ("Gotham", "Tokyo")
    assert article.provenance["date"] == article.provenance["place"] == article.provenance["person"] == "metadata"
    assert article.provenance["country"] == "gazetteer"


@pytest.mark.parametrize(
    ("given", "place", "country", "written"),
    [
        ("BRUXELLES", "Brussels", "Belgium", "BRUXELLES"),
        ("Brussels, Belgium", "Brussels", "Belgium", "Brussels, Belgium"),
        ("NEW YORK", "New York", "United States", "NEW YORK"),
        ("Portland, Ore.", "Portland", "United States", "Portland, Ore."),
        ("KNOKKE-HEIST, Belgium", "Knokke-Heist", "Belgium", "KNOKKE-HEIST, Belgium"),
        ("Paris/London", "Paris", "France", "Paris/London"),
        ("Brussels", "Brussels", "Belgium", None),
        ("ZYZZYX", "Zyzzyx", None, "ZYZZYX"),
        ("Cambridge", "Cambridge", None, None),
    ],
)
def test_a_given_place_gets_its_usual_name(given: str, place: str, country: str | None, written: str | None) -> None:
    article = extract(Article(place=given))
    assert (article.place, article.country, article.place_written) == (place, country, written)


def test_a_given_country_helps_to_find_the_place() -> None:
    article = extract(Article(place="CAMBRIDGE", country="UK"))
    assert (article.place, article.country) == ("Cambridge, England", "United Kingdom")
    assert extract(Article(country="USA")).country == "United States"
    assert extract(Article(country="Ruritania")).country == "Ruritania"


def test_a_marked_dateline_wins_over_the_body() -> None:
    article = extract(Article(body="LONDON (AP) - x\n Reuter", dateline="    SALVADOR, Feb 26 - ", date="1987-02-26"))
    assert (article.place, article.country, article.place_written) == ("Salvador", "Brazil", "SALVADOR")
    assert article.agency == "Reuters"
    assert article.provenance["agency"] == "rule"


@pytest.mark.parametrize(
    ("fields", "date", "provenance"),
    [
        (
            {"body": "Date: 3 May 2001\n\nPARIS, May 4, 2002 (AFP) - x", "path": "2003/01/01/x"},
            "2001-05-03",
            "metadata",
        ),
        ({"body": "PARIS, May 4, 2002 (AFP) - x", "path": "2003/01/01/x"}, "2002-05-04", "dateline"),
        ({"body": "PARIS, May 4 (AFP) - x", "path": "2003/01/01/x"}, "2003-01-01", "path"),
        ({"body": "x", "url": "https://example.org/2003/01/02/x.html"}, "2003-01-02", "path"),
        ({"body": "PARIS, Feb 29, 2001 (AFP) - x"}, None, None),
        ({"body": "Date: 03/04/2001\nx"}, None, None),
        ({"body": "PARIS, May 4 (AFP) - x", "date": "2001"}, "2001-05-04", "dateline"),
        ({"body": "PARIS, May 4 (AFP) - x", "date": "2001-05"}, "2001-05-04", "dateline"),
        ({"body": "PARIS, May 4 (AFP) - x", "date": "2001-06"}, "2001-06", "metadata"),
        ({"body": "PARIS, May 4, 2002 (AFP) - x", "date": "2001"}, "2001", "metadata"),
        ({"body": "PARIS, Feb 29 (AFP) - x", "date": "2001"}, "2001", "metadata"),
        ({"body": "Date: 2001\n\nPARIS, May 4 (AFP) - x"}, "2001-05-04", "dateline"),
        ({"body": "A title\nMay 3, 2001\nPARIS, May 4 (AFP) - x"}, "2001-05-03", "metadata"),
        ({"body": "PARIS, May 4 (AFP) - x"}, None, None),
        ({"body": ""}, None, None),
    ],
)
def test_the_date_comes_from_the_best_source(fields: dict[str, str], date: str | None, provenance: str | None) -> None:
    article = extract(Article(**fields))  # type: ignore[arg-type]
    assert article.date == date
    assert article.provenance.get("date") == provenance


def test_extracting_twice_changes_nothing() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        once = extract(Article(id=path.stem, body=path.read_text(encoding="utf-8"), path=path.name))
        assert extract(once) == once
    for place in ("Portland, Ore.", "ZYZZYX", "KNOKKE-HEIST, Belgium", "West Germany", "Paris/London"):
        once = extract(Article(place=place))
        assert extract(once) == once


def test_the_signature_of_an_agency_is_no_body_that_the_text_names() -> None:
    article = extract(Article(body="The World Bank lent more to Chile, Reuters was told.\n REUTER\n\x03"))
    assert article.agency == "Reuters"
    assert "Reuter" not in article.entities["org"]
    assert "World Bank" in article.entities["org"]


@pytest.mark.parametrize("body", ["(AP)", "REUTER", "PARIS, May 3 (Reuters)", "\n(AP)\n", "PARIS (AP) -\nReuters"])
def test_a_text_of_a_signature_alone_can_be_read(body: str) -> None:
    assert extract(Article(title="Rain", body=body)).entities.get("org", ()) == ()
