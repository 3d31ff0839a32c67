"""What is suggested when nothing is found: words near those that no article has."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import searchkit
from command import searchkit as command
from searchkit.query.tree import NOWHERE, Word

BODIES = [
    "Kazakhstan exports oil.",
    "Oil from Kazakhstan.",
    "The Kazakhstani oil.",
    "Colour and color",
    "A port strike",
]
NEAR = [("kazakhstan", 2), ("kazakhstani", 1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("suggestions")
    with searchkit.create(where / "i") as index:
        index.add(
            [
                {"id": str(n), "body": body, "entities": {"person": ["Ana Belliard"] if n < 2 else ["Ann Bellard"]}}
                for n, body in enumerate(BODIES)
            ],
            extract=False,
        )
    return where


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kazakstan", [("kazakstan", 0, 9, NEAR)]),
        ("oil Kazakstan", [("kazakstan", 4, 13, NEAR)]),
        ('"kazakstan exprots"', [("kazakstan", 1, 10, NEAR), ("exprots", 11, 18, [("exports", 1)])]),
        ("=kazakstan", [("kazakstan", 1, 10, NEAR)]),
        ("title:kazakstan", []),
        ("body:kazakstan", [("kazakstan", 5, 14, NEAR)]),
        ("person:beliart", [("beliart", 7, 14, [("bellard", 3), ("belliard", 2)])]),
        ("collor", [("collor", 0, 6, [("color", 1), ("colour", 1)])]),
        ("prot strke", [("prot", 0, 4, []), ("strke", 5, 10, [("strike", 1)])]),
        ("-kazakstan oil strike", []),
        ("oil strike", []),
        ("oil date:1999", []),
        ("xylophone", []),
        ("o1l", []),
        ("kazakstan*", []),
        ("oil", []),
    ],
)
def test_words_that_no_article_has(
    folder: Path, query: str, expected: list[tuple[str, int, int, list[tuple[str, int]]]]
) -> None:
    with searchkit.open(folder / "i") as index:
        results = index.search(query)
        found = [
            (s.word, s.span.start, s.span.end, [(v.value, v.count) for v in s.instead]) for s in results.suggestions
        ]
        assert found == [each for each in expected if each[3]]
        for suggestion in results.suggestions:
            for value, count in suggestion.instead:
                assert index.search(f"{suggestion.field}:{value}").total == count


def test_near_words_come_first_and_three_at_the_most(tmp_path: Path) -> None:
    words = {"strikes": 2, "stroke": 3, "strife": 1, "strive": 5, "stipe": 9, "xtrikex": 9}
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"body": f"{word} {n}"} for word, times in words.items() for n in range(times)], extract=False)
        (suggestion,) = index.search("strixe").suggestions
        assert [value.value for value in suggestion.instead] == ["strive", "strife", "stipe"]


def test_of_a_tree_and_of_a_schema_of_ones_own(folder: Path, tmp_path: Path) -> None:
    from whoosh.fields import TEXT, Schema

    with searchkit.open(folder / "i") as index:
        (suggestion,) = index.search(Word("text", "kazakstan")).suggestions
        assert (suggestion.span, suggestion.instead[0].value) == (NOWHERE, "kazakhstan")
    with searchkit.create(tmp_path / "own", Schema(text=TEXT)) as own:
        own.add([{"text": "kazakhstan"}])
        assert own.search("kazakstan").suggestions == ()


def test_long_queries_ask_for_few_words(folder: Path) -> None:
    with searchkit.open(folder / "i") as index:
        text = " ".join(f"kazak{'abcdefghij'[n % 10]}tan{'klm'[n % 3]}" for n in range(500))
        assert len(index.search(text).suggestions) <= 8


def test_where_it_is_told(folder: Path) -> None:
    told = "no article has kazakstan · did you mean kazakhstan (2), kazakhstani (1)?"
    ran = command("search", "kazakstan", "-i", "i", cwd=folder)
    assert (ran.code, told in ran.out) == (1, True)
    ran = command("search", "kazakstan", "--ids", "-i", "i", cwd=folder)
    assert (ran.code, ran.out, told in ran.err) == (1, "", True)
    ran = command("search", "person:beliart", "--json", "-i", "i", cwd=folder)
    answer = json.loads(ran.out)
    schema = json.loads((Path(__file__).parents[2] / "docs" / "search.schema.json").read_text())
    jsonschema.validate(answer, schema)
    assert answer["suggestions"][0]["instead"] == [{"value": "bellard", "count": 3}, {"value": "belliard", "count": 2}]
    assert json.loads(command("search", "oil", "--json", "-i", "i", cwd=folder).out)["suggestions"] == []
