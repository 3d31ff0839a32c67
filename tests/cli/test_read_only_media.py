"""An archive on a medium that cannot be written: every reading verb works, every writing verb says why it does not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import searchkit
from command import environment

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

READING = [
    ["search", "rail"],
    ["search", "rail", "--json", "--facet", "place"],
    ["search", "rail", "--generation", "1"],
    ["facets", "--by", "place"],
    ["timeline", "*"],
    ["status", "--json"],
    ["status"],
    ["generations"],
    ["verify"],
    ["show", "ID"],
    ["extract", str(SEEDS / "kyiv-grain-corridor.txt")],
    ["index", "--dry-run", str(SEEDS)],
    ["shell"],
]
WRITING = [
    ["index", str(SEEDS)],
    ["restore", "--generation", "1"],
    ["generations", "--keep-hours", "1"],
]
# Runs verbs one after another. For each it prints the exit code and what stands on stderr.
_VERBS = """
import contextlib, io, json, os, sys
from searchkit.cli.main import main
folder, verbs = sys.argv[1], json.loads(sys.argv[2])
if os.access(folder, os.W_OK):
    sys.exit(77)
told = []
for verb in verbs:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as errors:
        code = main([*verb, "-i", folder])
    told.append([code, errors.getvalue()])
print(json.dumps(told))
"""
# A writer of the register that dies after SQLite began to change pages of the file.
_DIES = """
import os, signal, sqlite3, sys
register = sqlite3.connect(sys.argv[1])
register.execute("pragma cache_size = 1")
register.execute("begin immediate")
register.execute("update source set articles = 77")
register.executemany(
    "insert into source (key, size, mtime_ns, digest, read_ns, articles) values (?, 0, 0, '', 0, 0)",
    ((f"half {number}" * 20,) for number in range(2000))
)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of two commits that were read from files."""
    folder = tmp_path / "medium" / "archive"
    with searchkit.create(folder) as index:
        index.add_files(sorted(SEEDS.glob("*.txt"))[:6])
        index.add([{"id": "ID", "title": "Rail", "body": "More talks on rail."}])
    return folder


@pytest.fixture(params=["mount", "folder", "folder and files"])
def medium(archive: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of the archive, on a medium that cannot be written in one of three ways."""
    yield from unwritable(archive, request.param)


@pytest.fixture(params=["mount", "folder"])
def torn(archive: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The same, with a register that a killed process left in the middle of a change."""
    register = archive / "searchkit-sources.sqlite"
    died = subprocess.run([sys.executable, "-c", _DIES, str(register)], env=environment(), check=False)
    assert died.returncode == -signal.SIGKILL
    assert register.with_name(f"{register.name}-journal").stat().st_size > 512
    yield from unwritable(archive, request.param)


def unwritable(archive: Path, how: str) -> Iterator[Path]:
    if how != "mount":
        files = [path for path in archive.iterdir() if how == "folder and files"]
        for path in (*files, archive):
            path.chmod(0o555 if path == archive else 0o444)
        yield archive
        archive.chmod(0o755)
        return
    place = archive.parents[1] / "mounted"
    place.mkdir()
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount")
    if subprocess.run(["mount", "-t", "tmpfs", "none", place], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        shutil.copytree(archive, place / "archive")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        yield place / "archive"
    finally:
        subprocess.run(["umount", place], check=True)


def ran(folder: Path, verbs: list[list[str]], lines: str = "") -> list[tuple[int, str]]:
    """The exit code and the errors of each verb, run by someone who must obey permissions."""
    obeying: list[str] = []
    if os.geteuid() == 0 and os.access(folder, os.W_OK):
        # Root may write everywhere unless it gives up this power. It stays the owner, which may read.
        if shutil.which("setpriv") is None:
            pytest.skip("root obeys no permissions, and cannot give up its powers here")
        obeying = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    done = subprocess.run(
        [*obeying, sys.executable, "-c", _VERBS, str(folder), json.dumps(verbs)],
        input=lines,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
    )
    if done.returncode in (1, 77) and not done.stdout and obeying:
        pytest.skip("root cannot give up its powers here")
    assert done.returncode == 0, done.stderr
    return [(code, errors) for code, errors in json.loads(done.stdout)]


def listing(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_every_reading_verb_works_and_writes_nothing(medium: Path) -> None:
    before = listing(medium)
    told = ran(medium, READING, "rail\n:facets place\n:status\n")
    assert [code for code, _ in told] == [0] * len(READING), told
    assert listing(medium) == before


def test_every_writing_verb_says_that_it_cannot(medium: Path) -> None:
    before = listing(medium)
    as_json = [[*verb, "--json"] for verb in WRITING[1:]]
    told = ran(medium, WRITING + as_json)
    for verb, (code, errors) in zip(WRITING + as_json, told, strict=True):
        assert code == 3, (verb, errors)
        assert "Read-only" in errors or "ermission denied" in errors or "readonly" in errors, (verb, errors)
        assert "Traceback" not in errors
    assert {json.loads(errors)["error"]["code"] for _, errors in told[len(WRITING) :]} == {"index_unwritable"}
    after = listing(medium)
    del before["searchkit-write.lock"], after["searchkit-write.lock"]  # its owner may lock it
    assert after == before


@pytest.mark.damages
def test_a_register_that_was_left_half_written_is_read_as_it_was_before(torn: Path) -> None:
    before = listing(torn)
    reading = [["status"], ["index", "--dry-run", str(SEEDS)]]
    assert [code for code, _ in ran(torn, reading)] == [0, 0]
    with searchkit.open(torn) as index:
        assert index.status().files == 6
    assert listing(torn) == before


def test_a_register_with_a_write_ahead_log_is_read(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "searchkit-sources.sqlite")) as register:
        register.execute("pragma journal_mode = wal")
    for folder in unwritable(archive, "folder"):
        before = listing(folder)
        assert [code for code, _ in ran(folder, [["status"]])] == [0]
        assert listing(folder) == before


def test_a_register_that_was_left_half_written_is_read_where_it_could_be_mended(archive: Path) -> None:
    register = archive / "searchkit-sources.sqlite"
    subprocess.run([sys.executable, "-c", _DIES, str(register)], env=environment(), check=False)
    with searchkit.open(archive) as index:
        assert index.status().files == 6
        report = index.add_files(sorted(SEEDS.glob("*.txt"))[:6])
        assert (report.files_read, report.files_unchanged) == (0, 6)
