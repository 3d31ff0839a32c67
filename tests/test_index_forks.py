"""Children of a process that has an open index: they read it without waiting, and change nothing of their parent's."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit
from command import environment
from searchkit.engine.repair import damages

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

# Only a hang takes so long, in seconds.
PATIENCE = 120
BEGIN = f"""
import os, select, sys, threading, time
import searchkit
from searchkit.errors import IndexLocked, SearchkitError, UsageError

folder = sys.argv[1]

def ended(child):
    "The exit code of a child; None if it hangs."
    until = time.monotonic() + {PATIENCE}
    while time.monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return None
"""


def python(program: str, *arguments: Path) -> str:
    """What a program prints."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", BEGIN + program, *map(str, arguments)],
        capture_output=True,
        env=environment(),
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with searchkit.create(tmp_path / "i") as index:
        for number in range(3):
            index.add([article(100 * number + n) for n in range(100)])
    return tmp_path / "i"


def article(number: int) -> dict[str, object]:
    body = " ".join(f"word{number * n % 997}" for n in range(300))
    body = f"PARIS - Talks of Ana Costa. {body}"
    return {"id": f"a{number}", "title": "Talks", "body": body, "people": ["Ana Costa"]}


def held(folder: Path) -> set[str]:
    assert damages(folder) == []
    with searchkit.open(folder) as index:
        return {hit.id for hit in index.search("*", limit=None)}


def test_a_child_reads_while_threads_of_its_parent_search(folder: Path) -> None:
    told = python(
        """
index = searchkit.open(folder)
going = True

def read():
    results = index.search("talks", facets=["person"], limit=None)
    for hit in results:
        assert len(hit.article.body) > 1000 and hit.id
    return results.total, results.facets["person"][0].count

def search():
    while going:
        read()

threads = [threading.Thread(target=search) for _ in range(4)]
for thread in threads:
    thread.start()
codes = []
for number in range(200):
    child = os.fork()
    if child == 0:
        assert read() == (300, 300)
        index.refresh()
        if number % 2:
            os._exit(0)
        sys.exit(0)
    codes.append(ended(child))
going = False
for thread in threads:
    thread.join()
print(codes.count(0), codes.count(None))
""",
        folder,
    )
    assert told == "200 0\n"


LEAVE = {
    "goes on": "pass",
    "leaves by an exit": "sys.exit(7)",
    "leaves by an error": "raise ZeroDivisionError",
    "ends there": "os._exit(7)",
}


@pytest.mark.parametrize("how", LEAVE)
def test_a_batch_is_its_parents_alone(folder: Path, how: str) -> None:
    told = python(
        f"""
index = searchkit.open(folder)
child = -1
try:
    with index.batch():
        index.add([{{"id": f"b{{n}}", "body": "Talks."}} for n in range(300)])
        child = os.fork()
        if child == 0:
            for change in (
                lambda: index.add([{{"id": "c", "body": "A child's."}}]),
                lambda: index.delete("a1"),
                lambda: index.delete_matching("id:a2"),
            ):
                try:
                    change()
                except UsageError as error:
                    assert "forked" in error.message, error
                else:
                    os._exit(3)
            assert index.search("*").total == 300
            {LEAVE[how]}
        else:
            assert ended(child) == {5 if how == "goes on" else 7 if "exit" in how or "ends" in how else 6}
            index.add([{{"id": "last", "body": "Talks."}}])
except UsageError:
    sys.exit(5)
except ZeroDivisionError:
    sys.exit(6)
print(index.search("*").total)
""",
        folder,
    )
    assert told == "601\n"
    assert {"last", "a1", "a2", "b299"} < held(folder) and "c" not in held(folder)


def test_a_child_holds_no_lock_when_its_parent_is_gone(folder: Path) -> None:
    python(
        """
index = searchkit.open(folder)
read, write = os.pipe()
parent = os.fork()
if parent == 0:
    with index.batch():
        child = os.fork()
        if child:
            os._exit(0)  # without a word to the lock
        with searchkit.open(folder) as own:
            time.sleep(0.05)
            own.add([{"id": "of the child", "body": "Talks."}])
        os._exit(os.write(write, b"added") - 5)
assert ended(parent) == 0
assert os.read(read, 5) == b"added"
with searchkit.open(folder) as own:
    own.add([{"id": "later", "body": "Talks."}])
""",
        folder,
    )
    assert {"of the child", "later"} < held(folder)


def test_a_child_that_comes_in_the_middle_of_files_forgets_them(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    for number in range(4):
        (tmp_path / "news" / f"{number}.txt").write_text(f"Talks of day {number} ended in Paris.")
    told = python(
        """
children = []
def on_progress(progress):
    if progress.files == 2 and not children:
        children.append(os.fork())

index = searchkit.open(folder)
try:
    report = index.add_files(sys.argv[2], on_progress=on_progress, commit_every=1)
except UsageError as error:
    assert children == [0] and "forked" in error.message
    sys.exit(4)
assert ended(children[0]) == 4
print(report.added, len(report.failed))
""",
        folder,
        tmp_path / "news",
    )
    assert told == "4 0\n"
    assert len(held(folder)) == 304
    with searchkit.open(folder) as index:
        assert index.add_files(tmp_path / "news").files_unchanged == 4


def _total(folder: Path) -> int:
    with searchkit.open(folder) as index:
        return index.search("talks").total


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_processes_of_multiprocessing_read(folder: Path) -> None:
    with searchkit.open(folder) as index, multiprocessing.get_context("fork").Pool(2) as pool:
        assert index.search("talks").total == 300
        assert pool.map(_total, [folder] * 6) == [300] * 6
