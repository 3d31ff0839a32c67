"""``searchkit kwic`` and ``searchkit show --cite``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import searchkit
from command import searchkit as run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("kwic") / "i"
    with searchkit.create(where) as index:
        index.add(
            [
                {"id": "a", "title": "Port", "body": "Ships left the \x1b[31m port of Genoa.", "agency": "AFP"},
                {"id": "b", "body": "=SUM(1) a port 北京市 port end.", "place": "Oslo", "date": "1987-03-01"},
            ],
            extract=False,
        )
    return where


def test_matches_stand_in_one_column(folder: Path) -> None:
    ran = run("-i", folder, "kwic", "port", COLUMNS="80")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) == 4 and all("\x1b" not in line for line in lines)
    from rich.cells import cell_len

    assert len({cell_len(line[: line.lower().index("[port]")]) for line in lines}) == 1
    assert all(cell_len(line) <= 80 for line in lines)
    assert run("-i", folder, "kwic", "port", "-n", "2").out.count("\n") == 2
    assert run("-i", folder, "kwic", "zebra").code == 1


@pytest.mark.parametrize("identity", ["a" * 15, "北京市" * 5])
def test_an_id_that_is_cut_has_a_mark(tmp_path: Path, identity: str) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": identity, "body": "a port"}, {"id": "b" * 14, "body": "a port"}], extract=False)
    cut, whole = run("-i", tmp_path / "i", "kwic", "port").out.splitlines()
    assert "…" in cut[:14]
    assert whole.split()[0] == "b" * 14


def test_lines_for_programs(folder: Path) -> None:
    told = json.loads(run("-i", folder, "kwic", "port", "--json", "--order", "right", "--width", "10").out)
    assert told["schema"] == "searchkit.kwic/1"
    assert [line["right"].strip() for line in told["lines"]] == ["", "end.", "of Genoa.", "北京市 port"]
    first = json.loads(run("-i", folder, "kwic", "port", "--jsonl", "--filter", "place=Oslo").out.splitlines()[0])
    assert (first["id"], first["date"], first["field"], first["start"]) == ("b", "1987-03-01", "body", 10)
    rows = list(csv.reader(io.StringIO(run("-i", folder, "kwic", "port", "--csv").out)))
    assert rows[0] == ["rank", "id", "date", "field", "start", "end", "left", "keyword", "right"]
    assert len(rows) == 5 and "'=SUM(1) a " in {row[6] for row in rows}


def test_a_warning_goes_to_stderr_and_strict_refuses_it(folder: Path) -> None:
    assert "there is no field" in run("-i", folder, "kwic", "plcae:port").err
    assert run("-i", folder, "kwic", "plcae:port", "--strict").code == 2


def test_a_citation_is_printed(folder: Path) -> None:
    ran = run("-i", folder, "show", "b", "--cite")
    assert ran.code == 0 and ran.out.startswith("“=SUM(1) a port 北京市 port end.”, Oslo, 1987-03-01. id b, text ")
    told = json.loads(run("-i", folder, "show", "b", "--cite", "--json").out)
    assert told["schema"] == "searchkit.citation/1" and len(told["text_hash"]) == 16
    assert run("-i", folder, "show", "zzz", "--cite").code != 0
