"""What the benchmark of the shell waits for is what the shell shows. No times are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import report, shell
from benchmarks.place import Place


def test_each_measure_is_taken_and_shown(seed_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "TEXTS", ("border",))
    monkeypatch.setattr(shell, "NOTHING", ("bordrr",))
    for name in ("_RUNS", "_STOPS"):
        monkeypatch.setattr(shell, name, 1)
    (tmp_path / "results").mkdir()
    place = Place(tmp_path)
    told = shell.shell(place, [seed_index])
    lines = told.splitlines()
    assert "21 articles: median | 95th | slowest" in lines[2]
    rows = {line.split(" | ")[0].lstrip("| "): line for line in lines[4:]}
    assert list(rows) == list(shell.TARGETS)
    assert not [name for name, line in rows.items() if " - " in line and name != "], the next article"]
    assert {line.count("|") for line in lines[2:]} == {6}
    assert report.section(place, "shell") == told


def test_nothing_is_shown_that_was_not_measured(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    assert report.section(Place(tmp_path), "shell") == ""
