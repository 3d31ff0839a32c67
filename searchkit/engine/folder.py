"""Changes of an index folder: every change on disk goes through one object, so that a test can record or fail it.

The content of a file is durable after :meth:`Folder.sync`. Names, renames and removals are durable after
:meth:`Folder.sync_folder`. All methods raise OSError.
"""

from __future__ import annotations

import errno
import os

from searchkit.base.light_contextlib import suppress
from searchkit.base.regular_file import check_file, read_file
from searchkit.base.typing_names import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Folder:
    """One index folder. Files are given by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # A failed fsync may have lost the content, and a second fsync would report success.
        self._lost: set[str] = set()

    def names(self) -> list[str]:
        """The names in the folder, in order."""
        return sorted(os.listdir(self.path))

    def read(self, name: str) -> bytes:
        """A file's content."""
        return read_file(self.path / name)

    def holds(self, name: str, data: bytes) -> bool:
        """Whether there is a file with exactly this content."""
        try:
            return self.read(name) == data
        except FileNotFoundError:
            return False

    def is_file(self, name: str) -> bool:
        """Whether ``name`` is a regular file. A link is none."""
        try:
            return check_file(self.path / name, follow=False)
        except OSError:
            return False

    def make_folder(self, name: str) -> None:
        """Make a folder inside. Raises FileExistsError if the name is taken."""
        os.mkdir(self.path / name)

    def write(self, name: str, data: bytes) -> None:
        """Create a new file. If it fails, there is no file."""
        with open(self.path / name, "xb") as stream:
            self._lost.discard(name)
            try:
                stream.write(data)
                stream.flush()
            except BaseException:
                with suppress(OSError):
                    os.unlink(self.path / name)
                raise

    def written(self, name: str) -> None:
        """Call this after native code has created the file ``name``."""
        self._lost.discard(name)

    def sync(self, name: str) -> None:
        """Force a file's content to the disk. After a failure it always fails: write the file again."""
        if name in self._lost:
            raise OSError(errno.EIO, "an earlier attempt to write it to the disk failed", str(self.path / name))
        try:
            self._sync_file(self.path / name)
        except BaseException:
            self._lost.add(name)
            raise

    def rename(self, old: str, new: str) -> None:
        """Rename a file, and replace a file of the new name."""
        os.replace(self.path / old, self.path / new)
        if old in self._lost:
            self._lost.add(new)
        else:
            self._lost.discard(new)
        self._lost.discard(old)

    def sync_folder(self, inside: str = "") -> None:
        """Force the entries of the folder, or of one ``inside`` it, to the disk, if the system can."""
        if os.name == "nt":  # Windows has no handle on a folder to synchronise
            return
        descriptor = os.open(self.path / inside, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # this file system cannot
                raise
        finally:
            os.close(descriptor)

    def remove(self, name: str) -> None:
        """Remove a file."""
        os.unlink(self.path / name)
        self._lost.discard(name)

    def _sync_file(self, path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
