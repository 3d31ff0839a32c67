"""What is looked for where no article has all parts of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.query import tree as t
from searchkit.query.echo import echo
from searchkit.query.fields import whoosh_fields
from searchkit.query.parser import parse
from searchkit.query.relaxed import relaxed

# For each query its ways: the tree of each, and its parts.
RELAXED = {
    "oil gas": [("(oil OR gas)", ["oil", "gas"])],
    "(oil gas) (coal (peat))": [("(oil OR gas OR coal OR peat)", ["oil", "gas", "coal", "peat"])],
    "oil oil gas": [("(oil OR oil OR gas)", ["oil", "oil", "gas"])],
    "the price of oil": [("(price OR oil)", ["price", "oil"])],
    "to be or not to be": [("(to OR be OR or OR not OR to OR be)", ["to", "be", "or", "not", "to", "be"])],
    "oil gas -coal": [("((oil OR gas) AND (NOT coal))", ["oil", "gas"])],
    "* oil gas": [("(oil OR gas)", ["oil", "gas"])],
    # A group is one part.
    "(oil OR gas) strike": [("((oil OR gas) OR strike)", ["(oil OR gas)", "strike"])],
    "(oil rig OR gas) strike": [("(((oil AND rig) OR gas) OR strike)", ["((oil AND rig) OR gas)", "strike"])],
    # Each alternative is a way of its own. One word alone is none.
    "oil gas OR coal peat -fire": [
        ("(oil OR gas)", ["oil", "gas"]),
        ("((coal OR peat) AND (NOT fire))", ["coal", "peat"]),
    ],
    "oil OR gas strike": [("(gas OR strike)", ["gas", "strike"])],
    "title:(oil gas)": [("(title:oil OR title:gas)", ["title:oil", "title:gas"])],
    "person:moreau oil": [("(person:moreau OR oil)", ["person:moreau", "oil"])],
    "oil* gas~": [("(oil* OR gas~1)", ["oil*", "gas~1"])],
    '"oil tanker" strike': [('("oil tanker" OR strike)', ['"oil tanker"', "strike"])],
    "(oil NEAR/5 gas) coal": [("((oil NEAR/5 gas) OR coal)", ["(oil NEAR/5 gas)", "coal"])],
    # What has no score is a part, and never enough.
    "oil date:2019": [("oil", ["oil", "date:[2019-01-01 TO 2019-12-31]"])],
    'oil gas place:="New York" has:nodate path:1987': [
        ("(oil OR gas)", ["oil", "gas", 'place:="New York"', "has:=nodate", "path:1987"])
    ],
    # If only one part is text, what it is made of counts by itself.
    '"oil tanker strike"': [
        ('(oil OR tanker OR strike OR "oil tanker strike")', ["oil", "tanker", "strike", '"oil tanker strike"'])
    ],
    '"bank of england" -oil date:2019': [
        (
            '((bank OR england OR "bank of england") AND (NOT oil))',
            ["bank", "england", '"bank of england"', "date:[2019-01-01 TO 2019-12-31]"],
        )
    ],
    '"oil prices"~3': [('(oil OR prices OR "oil prices"~3)', ["oil", "prices", '"oil prices"~3'])],
    '="oil prices"': [('(=oil OR =prices OR ="oil prices")', ["=oil", "=prices", '="oil prices"'])],
    "Jean-Claude": [("(jean OR claude OR Jean-Claude)", ["jean", "claude", "Jean-Claude"])],
    'place:"New York"': [
        ('(place:new OR place:york OR place:"New York")', ["place:new", "place:york", 'place:"New York"'])
    ],
    '"(rail OR road) strik*"': [
        (
            '((rail OR road) OR strik* OR "(rail OR road) strik*")',
            ["(rail OR road)", "strik*", '"(rail OR road) strik*"'],
        )
    ],
    "FIRST/50 strike": [("(strike OR FIRST/50 strike)", ["strike", "FIRST/50 strike"])],
    "ATLEAST/5 strike": [("(strike OR ATLEAST/5 strike)", ["strike", "ATLEAST/5 strike"])],
    'rail BEFORE/5 "night shift"': [
        (
            '(rail OR night OR shift OR "night shift" OR (rail BEFORE/5 "night shift"))',
            ["rail", "night", "shift", '"night shift"', '(rail BEFORE/5 "night shift")'],
        )
    ],
}
NOT_RELAXED = [
    "oil",
    "the strike",
    '"strike"',
    "oil -gas",
    "oil OR gas",
    "strik*",
    "上海东",
    "*",
    "",
    "-oil",
    "!!",
    "date:2019 place:=Oslo",
    "words:>5 has:nodate",
    "id:a oil gas",
    "oil gas OR (id:a peat)",
]


@pytest.mark.parametrize("query", RELAXED)
def test_a_query_is_relaxed_to_its_parts(query: str) -> None:
    found = relaxed(parse(query, ARCHIVE_FIELDS).tree, ARCHIVE_FIELDS)
    assert found is not None
    assert [(echo(way.tree), [echo(part) for part in way.parts]) for way in found.ways] == RELAXED[query]
    assert found.tree == (t.Or(tuple(way.tree for way in found.ways)) if len(found.ways) > 1 else found.ways[0].tree)
    assert found.parts == tuple(part for way in found.ways for part in way.parts)


@pytest.mark.parametrize("query", NOT_RELAXED)
def test_what_has_nothing_between_all_and_nothing_is_not_relaxed(query: str) -> None:
    tree = parse(query, ARCHIVE_FIELDS).tree
    assert relaxed(tree, ARCHIVE_FIELDS) is None
    assert relaxed(tree, ARCHIVE_FIELDS, apart=True) is None


def test_the_words_of_all_phrases_may_count_by_themselves() -> None:
    tree = parse('"oil tanker" "port strike" gas', ARCHIVE_FIELDS).tree
    (way,) = (relaxed(tree, ARCHIVE_FIELDS, apart=True) or pytest.fail()).ways
    assert [echo(part) for part in way.parts] == [
        "oil",
        "tanker",
        '"oil tanker"',
        "port",
        "strike",
        '"port strike"',
        "gas",
    ]


def test_an_optional_part_of_a_tree_is_no_part() -> None:
    tree = t.Optional(t.And((t.Word("text", "oil"), t.Optional(t.Word("text", "gas")), t.Word("text", "rig"))))
    (way,) = (relaxed(tree, ARCHIVE_FIELDS) or pytest.fail()).ways
    assert [echo(part) for part in way.parts] == ["oil", "rig"]
    assert relaxed(t.And((t.Optional(t.Word("text", "oil")), t.Word("text", "rig"))), ARCHIVE_FIELDS) is None


def test_of_a_schema_only_phrases_have_words() -> None:
    fields = whoosh_fields(["text"], ["id", "day"])
    for query, parts in {
        "oil gas": ["oil", "gas"],
        "id:x1 oil": ["id:x1", "oil"],
        "day:2019-05": None,
        "Jean-Claude": None,
        '"oil gas"': ["oil", "gas", '"oil gas"'],
    }.items():
        found = relaxed(parse(query, fields).tree, fields)
        assert (found and [echo(part, fields.default) for part in found.parts]) == parts, query


@given(
    st.lists(st.sampled_from([*'("):/=*~[]-', " ", "oil", "gas", "OR", "NOT", "NEAR/3", "FIRST/2", "id:", "date:2019"]))
)
def test_no_query_fails_and_parts_read_back(pieces: list[str]) -> None:
    parsed = parse(" ".join(pieces), ARCHIVE_FIELDS)
    for apart in (False, True):
        found = relaxed(parsed.tree, ARCHIVE_FIELDS, apart=apart)
        for part in found.parts if found else ():
            assert parse(echo(part), ARCHIVE_FIELDS).tree == part
