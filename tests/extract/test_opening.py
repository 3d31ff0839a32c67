"""What texts open with: datelines in the forms of agencies, bylines, dates on their own lines, lost punctuation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from benchmarks.quality.datelines import marked_lines, openings
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.opening import read_opening

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("text", "places", "day", "agency", "rest"),
    [
        ("BRUXELLES. KAZINFORM The sixth", ["BRUXELLES"], None, "KAZINFORM", "The"),
        ("NAIROBI, Kenya (AP) _ The", ["NAIROBI"], None, "AP", "The"),
        ("FRANKFURT, Oct 20 (Reuters) - The", ["FRANKFURT"], (10, 20), "Reuters", "The"),
        ("WASHINGTON, D.C. – The", ["WASHINGTON"], None, None, "The"),
        ("PARIS/LONDON (AFP) — The", ["PARIS", "LONDON"], None, "AFP", "The"),
        ("LONDON and PARIS, May 3 (AP) - The", ["LONDON", "PARIS"], (5, 3), "AP", "The"),
        ("Berlin/Wien (dpa) - Der", ["Berlin", "Wien"], None, "DPA", "Der"),
        ("PORT OF SPAIN, Trinidad and Tobago (AP) _ The", ["PORT OF SPAIN"], None, "AP", "The"),
        ("DALLAS/FORT WORTH, Texas, March 3 - x", ["DALLAS", "FORT WORTH"], (3, 3), None, "x"),
        ("BEIJING, May 31 (Xinhua) -- A", ["BEIJING"], (5, 31), "Xinhua", "A"),
        ("ASTANA. May 31. KAZINFORM /Name Surname/ - A", ["ASTANA"], (5, 31), "KAZINFORM", "A"),
        ("PARIS, 3 mai (AFP) - Le", ["PARIS"], (5, 3), "AFP", "Le"),
        ("PARIS, 1er août (AFP) - Le", ["PARIS"], (8, 1), "AFP", "Le"),
        ("BRUXELLES, le 5 juin - Le", ["BRUXELLES"], (6, 5), None, "Le"),
        ("BERLIN (dpa) - Die", ["BERLIN"], None, "DPA", "Die"),
        ("Berlin, 3. Mai (Reuters) - Die", ["Berlin"], (5, 3), "Reuters", "Die"),
        ("MÜNCHEN, 12. März (Reuters) - Die", ["MÜNCHEN"], (3, 12), "Reuters", "Die"),
        ("MADRID, 3 may (EFE) - El", ["MADRID"], (5, 3), "EFE", "El"),
        ("BUENOS AIRES, 7 de abril (EFE) - El", ["BUENOS AIRES"], (4, 7), "EFE", "El"),
        ("МОСКВА, 5 мая (Интерфакс) - В", ["МОСКВА"], (5, 5), "Interfax", "В"),
        ("Storm kills five\n\nMANILA, May 3 (Reuters) - A", ["MANILA"], (5, 3), "Reuters", "A"),
        ("Storm kills five\nThousands flee\nMANILA (AP) — A", ["MANILA"], None, "AP", "A"),
        ("Senate votes\nMay 3, 2006\nWASHINGTON, DC -- A", ["WASHINGTON"], None, None, "A"),
        ("Senate votes\nMay 3, 2006\nWilmington, DE Today, a", ["Wilmington"], None, None, "Today,"),
        ("BOSTON Senator Jane Doe, who", ["BOSTON"], None, None, "Senator"),
        ("Plan for Roads June 25, 2007 Washington, D.C. - U.S.", ["Washington"], None, None, "U.S."),
        ("Doe Thanks Firms for Patience Washington-- U.S. Senator", ["Washington"], None, None, "U.S."),
    ],
)
def test_datelines_of_agencies_are_read(
    text: str, places: list[str], day: tuple[int, int] | None, agency: str | None, rest: str
) -> None:
    opening = read_opening(text)
    found = opening.dateline
    assert found is not None
    assert [found.place, *found.also] == places
    assert (found.month, found.day) == (day or (None, None))
    assert found.agency == agency
    assert text[opening.end :].split()[0] == rest


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        ("OIL PRICES RISE\nSOFIA 1996-12-06\nBulgaria said", "SOFIA", "1996-12-06"),
        ("OIL PRICES RISE .\nJane Doe\nAL-AIN , United Arab Emirates 1996-12-06\nJapan", "AL-AIN", "1996-12-06"),
        ("OIL PRICES RISE .\nPORTLAND , Ore . 1996-12-06\nThe", "PORTLAND", "1996-12-06"),
        ("A title of\nseveral lines in a\nnarrow column.\nChicago, April 4, 1916. Fights", "Chicago", "1916-04-04"),
        ("Oil prices rise\n\nSofia 1996-12-06\n\nBulgaria said", "Sofia", "1996-12-06"),
        ("Oil prices rise\nSOFIA, 1996/12/06\nBulgaria said", "SOFIA", "1996-12-06"),
        ("Oil prices rise\nSOFIA, 16.12.1996\nBulgaria said", "SOFIA", "1996-12-16"),
        ("Oil prices rise\nSOFIA, 06/05/1996\nBulgaria said", "SOFIA", None),
        ("Öl teurer\nBERLIN, 6. Dezember 1996\nDie", "BERLIN", "1996-12-06"),
        ("Petrolio\nROMA, 6 dicembre 1996 - Il", "ROMA", "1996-12-06"),
        ("El petróleo\nMadrid, 6 de diciembre de 1996\nEl", "Madrid", "1996-12-06"),
        ("Новости\nМосква, 31 мая 2019 г.\nПоезда", "Москва", "2019-05-31"),
        ("RIO DE JANEIRO, March 3, 1987. The", "RIO DE JANEIRO", "1987-03-03"),
        ("Storm\nCOPENHAVEN, July 13, 1916. German papers", "COPENHAVEN", "1916-07-13"),
    ],
)
def test_a_dateline_stands_below_a_headline(text: str, place: str, date: str | None) -> None:
    found = read_opening(text).dateline
    assert found is not None
    assert (found.place, found.date and found.date.iso) == (place, date)


@pytest.mark.parametrize(
    ("text", "place", "country", "agency"),
    [
        ("МОСКВА, 31 мая - РИА Новости. Поезда пошли снова.", "Moscow", "Russia", "RIA Novosti"),
        ("МОСКВА, 31 мая. /ТАСС/. Поезда пошли снова.", "Moscow", "Russia", "TASS"),
        ("КИЇВ, 3 травня. УНІАН. Поїзди", "Kyiv", "Ukraine", "UNIAN"),
        ("КИЇВ, 5 травня 2019 року. /УКРІНФОРМ/. Поїзди", "Kyiv", "Ukraine", "Ukrinform"),
        ("ΑΘΗΝΑ, 3 May - Trains", "Athens", "Greece", None),
        ("МОСКВА - Поезда пошли снова.", "Moscow", "Russia", None),
        ("MOSCOW, Dec 6 (Itar-Tass) - Trains", "Moscow", "Russia", "TASS"),
        ("THE ASSOCIATED PRESS (AP) — Trains ran again.", None, None, "AP"),
        ("AUSTRALIAN ASSOCIATED PRESS (AAP) — Trains ran", None, None, "AAP"),
        ("(Reuters) - Trains ran", None, None, "Reuters"),
        ("(AP) — MOSCOW, May 3 — Trains ran", "Moscow", "Russia", "AP"),
    ],
)
def test_a_place_is_one_in_any_script_and_an_agency_is_none(
    text: str, place: str | None, country: str | None, agency: str | None
) -> None:
    article = extract(Article(body=text))
    assert (article.place, article.country, article.agency) == (place, country, agency)


def test_datelines_in_two_scripts_are_one_value_of_a_facet(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "index") as index:
        index.add(
            [
                {"id": "ru", "body": "МОСКВА, 31 мая - РИА Новости. Поезда пошли снова."},
                {"id": "en", "body": "MOSCOW, May 31 (Itar-Tass) - Trains ran again."},
                {"id": "zh", "body": "火车恢复运行。", "place": "莫斯科"},
            ]
        )
        for query in ("place:Russia", "place:Moscow"):
            assert {hit.id for hit in index.search(query)} == {"ru", "en", "zh"}
        values = index.search("*", facets=["place"]).facets["place"]
        assert [(value.value, value.count) for value in values] == [("Moscow", 3)]


@pytest.mark.parametrize(
    "text",
    [
        "NATO. The alliance said",
        "WEEK IN REVIEW, OCT. 19\nWEEK IN REVIEW, OCT. 19\nGlobal Warming",
        "LEADERS ANNOUNCE HEARING\nLEADERS ANNOUNCE JUNE 24 HEARING IN CLOVIS\nThe delegation",
        "A headline\nFriday, April 21st,\nThe company",
        "The AP reported that",
        "UK - Inflation rises",
        "IN BRIEF - Some news",
        "CONTACT: Jane Doe, Washington",
        "FOR IMMEDIATE RELEASE\nThe senator said",
        "Wednesday, U.S. Senators Doe and Roe said",
        "Rally in Washington-- The crowd grew",
        "Paris, London and Rome are cities. (AP) is not",
        "APRIL SHOWERS - A column",
    ],
)
def test_a_dateline_is_never_invented(text: str) -> None:
    assert read_opening(text).dateline is None


@pytest.mark.parametrize(
    ("text", "authors", "agency"),
    [
        ("By MARK NIESSE\nAssociated Press Writer\nHONOLULU (AP) _ A", ("Mark Niesse",), "AP"),
        ("A title\nBy Jane Doe and John Roe\n\nPARIS, May 3 - A", ("Jane Doe", "John Roe"), None),
        ("By Ted d'Afflisio, Reuters\nNEW YORK, Oct 20 - A", ("Ted d'Afflisio",), "Reuters"),
        ("By Sen. Jane Doe\nLast week I spoke", ("Jane Doe",), None),
        ("By the time he came\nit was late", None, None),
        ("By Monday night all of them had gone home", None, None),
    ],
)
def test_a_byline_names_authors_and_agency(text: str, authors: tuple[str, ...] | None, agency: str | None) -> None:
    byline = read_opening(text).byline
    assert (byline.authors if byline else None) == authors
    assert (byline.agency if byline else None) == agency


@pytest.mark.parametrize(
    ("text", "place", "date"),
    [
        (
            "Doe Praises Bill on Roads and Bridges January 12th 2005 WASHINGTON D C U S Senators Jane Doe",
            "WASHINGTON",
            "2005-01-12",
        ),
        (
            "Doe Praises Bill on Roads and Bridges for All June 22 2007 Washington Senator Jane Doe",
            "Washington",
            "2007-06-22",
        ),
        (
            "July 12 2007 Doe Meets Minister of Ireland in Washington DC Washington DC Senator Jane Doe",
            "Washington",
            "2007-07-12",
        ),
        (
            "Press Releases Date 06 29 2006 Statement on the Ruling WASHINGTON D C U S Senator Jane Doe",
            "WASHINGTON",
            "2006-06-29",
        ),
        (
            "Press Releases Date 05 04 2005 Statement on the Ruling WASHINGTON D C U S Senator Jane Doe",
            "WASHINGTON",
            None,
        ),
        ("Doe says that the act of October 1 2007 in Washington DC was wrong and that it must be changed", None, None),
        ("U S SENATOR JANE DOE VERMONT U S Senate Adds 1 Billion To Repair Bridges in the State of", None, None),
        ("Flood of Money for the Roads of Southern Illinois U S Senator Jane Doe said that it was good", None, None),
    ],
)
def test_texts_without_punctuation_still_tell_where_and_when(text: str, place: str | None, date: str | None) -> None:
    opening = read_opening(text)
    assert (opening.dateline.place if opening.dateline else None) == place
    assert (opening.date.iso if opening.date else None) == date


def test_several_places_are_kept_and_a_byline_is_metadata() -> None:
    article = extract(Article(body="By JANE DOE\nAgence France-Presse\nPARIS/LONDON, May 3, 2015 - A tunnel"))
    assert (article.place, article.more_places, article.country) == ("Paris", ("London",), "France")
    assert article.place_written == "PARIS/LONDON"
    assert (article.agency, article.provenance["agency"]) == ("AFP", "rule")
    assert (article.metadata["author"], article.provenance["author"]) == ("Jane Doe", "rule")
    assert extract(article) == article
    assert Article.from_json(article.to_json()) == article


def test_an_article_is_found_by_each_of_its_places(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "1", "body": "PARIS/LONDON (AFP) - A tunnel"}, {"id": "2", "body": "LONDON (AP) - A fog"}])
        assert [hit.id for hit in index.search("place:=London place:=Paris")] == ["1"]
        assert index.search("place:London").total == 2
        assert [(v.value, v.count) for v in index.search("*", facets=["place"]).facets["place"]] == [
            ("London", 2),
            ("Paris", 1),
        ]


def test_a_source_may_name_several_places_and_its_own_author() -> None:
    article = extract(Article(place="Paris / London", body="By JANE DOE\nx", metadata={"author": "John Roe"}))
    assert (article.place, article.more_places) == ("Paris", ("London",))
    assert article.metadata["author"] == "John Roe"
    assert extract(Article(place="Berlin/Sports desk")).more_places == ()
    article = extract(Article(place="Paris", more_places=("Londres", "LONDON", "Port Nowhere"), body="x"))
    assert article.more_places == ("London", "Port Nowhere")
    assert extract(article) == article


def test_marked_datelines_are_read_as_people_read_them() -> None:
    for score in marked_lines():
        assert min(score.precision, score.recall) >= 0.99, score


def test_openings_of_press_releases_are_read_as_people_read_them() -> None:
    for score in openings():
        assert score.precision >= 0.99, score
        assert score.recall >= 0.93, score
    for line in (HERE / "gold_openings.jsonl").read_text(encoding="utf-8").splitlines():
        assert extract(Article(body=json.loads(line)["text"])).agency is None


@given(st.text(alphabet="ABC abc,.-/()\u2013\u00c7\u04111239\n'\"DCUS", max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    opening = read_opening(text)
    assert 0 <= opening.end <= len(text)
    if opening.dateline is not None:
        assert 0 <= opening.dateline.start <= opening.dateline.end <= len(text)
