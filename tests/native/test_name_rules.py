"""The rules for names as the core runs them: what they ask the gazetteer, and what they make of its answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import _native
from searchkit.extract.names.tagger import tagger

PIECES = (
    "Mr ",
    "Anna Berg",
    "Tokyo",
    "Rome Summit",
    "EU",
    "(",
    ")",
    "\n",
    " ",
    ", ",
    ". ",
    "é",
    "\ud800",
    "Acme Co Ltd",
)


def rules(asked: list[str], places: dict[str, str]) -> _native.NameRules:
    def place_named(written: str) -> tuple[str, bool] | None:
        asked.append(written)
        return (places[written], True) if written in places else None

    return _native.NameRules(["the"], sorted(map(_native.place_key, places)), place_named, lambda _written: None)


def test_the_gazetteer_is_asked_once_for_each_name() -> None:
    asked: list[str] = []
    known = rules(asked, {"Tokyo": "Edo"})
    for _ in range(3):
        names, also, origins, mentions = known.find(tagger(), "", "They left Tokyo for Paris. Tokyo is far from Paris.")
        assert names["place"] == ("Edo", "Paris")
        assert also == {"place": {"Edo": ("Tokyo",)}}
        assert origins == {"place": "model"}
        assert [mention[3] for mention in mentions.all()] == ["Edo", "Paris", "Edo", "Paris"]
    assert sorted(asked) == ["Paris", "Tokyo"]


def test_what_the_gazetteer_raises_is_raised_and_not_remembered() -> None:
    answers: list[Exception | None] = [RuntimeError("no gazetteer"), None]

    def place_named(_written: str) -> tuple[str, bool] | None:
        if (error := answers.pop(0)) is not None:
            raise error
        return "Edo", False

    known = _native.NameRules([], [], place_named, lambda _written: None)
    with pytest.raises(RuntimeError, match="no gazetteer"):
        known.find(tagger(), "", "They left Tokyo.")
    assert known.find(tagger(), "", "They left Tokyo.")[0]["place"] == ("Edo",)


def test_the_gazetteer_is_asked_once_for_each_place_in_the_name_of_a_body() -> None:
    asked: list[str] = []

    def well_known(written: str) -> str | None:
        asked.append(written)
        if written == "Xanadu":
            raise RuntimeError("no gazetteer")
        return "Texas" if written == "Texas" else None

    known = _native.NameRules([], ["edo"], lambda written: (f"{written}!", False), well_known)
    for _ in range(2):
        assert known.places_in(["Edo Police", "University of Texas", "EDO Bank", "Bank of Edo"]) == [
            "Edo!",
            "Texas",
            "EDO!",
        ]
    assert asked == ["Texas"]
    with pytest.raises(RuntimeError, match="no gazetteer"):
        known.places_in(["Bank of Xanadu"])


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(0, 50))
def test_any_text_gives_names_in_order_within_it(body: str, start: int) -> None:
    *_, mentions = rules([], {"Tokyo": "Edo", "Hong Kong": "Hong Kong"}).find(tagger(), body[:9], body, start)
    last = min(start, len(body))
    for _, begin, end, name, _ in mentions.all():
        assert last <= begin < end <= len(body)
        assert name
        last = end
