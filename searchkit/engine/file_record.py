"""What a manifest says of a file: its size and its checksum."""

from __future__ import annotations

import zlib

from searchkit.base.record import record
from searchkit.base.regular_file import open_file
from searchkit.base.typing_names import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@record
class FileRecord:
    """Size in bytes and CRC-32 of one file of a commit."""

    size: int
    crc32: int

    @classmethod
    def of(cls, data: bytes) -> FileRecord:
        """The record of a file with this content."""
        return cls(len(data), zlib.crc32(data))


def checksum_file(path: Path) -> FileRecord:
    """Size in bytes and CRC-32 of a regular file on disk. Raises OSError."""
    size = crc = 0
    with open(open_file(path), "rb") as stream:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
    return FileRecord(size, crc)
