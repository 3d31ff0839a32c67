"""The lines typed earlier, kept for each index. Only their owner can read them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory


def history_path(index_folder: Path) -> Path:
    """The file of an index's history, under XDG_STATE_HOME."""
    given = os.environ.get("XDG_STATE_HOME", "")
    state = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "state"
    digest = blake2b(os.fsencode(os.path.realpath(index_folder)), digest_size=8).hexdigest()
    return state / "searchkit" / f"history-{digest}"


def open_history(index_folder: Path) -> History:
    """The history of an index. If its file cannot be written, it lasts for this session only."""
    try:
        path = history_path(index_folder)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
    except (OSError, RuntimeError):  # RuntimeError: no home folder
        return InMemoryHistory()
    return PatientHistory(str(path))


class PatientHistory(FileHistory):
    """A history file. If reading or writing fails, the history goes on in memory."""

    def load_history_strings(self) -> Iterable[str]:
        with contextlib.suppress(OSError):
            return list(super().load_history_strings())
        return []

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError, UnicodeError):
            super().store_string(string)
