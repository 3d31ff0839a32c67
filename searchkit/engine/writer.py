"""The one writer of an index: adds, replaces and deletes documents, and commits.

A writer may make many commits. What it adds is seen by nobody before its commit; a process that dies at any moment
leaves the commit before, and its orphaned files are swept by the next writer. Documents are gathered in native memory
up to a budget, then written as a segment; segments of like size are merged, large ones in the background.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import TracebackType
from typing import Any, Final

from searchkit import _native
from searchkit.engine import live_segments
from searchkit.engine.folder import Folder
from searchkit.engine.layout import Layout
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.lock import WriterLock
from searchkit.engine.manifest import (
    BESIDE_PREFIX,
    FileRecord,
    Manifest,
    SegmentRecord,
    deletes_file,
    recover,
    segment_file,
)
from searchkit.engine.native_errors import native_errors_as_ours
from searchkit.engine.pending import Key, Pending, Values
from searchkit.engine.search import PlanSearcher
from searchkit.engine.segment_merges import SegmentMerges
from searchkit.engine.store import Store
from searchkit.errors import ArticleInvalid, IndexTooLarge, IndexUnwritable, SearchkitError, UsageError

BUDGET: Final = 256 << 20
# Of dicts this many bytes of JSON are handed over together.
_TOGETHER: Final = 1 << 19
# An index is searched by numbers of 32 bits.
_MOST_DOCUMENTS: Final = (1 << 32) - 1


class Writer:
    """Holds the index's writer lock from construction to :meth:`close`. Raises IndexLocked or IndexUnwritable.

    ``unique`` names the fields by whose values a document replaces earlier ones; ``budget`` is how many bytes documents
    may take before they are written as a segment, that writing included; ``threads`` analyse them.

    Either all that was taken is committed, or the caller has an error. A change that fails takes the writer back to the
    last commit; only ArticleInvalid and UsageError leave it as it was. If going back fails, too, all methods raise
    IndexUnwritable until :meth:`cancel` succeeds. On a closed writer they raise UsageError.
    """

    def __init__(
        self,
        store: Store,
        unique: Sequence[str] = (),
        *,
        folder: Folder | None = None,
        budget: int = BUDGET,
        threads: int = 2,
    ) -> None:
        if store.generation is not None:
            raise UsageError("an earlier generation can only be read", hint="searchkit repair goes back to it")
        self._store = store
        self._layout: Layout = store.layout
        self._unique = tuple(unique)
        self._folder = folder or Folder(store.folder)
        self._merges = SegmentMerges(self._folder, store.folder)
        self._pending = Pending(budget, threads)
        self._flushes = 0
        self._segments: list[LiveSegment] = []
        self._description: dict[str, Any] = {}
        self._beside: dict[str, FileRecord] = {}  # files of the commit that are of no segment
        self._changed = False
        self._broken = False  # a change failed, and so did going back
        self._closed = False
        self._lock = WriterLock(store.folder)
        try:
            self._open_latest()
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
        return self._changed

    @property
    def description(self) -> dict[str, Any]:
        """The description of the schema that the next commit would have."""
        return dict(self._description)

    @property
    def segments(self) -> list[LiveSegment]:
        """The segments that the next commit would have, without what is still gathered."""
        self._check()
        return self._segments

    @property
    def committed_segments(self) -> list[LiveSegment]:
        """The segments of the last commit, in its order, with what was deleted since."""
        return self.segments[: len(self._manifest.segments)]

    def find(self, field: str, value: Any) -> list[int]:
        """Numbers of the documents, not deleted, that have exactly this value; pending ones only if written already."""
        return live_segments.having(self.segments, field, self._term(field, value))

    def holders(self, field: str, terms: Sequence[bytes], most: int) -> list[tuple[int, int]]:
        """Documents that have any of the terms, as :meth:`find` gives them, each with how many of the terms it has.

        Of each term the first ``most`` documents of a segment are looked at.
        """
        return live_segments.holders(self.segments, field, terms, most)

    def awaits(self, field: str, value: Any) -> bool:
        """Whether a document with this value of a unique field is gathered, and so not in a segment yet."""
        return self._pending.holds((field, self._term(field, value)))

    @property
    def bad_lines(self) -> tuple[str, ...]:
        """What was wrong with the lines of JSON of the segments written so far; all of them after a commit."""
        return tuple(self._pending.bad_lines)

    @property
    def flushes(self) -> int:
        """How often what was gathered was written as a segment."""
        return self._flushes

    def number(self, column: str, docnum: int) -> int | None:
        """The value of a document that :meth:`find` gave in a column of numbers."""
        segment, local = live_segments.place(self.segments, docnum)
        with native_errors_as_ours():
            return segment.reader.number(column, local)

    def stored(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document that :meth:`find` gave."""
        return self.stored_in(*live_segments.place(self.segments, docnum))

    def stored_in(self, segment: LiveSegment, docnum: int) -> dict[str, Any]:
        """The stored fields of a document of one of :attr:`segments`."""
        with native_errors_as_ours():
            return self._layout.stored(segment.reader.stored(docnum))

    def terms(self, field: str) -> list[str]:
        """The terms of a field (of deleted documents, too, until their segment is merged)."""
        return live_segments.terms(self.segments, field)

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document, in place of those that share a value of a unique field. Raises ArticleInvalid."""
        try:
            values = self._layout.document(document)
            keys = self._keys(document)
        except SearchkitError:
            raise
        except Exception as error:  # a field type of Whoosh raises nearly anything
            raise ArticleInvalid(f"the document does not fit the schema: {error}") from error
        self.add_values(values, keys)

    def add_values(self, values: Values, keys: Sequence[Key] = ()) -> None:
        """Add a document that is laid out already, in place of those with a term of ``keys`` (field, term)."""
        with self._all_or_back():
            pending = self._prepared()
            self._replace_by(keys, pending.add([values]))
            self._relieve()

    def add_together(self, documents: Sequence[Values]) -> None:
        """Add documents that are laid out already and stay next to each other, in this order, for ever."""
        with self._all_or_back():
            self._prepared().add(documents)
            self._changed = True
            self._relieve()

    def add_json(self, lines: bytes, keys: str) -> None:
        """Add a document for each line of JSON Lines; ``keys`` as for the native Builder.

        They replace others as those of :meth:`add` do: of all documents with one value of a unique field the last
        stays. A line that holds no document is told in :attr:`bad_lines`.
        """
        with self._all_or_back():
            self._prepared().add_json(lines, keys)
            self._changed = True
            self._relieve()

    def add_many(self, documents: Iterable[dict[str, Any]], keys: str) -> None:
        """Add dicts of what JSON knows (or of tuples), much faster than :meth:`add`: no layout is asked.

        ``keys`` are those of :meth:`add_json`, ``{"line": true}`` being the dict as JSON; a document
        replaces others as with :meth:`add`. Raises ArticleInvalid for what JSON does not know; documents before it
        stay added.
        """
        size, rest = 32, iter(documents)
        while batch := list(islice(rest, size)):
            unique = [self._keys(document) for document in batch] if self._unique else []
            with self._all_or_back():
                first, taken = self._prepared().add_dicts(batch, keys)
                self._changed = True
                for number, found in enumerate(unique, first):
                    self._replace_by(found, number)
                self._relieve()
            size = min(max(_TOGETHER * len(batch) // taken, 1), 4096)

    def delete(self, field: str, value: Any) -> int:
        """Delete the documents, committed or pending, that have this term; how many there were.

        Of pending documents those that are still gathered are known by their unique fields only.
        """
        with self._all_or_back():
            self._check()
            if self._pending.has_lines:
                self._seal()
            return self._delete_term(field, self._term(field, value))

    def delete_matching(self, query: _native.Query) -> int:
        """Delete the documents, committed or pending, that a query matches; how many there were."""
        with self._all_or_back():
            self._check()
            self._seal()
            numbers, _ = PlanSearcher([segment.leaf for segment in self._segments]).matches(query)
            live_segments.delete_numbers(self._segments, numbers)
            self._changed = self._changed or len(numbers) > 0
            return len(numbers)

    def delete_doc(self, docnum: int, delete: bool = True) -> None:
        """Delete the document with this number among :attr:`segments`, or take that back. Raises IndexError."""
        segment, local = live_segments.place(self.segments, docnum)
        if (local in segment.deleted) == delete:
            return
        if delete:
            segment.deleted.add(local)
        else:
            segment.deleted.discard(local)
        self._changed = True

    def delete_committed(self) -> None:
        """Delete all documents of the last commit; what was added since stays."""
        for segment in self.committed_segments:
            segment.deleted.update(range(segment.record.documents))
            self._changed = True

    def drop(self, segments: Collection[LiveSegment]) -> None:
        """Leave some of :attr:`segments` out of the next commit, with all of their documents."""
        self._segments = [segment for segment in self._segments if not any(segment is d for d in segments)]
        self._changed = True

    def doc_count_all(self) -> int:
        """How many documents the last commit has, deleted ones included."""
        return sum(record.documents for record in self._manifest.segments)

    def use(
        self,
        layout: Layout,
        description: Mapping[str, Any] | None = None,
        beside: Mapping[str, bytes] | None = None,
    ) -> None:
        """Take another layout for the documents to come, and with it another description of the schema.

        ``beside`` are files, by new names that begin with BESIDE_PREFIX, which replace those that the description
        before told of. Raises IndexUnwritable.
        """
        self._check()
        if beside is not None:
            with self._writing():
                for name in beside.keys() - set(self._folder.names()):
                    self._folder.write(name, beside[name])
            self._beside = {name: FileRecord.of(data) for name, data in beside.items()}
            self._changed = True
        self._layout = layout
        if description is not None and dict(description) != self._description:
            self._description = dict(description)
            self._changed = True

    def flush(self) -> None:
        """Write what is gathered as a segment, so that :meth:`find` sees it. Raises IndexUnwritable."""
        with self._all_or_back():
            self._check()
            self._seal()

    def commit(self, *, merge: bool = True) -> int:
        """Make all changes visible and durable, in one step; the revision reached. Raises IndexUnwritable."""
        self._check()
        if not self._changed:
            return self._manifest.revision
        with self._all_or_back():
            self._seal()
            self._adopt(wait=False)
            if merge:
                with self._writing():
                    self._segments = self._merges.merge_small(self._segments)
            self._write_commit(keep_before=True)
        if merge:
            self._merges.begin(self._segments)
        return self._manifest.revision

    def optimize(self) -> int:
        """Merge all segments into one, without their deleted documents, and commit; the revision reached."""
        self.commit()
        with self._all_or_back():
            self._adopt(wait=True)
            if len(self._segments) > 1 or any(segment.deleted for segment in self._segments):
                with self._writing():
                    self._segments = self._merges.merge(self._segments, self._segments)
                self._write_commit(keep_before=False)
        return self._manifest.revision

    def cancel(self) -> None:
        """Forget everything since the last commit."""
        self._check(broken=True)
        self._forget()

    def close(self) -> None:
        """Forget what was not committed, finish a running merge, and let the next writer in."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._changed:
                with contextlib.suppress(OSError, SearchkitError):
                    self._forget()
            while self._merges.is_running:
                if self._adopt(wait=True):
                    self._write_commit(keep_before=False)
                    self._merges.begin(self._segments)
        finally:
            try:
                self._pending.forget()
                self._segments = []
            finally:
                self._lock.release()

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Inside

    def _open_latest(self) -> None:
        self._manifest = recover(self._folder)
        self._description = dict(self._manifest.schema)
        self._segments = [self._opened(record) for record in self._manifest.segments]
        files = self._manifest.files.items()
        self._beside = {name: record for name, record in files if name.startswith(BESIDE_PREFIX)}

    def _opened(self, record: SegmentRecord) -> LiveSegment:
        settled = None
        with native_errors_as_ours():
            reader = _native.Segment.open(str(self._store.folder / record.file))
            if record.deletes is not None:
                settled = _native.Deletes.from_bytes(self._folder.read(record.deletes), record.deletes)
        deleted = settled.copy() if settled is not None else _native.Deletes(record.documents)
        return LiveSegment(record, reader, self._manifest.files[record.file], deleted, settled)

    def _term(self, field: str, value: Any) -> bytes:
        try:
            return self._layout.term(field, value)
        except (ValueError, TypeError) as error:
            raise ArticleInvalid(f"field {field!r} does not take {value!r}: {error}") from error

    def _keys(self, document: Mapping[str, Any]) -> list[Key]:
        """The values by which a document replaces others, as (field, term)."""
        return [(name, self._term(name, document[name])) for name in self._unique if document.get(name) is not None]

    def _replace_by(self, keys: Sequence[Key], number: int) -> None:
        """Delete what has a term of ``keys``, in favour of the pending document with this number."""
        for name, term in keys:
            self._delete_term(name, term)
        for key in keys:
            self._pending.remember(key, number)
        self._changed = True

    def _delete_term(self, field: str, term: bytes) -> int:
        count = live_segments.delete(self._segments, field, term) + self._pending.drop((field, term))
        self._changed = self._changed or count > 0
        return count

    def _check(self, broken: bool = False) -> None:
        """Raises for a writer that is closed, or, unless that is asked for, could not go back after a failure."""
        if self._closed:
            raise UsageError("this writer is closed", hint="open another")
        if self._broken and not broken:
            raise IndexUnwritable(
                f"a change of {self._store.folder} failed, and so did going back to the last commit",
                hint="close the writer and open another",
            )

    @contextlib.contextmanager
    def _all_or_back(self) -> Iterator[None]:
        """What fails inside takes the writer back to the last commit; what is refused leaves all as it is."""
        try:
            yield
        except (ArticleInvalid, UsageError):
            raise
        except BaseException:
            if not self._broken:
                # If even going back fails, the first error is still the one to tell.
                with contextlib.suppress(OSError, SearchkitError):
                    self._forget()
            raise

    def _prepared(self) -> Pending:
        """What gathers documents, ready for the layout as it is now."""
        self._check()
        if not self._pending.takes(self._layout.slots):
            self._seal()
            self._pending.begin(self._layout.slots)
        return self._pending

    def _relieve(self) -> None:
        if self._pending.is_full:
            self._seal()

    def _seal(self) -> None:
        """Write what is gathered as a segment."""
        identity = uuid.uuid4().hex[:16]
        name = segment_file(identity)
        with self._writing(), native_errors_as_ours():
            written = self._pending.write(self._store.folder / name)
            if written is None:
                return
            self._flushes += 1
            self._folder.written(name)
            reader = _native.Segment.open(str(self._store.folder / name))
        record = SegmentRecord(id=identity, file=name, documents=written.documents, deleted=0, deletes=None)
        sealed = LiveSegment(record, reader, written.file, written.deleted)
        if written.lines:
            live_segments.settle(self._segments, sealed, self._unique)
        self._segments.append(sealed)

    def _writing(self) -> contextlib.AbstractContextManager[None]:
        return _told(self._store)

    def _write_commit(self, keep_before: bool) -> None:
        """Make the segments as they are the next commit."""
        self._segments = [segment for segment in self._segments if segment.live > 0]
        if sum(segment.record.documents for segment in self._segments) > _MOST_DOCUMENTS:
            raise IndexTooLarge(
                f"an index holds no more than {_MOST_DOCUMENTS:,} documents", hint="make two indexes of it"
            )
        revision = self._manifest.revision + 1
        files = dict(self._beside)
        with self._writing():
            for segment in self._segments:
                if not segment.is_settled:
                    name = None
                    if segment.deleted:
                        name = deletes_file(segment.record.id, revision)
                        data = segment.deleted.to_bytes()
                        self._folder.write(name, data)
                        files[name] = FileRecord.of(data)
                    segment.record = SegmentRecord(
                        id=segment.record.id,
                        file=segment.record.file,
                        documents=segment.record.documents,
                        deleted=len(segment.deleted),
                        deletes=name,
                    )
                    segment.settled = segment.deleted.copy()
                elif segment.record.deletes is not None:
                    files[segment.record.deletes] = self._manifest.files[segment.record.deletes]
                files[segment.record.file] = segment.file
            manifest = Manifest(
                revision=revision,
                schema=self._description,
                segments=tuple(segment.record for segment in self._segments),
                files=files,
            )
            self._manifest = manifest.commit(self._folder, keep_before=keep_before, spared=self._merges.being_written)
        self._changed = False

    def _forget(self) -> None:
        """Go back to the last commit."""
        self._broken = True
        self._merges.abandon()
        self._pending.forget()
        self._segments = []
        self._changed = False
        self._open_latest()
        self._broken = False

    def _adopt(self, *, wait: bool) -> bool:
        """Put a finished merge in the place of its members; whether there was one."""
        with self._writing():
            adopted = self._merges.adopt(self._segments, wait=wait)
        if adopted is None:
            return False
        self._segments = adopted
        return True


@contextlib.contextmanager
def _told(store: Store) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnwritable(
            f"cannot write to {store.folder}, the index is as it was before: {error.strerror or error}",
            hint="free some space, or check the folder's permissions",
        ) from error
