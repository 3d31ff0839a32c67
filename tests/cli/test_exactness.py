"""``searchkit exactness``, and why a hit stands where it stands, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import searchkit
from command import searchkit as run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("exactness") / "i"
    with searchkit.create(where) as index:
        index.add(
            [
                {"id": "1", "title": "Naïve trading", "body": "Naïve trading."},
                {"id": "2", "body": "A naive trade."},
            ],
            extract=False,
        )
    return where


def test_counts_for_people_and_programs(folder: Path) -> None:
    ran = run("-i", folder, "exactness", "naïve")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["0", "1", "2", "2", "2"]
    assert "in any case               =naïve" in ran.out
    told = json.loads(run("-i", folder, "exactness", "Naïve", "--json").out)
    assert told["levels"][0] == {"level": "case", "query": None, "total": 1}
    assert run("-i", folder, "exactness", "zebra").code == 1
    assert run("-i", folder, "exactness", "two words").code == 2


def test_only_what_is_new_is_counted_and_shown(folder: Path) -> None:
    for verb in ("exactness", "kwic"):
        assert run("-i", folder, verb, "naive", "--since", "0").code == 0
        assert run("-i", folder, verb, "naive", "--since", "1").code == 1
    levels = json.loads(run("-i", folder, "exactness", "naive", "--since", "1", "--json").out)["levels"]
    assert [level["total"] for level in levels] == [0] * 5


def test_an_explanation_says_why_in_words(folder: Path, repository: Path) -> None:
    ran = run("-i", folder, "naive trading", "--explain")
    assert "The title has both parts of the query." in ran.out.replace("\n     ", " ")
    schema = json.loads((repository / "docs" / "search.schema.json").read_text())
    told = json.loads(run("-i", folder, "naive trading", "--explain", "--json").out)
    jsonschema.validate(told, schema)
    why = told["hits"][0]["why"]
    assert why["beside"]["rank"] == 2 and why["text"].startswith("The title has both parts of the query.")
    assert "why" not in json.loads(run("-i", folder, "naive", "--json").out)["hits"][0]
