"""Power failures and refusing disks: the last durable commit or a newer one, always."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from article_fields import article_fields
from kept_files import needed_files
from simulated_disk import SimulatedFolder, put

import searchkit
from command import environment
from searchkit._native import Query
from searchkit.archive.layout import ArchiveLayout, description
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import IndexUnwritable


def article(identity: str) -> dict[str, object]:
    return article_fields(identity, title=f"talks {identity}", body=f"words of {identity}")


def held(folder: Path) -> tuple[str, ...]:
    """The ids that an index holds; everything of it is read."""
    snapshot = Snapshot(Store.open(folder, ArchiveLayout))
    try:
        assert [problem for segment, _ in snapshot.commit.leaves for problem in segment.verify()] == []
        found = [t.term for t in snapshot.terms("id") if snapshot.search(Query.term("id", t.term.encode())).total]
        assert snapshot.search(Query.term("title", b"talk")).total == len(found) == len(snapshot)
        return tuple(found)
    finally:
        snapshot.close()


# What each commit adds and deletes.
COMMITS: list[tuple[list[str], list[str]]] = [
    (["a", "b"], []),
    (["c"], ["a"]),
    (["d", "b"], []),
    ([], ["c", "d"]),
    ([f"n{n}" for n in range(5)], ["b"]),
    (["z"], []),
]


def run_commits(store: Store, folder_io: SimulatedFolder, commits: list[tuple[list[str], list[str]]]) -> None:
    ids: set[str] = set()
    with Writer(store, ["id"], folder=folder_io, threads=1) as writer:
        for added, deleted in commits:
            ids = (ids | set(added)) - set(deleted)
            for identity in deleted:
                writer.delete("id", identity)
            for identity in added:
                writer.add(article(identity))
            folder_io.begin(tuple(sorted(ids)))
            writer.commit()
            folder_io.done()
        folder_io.begin(tuple(sorted(ids)))
        writer.optimize()
        folder_io.done()


def test_after_a_power_failure_at_any_moment_a_durable_commit_or_a_newer_one_is_there(tmp_path: Path) -> None:
    folder_io = SimulatedFolder(tmp_path / "index")
    folder_io.begin(())
    store = Store.create(tmp_path / "index", description(), ArchiveLayout(), folder_io)
    folder_io.done()
    run_commits(store, folder_io, COMMITS)
    states = 0
    for moment, state, allowed in folder_io.crashes():
        if not any("manifest" in name for name in state):
            assert moment < 8, "the index vanished"
            continue
        left = put(state, tmp_path / "left")
        try:
            found = held(left)
        except searchkit.IndexMissing:
            assert () in allowed
            continue
        assert found in allowed, f"{found} at operation {moment}, where {allowed} are right"
        states += 1
        if states % 25 == 0:  # and the next writer can go on from there
            with Writer(Store.open(left, ArchiveLayout), ["id"], threads=1) as writer:
                writer.add(article("later"))
                writer.commit()
            assert set(held(left)) == {*found, "later"}
    assert states > 300


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_any_one_operation_loses_nothing(tmp_path: Path, code: int) -> None:
    operations = 0
    while True:
        operations += 1
        folder = tmp_path / f"index{operations}"
        store = Store.create(folder, description(), ArchiveLayout())
        folder_io = SimulatedFolder(folder)
        with Writer(store, ["id"], folder=folder_io, threads=1) as writer:
            writer.add(article("a"))
            writer.add(article("b"))
            writer.commit()
            folder_io.fail(operations, code, lasting=code == errno.ENOSPC)
            try:
                writer.delete("id", "a")
                writer.add(article("c"))
                writer.commit()
                allowed = [("b", "c")]
            except IndexUnwritable as error:
                allowed = [("a", "b")]
                if "may hold" in error.message:  # neither putting it in place nor taking it back was possible
                    allowed.append(("b", "c"))
            folder_io.work_again()
        found = held(folder)
        assert found in allowed, f"at operation {operations}"
        with Writer(store, ["id"], threads=1) as writer:
            writer.add(article("d"))
            writer.commit()
        assert held(folder) == tuple(sorted({*found, "d"}))
        if allowed == [("b", "c")] and operations > 25:
            break


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_refuses_any_one_operation_makes_an_empty_index_or_none(tmp_path: Path, code: int) -> None:
    refused = 0
    while True:
        folder = tmp_path / f"index{refused}"
        folder.mkdir()
        door = SimulatedFolder(folder)
        door.fail(refused + 1, code, lasting=code == errno.ENOSPC)
        try:
            Store.create(folder, description(), ArchiveLayout(), door)
            break
        except IndexUnwritable as error:
            unsure = "may hold" in error.message
        refused += 1
        try:
            assert held(folder) == ()
            assert unsure, f"at operation {refused}"
        except searchkit.IndexMissing:
            Store.create(folder, description(), ArchiveLayout())  # nothing of it is in the way
        assert held(folder) == ()
    assert refused > 5
    assert held(folder) == ()


_CHILD = """
import searchkit, sys
index = searchkit.open(sys.argv[1])
while True:
    number = len(index)
    index.add([{"id": f"{number + n:06d}", "body": f"talks of {number + n}"} for n in range(3)], extract=False)
    print(len(index), flush=True)
"""


def test_killed_at_any_moment_nothing_that_was_committed_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    searchkit.create(folder).close()
    pick = random.Random(1)
    durable = 0
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(folder)], stdout=subprocess.PIPE, text=True, env=environment()
        )
        assert child.stdout is not None
        durable = int(child.stdout.readline())  # it has begun
        try:
            child.wait(timeout=pick.random() * 0.4)
        except subprocess.TimeoutExpired:
            os.kill(child.pid, signal.SIGKILL)
        told = child.stdout.read().split()
        child.stdout.close()
        child.wait()
        durable = max([durable, *map(int, told)])
        with searchkit.open(folder) as index:
            assert len(index) in (durable, durable + 3)
            assert index.search("talks", limit=None).total == len(index)
    with searchkit.open(folder) as index:
        index.add([{"id": "last", "body": "the end"}])
        index.delete("last")
    assert {path.name for path in folder.iterdir()} == needed_files(folder) | {"searchkit-write.lock"}
