"""The text of a query with one part replaced or left out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.query import tree as t
from searchkit.query.edited import edited, replaced, text_of
from searchkit.query.parser import parse

TODAY = dt.date(2019, 6, 1)


def tree_of(text: str) -> t.Node:
    return parse(text, ARCHIVE_FIELDS, TODAY).tree


def without(text: str, number: int) -> str:
    tree = tree_of(text)
    assert isinstance(tree, t.And)
    part = tree.parts[number]
    rest = replaced(tree, part, None)
    assert rest is not None
    return edited(text, part, None, rest, ARCHIVE_FIELDS, TODAY)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("oil gas", 0, "gas"),
        ("oil gas", 1, "oil"),
        ("oil AND gas AND tin", 0, "gas AND tin"),
        ("oil AND gas AND tin", 1, "oil AND tin"),
        ("oil AND gas AND tin", 2, "oil AND gas"),
        ("oil place:=Oslo gas", 1, "oil gas"),
        ('oil place:"New York"', 1, "oil"),
        ("oil -gas tin", 1, "oil tin"),
        ("oil NOT gas tin", 1, "oil tin"),
        ("oil -place:Oslo", 1, "oil"),
        ("(oil OR gas) tin", 0, "tin"),
        ("(oil OR gas) tin", 1, "(oil OR gas)"),
        ("oil date:1987-10-02 gas", 1, "oil gas"),
        ("oil date:last month", 1, "oil month"),
        ("what happened in paris?", 1, "what in paris?"),
        ("oil  date: 1987", 1, "oil"),
        ("place:(Oslo Rome) oil", 1, "place:Oslo oil"),
    ],
)
def test_a_part_is_left_out_as_people_would(text: str, number: int, expected: str) -> None:
    found = without(text, number)
    if text.startswith("place:("):  # its parts stand in a group: only their meaning counts
        assert tree_of(found) == tree_of("place:Oslo oil")
    elif "last month" not in text:
        assert found == expected


def test_a_part_is_replaced_in_place() -> None:
    text = 'thacher -"oil prices" date:1987'
    tree = tree_of(text)
    assert isinstance(tree, t.And)
    word = tree.parts[0]
    new = t.Word("text", "thatcher")
    wanted = replaced(tree, word, new)
    assert wanted is not None
    assert edited(text, word, new, wanted, ARCHIVE_FIELDS, TODAY) == 'thatcher -"oil prices" date:1987'


def test_a_phrase_becomes_its_words() -> None:
    text = '"oil kuwait prices" opec'
    tree = tree_of(text)
    assert isinstance(tree, t.And)
    words = t.And(tuple(t.Word("text", word) for word in ("oil", "kuwait", "prices")))
    wanted = replaced(tree, tree.parts[0], words)
    assert wanted == tree_of("oil kuwait prices opec")
    assert edited(text, tree.parts[0], words, wanted, ARCHIVE_FIELDS, TODAY) == "oil kuwait prices opec"


def test_the_echo_is_taken_where_the_text_cannot_be_changed() -> None:
    tree = t.And((t.Word("text", "oil"), t.Word("text", "gas")))  # no places: not of a text
    rest = replaced(tree, tree.parts[0], None)
    assert rest == t.Word("text", "gas")
    assert edited("", tree.parts[0], None, rest, ARCHIVE_FIELDS, TODAY) == "gas"
    assert text_of("", tree, ARCHIVE_FIELDS) == "(oil AND gas)"


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("oil place:=Oslo", 1, "place:=Oslo"),
        ("oil -gas", 1, "-gas"),
        ("oil date:1987-10-02", 1, "date:1987-10-02"),
        ('"oil price"~3 gas', 0, '"oil price"~3'),
        ("oil NOT gas", 1, "NOT gas"),
        ("(oil OR gas) tin", 0, "(oil OR gas)"),
    ],
)
def test_a_part_is_told_as_it_was_typed(text: str, number: int, expected: str) -> None:
    tree = tree_of(text)
    assert isinstance(tree, t.And)
    assert text_of(text, tree.parts[number], ARCHIVE_FIELDS, TODAY) == expected


PIECES = st.sampled_from(
    [
        "oil",
        "gas",
        "-tin",
        "NOT tin",
        "place:Oslo",
        'place:="New York"',
        '"oil prices"',
        "date:1987",
        "the",
        "(",
        ")",
        "OR",
        "AND",
        "[in]",
        "=gas",
        "oil~1",
        "rail NEAR/3 road",
        "person:(Ana OR Ben)",
        '"',
        "\u201coil\u201d",
        "title:",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=7), st.data())
def test_the_changed_text_means_what_is_wanted(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    tree = tree_of(text)
    parts = tree.parts if isinstance(tree, (t.And, t.Or)) else (tree,)
    part = data.draw(st.sampled_from(parts))
    instead = data.draw(st.sampled_from([None, t.Word("text", "new"), t.Phrase("place", "New York")]))
    if isinstance(part, t.Optional):
        return
    wanted = replaced(tree, part, instead)
    if wanted is None:
        return
    found = edited(text, part, instead, wanted, ARCHIVE_FIELDS, TODAY)
    assert tree_of(found) == wanted
