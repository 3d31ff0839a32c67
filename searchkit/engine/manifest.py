"""The manifest: which files, segments and schema one commit of an index consists of.

One JSON object in ``searchkit-manifest.json``, replaced by a rename as the last step of every commit, so that an index
is always exactly one commit. Every file of the commit is named with its size and CRC-32; the manifest carries a CRC-32
of itself. Nothing in the folder that no manifest names is part of the index.

    {"format": "searchkit-index", "version": 1, "engine": "native", "revision": 7, "schema": {...},
     "segments": [{"id", "file", "documents", "deleted", "deletes"}],
     "files": {name: {"size", "crc32"}}, "crc32": "..."}

The commit before stays as ``searchkit-manifest-<revision>.json`` with its files, for the day that a disk fails. It is
opened only when asked for: a manifest that is named is whole, so a damaged one is damage, never a reason to guess.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from searchkit.engine.folder import Folder
from searchkit.errors import IndexDamaged, IndexIncompatible, IndexMissing

MANIFEST_NAME: Final = "searchkit-manifest.json"
FORMAT_VERSION: Final = 1
SEGMENT_PREFIX: Final = "segment-"
DELETES_PREFIX: Final = "deletes-"
_NEW: Final = MANIFEST_NAME + ".new"
_BEFORE: Final = re.compile(r"searchkit-manifest-(\d{1,18})\.json")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and CRC-32 of one file of a commit."""

    size: int
    crc32: int

    @classmethod
    def of(cls, data: bytes) -> FileRecord:
        """The record of a file with this content."""
        return cls(len(data), zlib.crc32(data))


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """One immutable segment: its file, its documents, how many of them are deleted, and the file that tells which."""

    id: str
    file: str
    documents: int
    deleted: int
    deletes: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One commit of an index. ``revision`` counts commits from 0 (just created)."""

    revision: int
    schema: Mapping[str, Any]
    segments: tuple[SegmentRecord, ...] = ()
    files: Mapping[str, FileRecord] = field(default_factory=dict)

    def commit(self, folder: Folder, *, keep_before: bool = True) -> None:
        """Put this commit in the place of the one before it, durably. Raises OSError.

        The files that it names are on the disk already. The commit before is kept under its own name first; without
        ``keep_before`` (a merge changes no document, and what it wrote was read again) none is.
        """
        text = self._text()
        folder.write(_NEW, text)
        folder.sync(_NEW)
        if keep_before and MANIFEST_NAME in folder.names():
            before = folder.read(MANIFEST_NAME)
            name = generation_name(_revision_in(before, self.revision - 1))
            folder.write(name, before)
            folder.sync(name)
        folder.sync_folder()
        folder.rename(_NEW, MANIFEST_NAME)
        folder.sync_folder()

    def _text(self) -> bytes:
        body = {
            "format": "searchkit-index",
            "version": FORMAT_VERSION,
            "engine": "native",
            "revision": self.revision,
            "schema": dict(self.schema),
            "segments": [
                {
                    "id": segment.id,
                    "file": segment.file,
                    "documents": segment.documents,
                    "deleted": segment.deleted,
                    "deletes": segment.deletes,
                }
                for segment in self.segments
            ],
            "files": {name: {"size": f.size, "crc32": f.crc32} for name, f in sorted(self.files.items())},
        }
        return json.dumps({**body, "crc32": _checksum(body)}, ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, folder: Path, generation: int | None = None) -> Manifest:
        """The commit that ``folder`` holds, or the one of an earlier revision that is kept.

        Raises IndexMissing, IndexDamaged or IndexIncompatible.
        """
        path = folder / MANIFEST_NAME
        if generation is not None:
            try:
                current = cls.read(folder)
            except (IndexDamaged, IndexIncompatible):
                current = None
            if current is not None and current.revision == generation:
                return current
            path = folder / generation_name(generation)
        try:
            raw = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            if generation is not None:
                kept = ", ".join(str(n) for n in generations(folder)) or "none"
                raise IndexMissing(
                    f"{folder} keeps no generation {generation}", hint=f"earlier generations that it keeps: {kept}"
                ) from None
            raise IndexMissing(
                f"no index in {folder}",
                hint="make one with: searchkit index PATH... (or name another folder with -i)",
            ) from None
        except OSError as error:
            raise IndexDamaged(f"cannot read {path}: {error.strerror}") from error
        return cls._parsed(raw, path)

    @classmethod
    def _parsed(cls, raw: bytes, path: Path) -> Manifest:
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
            if body["engine"] != "native":
                raise IndexIncompatible(
                    f"{path} is of an index that an earlier searchkit wrote (engine {body['engine']!r})",
                    hint="index the sources again into another folder",
                )
            manifest = cls(
                revision=int(body["revision"]),
                schema=dict(body["schema"]),
                segments=tuple(_segment(segment) for segment in body["segments"]),
                files={
                    _file_name(name): FileRecord(int(f["size"]), int(f["crc32"])) for name, f in body["files"].items()
                },
            )
            for segment in manifest.segments:
                if segment.file not in manifest.files or (segment.deletes or segment.file) not in manifest.files:
                    raise ValueError(f"it names no file of segment {segment.id}")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise IndexDamaged(
                f"{path} is damaged: {error}",
                hint="searchkit repair goes back to the commit before; or index the sources again",
            ) from error
        return manifest


def generation_name(revision: int) -> str:
    """The name of the manifest of an earlier commit."""
    return f"searchkit-manifest-{revision}.json"


def generations(folder: Path) -> list[int]:
    """The revisions of the earlier commits that are kept, in order."""
    try:
        found = [_BEFORE.fullmatch(entry.name) for entry in folder.iterdir()]
    except OSError:
        return []
    return sorted(int(match.group(1)) for match in found if match)


def sweep(folder: Folder) -> None:
    """Remove what no kept commit names: files of dropped segments, and the orphans of a crash. Raises OSError.

    Only the writer may: files of its next commit are orphans until then. A current manifest that cannot be read
    protects everything.
    """
    try:
        current = Manifest.read(folder.path)
    except (IndexDamaged, IndexIncompatible, IndexMissing):
        return
    named = {MANIFEST_NAME, *current.files}
    earlier = [revision for revision in generations(folder.path) if revision < current.revision]
    if earlier:
        try:
            before = Manifest.read(folder.path, earlier[-1])
        except (IndexDamaged, IndexIncompatible, IndexMissing):
            before = None
        # After a merge, which keeps none, the commit before is of no use without its files.
        if before is not None and all(_has(folder, name) for name in before.files) and _is_next(before, current):
            named |= {generation_name(earlier[-1]), *before.files}
    for name in folder.names():
        if name not in named and _is_of_index(name):
            folder.remove(name)


def _is_next(before: Manifest, current: Manifest) -> bool:
    return before.revision == current.revision - 1


def _has(folder: Folder, name: str) -> bool:
    return (folder.path / name).exists()


def _is_of_index(name: str) -> bool:
    return name.startswith((SEGMENT_PREFIX, DELETES_PREFIX)) or name == _NEW or _BEFORE.fullmatch(name) is not None


def damaged_files(folder: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The files of a commit that are not what was committed, with what is wrong, from reading each whole."""
    for name, record in sorted(manifest.files.items()):
        try:
            size = crc = 0
            with open(folder / name, "rb") as stream:
                while chunk := stream.read(1 << 20):
                    size += len(chunk)
                    crc = zlib.crc32(chunk, crc)
        except OSError as error:
            yield name, f"it cannot be read: {error.strerror}"
            continue
        if size != record.size:
            yield name, f"it is {size} bytes long, not {record.size}"
        elif crc != record.crc32:
            yield name, "its checksum does not match"


def check_sizes(folder: Path, manifest: Manifest) -> None:
    """Whether every file of a commit is there, as long as it was. Raises IndexDamaged."""
    for name, record in manifest.files.items():
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise IndexDamaged(
                f"{folder / name} is damaged: {error.strerror}",
                hint="searchkit verify tells what is damaged, searchkit repair goes back to the commit before",
            ) from error
        if size != record.size:
            raise IndexDamaged(
                f"{folder / name} is damaged: it is {size} bytes long, not {record.size}",
                hint="searchkit verify tells what is damaged, searchkit repair goes back to the commit before",
            )


def _segment(segment: Mapping[str, Any]) -> SegmentRecord:
    deletes = segment["deletes"]
    return SegmentRecord(
        id=_file_name(segment["id"]),
        file=_file_name(segment["file"]),
        documents=int(segment["documents"]),
        deleted=int(segment["deleted"]),
        deletes=None if deletes is None else _file_name(deletes),
    )


def _revision_in(raw: bytes, otherwise: int) -> int:
    try:
        return int(json.loads(raw)["revision"])
    except (ValueError, KeyError, TypeError):
        return otherwise


def _checksum(body: Mapping[str, Any]) -> str:
    return f"{zlib.crc32(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()):08x}"


def _file_name(name: object) -> str:
    # A manifest is input like any other: it must not make a reader open files outside its folder.
    if not isinstance(name, str) or not name or name in (".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise ValueError(f"bad file name {name!r}")
    return name
