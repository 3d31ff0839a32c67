"""Where searchkit keeps what it remembers of a user, outside all indexes."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder() -> Path:
    """The folder, under XDG_STATE_HOME. It need not exist. Raises RuntimeError where the user has no home."""
    given = os.environ.get("XDG_STATE_HOME", "")
    state = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "state"
    return state / "searchkit"


def open_private(path: Path) -> int:
    """A descriptor to read a file there and to append to it. It is made if it is missing, for its owner alone.

    Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
