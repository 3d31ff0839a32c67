"""The files of one commit, opened all at once, and the files that a writer adds to them.

Every file that the manifest names is opened and checked (size and CRC-32) when the storage is made, and stays open:
a snapshot goes on reading its own commit after a later one has removed the files.
"""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path
from typing import Any, Final

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from searchkit.engine.manifest import FileRecord, Manifest
from searchkit.engine.plain_data import load_plain
from searchkit.errors import IndexDamaged

# Small files are read whole: a mapping would hold a file descriptor for each.
_MAP_FROM: Final = 1 << 18


class SegmentStorage(FileStorage):
    """Whoosh's view of an index folder at one commit. Raises IndexDamaged naming the file that is not as committed."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        super().__init__(str(folder))
        self.created: set[str] = set()
        self._contents: dict[str, bytes | mmap.mmap] = {}
        for name, record in manifest.files.items():
            self._contents[name] = _open_checked(folder / name, record)

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        self.created.add(name)
        return super().create_file(name, excl=excl, mode=mode, **kwargs)

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        content = self._contents.get(name)
        if content is None:  # of the segment that is being written
            content = Path(self._fpath(name)).read_bytes()
        return ContentFile(content, name)

    def file_exists(self, name: str) -> bool:
        return name in self._contents or super().file_exists(name)

    def file_length(self, name: str) -> int:
        content = self._contents.get(name)
        return len(content) if content is not None else super().file_length(name)

    def close(self) -> None:
        """Let go of every file."""
        for content in self._contents.values():
            if isinstance(content, mmap.mmap):
                content.close()
        self._contents.clear()


class ContentFile(StructFile):
    """A file's content with a read position of its own."""

    def __init__(self, content: bytes | mmap.mmap, name: str) -> None:
        super().__init__(_Cursor(content), name=name)
        self._content = content
        self.is_real = False

    def get(self, position: int, length: int) -> bytes:
        return self._content[position : position + length]

    def read_pickle(self) -> Any:
        return load_plain(self.file)

    def subset(self, offset: int, length: int, name: str | None = None) -> ContentFile:
        return ContentFile(self._content[offset : offset + length], name or str(self))


class _Cursor:
    __slots__ = ("_content", "_position")

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self._content = content
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        start = self._position
        end = len(self._content) if size < 0 else min(start + size, len(self._content))
        self._position = max(start, end)
        return self._content[start:end]

    def readline(self) -> bytes:
        newline = self._content.find(b"\n", self._position)
        return self.read(-1 if newline < 0 else newline + 1 - self._position)

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: len(self._content)}[whence]
        self._position = base + position
        return self._position

    def tell(self) -> int:
        return self._position


def _open_checked(path: Path, record: FileRecord) -> bytes | mmap.mmap:
    try:
        with open(path, "rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            content: bytes | mmap.mmap
            if size < _MAP_FROM:
                content = stream.read()
            else:
                content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        raise _damaged(path, "is missing") from None
    except OSError as error:
        raise _damaged(path, f"cannot be read: {error.strerror}") from error
    if size != record.size:
        raise _damaged(path, f"has {size} bytes where {record.size} were committed")
    if zlib.crc32(content) != record.crc32:
        raise _damaged(path, "is damaged: its checksum does not match")
    return content


def _damaged(path: Path, what: str) -> IndexDamaged:
    return IndexDamaged(f"{path} {what}", hint="restore it from a copy, or index the sources again into another folder")
