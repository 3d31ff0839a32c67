"""Why nothing was found, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import searchkit
from command import searchkit as run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("diagnosis") / "i"
    with searchkit.create(where) as index:
        index.add(
            [
                {"id": "1", "body": "Thatcher on oil.", "place": "London", "date": "1987-03-01"},
                {"id": "2", "body": "Opec not in Kuwait.", "place": "Vienna", "date": "1987-04-01"},
            ],
            extract=False,
        )
    return where


def test_the_page_says_what_stands_in_the_way(folder: Path) -> None:
    ran = run("-i", folder, "thacher oil date:1990", "--exclude", "place=Vienna")
    assert ran.code == 1
    assert "alone       thacher 0 (0 within the filters) · oil 1 (1 within the filters)" in ran.out
    assert "filter      -place=Vienna · without it 0 articles" in ran.out
    assert "archive     its articles are from 1987-03-01 to 1987-04-01" in ran.out
    assert "  a  oil · -place=Vienna · 1 article · without thacher and date:1990" in ran.out
    assert "alone" not in run("-i", folder, "oil").out
    assert "alone       oil 1" in run("-i", folder, "oil", "--diagnose").out
    assert "alone" not in run("-i", folder, "zebra", "--strict").out


def test_the_page_offers_the_other_reading(folder: Path) -> None:
    ran = run("-i", folder, "opec not kuwait")
    assert "  a  opec NOT kuwait · 0 articles · with operators of this language" in ran.out


def test_json_has_the_diagnosis_and_the_readings(folder: Path, repository: Path) -> None:
    schema = json.loads((repository / "docs" / "search.schema.json").read_text())
    told = json.loads(run("-i", folder, "thacher oil", "--filter", "place:Europe", "--json").out)
    jsonschema.validate(told, schema)
    assert told["diagnosis"]["parts"][0] == {"query": "thacher", "alone": 0, "inside": 0, "others": 1}
    offer = told["diagnosis"]["offers"][0]
    assert (offer["kind"], offer["query"], offer["total"]) == ("spelling", "thatcher oil", 1)
    told = json.loads(run("-i", folder, "opec not kuwait", "--json").out)
    jsonschema.validate(told, schema)
    assert told["warnings"][0]["instead"] == {"query": "opec NOT kuwait", "total": 0} and "diagnosis" not in told
    told = json.loads(run("-i", folder, "oil date:1990", "--json").out)
    jsonschema.validate(told, schema)
    assert told["diagnosis"]["dates"] == {"first": "1987-03-01", "last": "1987-04-01"}
    told = json.loads(run("-i", folder, "oil", "--json", "--diagnose").out)
    jsonschema.validate(told, schema)
    assert told["diagnosis"]["parts"]


def test_the_diagnosis_goes_with_text_and_json_only(folder: Path) -> None:
    ran = run("-i", folder, "oil", "--diagnose", "--csv")
    assert ran.code == 2 and "--diagnose cannot be combined with --csv" in ran.err
