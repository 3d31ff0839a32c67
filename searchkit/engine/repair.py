"""Checking all bytes of an index, and going back from a damaged commit to the one before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from searchkit import _native
from searchkit.engine.folder import Folder
from searchkit.engine.lock import WriterLock
from searchkit.engine.manifest import MANIFEST_NAME, Manifest, checksum_file, kept_generations
from searchkit.errors import IndexDamaged, IndexUnwritable, SearchkitError, UsageError


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of an index that differs from what was committed, and what is wrong with it."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """What :func:`repair` did: the commit that it went back to, its new revision, and its number of documents."""

    generation: int
    revision: int
    documents: int


def damages(folder: Path, generation: int | None = None) -> list[Damage]:
    """All damage in the latest commit, or in a kept ``generation``. Reads every file. Raises IndexMissing."""
    try:
        manifest = Manifest.read(folder, generation)
    except IndexDamaged as error:
        return [Damage(MANIFEST_NAME, error.message)]
    found: list[Damage] = []
    for name, record in sorted(manifest.files.items()):
        try:
            there = checksum_file(folder / name)
        except OSError as error:
            found.append(Damage(name, f"cannot be read: {error.strerror}"))
            continue
        if there.size != record.size:
            found.append(Damage(name, f"has {there.size} bytes where {record.size} were committed"))
        elif there.crc32 != record.crc32:
            found.append(Damage(name, "is not what was committed: its checksum does not match"))
    whole = {*manifest.files} - {damage.file for damage in found}
    for segment in manifest.segments:
        found.extend(Damage(segment.file, what) for what in _inside(folder / segment.file))
        if segment.deletes in whole and segment.deletes is not None:
            try:
                _native.Deletes.from_bytes((folder / segment.deletes).read_bytes(), segment.deletes)
            except (_native.Damaged, _native.Incompatible) as error:
                found.append(Damage(segment.deletes, str(error)))
    return found


def repair(folder: Path) -> Repaired:
    """Go back to the commit before, if the latest is damaged and the one before is whole.

    Raises UsageError if nothing is damaged, IndexDamaged if no kept commit is whole, IndexLocked or IndexUnwritable.
    """
    lock = WriterLock(folder)
    try:
        if not damages(folder):
            raise UsageError(f"nothing in {folder} is damaged", hint="searchkit verify reads every byte of it")
        for generation in reversed(kept_generations(folder)):
            try:
                before = Manifest.read(folder, generation)
            except SearchkitError:
                continue
            if damages(folder, generation):
                continue
            restored = before.restore(Folder(folder))
            return Repaired(generation, restored.revision, sum(s.documents - s.deleted for s in restored.segments))
        raise IndexDamaged(
            f"{folder} is damaged, and no commit before is whole", hint="index the sources again into another folder"
        )
    except OSError as error:
        raise IndexUnwritable(f"cannot repair {folder}: {error.strerror or error}") from error
    finally:
        lock.release()


def _inside(path: Path) -> list[str]:
    """What the segment finds wrong in itself."""
    try:
        return _native.Segment.open(str(path)).verify()
    except (_native.Damaged, _native.Incompatible) as error:
        return [str(error)]
    except OSError:  # reported before
        return []
    except _native.InternalError as error:
        return [f"{path.name} makes no sense: {error}"]
