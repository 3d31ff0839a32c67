"""What else lies in an index folder: the user's files stay, and what is no file is named at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import searchkit
from command import environment
from searchkit.engine.manifest import MANIFEST_NAME, Manifest, kept_name
from searchkit.errors import IndexUnwritable

USERS = [
    "segment-notes.txt",
    "segment-dead.data",
    "segment-0000000000000000.data.bak",
    "segment-0000000000000000-x.deletes",
    "segment-ABCDEF0123456789.data",
    "segment-a0000000000000000.data",
    "beside-me.jpg",
    "beside-lists-mine.json",
    "beside-lists-0000.json",
    "searchkit-manifest.json.new.txt",
    "searchkit-manifest-007.json",
    "searchkit-set-aside-3",
]
OURS = [
    "segment-0000000000000000.data",
    "segment-0000000000000000-12.deletes",
    f"beside-lists-{'0' * 24}.json",
    "searchkit-manifest.json.new",
    "searchkit-manifest-900.json",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index with deletes and lists, both in the latest commit and in the one before, which is all that it keeps."""
    searchkit.create(tmp_path / "i").close()
    searchkit.choose_to_keep(tmp_path / "i", hours=0)
    with searchkit.open(tmp_path / "i") as index:
        index.use_lists({"boards": ["Border Board"]})
        index.add([{"id": str(n), "body": f"talks of the Border Board {n}"} for n in range(9)])
        index.delete("1")
        index.delete("2")
    return tmp_path / "i"


def test_a_writer_sweeps_only_files_that_are_named_exactly_as_ours(folder: Path) -> None:
    for name in (*USERS, *OURS):
        (folder / name).write_text(f"of {name}")
    with searchkit.open(folder) as index:
        index.add([{"id": "n", "body": "more"}])
        index.delete("n")
    for name in USERS:
        assert (folder / name).read_text() == f"of {name}"
    assert not [name for name in OURS if (folder / name).exists()]


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe"])
def test_a_writer_sweeps_no_links_and_nothing_that_is_no_file(folder: Path, tmp_path: Path, kind: str) -> None:
    letters = tmp_path / "letters.txt"
    letters.write_text("Dear Ada")
    names = [name for name in OURS if name != "searchkit-manifest.json.new"]
    for name in names:
        put(folder / name, kind, letters)
    with searchkit.open(folder) as index:
        index.add([{"id": "n", "body": "more"}])
    assert all(os.path.lexists(folder / name) for name in names)
    assert letters.read_text() == "Dear Ada"


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe"])
@pytest.mark.parametrize("place", ["new", "kept"])
def test_what_stands_in_the_place_of_a_new_manifest_is_named_and_left(
    folder: Path, tmp_path: Path, kind: str, place: str
) -> None:
    letters = tmp_path / "letters.txt"
    letters.write_text("Dear Ada")
    name = f"{MANIFEST_NAME}.new" if place == "new" else kept_name(Manifest.read(folder).revision)
    put(folder / name, kind, letters)
    with searchkit.open(folder) as index:
        with pytest.raises(IndexUnwritable, match=name) as caught:
            index.add([{"id": "n", "body": "more"}])
        assert "move it away" in caught.value.hint
        assert os.path.lexists(folder / name)
        assert letters.read_text() == "Dear Ada"
        (folder / name).rmdir() if kind == "folder" else (folder / name).unlink()
        index.add([{"id": "n", "body": "more"}])
        assert index.find("n").body == "more"


@pytest.mark.parametrize("kind", ["link", "dangling link", "folder", "pipe"])
@pytest.mark.parametrize("place", ["lists", "deletes"])
def test_what_stands_in_the_place_of_another_new_file_is_named_and_left(
    folder: Path, tmp_path: Path, kind: str, place: str
) -> None:
    letters = tmp_path / "letters.txt"
    letters.write_text("Dear Ada")
    with searchkit.open(folder) as index:
        (lists,) = (path.name for path in folder.glob("beside-lists-*"))
        index.use_lists(drop=["boards"])
        index.add([{"id": "n", "body": "more"}])
        assert not (folder / lists).exists()
        latest = Manifest.read(folder)
        segment = max(latest.segments, key=lambda each: each.documents).id
        name = lists if place == "lists" else f"segment-{segment}-{latest.revision + 1}.deletes"
        put(folder / name, kind, letters)
        with pytest.raises(IndexUnwritable, match=name) as caught:
            index.delete("3") if place == "deletes" else index.use_lists({"boards": ["Border Board"]})
        assert "move it away" in caught.value.hint
        assert os.path.lexists(folder / name)
        assert letters.read_text() == "Dear Ada"
        assert Manifest.read(folder).revision == latest.revision


def put(place: Path, kind: str, letters: Path) -> None:
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(letters if kind == "link" else letters.with_name("nowhere"))


def _of_suffix(suffix: str) -> Callable[[Path], str]:
    return lambda folder: next(name for name in sorted(Manifest.read(folder).files) if name.endswith(suffix))


PLACES: dict[str, Callable[[Path], str]] = {
    "manifest": lambda folder: MANIFEST_NAME,
    "segment": _of_suffix(".data"),
    "deletes": _of_suffix(".deletes"),
    "lists": _of_suffix(".json"),
    "kept manifest": lambda folder: kept_name(Manifest.read(folder).before or 0),
}
KINDS: dict[str, Callable[[Path], object]] = {
    "pipe": os.mkfifo,
    "folder": os.mkdir,
    "device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.damages
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", PLACES)
def test_no_verb_waits_for_what_is_no_file(folder: Path, tmp_path: Path, place: str, kind: str) -> None:
    name = PLACES[place](folder)
    (tmp_path / "a.txt").write_text("Title: A\n\nMore talks.\n")
    generation = str(Manifest.read(folder).before)
    (folder / name).unlink()
    KINDS[kind](folder / name)
    if place == "kept manifest":
        told = run("search", "talks", "--generation", generation, "-i", folder)
        assert told.returncode == 3 and name in told.stderr
        assert run("index", tmp_path / "a.txt", "-i", folder).returncode == 0
        return
    for verb in (["search", "talks"], ["verify"], ["status"], ["index", str(tmp_path / "a.txt")], ["upgrade"]):
        told = run(*verb, "-i", folder)
        assert told.returncode == 3 and name in told.stderr + told.stdout, (verb, told.stderr)
        assert "Traceback" not in told.stderr
    assert os.path.lexists(folder / name)
    told = run("repair", "-i", folder)
    if place in ("manifest", "deletes"):  # of the latest commit alone
        assert told.returncode == 0, told.stderr
        (aside,) = folder.glob("searchkit-set-aside-*")
        assert os.path.lexists(aside / name)
        assert run("verify", "-i", folder).returncode == 0
    else:
        assert told.returncode == 3 and "no commit before is whole" in told.stderr


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "searchkit", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
