"""The writer lock, where Ctrl-C comes at the worst moment, or something else has its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from searchkit.engine import lock
from searchkit.engine.lock import LOCK_NAME, WriterLock
from searchkit.errors import IndexLocked, IndexUnwritable


@pytest.mark.parametrize("at", ["taking", "releasing"])
def test_an_interrupt_never_leaves_the_folder_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    held = WriterLock(tmp_path) if at == "releasing" else None
    with monkeypatch.context() as patch:
        patch.setattr(lock, "_fill", interrupted)
        with pytest.raises(KeyboardInterrupt):
            held.release() if held is not None else WriterLock(tmp_path)
    WriterLock(tmp_path).release()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_lock_that_nobody_holds_any_more_is_no_lock(tmp_path: Path) -> None:
    held = WriterLock(tmp_path)
    with pytest.raises(IndexLocked):
        WriterLock(tmp_path)
    del held
    WriterLock(tmp_path).release()


@pytest.mark.parametrize("kind", ["link", "dangling link", "second name", "pipe", "folder"])
def test_a_lock_never_overwrites_what_is_not_a_lock(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "i"
    folder.mkdir()
    place, letters = folder / LOCK_NAME, tmp_path / "letters.txt"
    if kind != "dangling link":
        letters.write_text("Dear Ada")
    if "link" in kind:
        place.symlink_to(letters)
    elif kind == "second name":
        os.link(letters, place)
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    with pytest.raises(IndexUnwritable, match=LOCK_NAME) as caught:
        WriterLock(folder)
    assert "move it away" in caught.value.hint
    assert letters.exists() == (kind != "dangling link")
    assert kind == "dangling link" or letters.read_text() == "Dear Ada"


@pytest.mark.parametrize("left", [b"", b'{"pid": 1, "host": "a", "since": "b"}', b'{"pi', bytes(40)])
def test_a_lock_that_a_crash_left_is_taken(tmp_path: Path, left: bytes) -> None:
    (tmp_path / LOCK_NAME).write_bytes(left)
    WriterLock(tmp_path).release()
