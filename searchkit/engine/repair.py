"""Checking all bytes of an index, and going back from a damaged commit to an earlier one that is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from searchkit import _native
from searchkit.base.regular_file import NotAFile, check_file, read_file
from searchkit.engine.file_record import checksum_file
from searchkit.engine.folder import Folder
from searchkit.engine.lock import WriterLock
from searchkit.engine.manifest import MANIFEST_NAME, NOT_READ_HINT, Manifest, kept_generations, kept_name
from searchkit.engine.native_errors import native_errors_as_ours
from searchkit.errors import IndexDamaged, IndexUnreadable, IndexUnwritable, SearchkitError, UsageError


@dataclass(frozen=True, slots=True)
class Damage:
    """A file of an index that differs from what was committed, and what is wrong with it."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class NotRead(Damage):
    """A file that the operating system refused to read. Nobody knows whether it is damaged."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What :func:`repair` did: the commit that it went back to, its new revision, and its number of documents.

    ``set_aside`` is the folder, inside the index folder, that now holds what that commit does not use.
    """

    generation: int
    revision: int
    documents: int
    set_aside: str


def damages(folder: Path, generation: int | None = None) -> list[Damage]:
    """All damage in the latest commit, or in a kept ``generation``. Reads every file.

    A file that could not be read is a NotRead. Raises IndexMissing, or IndexIncompatible if a file that is as it was
    committed has an unknown format.
    """
    try:
        manifest = Manifest.read(folder, generation)
    except IndexDamaged as error:
        return [Damage(MANIFEST_NAME, error.message)]
    except IndexUnreadable as error:
        return [NotRead(MANIFEST_NAME if generation is None else kept_name(generation), error.message)]
    found: list[Damage] = []
    absent: set[str] = set()
    for name, record in sorted(manifest.files.items()):
        try:
            there = checksum_file(folder / name)
        except OSError as error:
            found.append(_not_read(name, error))
            absent.add(name)
            continue
        if there.size != record.size:
            found.append(Damage(name, f"has {there.size} bytes where {record.size} were committed"))
        elif there.crc32 != record.crc32:
            found.append(Damage(name, "is not what was committed: its checksum does not match"))
    whole = {*manifest.files} - {damage.file for damage in found}
    for segment in manifest.segments:
        if segment.file not in absent:
            found.extend(_inside(folder / segment.file, segment.file in whole))
        if segment.deletes in whole and segment.deletes is not None:
            found.extend(_inside_deletes(folder / segment.deletes))
    return found


def repair(folder: Path, others: Sequence[str] = ()) -> Repaired:
    """Go back to the newest kept commit that is whole, if the latest is damaged.

    Commits that are older still stay kept. What none of them uses is set aside, in a folder inside: nothing is deleted.
    ``others`` are names of more files that belong to the latest commit. A file that cannot be read is no damage: then
    nothing is changed.

    Raises UsageError if nothing is damaged, IndexDamaged if no kept commit is whole, IndexUnreadable,
    IndexIncompatible, IndexLocked or IndexUnwritable.
    """
    lock = WriterLock(folder)
    try:
        found = damages(folder)
        if not found:
            raise UsageError(f"nothing in {folder} is damaged", hint="searchkit verify reads every byte of it")
        _refuse_not_read(folder, found)
        damaged = {damage.file for damage in found}
        for generation in reversed(kept_generations(folder)):
            try:
                before = Manifest.read(folder, generation)
                if not damaged.isdisjoint(before.files):
                    continue
                found = damages(folder, generation)
            except IndexUnreadable as error:
                found = [NotRead(kept_name(generation), error.message)]
            except SearchkitError:
                continue
            _refuse_not_read(folder, found)  # an older one would be a worse choice
            if found:
                damaged |= {damage.file for damage in found}
                continue
            restored, aside = before.restore(Folder(folder), others)
            return Repaired(generation, restored.revision, restored.live, aside)
        raise IndexDamaged(
            f"{folder} is damaged, and no commit before is whole", hint="index the sources again into another folder"
        )
    except OSError as error:
        raise IndexUnwritable(f"cannot repair {folder}: {error.strerror or error}") from error
    finally:
        lock.release()


def _refuse_not_read(folder: Path, found: Sequence[Damage]) -> None:
    for each in found:
        if isinstance(each, NotRead):
            raise IndexUnreadable(f"cannot repair {folder}: {each.file}: {each.what}", hint=NOT_READ_HINT)


def _not_read(name: str, error: OSError) -> Damage:
    """What to say of a file that could not be read. Only one that is not there is damage."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Damage(name, "is missing")
    kind = Damage if isinstance(error, NotAFile) else NotRead
    return kind(name, f"cannot be read: {error.strerror or error}")


def _inside(path: Path, whole: bool) -> list[Damage]:
    """What the segment finds wrong in itself. ``whole``: its checksum is right."""
    try:
        check_file(path)
        return [Damage(path.name, what) for what in _native.Segment.open(str(path)).verify()]
    except _native.OutOfResources:
        with native_errors_as_ours():
            raise
    except _native.Incompatible as error:
        if whole:  # then a later version wrote it
            with native_errors_as_ours():
                raise
        return [Damage(path.name, str(error))]
    except _native.Damaged as error:
        return [Damage(path.name, str(error))]
    except OSError as error:
        return [_not_read(path.name, error)]
    except _native.InternalError as error:
        return [Damage(path.name, f"{path.name} makes no sense: {error}")]


def _inside_deletes(path: Path) -> list[Damage]:
    """What is wrong in a file of deletes whose checksum is right."""
    try:
        with native_errors_as_ours():
            _native.Deletes.from_bytes(read_file(path), path.name)
    except IndexDamaged as error:
        return [Damage(path.name, error.message)]
    except OSError as error:
        return [_not_read(path.name, error)]
    return []
