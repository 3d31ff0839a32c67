"""The one writer of an index: adds, replaces and deletes documents, and commits.

A writer may make many commits. What it adds is seen by nobody before its commit; a process that dies at any moment
leaves the commit before, and its orphaned files are swept by the next writer.
"""

from __future__ import annotations

import contextlib
import math
import shutil
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final

from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import UnknownFieldError
from whoosh.reading import IndexReader, SegmentReader
from whoosh.writing import SegmentWriter

from searchkit.engine.codec import SEGMENT_PREFIX, SegmentCodec, record_of
from searchkit.engine.lock import WriterLock
from searchkit.engine.manifest import MANIFEST_NAME, FileRecord, Manifest, checksum_file, sync_file
from searchkit.engine.store import Store, StoredIndex, open_commit
from searchkit.errors import ArticleInvalid, IndexUnwritable, SearchkitError

_MERGE_WIDTH: Final = 8
_SMALLEST_TIER: Final = 1000
_BUFFER_MEGABYTES: Final = 256


class Writer:
    """Holds the index's writer lock from construction to :meth:`close`. Raises IndexLocked or IndexUnwritable.

    ``unique`` names the fields by whose values a document replaces earlier ones.
    """

    def __init__(self, store: Store, unique: Sequence[str] = ()) -> None:
        self._store = store
        self._unique = tuple(unique)
        self._writer: _BatchWriter | None = None
        # Where the documents added since the last commit are, by the values of their unique fields.
        self._pending: dict[tuple[str, str], list[int]] = {}
        self._closed = False
        self._lock = WriterLock(store.folder)
        try:
            self._open_latest()
            self._sweep()
        except BaseException:
            self._lock.release()
            raise

    @property
    def revision(self) -> int:
        """The latest commit."""
        return self._manifest.revision

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return self._writer is not None

    def find(self, field: str, value: Any) -> list[int]:
        """Numbers of the committed, not yet deleted documents that have exactly this value."""
        docnums = _documents_with(self._reader, field, value)
        if self._writer is None:
            return docnums
        return [n for n in docnums if not self._writer.is_deleted(n)]

    def stored(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document that :meth:`find` gave."""
        return dict(self._reader.stored_fields(docnum))

    def terms(self, field: str) -> list[str]:
        """The terms of a field in the last commit (of deleted documents, too, until their segment is merged)."""
        if field not in self._reader.indexed_field_names():
            return []
        return [term.decode() for term in self._reader.expand_prefix(field, "")]

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document, in place of those that share a value of a unique field. Raises ArticleInvalid."""
        writer = self._segment_writer()
        for field in self._unique:
            if document.get(field) is not None:
                self.delete(field, document[field])
        docnum = writer.docnum
        try:
            writer.add_document(**document)
        except SearchkitError:
            raise
        except OSError as error:
            raise IndexUnwritable(
                f"cannot write to {self._store.folder}: {error.strerror or error}", hint="free some space"
            ) from error
        except (ValueError, TypeError, UnknownFieldError) as error:
            raise ArticleInvalid(f"the document does not fit the schema: {error}") from error
        for field in self._unique:
            if document.get(field) is not None:
                self._pending.setdefault((field, str(document[field])), []).append(docnum)

    def delete(self, field: str, value: Any) -> int:
        """Delete the documents, committed or pending, that have this term; how many there were.

        Pending documents are known by their unique fields only.
        """
        committed = self.find(field, value)
        pending = self._pending.pop((field, str(value)), [])
        if committed or pending:
            writer = self._segment_writer()
            for docnum in committed:
                writer.delete_document(docnum)
            for docnum in pending:
                writer.newsegment.delete_document(docnum)
        return len(committed) + len(pending)

    def commit(self) -> int:
        """Make all changes visible and durable, in one step; the revision reached. Raises IndexUnwritable."""
        if self._writer is None:
            return self._manifest.revision
        try:
            segments = self._writer.finish()
            manifest = Manifest(
                revision=self._manifest.revision + 1,
                schema=self._manifest.schema,
                segments=tuple(record_of(segment) for segment in segments),
                files=self._settle_files(segments),
            )
            manifest.write(self._store.folder)
        except OSError as error:
            self._writer = None
            raise IndexUnwritable(
                f"the commit failed, the index is as it was before: {error.strerror or error}",
                hint="free some space, or check the folder's permissions",
            ) from error
        self._close_commit()
        self._open_latest()
        self._sweep()
        return manifest.revision

    def cancel(self) -> None:
        """Forget everything since the last commit."""
        if self._writer is not None:
            self._writer.cancel()
        self._close_commit()
        self._open_latest()
        self._sweep()

    def close(self) -> None:
        """Forget what was not committed and let the next writer in."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._writer is not None:
                with contextlib.suppress(OSError):
                    self._writer.cancel()
                self._close_commit()
                self._sweep()
            else:
                self._close_commit()
        finally:
            self._lock.release()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open_latest(self) -> None:
        self._manifest, self._storage = open_commit(self._store)
        self._index = StoredIndex(self._storage, self._store.schema, self._manifest)
        self._reader: IndexReader = self._index.reader()

    def _close_commit(self) -> None:
        self._reader.close()
        self._storage.close()
        self._writer = None
        self._pending = {}

    def _segment_writer(self) -> _BatchWriter:
        if self._writer is None:
            try:
                self._writer = _BatchWriter(self._index)
            except OSError as error:
                raise IndexUnwritable(f"cannot write to {self._store.folder}: {error.strerror}") from error
        return self._writer

    def _settle_files(self, segments: Sequence[W3Segment]) -> dict[str, FileRecord]:
        kept = {f"{SEGMENT_PREFIX}_{segment.segid}" for segment in segments}
        files = {n: record for n, record in self._manifest.files.items() if n.split(".", 1)[0] in kept}
        for name in sorted(self._storage.created):
            path = self._store.folder / name
            if name.split(".", 1)[0] in kept and path.exists():
                sync_file(path)
                files[name] = checksum_file(path)
        return files

    def _sweep(self) -> None:
        """Remove what no commit names: the files of dropped segments and the orphans of a crash."""
        for path in self._store.folder.iterdir():
            name = path.name
            if name in self._manifest.files:
                continue
            if name == f"{SEGMENT_PREFIX}.tmp":
                shutil.rmtree(path, ignore_errors=True)
            elif name.startswith(SEGMENT_PREFIX + "_") or name == MANIFEST_NAME + ".new":
                with contextlib.suppress(OSError):
                    path.unlink()


class _BatchWriter(SegmentWriter):
    """Whoosh's writer of one segment, which leaves the lock and the table of contents to us."""

    def __init__(self, index: StoredIndex) -> None:
        super().__init__(index, _lk=False, codec=SegmentCodec(), compound=False, limitmb=_BUFFER_MEGABYTES)
        self._final: list[W3Segment] = []

    def finish(self) -> list[W3Segment]:
        """Write the segment, merge what the policy chooses, and give the segments of the new commit."""
        self.commit(mergetype=merge_tiers)
        return [segment for segment in self._final if segment.doc_count_all() > segment.deleted_count()]

    def _commit_toc(self, segments: Sequence[W3Segment]) -> None:
        self._final = list(segments)


def merge_tiers(writer: SegmentWriter, segments: Sequence[W3Segment]) -> list[W3Segment]:
    """The merge policy: segments of like size are merged when eight of them have gathered.

    Each document is so rewritten at most once a tier (tiers grow eightfold). A segment more than half deleted is
    rewritten at once. Gives the segments that stay; the others are added to the writer's own.
    """
    tiers: dict[int, list[W3Segment]] = {}
    staying: list[W3Segment] = []
    for segment in segments:
        live = segment.doc_count_all() - segment.deleted_count()
        if live == 0:
            continue
        if segment.deleted_count() > live:
            _absorb(writer, segment)
            continue
        tier = int(math.log(max(live / _SMALLEST_TIER, 1), _MERGE_WIDTH))
        tiers.setdefault(tier, []).append(segment)
    for members in tiers.values():
        if len(members) >= _MERGE_WIDTH:
            for segment in members:
                _absorb(writer, segment)
        else:
            staying.extend(members)
    return [segment for segment in segments if segment in staying]


def _absorb(writer: SegmentWriter, segment: W3Segment) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    writer.add_reader(reader)
    reader.close()


def _documents_with(reader: IndexReader, field: str, value: Any) -> list[int]:
    found: list[int] = []
    leaves: Iterator[tuple[IndexReader, int]] = iter(reader.leaf_readers())
    for leaf, offset in leaves:
        if (field, value) in leaf:
            found.extend(offset + docnum for docnum in leaf.postings(field, value).all_ids())
    return found
