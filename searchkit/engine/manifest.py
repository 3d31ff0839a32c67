"""The manifest: which files, segments and schema one commit of an index consists of.

One JSON object in ``searchkit-manifest.json``, replaced by a rename as the last step of every commit, so that an index
is always exactly one commit. Every file of the commit is named with its size and CRC-32; the manifest carries a CRC-32
of itself. Nothing in the folder that the manifest does not name is part of the index.

    {"format": "searchkit-index", "version": 1, "engine": "whoosh", "revision": 7, "schema": {...},
     "segments": [{"id", "documents", "deleted": [n, ...], "lengths": {field: words}}],
     "files": {name: {"size", "crc32"}}, "crc32": "..."}
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from searchkit.errors import IndexDamaged, IndexIncompatible, IndexMissing

MANIFEST_NAME: Final = "searchkit-manifest.json"
FORMAT_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and CRC-32 of one file of a commit."""

    size: int
    crc32: int


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """One immutable segment: its number of documents, which of them are deleted, and the words in each field."""

    id: str
    documents: int
    deleted: frozenset[int]
    lengths: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One commit of an index. ``revision`` counts commits from 0 (just created)."""

    revision: int
    schema: Mapping[str, Any]
    segments: tuple[SegmentRecord, ...] = ()
    files: Mapping[str, FileRecord] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Put this commit in the place of the one before it, durably. Raises OSError."""
        body = {
            "format": "searchkit-index",
            "version": FORMAT_VERSION,
            "engine": "whoosh",
            "revision": self.revision,
            "schema": dict(self.schema),
            "segments": [
                {
                    "id": segment.id,
                    "documents": segment.documents,
                    "deleted": sorted(segment.deleted),
                    "lengths": dict(segment.lengths),
                }
                for segment in self.segments
            ],
            "files": {name: {"size": f.size, "crc32": f.crc32} for name, f in sorted(self.files.items())},
        }
        text = json.dumps({**body, "crc32": _checksum(body)}, ensure_ascii=False, indent=1)
        temporary = folder / (MANIFEST_NAME + ".new")
        with open(temporary, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, folder / MANIFEST_NAME)
        sync_folder(folder)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The commit that ``folder`` holds. Raises IndexMissing, IndexDamaged or IndexIncompatible."""
        path = folder / MANIFEST_NAME
        try:
            raw = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise IndexMissing(
                f"no index in {folder}",
                hint="make one with: searchkit index PATH... (or name another folder with -i)",
            ) from None
        except OSError as error:
            raise IndexDamaged(f"cannot read {path}: {error.strerror}") from error
        try:
            body = json.loads(raw)
            stored = body.pop("crc32")
            if body["format"] != "searchkit-index":
                raise ValueError("not a searchkit manifest")
            if body["version"] != FORMAT_VERSION:
                raise IndexIncompatible(
                    f"{path} has format version {body['version']}; this searchkit reads version {FORMAT_VERSION}",
                    hint="use the searchkit that wrote it, or index the sources again into another folder",
                )
            if stored != _checksum(body):
                raise ValueError("its checksum does not match")
            return cls(
                revision=int(body["revision"]),
                schema=dict(body["schema"]),
                segments=tuple(
                    SegmentRecord(
                        id=_file_name(segment["id"]),
                        documents=int(segment["documents"]),
                        deleted=frozenset(int(n) for n in segment["deleted"]),
                        lengths={str(k): int(v) for k, v in segment["lengths"].items()},
                    )
                    for segment in body["segments"]
                ),
                files={
                    _file_name(name): FileRecord(int(f["size"]), int(f["crc32"])) for name, f in body["files"].items()
                },
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise IndexDamaged(
                f"{path} is damaged: {error}", hint="restore it from a copy, or index the sources again"
            ) from error


def checksum_file(path: Path) -> FileRecord:
    """Size and CRC-32 of a file as it stands on disk."""
    size = crc = 0
    with open(path, "rb") as stream:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
    return FileRecord(size, crc)


def sync_file(path: Path) -> None:
    """Force a file's content to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to the disk, where the system can."""
    if os.name == "nt":  # Windows has no handle on a folder to synchronise
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(body: Mapping[str, Any]) -> str:
    return f"{zlib.crc32(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()):08x}"


def _file_name(name: object) -> str:
    # A manifest is input like any other: it must not make a reader open files outside its folder.
    if not isinstance(name, str) or not name or name in (".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise ValueError(f"bad file name {name!r}")
    return name
