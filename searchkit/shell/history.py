"""The lines typed earlier, kept for each index. Only their owner can read them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from searchkit.base.state_folder import open_private, state_folder


def history_path(index_folder: Path) -> Path:
    """The file of an index's history, under XDG_STATE_HOME."""
    digest = blake2b(os.fsencode(os.path.realpath(index_folder)), digest_size=8).hexdigest()
    return state_folder() / f"history-{digest}"


def open_history(index_folder: Path) -> History:
    """The history of an index. If its file cannot be written, it lasts for this session only."""
    try:
        path = history_path(index_folder)
        os.close(open_private(path))
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
