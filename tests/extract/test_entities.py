"""People, organisations and places in running text."""

from __future__ import annotations

import time

import pytest

from searchkit.extract.entities import find_entities


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("hosted by Ambassador Jean-Christophe Belliard, who left", ["Jean-Christophe Belliard"]),
        ("Foreign Minister Sergei Lavrov met him.", ["Sergei Lavrov"]),
        ("The talks with President Reagan went on.", ["Reagan"]),
        ("President Reagan left. Later Mr Ronald Reagan said so.", ["Ronald Reagan"]),
        ("Mr John Smith came. Mr Smith left.", ["John Smith"]),
        ("The president of the European Commission Ursula von der Leyen spoke.", []),
        ("President of the European Commission Ursula von der Leyen spoke.", ["Ursula von der Leyen"]),
        ("President of Kazakhstan Kassym-Jomart Tokayev arrived.", ["Kassym-Jomart Tokayev"]),
        ("U.S. Secretary of State George Shultz will go.", ["George Shultz"]),
        ("White House Chief of Staff Howard Baker said", ["Howard Baker"]),
        ("the spokeswoman Aygul Seitkali told us", ["Aygul Seitkali"]),
        ("It is late, said Anna Lindqvist, a farmer.", ["Anna Lindqvist"]),
        ("Anna Lindqvist said it was late.", ["Anna Lindqvist"]),
        ("Zhanel Turarbekova, deputy director of the plant, agreed.", ["Zhanel Turarbekova"]),
        ("Hong Kong tycoon and chairman Li Ka-shing bought it.", ["Li Ka-shing"]),
        ("Goldman Sachs said profits rose.", []),
        ("Merrill Lynch, the broker, said so.", []),
        ("Central Bank said so. Kazakhstan, chair of the group, agreed.", []),
        ("They met Minister Monday. President Obama Tuesday spoke.", ["Obama"]),
        ("General Motors rose and General Electric fell.", []),
        ("Prime Minister's Office and Attorney General's Office.", []),
        ("Border Management and Green Economy were discussed.", []),
    ],
)
def test_people_need_somebody_to_vouch_for_them(text: str, people: list[str]) -> None:
    assert list(find_entities(None, text).names["person"]) == people


@pytest.mark.parametrize(
    ("text", "orgs"),
    [
        ("the European External Action Service said", ["European External Action Service"]),
        ("The EU and the U.N. met; the European Union agreed.", ["European Union", "United Nations"]),
        ("EU-Central Asia relations", ["European Union"]),
        ("the Ministry of Trade and Industry of Kazakhstan", ["Ministry of Trade and Industry"]),
        ("the Bank of England and the Bank of France", ["Bank of England", "Bank of France"]),
        ("European Bank for Reconstruction and Development", ["European Bank for Reconstruction and Development"]),
        ("the Council for the Exploration of the Sea", ["Council for the Exploration of the Sea"]),
        ("the Securities and Exchange Commission", ["Securities and Exchange Commission"]),
        ("shares of General Motors Corp and Acme Co Ltd", ["General Motors Corp", "Acme Co Ltd"]),
        ("shares of Acme Inc. and of Acme Inc rose", ["Acme Inc"]),
        ("European Commission President Jacques Delors", ["European Commission"]),
        ("the Asian Development Bank (ADB) lent", ["Asian Development Bank"]),
        ("the Council Conclusions on Afghanistan; the Board of Directors", []),
        ("the Soviet Union and the West Bank", []),
        ("This Commission. The Party. A Bank.", []),
    ],
)
def test_organisations_are_known_by_their_head_words(text: str, orgs: list[str]) -> None:
    assert list(find_entities(None, text).names["org"]) == orgs


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "Central Asia (Kazakhstan, the Kyrgyz Republic and Uzbekistan)",
            ["Central Asia", "Kazakhstan", "Kyrgyzstan", "Uzbekistan"],
        ),
        ("EU-Central Asia relations and US-China trade", ["Central Asia", "United States", "China"]),
        ("Afghanistan was invited. Paris-based traders left for Tokyo Monday.", ["Afghanistan", "Paris", "Tokyo"]),
        ("Kazakhstan's exports to the U.S. and the UK", ["Kazakhstan", "United States", "United Kingdom"]),
        ("give us that; it is all Us and them", []),
        ("Paris Hilton, the Washington Post and London Stock Exchange", []),
        ("Reading is nice. Nice people. Turkey is a country.", ["Turkey"]),
        ("in the Gulf of Mexico", []),
        ("the Bank of England", []),
        ("Mr Sam Houston came. Houston left.", []),
        ("in northern Iraq, Northern Iraq and Bonn\nand West\nGermany", ["Iraq", "Bonn", "West Germany"]),
        ("Port-au-Prince and Rostov-on-Don", ["Port-au-Prince", "Rostov-on-Don"]),
        ("in Bruxelles and Roma", []),
    ],
)
def test_places_stand_by_themselves(text: str, places: list[str]) -> None:
    assert list(find_entities(None, text).names["place"]) == places


def test_capitals_that_say_nothing_give_no_names() -> None:
    shouted = "PRESIDENT JOHN SMITH OF ACME CORP VISITS KAZAKHSTAN\n\nNothing else happened."
    assert find_entities("FOREIGN MINISTRY OF JAPAN", shouted) == {"person": (), "org": (), "place": ()}
    title = "President John Smith Visits Tokyo Stock Exchange After Crash"
    assert find_entities(title, "")["person"] == ()
    assert find_entities("Minister John Smith visits the capital of Japan", "") == {
        "person": ("John Smith",),
        "org": (),
        "place": ("Japan",),
    }


def test_names_come_once_in_order_of_appearance() -> None:
    found = find_entities("Talks in Japan end", "In France and Japan. Spain and France.")
    assert found["place"] == ("Japan", "France", "Spain")


def test_time_is_linear() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        find_entities(None, text)
        return time.process_time() - start

    for piece in ("President Of The ", "A of ", "Aaa-", "Bank of the ", "Mr. U.S. ", "Xx, ", "Ministry and "):
        seconds(piece * 100)  # warm
        short, long = min(seconds(piece * 1000) for _ in range(3)), min(seconds(piece * 8000) for _ in range(2))
        assert long < 30 * short + 0.05, piece
