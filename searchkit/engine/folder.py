"""The one door to an index folder: every change on disk is one call here, so that tests can record or fail each."""

from __future__ import annotations

import os
from pathlib import Path


class Folder:
    """The files of one index folder. Everything raises OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """The names of all entries."""
        return sorted(entry.name for entry in self.path.iterdir())

    def size(self, name: str) -> int:
        """Of a file, in bytes."""
        return (self.path / name).stat().st_size

    def read(self, name: str) -> bytes:
        """The content of a file."""
        return (self.path / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Make a file (or empty an existing one) and write to it, without forcing it to the disk."""
        (self.path / name).write_bytes(data)

    def written(self, name: str) -> None:
        """Native code has made and written a file, without forcing it to the disk."""

    def sync(self, name: str) -> None:
        """Force a file's content to the disk. After an error nothing may be assumed of it."""
        descriptor = os.open(self.path / name, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, in place of what had it, in one step."""
        os.replace(self.path / old, self.path / new)

    def sync_folder(self) -> None:
        """Force the folder's entries to the disk, where the system can."""
        if os.name == "nt":  # Windows has no handle on a folder to synchronise
            return
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, name: str) -> None:
        """Remove a file."""
        (self.path / name).unlink()
