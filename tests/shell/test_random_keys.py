"""Whatever is typed: no traceback, no raw control character on the terminal, and a way out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from random_keys import archive, drawn_keys, faults_of_classic, faults_of_full_view

import searchkit
import tools.soak  # noqa: F401  # it finds the modules of tests/support
from searchkit.index import Index


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)
    archive(tmp_path / "i")
    with searchkit.open(tmp_path / "i") as index:
        yield index


@pytest.mark.parametrize("seed", range(2))
def test_a_thousand_keys_in_the_full_view(hostile: Index, seed: int) -> None:
    assert faults_of_full_view(hostile, drawn_keys(seed, 500), only_ascii=bool(seed)) == []


def test_a_thousand_keys_in_the_classic_shell(hostile: Index) -> None:
    assert faults_of_classic(hostile, drawn_keys(3, 1000)) == []
    assert os.listdir(".")


@pytest.mark.parametrize(
    "keys",
    [
        ["oil\u202e-x", "\r", "/", "\x15", "oi"],  # suggested in grey
        ["oil", "\r", "\t", ":find x\u202e-\r"],
        ["oil", "\x12", "o\u202e-x"],
    ],
    ids=["suggested", "sought", "looked for"],
)
def test_signs_that_turn_a_line_round_are_not_drawn(hostile: Index, keys: list[str]) -> None:
    assert faults_of_full_view(hostile, keys) == []
    assert faults_of_classic(hostile, keys) == []
