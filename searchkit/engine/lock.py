"""The writer lock: one writer at a time, and a message that says who holds it.

It is the operating system's lock on an open file, so it ends with its process, whatever happens. The file says who
holds the lock. It is never deleted: else a second process could lock a new file of the same name.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from io import FileIO

from searchkit.base.light_contextlib import suppress
from searchkit.base.light_json import dumps, loads
from searchkit.base.process import in_forked_children
from searchkit.base.regular_file import NotAFile, make_file
from searchkit.base.typing_names import TYPE_CHECKING, Final
from searchkit.errors import IndexLocked, IndexUnwritable

if TYPE_CHECKING:
    from pathlib import Path
    from weakref import WeakSet

LOCK_NAME: Final = "searchkit-write.lock"
# What a holder writes into it begins like this.
_BEGIN: Final = b'{"pid": '

if sys.platform == "win32":
    import msvcrt

    # Others cannot read a locked byte, so this one lies beyond the holder's description.
    _LOCKED_BYTE: Final = 1 << 30

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class WriterLock:
    """Held from construction until :meth:`release`. Raises IndexLocked with the holder, or IndexUnwritable."""

    def __init__(self, folder: Path) -> None:
        path = folder / LOCK_NAME
        self._process = os.getpid()
        # A file object closes itself where an interrupt comes before anyone could, and so lets the next writer in.
        self._file: FileIO | None = None
        try:
            self._file = file = FileIO(path, "r+", opener=_opened)
        except NotAFile as error:
            raise _not_ours(path, error.strerror or "it is not a file") from error
        except OSError as error:
            raise IndexUnwritable(f"cannot write to {folder}: {error.strerror}") from error
        try:
            _lock(file.fileno())
            if not _is_ours(file.fileno()):
                file.close()
                raise _not_ours(path, "it holds something else")
            import socket  # slow to load, and only writers need it

            record = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}
            _closed_in_forked_children(self)
            # A full disk: then the message is poorer, and the lock holds all the same.
            with suppress(OSError):
                _fill(file.fileno(), dumps(record).encode())
        except OSError as error:
            holder = _holder(file.fileno())
            file.close()
            if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
                raise IndexLocked(
                    f"{folder} is being written to by {holder}",
                    hint="wait for it to finish, or stop it; searching goes on meanwhile",
                ) from None
            raise IndexUnwritable(f"cannot lock {folder}: {error.strerror}") from error
        except BaseException:
            file.close()
            raise

    def close_in_a_child(self) -> None:
        """Close the file that this forked child shares with its parent. The parent's lock stays."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()

    def release(self) -> None:
        """Let the next writer in. In a forked child this does nothing: its parent holds the lock."""
        file, self._file = self._file, None
        if file is None or self._process != os.getpid():
            return
        try:
            with suppress(OSError):
                _fill(file.fileno(), b"")
        finally:
            # What was written is durable by now, and the lock ends with the process at the latest.
            with suppress(OSError):
                try:
                    # Closing is not enough where a process forked meanwhile holds the same open file.
                    _unlock(file.fileno())
                finally:
                    file.close()


# The locks that this process holds.
_held: WeakSet[WriterLock] | None = None


def _closed_in_forked_children(lock: WriterLock) -> None:
    """Have forked children close a lock's file. Else they would hold the lock when their parent is gone."""
    global _held
    if _held is None:
        from weakref import WeakSet  # only writers need it

        _held = WeakSet()
        in_forked_children(_close_all)
    _held.add(lock)


def _close_all() -> None:
    for lock in list(_held or ()):
        lock.close_in_a_child()


def _opened(path: str, flags: int) -> int:
    return make_file(path)


def _is_ours(descriptor: int) -> bool:
    """Whether a lock file holds nothing, or what a writer writes, perhaps torn. Else it must not be overwritten."""
    content = _content(descriptor).strip(b"\0")
    return content.startswith(_BEGIN) or _BEGIN.startswith(content)


def _not_ours(path: Path, why: str) -> IndexUnwritable:
    return IndexUnwritable(
        f"{path} is not a lock of searchkit: {why}; nothing was written", hint="move it away and try again"
    )


def _content(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    return os.read(descriptor, 4096)


def _fill(descriptor: int, content: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, content)


def _holder(descriptor: int) -> str:
    try:
        record = loads(_content(descriptor))
        return f"process {int(record['pid'])} on {record['host']} since {record['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
