"""Going back from a damaged commit: only for real damage, and nothing is deleted."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import searchkit as command
from searchkit.engine.folder import Folder
from searchkit.engine.manifest import MANIFEST_NAME, Manifest, kept_name
from searchkit.engine.repair import damages, repair
from searchkit.engine.store import is_index
from searchkit.errors import IndexIncompatible, IndexProblem, IndexUnreadable, IndexUnwritable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of two commits. The latest has a segment and a deletes file of its own."""
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "first talks"}, {"id": "b", "body": "more talks"}])
        with index.batch():
            index.add([{"id": "c", "body": "second talks"}])
            index.delete("a")
    return tmp_path / "i"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.stat().st_size}


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def own(folder: Path, ending: str) -> Path:
    """The file of the latest commit alone that ends like this."""
    latest = Manifest.read(folder)
    before = Manifest.read(folder, latest.before)
    (name,) = (name for name in latest.files.keys() - before.files.keys() if name.endswith(ending))
    return folder / name


def refuse(monkeypatch: pytest.MonkeyPatch, victim: str, code: int) -> None:
    """The system refuses to open one file for reading."""
    opened = os.open

    def refusing(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).name == victim and flags & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(code, os.strerror(code), str(path))
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", refusing)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ESTALE])
@pytest.mark.parametrize("which", ["manifest", ".data", ".deletes"])
def test_a_file_that_cannot_be_read_is_no_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, which: str
) -> None:
    victim = MANIFEST_NAME if which == "manifest" else own(folder, which).name
    before = contents(folder)
    with monkeypatch.context() as patch:
        refuse(patch, victim, code)
        with pytest.raises(IndexUnreadable, match=victim) as caught:
            repair(folder)
        assert os.strerror(code) in caught.value.message
        assert caught.value.exit_code == 3
        assert "permissions" in caught.value.hint
        assert [damage.file for damage in damages(folder)] == [victim]
    assert contents(folder) == before
    assert damages(folder) == []


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.EMFILE])
@pytest.mark.parametrize("which", ["manifest", ".deletes"])
def test_a_search_or_a_change_that_cannot_read_a_file_does_not_speak_of_repair(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, which: str
) -> None:
    victim = MANIFEST_NAME if which == "manifest" else own(folder, which).name
    with searchkit.open(folder) as index, monkeypatch.context() as patch:
        refuse(patch, victim, code)
        for use in (lambda: searchkit.open(folder), lambda: index.delete("b")):
            with pytest.raises(IndexUnreadable, match=victim) as caught:
                use()
            assert "repair" not in caught.value.message + caught.value.hint
    assert damages(folder) == []


@pytest.mark.damages
def test_the_commit_before_is_not_called_damaged_if_it_cannot_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Manifest.read(folder).before
    assert kept is not None
    flip(own(folder, ".data"))
    for victim in (kept_name(kept), Manifest.read(folder, kept).segments[0].file):
        before = contents(folder)
        with monkeypatch.context() as patch:
            refuse(patch, victim, errno.EIO)
            with pytest.raises(IndexUnreadable, match=victim):
                repair(folder)
        assert contents(folder) == before


@pytest.mark.damages
def test_a_segment_that_a_later_version_wrote_is_no_damage(folder: Path) -> None:
    victim = own(folder, ".data")
    content = bytearray(victim.read_bytes())
    content[12:16] = (99).to_bytes(4, "little")
    victim.write_bytes(content)
    manifest = Manifest.read(folder)
    files = {**manifest.files, victim.name: type(manifest.files[victim.name]).of(bytes(content))}
    later = Manifest(manifest.revision, manifest.schema, manifest.segments, files, manifest.before)
    (folder / MANIFEST_NAME).write_bytes(later.encoded())
    before = contents(folder)
    with pytest.raises(IndexIncompatible, match=victim.name):
        repair(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("which", ["manifest", "lost manifest", ".data", ".deletes", "pipe", "folder"])
def test_what_is_left_out_is_set_aside(folder: Path, which: str) -> None:
    (folder / "aliases.txt").write_text("# mine")
    place = own(folder, ".data")
    if which == "lost manifest":
        (folder / MANIFEST_NAME).unlink()
    elif which in ("pipe", "folder"):
        place.unlink()
        os.mkfifo(place) if which == "pipe" else place.mkdir()
    else:
        flip(folder / MANIFEST_NAME if which == "manifest" else own(folder, which))
    before = contents(folder)
    kept_files = [name for name in before if name.startswith("searchkit-manifest-")]
    done = repair(folder)
    aside = folder / done.set_aside
    assert done.set_aside == f"searchkit-set-aside-{done.revision}"
    after = {**contents(folder), **contents(aside)}
    for name, content in before.items():
        if name == MANIFEST_NAME:
            assert (aside / name).read_bytes() == content
        elif name not in kept_files:  # which is the commit in place now
            assert after[name] == content, name
    if which in ("pipe", "folder"):
        assert (aside / place.name).exists()
    assert is_index(folder)
    assert damages(folder) == []
    left = contents(aside)
    with searchkit.open(folder) as index:
        assert (len(index), index.find("a").body) == (2, "first talks")
        for number in range(3):
            index.add([{"id": str(number), "body": "talks after it"}])
    assert contents(aside) == left
    assert damages(folder) == []


def test_two_repairs_have_two_folders_and_the_register_goes_with_its_commit(folder: Path, tmp_path: Path) -> None:
    register = folder / "searchkit-sources.sqlite"
    (folder / "searchkit-sources.sqlite.mine").write_text("a copy")
    names: list[str] = []
    for number in range(2):
        text = tmp_path / f"{number}.txt"
        text.write_text(f"Title: Ferries\n\nA ferry number {number} sank.\n")
        assert command("index", text, "-i", folder).code == 0
        read = register.read_bytes()
        flip(folder / MANIFEST_NAME)
        ran = command("repair", "-i", folder)
        assert ran.code == 0, ran.err
        (name,) = {path.name for path in folder.glob("searchkit-set-aside-*")} - set(names)
        names.append(name)
        assert str(folder / name) in ran.out
        assert (folder / name / register.name).read_bytes() == read
        assert not register.exists()
    assert (folder / "searchkit-sources.sqlite.mine").read_text() == "a copy"


@pytest.mark.damages
def test_a_repair_that_fails_at_any_step_loses_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(own(folder, ".data"))
    whole = contents(folder)
    steps = fail_at = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == fail_at:
            raise OSError(errno.EIO, "no")

    def stepping(real: Callable[..., None]) -> Callable[..., None]:
        def stepped(folder: Folder, *given: Any) -> None:
            step()
            real(folder, *given)

        return stepped

    while fail_at <= steps:
        fail_at, steps = fail_at + 1, 0
        copy = tmp_path / f"copy{fail_at}"
        copy.mkdir()
        for name, content in whole.items():
            (copy / name).write_bytes(content)
        with monkeypatch.context() as patch, contextlib.suppress(IndexUnwritable):
            for name in ("write", "sync", "rename", "sync_folder", "make_folder"):
                real = getattr(Folder, name)
                patch.setattr(Folder, name, stepping(real))
            repair(copy)
        if damages(copy):
            repair(copy)
        with searchkit.open(copy) as index:
            assert len(index) == 2
            index.delete("b")  # a writer sweeps
        everything = [path.read_bytes() for path in copy.rglob("*") if path.is_file()]
        for name, content in whole.items():
            assert name.startswith("searchkit-manifest-") or content in everything, (fail_at, name)
    assert fail_at > 8


def test_an_error_of_reading_has_the_exit_code_of_index_problems() -> None:
    assert issubclass(IndexUnreadable, IndexProblem)
    assert IndexUnreadable.code == "index_unreadable"
