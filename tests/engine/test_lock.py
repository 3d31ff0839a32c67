"""The writer lock, where Ctrl-C comes at the worst moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit.engine import lock
from searchkit.engine.lock import WriterLock


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
