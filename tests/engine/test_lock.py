"""The writer lock, where Ctrl-C comes at the worst moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit.engine import lock
from searchkit.engine.lock import WriterLock
from searchkit.errors import IndexLocked


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
