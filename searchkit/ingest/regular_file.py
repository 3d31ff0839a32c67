"""The bytes of a regular file. Everything else in a file system may wait for ever or never end, and is not read."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from searchkit.base.problem import Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "Check",
    "Stopped",
    "digest_of",
    "is_gone",
    "is_same_file",
    "is_special",
    "open_regular",
    "proceed",
    "size_of",
]

# Asked again and again while bytes are read. It raises Stopped to end the reading.
Check = Callable[[], None]

# How far a file may grow beyond its size while it is read. Some files of a system claim no size and never end.
_GROWTH: Final = 64 << 20
_BUFFER: Final = 1 << 17
# Where a system shows its state as files. They claim to be regular files of no size.
_STATE_FOLDERS: Final = ("/proc", "/sys", "/sys/kernel/debug", "/sys/kernel/tracing")


class Stopped(BaseException):
    """The caller asked the reading to stop. Readers that catch every Exception let it pass."""


def proceed() -> None:
    """The check that never stops."""


def is_special(status: os.stat_result) -> bool:
    """Whether a path is a pipe, a socket, a device, or state of the system shown as a file. Folders are not."""
    if stat.S_ISDIR(status.st_mode):
        return False
    return not stat.S_ISREG(status.st_mode) or (not status.st_size and status.st_dev in _state_devices())


@cache
def _state_devices() -> frozenset[int]:
    root = os.stat(os.sep).st_dev
    found: set[int] = set()
    for folder in _STATE_FOLDERS:
        try:
            found.add(os.stat(folder).st_dev)
        except OSError:
            continue
    return frozenset(found - {root})


def open_regular(path: str | Path, check: Check = proceed) -> BinaryIO:
    """The bytes of a regular file, with ``check`` asked at every read.

    Raises OSError, and Unreadable: ``special_file``, or ``too_large`` for a file that gives far more bytes than its
    size.
    """
    return cast(BinaryIO, io.BufferedReader(_Regular(path, check), _BUFFER))


def digest_of(path: str | Path, check: Check = proceed) -> str:
    """A checksum of a file's bytes. Raises what :func:`open_regular` raises."""
    digest = blake2b(digest_size=16)
    with open_regular(path, check) as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file. What is gone meanwhile is told elsewhere."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return True


def size_of(path: Path) -> int:
    """The bytes of a file. 0 if it cannot be asked."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def is_gone(path: str) -> bool:
    """Whether there is no such file. One that cannot be reached may be there."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _opened(path: str, flags: int) -> int:
    # A path may become a pipe after it was looked at. Opening and reading one would wait.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class _Regular(io.RawIOBase):
    def __init__(self, path: str | Path, check: Check) -> None:
        self._file = open(path, "rb", buffering=0, opener=_opened)  # noqa: SIM115
        status = os.fstat(self._file.fileno())
        if is_special(status):
            self._file.close()
            raise Unreadable("special_file", "not a regular file")
        self._most = status.st_size + max(status.st_size, _GROWTH)
        self._at = 0
        self._check = check

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self._check()
        count = cast("int | None", self._file.readinto(buffer))
        if count is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        self._at += count
        if self._at > self._most:
            raise Unreadable("too_large", "it gives more bytes than its size, without an end", hint="copy it first")
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._at = self._file.seek(offset, whence)
        return self._at

    def close(self) -> None:
        # Python also closes an object whose file could not be opened.
        file: io.FileIO | None = getattr(self, "_file", None)
        if file is not None and not self.closed:
            file.close()
        super().close()
