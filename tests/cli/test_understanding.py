"""Facets by name and G², timelines as rates, diffs and dossiers, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import searchkit
from command import searchkit as run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("understanding") / "i"
    body = " ".join(f"Dockers of berth {number} went on strike at the port." for number in range(20))
    with searchkit.create(where) as index:
        index.add(
            [
                {"id": "one", "title": "Strike", "body": body, "date": "2019-01-01", "place": "Rome"},
                {"id": "two", "title": "Strike", "body": f"{body} All ended.", "date": "2019-01-02", "place": "Rome"},
                {"id": "three", "title": "Rain", "body": "Rain.", "date": "2019-01-03", "place": "Álava"},
                {"id": "four", "title": "Sun", "body": "Sun.", "date": "2019-02-03", "place": "Zug"},
            ]
        )
    return where


def test_facets_have_three_orders(folder: Path) -> None:
    by_name = run("-i", folder, "facets", "", "--by", "place", "--order", "name").out
    assert [line.split()[1] for line in by_name.splitlines()] == ["Álava", "Rome", "Zug"]
    ran = run("-i", folder, "facets", "strike", "--by", "place", "--order", "distinctive")
    assert ran.out == "2 of 2~ Rome · G² 5.5\n"
    told = json.loads(run("-i", folder, "facets", "strike", "--by", "place", "--order=distinctive", "--json").out)
    assert told["order"] == "distinctive"
    assert told["values"] == [{"value": "Rome", "count": 2, "archive": 2, "g2": 5.545}]
    wrong = run("-i", folder, "facets", "", "--by", "place", "--order", "distinctive", "--containing", "x")
    assert wrong.code == 2


def test_a_timeline_has_rates(folder: Path) -> None:
    ran = run("-i", folder, "timeline", "strike", "--rate")
    assert ran.out.startswith("2019-01        2 of         3    666.7‰~ ")
    told = json.loads(run("-i", folder, "timeline", "strike", "--rate", "--json").out)
    assert told["steps"] == [{"date": "2019-01", "count": 2, "total": 3, "rate": 0.666667, "small": True}]


def test_copies_are_compared(folder: Path) -> None:
    ran = run("-i", folder, "diff", "one")
    assert ran.code == 1 and "21 sentences the same · 0 changed · 0 only in the first · 1 only in the second" in ran.out
    assert "\n+ All ended.\n" in ran.out and "… 21 sentences the same" in ran.out
    assert run("-i", folder, "diff", "one", "one").code == 0
    told = json.loads(run("-i", folder, "diff", "three", "four", "--json").out)
    assert [pair["kind"] for pair in told["pairs"]] == ["left", "left", "right", "right"]
    assert "has no other copy" in run("-i", folder, "diff", "three").err


@pytest.mark.parametrize("name", ["md", "html", "csv"])
def test_hits_are_written_with_citations(folder: Path, name: str) -> None:
    ran = run("-i", folder, "strike", f"--{name}")
    assert ran.code == 0 and ran.out.count("id one, text ") == 1
