"""The writer lock: one writer at a time, and a message that says who holds it.

The lock is the operating system's lock on an open file, so it never outlives its process, however that ends.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from typing import Final

from whoosh.util.filelock import FileLock

from searchkit.errors import IndexLocked, IndexUnwritable

LOCK_NAME: Final = "searchkit-write.lock"
HOLDER_NAME: Final = "searchkit-write.holder"


class WriterLock:
    """Held from construction until :meth:`release`. Raises IndexLocked, naming the holder, or IndexUnwritable."""

    def __init__(self, folder: Path) -> None:
        self._holder = folder / HOLDER_NAME
        self._lock = FileLock(str(folder / LOCK_NAME))
        try:
            held = self._lock.acquire(blocking=False)
        except OSError as error:
            raise IndexUnwritable(f"cannot lock {folder}: {error.strerror}") from error
        if not held:
            raise IndexLocked(
                f"{folder} is being written to by {_describe(self._holder)}",
                hint="wait for it to finish, or stop it; searching goes on meanwhile",
            )
        try:
            self._holder.write_text(
                json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%F %T")})
            )
        except OSError as error:
            self._lock.release()
            raise IndexUnwritable(f"cannot write to {folder}: {error.strerror}") from error

    def release(self) -> None:
        """Let the next writer in."""
        self._holder.unlink(missing_ok=True)
        self._lock.release()


def _describe(holder: Path) -> str:
    try:
        record = json.loads(holder.read_text())
        return f"process {int(record['pid'])} on {record['host']} since {record['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
