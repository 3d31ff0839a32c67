"""The writer lock: one writer at a time, and a message that says who holds it.

The lock is the operating system's lock on an open file, so it never outlives its process, however that ends. The file
itself is never removed: two writers would otherwise hold locks on two files of one name.
"""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from typing import Final

from searchkit.errors import IndexLocked, IndexUnwritable

LOCK_NAME: Final = "searchkit-write.lock"
HOLDER_NAME: Final = "searchkit-write.holder"


class WriterLock:
    """Held from construction until :meth:`release`. Raises IndexLocked, naming the holder, or IndexUnwritable."""

    def __init__(self, folder: Path) -> None:
        self._holder = folder / HOLDER_NAME
        try:
            self._file: int | None = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | _CLOEXEC, 0o644)
        except OSError as error:
            raise IndexUnwritable(f"cannot lock {folder}: {error.strerror}") from error
        if not _try_lock(self._file):
            os.close(self._file)
            raise IndexLocked(
                f"{folder} is being written to by {_describe(self._holder)}",
                hint="wait for it to finish, or stop it; searching goes on meanwhile",
            )
        try:
            self._holder.write_text(
                json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%F %T")})
            )
        except OSError as error:
            self.release()
            raise IndexUnwritable(f"cannot write to {folder}: {error.strerror}") from error

    def release(self) -> None:
        """Let the next writer in."""
        if self._file is not None:
            self._holder.unlink(missing_ok=True)
            os.close(self._file)  # which gives the lock away
            self._file = None


_CLOEXEC: Final = getattr(os, "O_CLOEXEC", 0)

if os.name == "nt":
    import msvcrt

    def _try_lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _describe(holder: Path) -> str:
    try:
        record = json.loads(holder.read_text())
        return f"process {int(record['pid'])} on {record['host']} since {record['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
