"""Files of a folder that anyone may have changed: only a regular file is read, and nothing is made through a link.

A pipe in the place of a file would make its reader wait for ever. A device may never end.
"""

from __future__ import annotations

import errno
import os
import stat

from searchkit.base.light_contextlib import suppress
from searchkit.base.typing_names import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

# Windows has none of these; 0 there.
_NO_WAITING: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_PLAIN: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class NotAFile(OSError):
    """Something else stands in the place of a file: a folder, a pipe, a device, a socket or, in writing, a link."""

    def __init__(self, path: Path | str, kind: str) -> None:
        super().__init__(errno.EINVAL, f"it is {kind}, not a file", str(path))


class TooLarge(OSError):
    """A file is larger than it may be."""

    def __init__(self, path: Path | str, most: int) -> None:
        super().__init__(errno.EFBIG, f"it has more than {most >> 20} MiB", str(path))


def read_file(path: Path | str, most: int | None = None) -> bytes:
    """The content of a regular file; a link to one is followed. Raises OSError, also NotAFile, or TooLarge.

    ``most`` is the number of bytes that it may have.
    """
    descriptor = open_file(path)
    with open(descriptor, "rb") as stream:
        if most is None:
            return stream.read()
        content = stream.read(most + 1)
    if len(content) > most:
        raise TooLarge(path, most)
    return content


def open_file(path: Path | str) -> int:
    """A descriptor to read a regular file from; a link to one is followed. Raises OSError, also NotAFile."""
    return _checked(path, os.O_RDONLY, follow=True)


def make_file(path: Path | str) -> int:
    """A descriptor to read and change a regular file, which is made if it is missing. Links are not followed.

    Nothing is truncated. Its mode follows the umask. Raises OSError, also NotAFile.
    """
    return _checked(path, os.O_RDWR | os.O_CREAT | _NO_LINK, follow=False)


def check_file(path: Path | str, *, follow: bool = True) -> bool:
    """Whether there is a regular file. Raises NotAFile for anything else in its place, or OSError."""
    try:
        mode = os.stat(path, follow_symlinks=follow).st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(mode):
        raise NotAFile(path, _kind(mode))
    return True


def _checked(path: Path | str, flags: int, *, follow: bool) -> int:
    try:
        descriptor = os.open(path, flags | _NO_WAITING | _PLAIN, 0o666)
    except OSError:
        # Systems have several errors for a link, a folder or a socket. Its kind says more.
        with suppress(FileNotFoundError):
            check_file(path, follow=follow)
        raise
    try:
        if not follow:
            check_file(path, follow=False)  # where the system cannot refuse links
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NotAFile(path, _kind(mode))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link"
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
