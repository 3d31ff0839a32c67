"""An index that is read into memory needs no file: it may be cut off, or go away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import Term

import searchkit
from command import environment
from command import searchkit as run
from searchkit import engine

# In a process of its own: where files are mapped, the system ends it.
CUT_OFF = """
import sys
from pathlib import Path
import searchkit

folder, in_memory = Path(sys.argv[1]), sys.argv[2] == "memory"
with searchkit.open(folder, in_memory=in_memory) as index:
    for path in folder.glob("segment-*.data"):
        with open(path, "r+b") as file:
            file.truncate(100)
    found = index.search("strike place:Genoa", facets=["place"], sort="newest")
    print(found.total, [hit.article.title for hit in found], dict(found.facets), found.timeline("year").steps[0].date)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with searchkit.create(tmp_path / "index") as index:
        index.add(
            [{"id": str(n), "title": f"Strike {n}", "place": "Genoa", "date": f"20{n:02}-05-01"} for n in range(9)]
        )
    return tmp_path / "index"


def cut_off(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CUT_OFF, folder, how],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        timeout=60,
        check=False,
    )


@pytest.mark.damages
def test_an_index_in_memory_outlives_its_files(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    held = cut_off(folder, "memory")
    assert held.returncode == 0, held.stderr
    assert held.stdout.startswith("9 ['Strike 8',") and held.stdout.endswith("count=9)]} 2000\n"), held.stdout
    mapped = cut_off(tmp_path / "copy", "map")
    assert mapped.returncode != 0, "of a mapped file, what was cut off is gone"


@pytest.mark.damages
def test_a_refresh_reads_into_memory_again(folder: Path) -> None:
    with searchkit.open(folder, in_memory=True) as index, searchkit.open(folder) as other:
        other.add([{"id": "new", "title": "Strike again", "place": "Genoa"}])
        assert index.refresh()
        for path in folder.glob("segment-*.data"):
            path.write_bytes(b"")
        assert index.search("strike").total == 10
        found = index.get("new")
        assert found is not None and found.title == "Strike again"


@pytest.mark.damages
def test_whoosh_indexes_are_read_into_memory(tmp_path: Path) -> None:
    schema = Schema(path=ID(stored=True), content=TEXT)
    with engine.create_in(tmp_path, schema).writer() as writer:
        writer.add_document(path="a", content="a border post")
    with engine.open_dir(tmp_path, in_memory=True).searcher() as searcher:
        for path in tmp_path.glob("segment-*.data"):
            path.write_bytes(b"")
        assert [hit["path"] for hit in searcher.search(Term("content", "border"))] == ["a"]


@pytest.mark.parametrize(
    "command",
    [
        ["search", "strike", "--ids"],
        ["facets", "--by", "place"],
        ["timeline", "--by", "year"],
        ["show", "3", "--json"],
        ["status", "--json"],
    ],
)
def test_verbs_that_read_take_the_option_and_say_the_same(folder: Path, command: list[str]) -> None:
    plain = run(command[0], "-i", folder, *command[1:])
    held = run(command[0], "-i", folder, "--in-memory", *command[1:])
    assert (plain.code, held.code) == (0, 0)
    assert plain.out == held.out
