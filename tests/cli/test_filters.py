"""The options that filter a search, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import searchkit
from command import searchkit as run

ARTICLES = [
    {"id": "1", "body": "oil", "place": "Brussels", "date": "1987-03-01", "agency": "AFP"},
    {"id": "2", "body": "oil", "place": "Paris", "date": "1987-04-01", "agency": "AFP"},
    {"id": "3", "body": "oil", "place": "Tokyo", "date": "1987-05-01", "agency": "Reuters"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with searchkit.create(tmp_path / "i") as index:
        index.add(ARTICLES, extract=False)
    return tmp_path / "i"


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (["--filter", "place=Paris", "--filter", "place=Tokyo"], "2 3"),
        (["--filter", "place:Europe", "--exclude", "place=Paris"], "1"),
        (["--exclude=agency=AFP"], "3"),
        (["--filter=-agency=AFP"], "3"),
        (["--filter", "date=1987-04..", "--filter", "agency=AFP"], "2"),
    ],
)
def test_ids_within_filters(folder: Path, options: list[str], ids: str) -> None:
    ran = run("-i", folder, *options, "oil", "--ids", "--sort", "oldest")
    assert (ran.code, ran.out.split()) == (0, ids.split())


def test_counts_and_json_within_filters(folder: Path) -> None:
    ran = run("-i", folder, "facets", "oil", "--by", "place", "--filter", "place=Paris", "--json")
    told = json.loads(ran.out)
    assert told["filters"] == [{"field": "place", "value": "Paris", "whole": True, "excluded": False}]
    assert {value["value"] for value in told["values"]} == {"Brussels", "Paris", "Tokyo"}
    ran = run("-i", folder, "timeline", "oil", "--exclude", "place=Paris", "--json")
    told = json.loads(ran.out)
    assert (told["total"]["value"], told["filters"][0]["excluded"]) == (2, True)
    ran = run("-i", folder, "oil", "--filter", "place:Europe", "--json")
    assert (json.loads(ran.out)["total"]["value"], json.loads(ran.out)["filters"][0]["whole"]) == (2, False)


def test_what_is_no_filter_is_told(folder: Path) -> None:
    ran = run("-i", folder, "oil", "--filter", "Paris")
    assert ran.code == 2 and "'Paris' is no filter" in ran.err and "Traceback" not in ran.err
