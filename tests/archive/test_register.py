"""The register of sources, without an index around it."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from searchkit.archive.register import REGISTER_NAME, Register, SourceState
from searchkit.base.problem import Problem
from searchkit.errors import IndexDamaged, IndexUnwritable


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


def test_its_mode_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o002)
    try:
        register = Register(tmp_path)
        register.commit()
        register.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / REGISTER_NAME).stat().st_mode) == 0o664


@pytest.mark.parametrize("there", [True, False])
def test_a_writer_never_goes_through_a_link(tmp_path: Path, there: bool) -> None:
    folder, other = tmp_path / "i", tmp_path / "other.sqlite"
    folder.mkdir()
    if there:
        other.write_bytes(b"")
    (folder / REGISTER_NAME).symlink_to(other)
    with pytest.raises(IndexUnwritable, match="it is a link"):
        Register(folder)
    assert other.exists() == there
    assert not there or other.read_bytes() == b""


@pytest.mark.parametrize("name", [REGISTER_NAME, f"{REGISTER_NAME}-journal"])
@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_named_at_once(tmp_path: Path, name: str, readonly: bool, make: Any) -> None:
    Register(tmp_path).close()
    (tmp_path / name).unlink(missing_ok=True)
    make(tmp_path / name)
    with pytest.raises((IndexDamaged, IndexUnwritable), match=f"{name} cannot be used") as caught:
        len(Register(tmp_path, readonly=readonly))
    assert "move it away" in caught.value.hint


def test_a_register_that_was_only_just_made_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / REGISTER_NAME).write_bytes(b"")
    register = Register(tmp_path, readonly=True)
    assert len(register) == 0
    register.close()


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize("value", ["x'ff'", "cast(x'ff' as text)", "x'61'", "1.5", "null"])
@pytest.mark.parametrize(
    "column", ["source.size", "source.digest", "source.key", "problem.message", "problem.key", "longer.key"]
)
def test_a_value_of_a_wrong_type_is_damage(tmp_path: Path, column: str, value: str, readonly: bool) -> None:
    table, _, name = column.partition(".")
    if (name, value) == ("digest", "1.5"):
        pytest.skip("a column of text makes a text of a number")
    register = Register(tmp_path)
    register.set_source(SourceState("a", 1, 2, "d", 3, 4))
    register.set_problems("b", [Problem("b", None, None, "code", "message", "", "failed")])
    register.set_longer("1~2a", "1", "b")
    register.commit()
    register.close()
    database = sqlite3.connect(tmp_path / REGISTER_NAME)
    try:
        tables = database.execute("select name, sql from sqlite_master where type = 'table'").fetchall()
        for each, sql in tables:  # a damaged file keeps no rules
            database.execute(f"alter table {each} rename to old")
            database.execute(
                sql.replace("not null", "").replace("primary key", "").replace(" text", "").replace(" integer", "")
            )
            database.execute(f"insert into {each} select * from old")
            database.execute("drop table old")
        database.execute(f"update {table} set {name} = {value}")
        database.commit()
    finally:
        database.close()
    register = Register(tmp_path, readonly=readonly)
    with pytest.raises(IndexDamaged, match=REGISTER_NAME):
        register.source("a")
        register.known()
        register.problems()
        if not readonly:
            register.forget_problems_under(".")
        pytest.fail(f"{column} = {value} was read")
    register.close()
