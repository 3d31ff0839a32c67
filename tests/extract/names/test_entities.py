"""People, organisations, places and events in running text."""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit import _native
from searchkit.extract.names.entities import find_entities
from searchkit.extract.names.tagger import WEIGHTS, tagger

SEED = Path(__file__).resolve().parents[3] / "seeds/000_56711f4bbeb654fe.txt"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("hosted by Ambassador Jean-Christophe Belliard, who left", ["Jean-Christophe Belliard"]),
        ("Foreign Minister Sergei Lavrov met him.", ["Sergei Lavrov"]),
        ("The talks with President Reagan went on.", ["Reagan"]),
        ("President Reagan left. Later Mr Ronald Reagan said so.", ["Ronald Reagan"]),
        ("Mr John Smith came. Mr Smith left.", ["John Smith"]),
        ("The president of the European Commission Ursula von der Leyen spoke.", ["Ursula von der Leyen"]),
        ("President of the European Commission Ursula von der Leyen spoke.", ["Ursula von der Leyen"]),
        ("President of Kazakhstan Kassym-Jomart Tokayev arrived.", ["Kassym-Jomart Tokayev"]),
        ("U.S. Secretary of State George Shultz will go.", ["George Shultz"]),
        ("White House Chief of Staff Howard Baker said", ["Howard Baker"]),
        ("the spokeswoman Aygul Seitkali told us", ["Aygul Seitkali"]),
        ("It is late, said Anna Lindqvist, a farmer.", ["Anna Lindqvist"]),
        ("Anna Lindqvist said it was late.", ["Anna Lindqvist"]),
        ("Zhanel Turarbekova, deputy director of the plant, agreed.", ["Zhanel Turarbekova"]),
        ("Hong Kong tycoon and chairman Li Ka-shing bought it.", ["Li Ka-shing"]),
        ("President Daniel arap Moi spoke. Mr Moi left; Moi is ill.", ["Daniel arap Moi"]),
        ("Goldman Sachs said profits rose.", []),
        ("Central Bank said so. Kazakhstan, chair of the group, agreed.", []),
        ("They met Minister Monday. President Obama Tuesday spoke.", ["Obama"]),
        ("General Motors rose and General Electric fell.", []),
        ("Nelson Research Co was sold. Nelson makes drugs. Mr Peter Hall runs Nelson.", ["Peter Hall"]),
        ("Peter Nelson founded Nelson Research Co. Nelson left.", ["Peter Nelson"]),
        ("Prime Minister's Office and Attorney General's Office.", []),
        ("Border Management and Green Economy were discussed.", []),
    ],
)
def test_people_and_the_one_name_of_each(text: str, people: list[str]) -> None:
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
        ("shares of Acme Inc. and of Acme Inc rose. Acme fell.", ["Acme Inc"]),
        ("European Commission President Jacques Delors", ["European Commission"]),
        ("the Asian Development Bank (ADB) lent. ADB said so.", ["Asian Development Bank"]),
        ("the Council Conclusions on Afghanistan; the Board of Directors", []),
        ("the Soviet Union and the West Bank", []),
        ("This Commission. The Party. A Bank.", []),
        ("Merrill Lynch said profits rose.", ["Merrill Lynch"]),
    ],
)
def test_organisations(text: str, orgs: list[str]) -> None:
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
        ("the Bank of England", []),
        ("Mr Sam Houston came. Houston left.", []),
        ("Mr Hamilton Jordan flew to Amman. King Hussein of Jordan met him.", ["Amman", "Jordan"]),
        ("Jack London wrote of the north. London died in California.", ["California"]),
        (
            "The plant in Detroit, Mich., closed. Men from Calif. met in Boston.",
            ["Detroit", "Michigan", "California", "Boston"],
        ),
        ("in northern Iraq, Northern Iraq and Bonn\nand West\nGermany", ["Iraq", "Bonn", "West Germany"]),
        ("Port-au-Prince and Rostov-on-Don", ["Port-au-Prince", "Rostov-on-Don"]),
        ("the Soviet Union and the West Bank", ["Soviet Union", "West Bank"]),
    ],
)
def test_places(text: str, places: list[str]) -> None:
    assert list(find_entities(None, text).names["place"]) == places


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("They met at the Istanbul Summit on Friday.", ["Istanbul Summit"]),
        ("The sixth Security Dialogue took place.", ["Security Dialogue"]),
        ("the Conference on Countering Terrorism and its Financing in Rome", ["Conference on Countering Terrorism"]),
        ("a summit in Rome; the games, the cup", []),
        ("Forum Holdings and the Olympics Committee", []),
    ],
)
def test_events(text: str, events: list[str]) -> None:
    found = find_entities(None, text).names["event"]
    assert len(found) == len(events)
    assert all(name.startswith(event) for name, event in zip(found, events, strict=True))


NEWS = [
    (
        "KABUL (Reuters) - Taliban fighters attacked a checkpoint in Kandahar on Monday, killing six policemen, "
        "officials said. Provincial governor Asadullah Khalid told Reuters by phone that NATO forces joined.",
        {"Asadullah Khalid", "Reuters", "Taliban", "NATO", "Kabul", "Kandahar"},
    ),
    (
        "Nadim Ladki\n\nUnited Arab Emirates 1996-12-06\n\nJapan began the defence of their title with a lucky "
        "2-1 win against Syria in a Group C match on Friday.\n\nBut China saw their luck desert them in the second "
        "match of the group, crashing to a surprise 2-0 defeat to newcomers Uzbekistan.",
        {"Nadim Ladki", "United Arab Emirates", "Japan", "Syria", "China", "Uzbekistan"},
    ),
    (
        "Angela Merkel and Emmanuel Macron met in Berlin. Merkel said Germany and France would back the European "
        "Stability Mechanism (ESM). The Bundesbank opposed the ESM.",
        {
            "Angela Merkel",
            "Emmanuel Macron",
            "Berlin",
            "Germany",
            "France",
            "European Stability Mechanism",
            "Bundesbank",
        },
    ),
]


@pytest.mark.parametrize(("text", "names"), NEWS)
def test_every_name_of_a_news_story_is_found_and_no_other(text: str, names: set[str]) -> None:
    assert {name for of_kind in find_entities(None, text).names.values() for name in of_kind} == names


def test_the_names_of_the_seed_document() -> None:
    body = SEED.read_text(encoding="utf-8")
    found = find_entities(None, body)
    assert found.names["person"] == ("Jean-Christophe Belliard",)
    assert set(found.names["org"]) == {
        "European Union",
        "European Commission",
        "EU Delegation",
        "Border Management in Central Asia",
        "European External Action Service",
    }
    assert found.also_written["org"]["European Union"] == ("EU",)
    assert len(found.names["place"]) == 9
    assert [name.split(" ")[0] for name in found.names["event"]] == ["High-level", "Conference"]
    assert all(mention.written == body[mention.start : mention.end] for mention in found.mentions)


def test_acronyms_stand_for_what_the_text_says_they_do() -> None:
    body = "BOMCA will go on. Border Management in Central Asia (BOMCA) is a project. BOMCA will grow."
    found = find_entities(None, body)
    assert found.names["org"] == ("Border Management in Central Asia",)
    assert [m.written for m in found.mentions] == ["BOMCA", "Border Management in Central Asia", "BOMCA", "BOMCA"]
    assert found.also_written["org"] == {"Border Management in Central Asia": ("BOMCA",)}


def test_capitals_that_say_nothing_give_names_that_are_known() -> None:
    shouted = "PRESIDENT JOHN SMITH VISITS KAZAKHSTAN AND THE UNITED NATIONS\n\nNothing else happened."
    found = find_entities(None, shouted)
    assert found.names["person"] == ("John Smith",)
    assert found.names["place"] == ("Kazakhstan",)
    assert found.names["org"] == ("United Nations",)
    title = "President John Smith Visits Tokyo Stock Exchange After Crash"
    assert find_entities(title, "").names["person"] == ()
    assert find_entities(title, "Mr John Smith is there.").names["person"] == ("John Smith",)
    plain = find_entities("Minister John Smith visits the capital of Japan", "").names
    assert (plain["person"], plain["place"]) == (("John Smith",), ("Japan",))


def test_names_come_once_in_order_of_appearance() -> None:
    found = find_entities("Talks in Japan end", "In France and Japan. Spain and France.")
    assert found.names["place"] == ("Japan", "France", "Spain")


def test_what_a_kind_rests_on_is_told() -> None:
    found = find_entities(None, "The EU and Japan. Anna Lindqvist said it was late.")
    assert found.provenance == {"org": "rule", "place": "gazetteer", "person": "model"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"ABab .,()'-\n\"\x00\x1b\ud800\U0001f600é",
                "Mr ",
                "Bank of ",
                "Anna Berg",
                "EU",
                "(EU)",
                "U.S.",
                "Summit",
                "Rome's",
            ]
        ),
        max_size=60,
    ).map("".join),
    st.integers(0, 5),
)
def test_spans_cut_out_what_is_written(body: str, start: int) -> None:
    found = find_entities(body[:20], body, min(start, len(body)))
    last = min(start, len(body))
    for mention in found.mentions:
        assert body[mention.start : mention.end] == mention.written
        assert mention.start >= last
        assert mention.name
        last = mention.end
    assert find_entities(body[:20], body, min(start, len(body))) == found


@pytest.mark.parametrize("at", [0, 9, 40, 300_000, -1])
def test_damaged_weights_are_refused(at: int) -> None:
    weights = bytearray(resources.files("searchkit.extract").joinpath(WEIGHTS).read_bytes())
    assert len(weights) < 2_000_000
    weights[at] ^= 0x40
    with pytest.raises(_native.Damaged, match="mine"):
        _native.Tagger(bytes(weights), "mine")
    with pytest.raises(_native.Damaged):
        _native.Tagger(bytes(weights[: at % 5000]), "mine")


def test_places_are_counted_in_characters() -> None:
    text = "Zoë \U0001f600 said: é — Anna Lindqvist left Tokyo."
    assert [text[start:end] for _, start, end, _ in tagger().names(text)][-2:] == ["Anna Lindqvist", "Tokyo"]
    sure = tagger().names("Anna Lindqvist left Tokyo.", True)
    assert all(0 < certainty <= 1 for _, _, _, certainty in sure)


def test_what_is_taught_is_learned_and_the_same_each_time() -> None:
    lessons = [("Blorg went to Zib. Blorg is in Zib.", [(0, 5, "person"), (14, 17, "place"), (19, 24, "person")], 1.0)]

    def taught() -> bytes:
        return _native.train_tagger(lessons, [("zib", 8)], rounds=20, rate=0.1, dropout=0.1, least=1, most=1000)

    assert taught() == taught()
    assert [name[:3] for name in _native.Tagger(taught(), "new").names("Blorg went to Zib.")] == [
        ("person", 0, 5),
        ("place", 14, 17),
    ]
    with pytest.raises(ValueError, match="nonsense"):
        _native.train_tagger([("A", [(0, 1, "nonsense")], 1.0)], [], rounds=1, rate=1, dropout=0, least=1, most=1)


def test_a_company_is_known_by_its_short_name() -> None:
    body = "Ahed Corp said it began talks. Ahed also said that Ahedia was no part of the plan; Ahed's board met."
    entities = find_entities(None, body)
    written = [(m.written, m.start) for m in entities.mentions if m.kind == "org"]
    assert written == [("Ahed Corp", 0), ("Ahed", 31), ("Ahed", 83)]
    assert entities.names["org"] == ("Ahed Corp",)


def test_classes_let_words_be_known_by_their_like() -> None:
    lessons = [(f"He saw {word}.", [(7, 10, kind)], 1.0) for word, kind in (("Zib", "place"), ("Dok", "person"))] * 5
    settings: dict[str, Any] = {"rounds": 20, "rate": 0.1, "dropout": 0.1, "least": 1, "most": 1000}
    classes = [("zib", 1), ("dok", 2), ("qua", 1), ("mof", 2)]
    learned = _native.Tagger(_native.train_tagger(lessons, [], classes, **settings), "own")
    assert [learned.names(f"He saw {word}.")[0][0] for word in ("Qua", "Mof")] == ["place", "person"]


def test_words_between_the_same_words_are_of_one_class() -> None:
    people, deeds = ("anna", "bert", "carl"), ("eats", "buys", "sells")
    texts = [f"{who} {does} the bread ." for who in people for does in deeds] * 3
    classed = dict(_native.word_classes(texts, words=20, classes=4, rounds=10))
    assert set(classed) == {*people, *deeds, "the", "bread"}
    assert len({classed[word] for word in people}) == 1 and len({classed[word] for word in deeds}) == 1
    assert classed["anna"] != classed["eats"]
    assert classed == dict(_native.word_classes(texts, words=20, classes=4, rounds=10))


def calls(text: str) -> int:
    """How many functions Python calls to find the names in a text."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        find_entities(None, text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    "piece",
    [
        "President Of The ",
        "A of ",
        "Aaa-",
        "Bank of the ",
        "Mr. U.S. ",
        "Xx, ",
        "Ministry and ",
        "A",
        "A ",
        "(AB) ",
        "Council of A, B and ",
        "EU ",
        "Rome Summit ",
        "Anna Berg ",
        "A.",
        "'s",
        "-",
        "\x00",
        "Cup (C) ",
        "World War ",
    ],
)
def test_work_is_linear(piece: str) -> None:
    find_entities(None, piece)  # what is loaded when first used
    assert calls(piece * 8000) < 9 * calls(piece * 1000) + 1000
    find_entities(None, piece * 100_000)  # within the core and regular expressions nothing counts but an end
