"""The register of sources, without an index around it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from searchkit.archive.register import REGISTER_NAME, Register, SourceState
from searchkit.errors import IndexDamaged


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each connection that is made, whether it was closed."""
    closed: list[bool] = []

    class Watched(sqlite3.Connection):
        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            self.number = len(closed)
            closed.append(False)

        def close(self) -> None:
            super().close()
            closed[self.number] = True

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **options: connect(*given, factory=Watched, **options))
    return closed


def test_a_missing_register_is_an_empty_one_to_readers(tmp_path: Path, connections: list[bool]) -> None:
    register = Register(tmp_path, readonly=True)
    assert (len(register), register.known(), register.problems(), register.source("a")) == (0, [], [], None)
    assert not register.has_failed("a")
    register.close()
    assert list(tmp_path.iterdir()) == []
    assert connections == [True] * len(connections)


def test_what_was_committed_is_kept(tmp_path: Path, connections: list[bool]) -> None:
    state = SourceState("a.txt", 3, 5, "digest", 7, 1)
    register = Register(tmp_path)
    register.set_source(state)
    register.commit()
    register.forget("a.txt")
    register.close()
    reader = Register(tmp_path, readonly=True)
    assert (reader.known(), reader.source("a.txt")) == (["a.txt"], state)
    reader.close()
    assert connections == [True, True]


@pytest.mark.parametrize("readonly", [True, False])
def test_damage_names_the_file_and_leaves_nothing_open(tmp_path: Path, connections: list[bool], readonly: bool) -> None:
    (tmp_path / REGISTER_NAME).write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexDamaged, match=REGISTER_NAME):
        register = Register(tmp_path, readonly=readonly)
        try:
            len(register)
        finally:
            register.close()
    assert connections == [True]
