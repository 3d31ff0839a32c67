"""The generations of an index: what it keeps, going back to one of them, and choosing how much to keep."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.base.record import changed, record
from searchkit.engine.folder import Folder
from searchkit.engine.lock import WriterLock
from searchkit.engine.manifest import Manifest, recover
from searchkit.engine.repair import NotRead, damages
from searchkit.engine.retention import Keep
from searchkit.errors import IndexDamaged, IndexUnreadable, IndexUnwritable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@record
class Generation:
    """One commit of an index: the latest, or an earlier one that it keeps.

    ``time`` is when it was made, in seconds since 1970, or None if an earlier searchkit made it and did not say.
    ``documents`` are those that are not deleted. ``adds`` is the number of bytes that go when it goes, after those
    before it. It is 0 for the latest.
    """

    revision: int
    time: int | None
    documents: int
    adds: int
    is_latest: bool


@record
class Generations:
    """The generations of an index, the oldest first. The latest is the last. ``keep`` says how much is kept."""

    folder: Path
    all: tuple[Generation, ...]
    keep: Keep


@record
class Restored:
    """What :func:`restore` did: the generation that it went back to, and the new commit that holds it now.

    ``before`` is the generation that was the latest. It is kept, so that the restore can be undone. ``documents`` is
    the number of documents in the new commit.
    """

    folder: Path
    generation: int
    revision: int
    before: int
    documents: int


def generations(folder: Path) -> Generations:
    """What an index keeps. Only its latest manifest is read. Raises IndexMissing, IndexDamaged or IndexIncompatible."""
    manifest = Manifest.read(folder)
    earlier = [
        Generation(each.revision, each.time, each.documents, each.adds(manifest.files), is_latest=False)
        for each in manifest.entries(folder)
    ]
    latest = Generation(manifest.revision, manifest.time, manifest.live, 0, is_latest=True)
    return Generations(folder, (*earlier, latest), manifest.keep or Keep())


def restore(
    folder: Path,
    generation: int,
    before_commit: Callable[[], None] = lambda: None,
    door: Folder | None = None,
) -> Restored:
    """Make a kept generation the latest again, as a new commit. The commit that was the latest is kept.

    Every byte of the generation is checked first. No kept generation goes, whatever the index is to keep.
    ``before_commit`` is called just before the commit, while the index is locked. Tests may pass another ``door`` to
    the folder.

    Raises IndexMissing if the generation is not kept, UsageError if it is the latest. Raises IndexDamaged,
    IndexUnreadable, IndexIncompatible, IndexLocked or IndexUnwritable; then the index is as it was.
    """
    if not isinstance(generation, int):
        raise UsageError("a generation is the number of a commit")
    with _locked(folder):
        door = door or Folder(folder)
        latest = recover(door)
        chosen = Manifest.read(folder, generation)
        if chosen.revision == latest.revision:
            raise UsageError(
                f"generation {generation} is the latest commit already",
                hint="searchkit generations lists those that can be restored",
            )
        _check_whole(folder, generation)
        before_commit()
        new = changed(chosen, revision=latest.revision + 1, keep=latest.keep)
        done = new.commit(door, lets_go=False)
    return Restored(folder, generation, done.revision, latest.revision, done.live)


def choose_to_keep(folder: Path, hours: float | None = None, share: float | None = None) -> Generations:
    """Choose how long and how much an index keeps, from now on. None leaves a value as it is.

    ``hours`` is how long a generation stays after it was replaced. ``share`` is how much all of them may add, as a
    multiple of the index's own size. With 0, only the last is kept. This is a commit of the same documents, and what is
    too much goes at once. Raises UsageError for values below 0, IndexMissing, IndexLocked, IndexDamaged or
    IndexUnwritable.
    """
    for value in (hours, share):
        if value is not None and not (isinstance(value, (int, float)) and 0 <= value < float("inf")):
            raise UsageError("the hours and the share to keep are numbers, 0 or more")
    with _locked(folder):
        latest = recover(Folder(folder))
        earlier = latest.keep or Keep()
        keep = Keep(earlier.hours if hours is None else hours, earlier.share if share is None else share)
        changed(latest, revision=latest.revision + 1, keep=keep).commit(Folder(folder), keep_before=False, lets_go=True)
    return generations(folder)


def _check_whole(folder: Path, generation: int) -> None:
    for found in damages(folder, generation):
        if isinstance(found, NotRead):
            raise IndexUnreadable(f"cannot restore generation {generation} of {folder}: {found.file}: {found.what}")
        raise IndexDamaged(
            f"cannot restore generation {generation} of {folder}, which is damaged: {found.file}: {found.what}",
            hint="nothing was changed; searchkit generations lists the others",
        )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the writer's lock. Where there is no index, raise IndexMissing and make no lock."""
    Manifest.read(folder)
    lock = WriterLock(folder)
    try:
        yield
    except OSError as error:
        raise IndexUnwritable(f"cannot write to {folder}: {error.strerror or error}") from error
    finally:
        lock.release()
