"""The manifest: which files, segments and schema one commit of an index consists of.

It is one JSON object in ``searchkit-manifest.json``. The last step of every commit replaces it by a rename, so an index
is always exactly one commit. It names every file of the commit with its size and CRC-32, and ends with a CRC-32 of its
own bytes before that. Only files that a manifest names belong to the index.

    {"format": "searchkit-index", "version": 1, "searchkit": "0.1.0", "engine": "native", "revision": 7,
     "time": 1796025600, "before": 6, "kept": [...], "keep": {"hours": 24, "share": 1}, "schema": {...},
     "segments": [{"id", "file", "documents", "deleted", "deletes": file or null}],
     "files": {name: {"size", "crc32"}}, "crc32": "..."}

A commit is also called a generation, by its revision. Some earlier ones are kept (retention.py tells which), each with
its manifest in ``searchkit-manifest-<revision>.json``. They can be opened and restored, and repair goes back to the
newest whole one if the latest is damaged. The latest manifest lists them, with the files that they need.

A commit has these steps, each durable before the next:

1. Write the files of the commit.
2. Write the manifest that will be replaced, under its kept name, and the new one, under a temporary name.
3. Make all these names durable.
4. Rename the new manifest into place.

Only then does it remove files that no kept generation needs. So whenever the machine stops, the commit or the one
before is whole and in place, and so is every generation that it names.
"""

from __future__ import annotations

import os
import stat
import zlib

from searchkit.base.late_pattern import late_pattern
from searchkit.base.light_contextlib import suppress
from searchkit.base.light_json import loads
from searchkit.base.record import changed, part, record
from searchkit.base.regular_file import NotAFile, check_file, read_file
from searchkit.base.typing_names import TYPE_CHECKING, Any, Collection, Final, Mapping, Sequence
from searchkit.base.version import VERSION
from searchkit.engine.file_record import FileRecord
from searchkit.engine.manifest_values import count, file_name
from searchkit.engine.retention import Keep, Kept, now, ranges, retained, thinned, with_newest
from searchkit.errors import (
    IndexDamaged,
    IndexIncompatible,
    IndexMissing,
    IndexProblem,
    IndexUnreadable,
    IndexUnwritable,
    SearchkitError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from searchkit.engine.folder import Folder

MANIFEST_NAME: Final = "searchkit-manifest.json"
FORMAT_VERSION: Final = 1
ENGINE: Final = "native"
DATA_PREFIX: Final = "segment-"
# The files beside the segments belong to the owner of the schema, whose description says what they hold.
BESIDE_PREFIX: Final = "beside-"
SET_ASIDE: Final = "searchkit-set-aside-"

_TEMPORARY: Final = MANIFEST_NAME + ".new"
_KEPT: Final = late_pattern(r"searchkit-manifest-(0|[1-9][0-9]{0,17})\.json")
# The exact names of files of commits. Only such files are swept: what else has a similar name belongs to the user.
_DATA: Final = late_pattern(
    r"segment-[0-9a-f]{16}(\.data|-(0|[1-9][0-9]{0,17})\.deletes)|beside-lists-[0-9a-f]{24}\.json"
)
# A manifest ends with its checksum and these bytes.
_END: Final = b'"\n}'
_ANOTHER_FOLDER: Final = "index the sources again into another folder"
NOT_READ_HINT: Final = "nothing says that it is damaged: mend the permissions or the disk, and try again"
_UNSURE: Final = "or may hold all the same: the disk did not say"


def segment_file(id: str) -> str:
    """The name of the file of a segment."""
    return f"{DATA_PREFIX}{id}.data"


def deletes_file(id: str, revision: int) -> str:
    """The name of a segment's file of deleted documents, from a revision on."""
    return f"{DATA_PREFIX}{id}-{revision}.deletes"


def kept_name(generation: int) -> str:
    """The name of the kept manifest of an earlier generation."""
    return f"searchkit-manifest-{generation}.json"


def kept_generations(folder: Path) -> list[int]:
    """The earlier generations with a kept manifest, oldest first. Raises OSError."""
    return sorted(int(found[1]) for name in os.listdir(folder) if (found := _KEPT.fullmatch(name)))


@record
class SegmentRecord:
    """One immutable segment: its file, its number of documents, how many are deleted, and the file that says which."""

    id: str
    file: str
    documents: int
    deleted: int = 0
    deletes: str | None = None


@record
class Manifest:
    """One commit of an index.

    ``revision`` counts commits from 0 (just created). A failed commit may use up a number. ``time`` is in seconds since
    1970, ``before`` the last kept generation, and ``kept`` has all of them, the oldest first. :meth:`commit` sets these
    three. ``time`` and ``kept`` are None in the commit of an earlier searchkit, which kept at most one. ``keep`` is
    what the user chose, if anything.
    """

    revision: int
    schema: Mapping[str, Any]
    segments: tuple[SegmentRecord, ...] = ()
    files: Mapping[str, FileRecord] = part(default_factory=dict)
    before: int | None = None
    time: int | None = None
    kept: tuple[Kept, ...] | None = None
    keep: Keep | None = None

    @property
    def generations(self) -> list[int]:
        """The earlier generations that are kept, the oldest first."""
        if self.kept is not None:
            return [each.revision for each in self.kept]
        return [self.before] if self.before is not None else []

    @property
    def live(self) -> int:
        """The number of documents that are not deleted."""
        return sum(segment.documents - segment.deleted for segment in self.segments)

    def entries(self, folder: Path) -> tuple[Kept, ...]:
        """The kept generations of the index in ``folder``, the oldest first.

        An earlier searchkit kept at most one, and did not list its files. Then its manifest is read. If it cannot be,
        there is none.
        """
        if self.kept is not None:
            return self.kept
        if self.before is None:
            return ()
        try:
            before = _read(folder, kept_name(self.before))
            return (before._entry((folder / kept_name(self.before)).stat().st_size, None),)
        except (OSError, SearchkitError):
            return ()

    @classmethod
    def read(cls, folder: Path, generation: int | None = None) -> Manifest:
        """The latest commit of the index in ``folder``, or the given ``generation`` if it is kept.

        Only the manifest is read. Raises IndexMissing, IndexDamaged or IndexIncompatible.
        """
        if generation is None:
            return _read(folder, MANIFEST_NAME)
        latest: Manifest | None = None
        with suppress(IndexDamaged, IndexUnreadable):  # an earlier generation is needed just then
            latest = _read(folder, MANIFEST_NAME)
        if latest is not None and latest.revision == generation:
            return latest
        there = set(latest.generations if latest is not None else _kept_ones(folder))
        if generation in there:
            with suppress(IndexMissing):  # a commit that has passed since let go of it
                return _read(folder, kept_name(generation))
        there |= {latest.revision} if latest is not None else set()
        there.discard(generation)
        raise IndexMissing(
            f"generation {generation} of {folder} is not kept",
            hint=f"these generations can be opened: {ranges(there)}" if there else "no generation can be opened",
        )

    def check_files(self, folder: Path) -> None:
        """Check that every file of the commit is there with its size. Reads no content.

        Raises IndexDamaged or IndexUnreadable.
        """
        for name, stated in self.files.items():
            path = folder / name
            try:
                found = os.stat(path)
            except OSError as error:
                raise not_read(path, error) from error
            if not stat.S_ISREG(found.st_mode):
                raise damage(path, "is not a file")
            if found.st_size != stated.size:
                raise damage(path, f"has {found.st_size} bytes where {stated.size} were committed")

    def commit(
        self, folder: Folder, *, keep_before: bool = True, lets_go: bool | None = None, spared: Collection[str] = ()
    ) -> Manifest:
        """Make this commit the latest, durably. Returns the manifest that is now in place.

        Its files must be written before. New files are synced here. ``keep_before`` false does not keep the commit
        before. Use it only if this commit changes no document and its files were verified. ``lets_go`` says whether
        kept generations may go now, by what the user chose to keep; by default only if the commit before is kept. At
        the end, all files are removed that no generation needs, except ``spared``: the files that a merge is writing
        meanwhile.

        Raises IndexUnwritable. Then the index holds what it held before, perhaps under another revision, and the caller
        has to start again from :func:`recover`. Raises IndexDamaged if the manifest in place is damaged.
        """
        try:
            raw: bytes | None = folder.read(MANIFEST_NAME)
        except FileNotFoundError:
            raw = None
        except OSError as error:
            raise _unwritable(folder, error) from error
        latest = _decoded(raw, folder.path / MANIFEST_NAME) if raw is not None else None
        if latest is not None and self.revision != latest.revision + 1:
            raise IndexUnwritable(
                f"the commit to {folder.path} failed: the index is at revision {latest.revision}, where "
                f"{self.revision - 1} was expected",
                hint="another process writes to it despite the lock; file locks do not work on this file system",
            )
        new = changed(self, time=now(), keep=self.keep or (latest.keep if latest is not None else None))
        kept: tuple[Kept, ...] = ()
        replaced: bytes | None = None
        if latest is not None:
            kept = latest.entries(folder.path)
            if keep_before:
                replaced = _bare(raw or b"")
                kept = with_newest(kept, latest._entry(len(replaced), new.time))
            if lets_go or (lets_go is None and keep_before):
                sizes = {name: each.size for name, each in new.files.items()}
                kept = retained(kept, sizes, new.keep or Keep(), new.time or 0)
            else:
                kept = thinned(kept, new.time or 0)
        return changed(new, kept=kept)._put(folder, latest, replaced, spared)

    def restore(self, folder: Folder, others: Sequence[str] = ()) -> tuple[Manifest, str]:
        """Make this earlier generation the latest, as a new commit. Used if the latest is damaged.

        Earlier generations that are there stay kept. What none of them uses is moved into a folder inside, and so are
        ``others``, files that belong to the latest. They are moved before the commit, and moved back if it fails.
        Returns the new commit and the name of that folder. Raises IndexUnwritable or OSError.
        """
        # A damaged manifest may have lost its revision, which is one more than the kept one. Digits that are still
        # there count if they are higher.
        last = max([self.revision, *kept_generations(folder.path)]) + 1
        with suppress(OSError):
            import re

            found = re.search(rb'"revision": (\d{1,15}),', folder.read(MANIFEST_NAME))
            last = max(last, int(found[1]) if found else 0)
        earlier, needed = self._earlier(folder)
        new = changed(self, revision=last + 1, time=now(), kept=earlier)
        names = set(folder.names())
        needed |= {*new.files, kept_name(self.revision)}
        away = [name for name in others if name in names]
        away += [name for name in sorted(names) if is_ours(name) and name not in needed]
        away += [MANIFEST_NAME] if MANIFEST_NAME in names else []
        aside = _made_aside(folder, last + 1)
        moved: list[str] = []
        try:
            for name in away:
                folder.rename(name, f"{aside}/{name}")
                moved.append(name)
            folder.sync_folder(aside)
            return new._put(folder, None, None), aside
        except BaseException:
            with suppress(OSError):
                # If the new commit is in place all the same, a writer would sweep what were moved back.
                if len(moved) < len(away) or MANIFEST_NAME not in folder.names():
                    for name in reversed(moved):
                        folder.rename(f"{aside}/{name}", name)
                    os.rmdir(folder.path / aside)
            raise

    def encoded(self) -> bytes:
        """The manifest as the bytes of its file."""
        body = {
            "format": "searchkit-index",
            "version": FORMAT_VERSION,
            "searchkit": VERSION,  # of the writer; earlier versions show it if the format is too new
            "engine": ENGINE,
            "revision": self.revision,
            **({} if self.time is None else {"time": self.time}),
            "before": self.before,
            **({} if self.kept is None else {"kept": [each.as_json() for each in self.kept]}),
            **({} if self.keep is None else {"keep": self.keep.as_json()}),
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
        return _signed(body)

    def _entry(self, manifest: int, until: int | None) -> Kept:
        """The entry of this commit among the kept ones. ``manifest`` is the size of its manifest in bytes."""
        sizes = {name: each.size for name, each in self.files.items()}
        return Kept(self.revision, self.time, until, self.live, sum(sizes.values()), manifest, sizes)

    def _earlier(self, folder: Folder) -> tuple[tuple[Kept, ...], set[str]]:
        """The kept generations before this one that can be read, and the names of all files that they need."""
        kept: tuple[Kept, ...] = ()
        needed: set[str] = set()
        following = self
        for generation in reversed(kept_generations(folder.path)):
            if generation >= self.revision:
                continue
            try:
                manifest = _read(folder.path, kept_name(generation))
                manifest.check_files(folder.path)
                entry = manifest._entry(len(folder.read(kept_name(generation))), following.time)
            except (OSError, SearchkitError):  # it is set aside, not lost
                continue
            kept, following = (entry, *kept), manifest
            needed |= {kept_name(generation), *manifest.files}
        listed: tuple[Kept, ...] = ()
        for entry in kept:
            listed = with_newest(listed, entry)
        return listed, needed

    def _put(
        self, folder: Folder, latest: Manifest | None, kept: bytes | None, spared: Collection[str] = ()
    ) -> Manifest:
        """Replace ``latest``, whose manifest has the bytes ``kept`` if it is to be kept. See :meth:`commit`."""
        generations = self.generations
        new = changed(self, before=generations[-1] if generations else None)
        known = latest.files if latest is not None else {}
        try:
            for name, record in new.files.items():
                if known.get(name) != record:
                    folder.sync(name)
            if latest is not None and kept is not None:
                write_new(folder, kept_name(latest.revision), kept)
            _place(folder, new)
        except OSError as error:
            raise _failure(folder, new, latest, error) from error
        _sweep(folder, new, spared)
        return new


def recover(folder: Folder) -> Manifest:
    """The latest commit, for a writer to start from. Removes files that neither it nor a kept generation needs.

    That removes leftovers of a crash and uncommitted files. Raises IndexMissing, IndexDamaged, IndexUnreadable,
    IndexIncompatible or IndexUnwritable.
    """
    manifest = Manifest.read(folder.path)
    try:
        if _orphans(folder, manifest):
            # An unnamed file may belong to a manifest whose replacement is not durable yet.
            folder.sync_folder()
            _sweep(folder, manifest)
    except OSError as error:
        raise IndexUnwritable(f"cannot write to {folder.path}: {error.strerror or error}") from error
    return manifest


def damage(path: Path, what: str) -> IndexDamaged:
    """The error for a damaged file of an index. ``what`` says what is wrong; the hint says what to do."""
    earlier: list[int] = []
    with suppress(OSError):
        earlier = [g for g in kept_generations(path.parent) if kept_name(g) != path.name]
    if earlier:
        hint = (
            f"searchkit verify lists all damage; searchkit repair goes back to generation {earlier[-1]}, "
            f"--generation {earlier[-1]} searches it as it is"
        )
    else:
        hint = f"searchkit verify lists all damage; restore it from a copy, or {_ANOTHER_FOLDER}"
    return IndexDamaged(f"{path} {what}", hint=hint)


def not_read(path: Path, error: OSError) -> IndexProblem:
    """The error for a file of an index that could not be read: missing, or refused by the operating system."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return damage(path, "is missing")
    if isinstance(error, NotAFile):
        return damage(path, f"cannot be read: {error.strerror}")
    return IndexUnreadable(f"{path} cannot be read: {error.strerror or error}", hint=NOT_READ_HINT)


def _place(folder: Folder, manifest: Manifest) -> None:
    write_new(folder, _TEMPORARY, manifest.encoded())
    folder.sync_folder()
    folder.rename(_TEMPORARY, MANIFEST_NAME)
    folder.sync_folder()


def write_new(folder: Folder, name: str, data: bytes) -> None:
    """Write and sync a file, in the place of one that a failed commit left. Raises OSError, also NotAFile."""
    if name in folder.names():  # of a commit that failed
        check_file(folder.path / name, follow=False)
        folder.remove(name)
    folder.write(name, data)
    folder.sync(name)


def _failure(folder: Folder, new: Manifest, latest: Manifest | None, error: OSError) -> IndexUnwritable:
    """The error after a failed commit. If the new manifest is already in place, this puts the one before it back.

    ``new`` is the commit that failed, ``latest`` the one before it.
    """
    try:
        if folder.read(MANIFEST_NAME) == new.encoded():
            if latest is not None:
                # With a new number: a reader may have seen the failed commit.
                _place(folder, changed(latest, revision=new.revision + 1))
            elif new.revision == 0:
                folder.remove(MANIFEST_NAME)
            else:
                return _unwritable(folder, error, _UNSURE)
    except FileNotFoundError:
        pass
    except OSError:
        return _unwritable(folder, error, _UNSURE)
    return _unwritable(folder, error)


def _unwritable(folder: Folder, error: OSError, outcome: str = "the index is as it was before") -> IndexUnwritable:
    reason = error.strerror or str(error)
    if isinstance(error, NotAFile):
        reason = f"{error.filename}: {reason}"
    return IndexUnwritable(
        f"the commit to {folder.path} failed, {outcome}: {reason}",
        hint="move it away and try again"
        if isinstance(error, NotAFile)
        else "free some space, or check the folder's permissions and the disk",
    )


def _orphans(folder: Folder, manifest: Manifest) -> list[str]:
    """Our files in the folder that neither the latest commit nor a kept generation needs."""
    named = {*manifest.files, MANIFEST_NAME, *map(kept_name, manifest.generations)}
    for each in manifest.kept or ():
        named.update(each.files)
    ours = [name for name in folder.names() if name not in named and is_ours(name) and folder.is_file(name)]
    if ours and manifest.kept is None and manifest.before is not None:
        try:
            before = _read(folder.path, kept_name(manifest.before))
        except (IndexDamaged, IndexUnreadable, IndexIncompatible):
            # Its own files are no longer known. All are left, so that it can be restored by hand.
            return [name for name in ours if not _DATA.fullmatch(name)]
        except IndexMissing:
            return ours
        ours = [name for name in ours if name not in before.files]
    return ours


def is_ours(name: str) -> bool:
    """Whether a file is named as those of commits are, other than the manifest in place."""
    return name == _TEMPORARY or bool(_KEPT.fullmatch(name)) or bool(_DATA.fullmatch(name))


def _sweep(folder: Folder, manifest: Manifest, spared: Collection[str] = ()) -> None:
    """Remove orphans. Raises nothing: the commit is done, and the next one tries again to remove the rest."""
    orphans: list[str] = []
    with suppress(OSError, SearchkitError):
        orphans = _orphans(folder, manifest)
    for name in orphans:
        if name in spared:
            continue
        with suppress(OSError):
            folder.remove(name)


def _kept_ones(folder: Path) -> list[int]:
    """As :func:`kept_generations`. Raises IndexUnreadable."""
    try:
        return kept_generations(folder)
    except OSError as error:
        raise not_read(folder, error) from error


def _made_aside(folder: Folder, revision: int) -> str:
    """Make a new folder inside the index folder, for what a repair leaves out. Returns its name."""
    name, number = f"{SET_ASIDE}{revision}", 1
    while True:
        try:
            folder.make_folder(name)
            return name
        except FileExistsError:  # of a repair that was interrupted
            number += 1
            name = f"{SET_ASIDE}{revision}-{number}"


def _read(folder: Path, name: str) -> Manifest:
    path = folder / name
    try:
        raw = read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        if name == MANIFEST_NAME and os.path.isdir(folder) and _kept_ones(folder):
            raise damage(path, "is missing") from None
        raise IndexMissing(
            f"no index in {folder}", hint="make one with: searchkit index PATH... (or name another folder with -i)"
        ) from None
    except OSError as error:
        raise not_read(path, error) from error
    return _decoded(raw, path)


def _decoded(raw: bytes, path: Path) -> Manifest:
    head, checksum = raw[: -len(_END) - 8], raw[-len(_END) - 8 : -len(_END)]
    whole = raw.endswith(_END) and checksum == _checksum(head)
    try:
        body = loads(raw)
        if not isinstance(body, dict) or body.get("format") != "searchkit-index":
            raise ValueError("it is not a manifest of searchkit")
        if body.get("engine") == "whoosh":
            raise IndexIncompatible(
                f"{path} is of an index that an earlier searchkit wrote in Whoosh's format", hint=_ANOTHER_FOLDER
            )
        if isinstance(body["version"], int) and body["version"] > FORMAT_VERSION:
            by = body.get("searchkit")
            raise IndexIncompatible(
                f"{path} has format {body['version']}, written by a later searchkit than this one "
                f"({VERSION}), which reads formats up to {FORMAT_VERSION}",
                hint=f"use searchkit {by} or later" if isinstance(by, str) else "use the latest searchkit",
            )
        if (body["version"], body["engine"]) != (FORMAT_VERSION, ENGINE):
            raise IndexIncompatible(
                f"{path} has format version {body['version']} ({body['engine']}); this searchkit reads version "
                f"{FORMAT_VERSION} ({ENGINE})",
                hint=f"use the searchkit that wrote it, or {_ANOTHER_FOLDER}",
            )
        if not whole:
            raise ValueError("its checksum does not match")
        files = {file_name(name): FileRecord(count(f["size"]), count(f["crc32"])) for name, f in body["files"].items()}
        return Manifest(
            revision=count(body["revision"]),
            before=None if body["before"] is None else count(body["before"]),
            time=None if body.get("time") is None else count(body["time"]),
            kept=None if "kept" not in body else tuple(Kept.from_json(each) for each in body["kept"]),
            keep=None if body.get("keep") is None else Keep.from_json(body["keep"]),
            schema=dict(body["schema"]),
            segments=tuple(_segment(segment, files) for segment in body["segments"]),
            files=files,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damage(path, f"is damaged: {error}") from error


def _segment(record: Mapping[str, Any], files: Mapping[str, FileRecord]) -> SegmentRecord:
    segment = SegmentRecord(
        id=file_name(record["id"]),
        file=file_name(record["file"]),
        documents=count(record["documents"]),
        deleted=count(record["deleted"]),
        deletes=None if record["deletes"] is None else file_name(record["deletes"]),
    )
    if segment.file not in files or (segment.deletes is not None and segment.deletes not in files):
        raise ValueError(f"segment {segment.id} has a file that it does not name")
    if segment.deleted > segment.documents or (segment.deleted > 0) != (segment.deletes is not None):
        raise ValueError(f"segment {segment.id} has deletes that do not fit it")
    return segment


def _signed(body: dict[str, Any]) -> bytes:
    """The bytes of a manifest: the object, with its checksum as the last entry."""
    import json  # only commits write

    # With indents, Python's own code encodes, which is slow. So each of the kept commits, which are many, is one line.
    kept = ",\n  ".join(json.dumps(entry) for entry in body.get("kept") or ())
    text = json.dumps({**body, "crc32": ""} | ({"kept": None} if kept else {}), indent=1)
    if kept:
        text = text.replace('"kept": null', f'"kept": [\n  {kept}\n ]', 1)
    head = text.encode("ascii").removesuffix(_END)
    return head + _checksum(head) + _END


def _bare(raw: bytes) -> bytes:
    """A manifest as it is kept: without the list of those that were kept then, which the latest one has."""
    body = loads(raw)
    body.pop("crc32")
    return _signed({**body, "before": None, "kept": []})


def _checksum(head: bytes) -> bytes:
    return f"{zlib.crc32(head):08x}".encode("ascii")
