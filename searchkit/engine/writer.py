"""The one writer of an index: adds, replaces and deletes documents, and commits.

A writer may make many commits. Readers see its changes only after a commit. A process that dies at any moment leaves
the last commit, and the next writer removes its orphaned files. Documents are gathered in native memory up to a budget,
then written as a segment. Segments of similar size are merged, large ones in the background.
"""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from searchkit import _native
from searchkit.base.process import check_process
from searchkit.base.regular_file import NotAFile
from searchkit.engine import live_segments
from searchkit.engine.file_record import FileRecord
from searchkit.engine.folder import Folder
from searchkit.engine.layout import Layout
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.lock import WriterLock
from searchkit.engine.manifest import (
    BESIDE_PREFIX,
    Manifest,
    SegmentRecord,
    deletes_file,
    not_read,
    recover,
    segment_file,
    write_new,
)
from searchkit.engine.native_errors import native_errors_as_ours
from searchkit.engine.pending import Key, Pending, Values
from searchkit.engine.search import PlanSearcher
from searchkit.engine.segment_merges import SegmentMerges
from searchkit.engine.store import Store
from searchkit.errors import ArticleInvalid, IndexTooLarge, IndexUnwritable, SearchkitError, UsageError

BUDGET: Final = 256 << 20
# Searches number documents with 32 bits.
_MOST_DOCUMENTS: Final = (1 << 32) - 1


class Writer:
    """Holds the index's writer lock from construction to :meth:`close`. Raises IndexLocked or IndexUnwritable.

    ``unique`` names the unique fields: a document replaces earlier ones with the same value. ``budget`` is the memory
    in bytes for documents, including the memory to write them as a segment. ``threads`` is the number of threads that
    analyse them. Once ``should_stop`` returns true, merges end without a result and none begins; a later writer merges.

    Either all added documents are committed, or the caller gets an error. A change that fails takes the writer back to
    the last commit. Only ArticleInvalid and UsageError leave it as it was. If going back fails, too, all methods raise
    IndexUnwritable until :meth:`cancel` succeeds. On a closed writer they raise UsageError, and also in a child process
    that was forked meanwhile: the writer belongs to its parent.
    """

    def __init__(
        self,
        store: Store,
        unique: Sequence[str] = (),
        *,
        folder: Folder | None = None,
        budget: int = BUDGET,
        threads: int = 2,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        if store.generation is not None:
            raise UsageError("an earlier generation can only be read", hint="searchkit repair goes back to it")
        self._process = os.getpid()
        self._store = store
        self._layout: Layout = store.layout
        self._unique = tuple(unique)
        self._folder = folder or Folder(store.folder)
        self._merges = SegmentMerges(self._folder, store.folder, should_stop)
        self._pending = Pending(budget, threads)
        self._flushes = self._retreats = 0
        self._settle: Callable[[], None] | None = None
        self._segments: list[LiveSegment] = []
        self._description: dict[str, Any] = {}
        self._beside: dict[str, FileRecord] = {}  # files of the commit that belong to no segment
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
        """The number of the latest commit."""
        return self._manifest.revision

    @property
    def changed(self) -> bool:
        """Whether there is anything to commit."""
        return self._changed

    @property
    def is_merging(self) -> bool:
        """Whether segments are merged beside other work. :meth:`close` waits for that."""
        return self._merges.is_running

    @property
    def description(self) -> dict[str, Any]:
        """The description of the schema in the next commit."""
        return dict(self._description)

    @property
    def segments(self) -> list[LiveSegment]:
        """The segments of the next commit, without pending documents."""
        self._check()
        return self._segments

    @property
    def committed_segments(self) -> list[LiveSegment]:
        """The segments of the last commit, in its order, with later deletes."""
        return self.segments[: len(self._manifest.segments)]

    def find(self, field: str, value: Any) -> list[int]:
        """Numbers of the documents, not deleted, with exactly this value. Only documents in segments are found."""
        return live_segments.having(self.segments, field, self._term(field, value))

    def count(self, field: str, value: Any) -> int:
        """How many documents :meth:`find` finds."""
        return live_segments.count(self.segments, field, self._term(field, value))

    def held(self, field: str, terms: Sequence[bytes]) -> list[int]:
        """Which of many terms of a unique field a document has or had, by their places: in a segment, or pending."""
        found = live_segments.held(self.segments, field, terms)
        return found + [place for place, term in enumerate(terms) if self._pending.holds((field, term))]

    def holders(self, field: str, terms: Sequence[bytes], most: int) -> tuple[list[tuple[int, int]], int]:
        """Documents that have any of the terms: (number as in :meth:`find`, how many of the terms it has).

        For each term, only the first ``most`` documents of a segment count. The second value is how many documents of
        terms were looked at, including deleted ones.
        """
        return live_segments.holders(self.segments, field, terms, most)

    def settle_with(self, settle: Callable[[], None]) -> None:
        """Call ``settle`` at the beginning of each commit that changes something. It may add and delete documents."""
        self._settle = settle

    def awaits(self, field: str, value: Any) -> bool:
        """Whether a pending document has this value of a unique field."""
        self._check()
        return self._pending.holds((field, self._term(field, value)))

    @property
    def flushes(self) -> int:
        """How often pending documents were written as a segment."""
        return self._flushes

    @property
    def retreats(self) -> int:
        """How often the writer went back to the last commit."""
        return self._retreats

    def number(self, column: str, docnum: int) -> int | None:
        """The value in a column of numbers of a document that :meth:`find` found."""
        segment, local = live_segments.place(self.segments, docnum)
        with native_errors_as_ours():
            return segment.reader.number(column, local)

    def stored(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document that :meth:`find` found."""
        return self.stored_in(*live_segments.place(self.segments, docnum))

    def stored_in(self, segment: LiveSegment, docnum: int) -> dict[str, Any]:
        """The stored fields of a document of one of :attr:`segments`."""
        self._check()
        with native_errors_as_ours():
            return self._layout.stored(segment.reader.stored(docnum))

    def terms(self, field: str) -> list[str]:
        """The terms of a field. Those of deleted documents stay until their segment is merged."""
        return live_segments.terms(self.segments, field)

    def add(self, document: Mapping[str, Any]) -> None:
        """Add a document. It replaces those with the same value of a unique field. Raises ArticleInvalid."""
        try:
            values = self._layout.document(document)
            keys = self._keys(document)
        except SearchkitError:
            raise
        except Exception as error:  # Whoosh's field types raise errors of any class
            raise ArticleInvalid(f"the document does not fit the schema: {error}") from error
        self.add_values(values, keys)

    def add_values(self, values: Values, keys: Sequence[Key] = (), *, is_new: bool = False) -> None:
        """Add a document that is laid out already. It replaces those with a term of ``keys`` (field, term).

        With ``is_new``, the caller has found that no document in a segment has one of them.
        """
        # Many documents come this way, and a context manager costs as much as the rest.
        try:
            pending = self._prepared()
            self._replace_by(keys, pending.add([values]), is_new=is_new)
            self._relieve()
        except BaseException as error:
            self._go_back(error)
            raise

    def add_new(self, documents: Sequence[Values], keys: Sequence[Key]) -> None:
        """Add documents that are laid out already, each with one of the ``keys``, which no other document has."""
        with self._all_or_back():
            done = 0
            while done < len(documents):
                pending = self._prepared()
                to = done + pending.room
                pending.add_new(documents[done:to], keys[done:to])
                self._changed = True
                self._relieve()
                done = to

    def add_together(self, documents: Sequence[Values]) -> None:
        """Add documents that are laid out already. They always stay next to each other, in this order."""
        with self._all_or_back():
            self._prepared().add(documents)
            self._changed = True
            self._relieve()

    def delete(self, field: str, value: Any) -> int:
        """Delete the documents, committed or pending, that have this term. Returns how many there were.

        Pending documents that are not written yet are only found by unique fields.
        """
        with self._all_or_back():
            self._check()
            return self._delete_term(field, self._term(field, value))

    def delete_matching(self, query: _native.Query) -> int:
        """Delete the documents, committed or pending, that a query matches. Returns how many there were."""
        with self._all_or_back():
            self._check()
            self._seal()
            numbers, _ = PlanSearcher([segment.leaf for segment in self._segments]).matches(query)
            live_segments.delete_numbers(self._segments, numbers)
            self._changed = self._changed or len(numbers) > 0
            return len(numbers)

    def delete_doc(self, docnum: int, delete: bool = True) -> None:
        """Delete the document with this number among :attr:`segments`, or undo that. Raises IndexError."""
        segment, local = live_segments.place(self.segments, docnum)
        if (local in segment.deleted) == delete:
            return
        if delete:
            segment.deleted.add(local)
        else:
            segment.deleted.discard(local)
        self._changed = True

    def delete_committed(self) -> None:
        """Delete all documents of the last commit. Later ones stay."""
        for segment in self.committed_segments:
            segment.deleted.update(range(segment.record.documents))
            self._changed = True

    def drop(self, segments: Collection[LiveSegment]) -> None:
        """Leave some of :attr:`segments` out of the next commit, with all their documents."""
        self._segments = [segment for segment in self.segments if not any(segment is d for d in segments)]
        self._changed = True

    def doc_count_all(self) -> int:
        """How many documents the last commit has, including deleted ones."""
        return sum(record.documents for record in self._manifest.segments)

    def use(
        self,
        layout: Layout,
        description: Mapping[str, Any] | None = None,
        beside: Mapping[str, bytes] | None = None,
    ) -> None:
        """Use another layout for later documents, and another description of the schema.

        ``beside`` has the content of files, by new names that begin with BESIDE_PREFIX. They replace the files of the
        earlier description. Raises IndexUnwritable.
        """
        self._check()
        if beside is not None:
            with self._writing():
                for name, data in beside.items():
                    if not self._folder.holds(name, data):
                        write_new(self._folder, name, data)
            self._beside = {name: FileRecord.of(data) for name, data in beside.items()}
            self._changed = True
        self._layout = layout
        if description is not None and dict(description) != self._description:
            self._description = dict(description)
            self._changed = True

    def flush(self) -> None:
        """Write pending documents as a segment, so that :meth:`find` sees them. Raises IndexUnwritable."""
        with self._all_or_back():
            self._check()
            self._seal()

    def commit(self, *, merge: bool = True) -> int:
        """Make all changes visible and durable, in one step. Returns the new revision. Raises IndexUnwritable."""
        self._check()
        if not self._changed:
            return self._manifest.revision
        with self._all_or_back():
            if self._settle is not None:
                self._settle()
            self._seal()
            self._adopt(wait=False)
            if merge:
                with self._writing():
                    self._segments = self._merges.merge_small(self._segments)
            self._write_commit(keep_before=True)
        if merge:
            self._begin_merge()
        return self._manifest.revision

    def optimize(self) -> int:
        """Merge all segments into one, without their deleted documents, and commit. Returns the new revision.

        If only the merging fails, the error says that the changes are committed. If it is stopped, it is left out.
        """
        changed = self._changed
        self.commit()
        try:
            with self._all_or_back():
                self._adopt(wait=True)
                if len(self._segments) > 1 or any(segment.deleted for segment in self._segments):
                    with self._writing():
                        merged = self._merges.merge(self._segments, self._segments)
                    if merged is not None:
                        self._segments = merged
                        self._write_commit(keep_before=False)
        except SearchkitError as error:
            if changed:
                message = f"the changes are committed, but their merging failed: {error.message}"
                raise type(error)(message, hint=error.hint) from error
            raise
        return self._manifest.revision

    def cancel(self) -> None:
        """Forget everything since the last commit."""
        self._check(broken=True)
        self._forget()

    def close(self) -> None:
        """Forget what was not committed, finish a running merge unless it is stopped, and let the next writer in.

        In a forked child this does nothing: files, threads and the lock are those of its parent.
        """
        self._close(gives_up=False)

    def _close(self, *, gives_up: bool) -> None:
        if self._closed or self._process != os.getpid():
            return
        self._closed = True
        try:
            if gives_up:
                self._merges.abandon()
            if self._changed:
                with contextlib.suppress(OSError, SearchkitError):
                    self._forget()
            # What was committed stays so if the merge fails. Its file is an orphan, and a later commit merges again.
            with contextlib.suppress(Exception):
                while self._merges.is_running:
                    if self._adopt(wait=True):
                        self._write_commit(keep_before=False)
                        self._begin_merge()
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
        # After Ctrl-C nobody waits for a merge.
        self._close(gives_up=kind is not None and not issubclass(kind, Exception))

    # Inside

    def _open_latest(self) -> None:
        self._manifest = recover(self._folder)
        self._manifest.check_files(self._store.folder)
        self._description = dict(self._manifest.schema)
        try:
            self._segments = [self._opened(record) for record in self._manifest.segments]
        except OSError as error:
            raise not_read(Path(error.filename or self._store.folder), error) from error
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
        """The unique values of a document, as (field, term)."""
        return [(name, self._term(name, document[name])) for name in self._unique if document.get(name) is not None]

    def _replace_by(self, keys: Sequence[Key], number: int, *, is_new: bool = False) -> None:
        """Delete the documents with a term of ``keys``. The pending document with this number replaces them."""
        for name, term in keys:
            if is_new:
                self._pending.drop((name, term))
            else:
                self._delete_term(name, term)
        for key in keys:
            self._pending.remember(key, number)
        self._changed = True

    def _delete_term(self, field: str, term: bytes) -> int:
        count = live_segments.delete(self._segments, field, term) + self._pending.drop((field, term))
        self._changed = self._changed or count > 0
        return count

    def _check(self, broken: bool = False) -> None:
        """Raise an error if the writer is another process's, is closed or, unless ``broken``, could not go back."""
        check_process(self._process, "this writer")
        if self._closed:
            raise UsageError("this writer is closed", hint="open another")
        if self._broken and not broken:
            raise IndexUnwritable(
                f"a change of {self._store.folder} failed, and so did going back to the last commit",
                hint="close the writer and open another",
            )

    @contextlib.contextmanager
    def _all_or_back(self) -> Iterator[None]:
        """On failure, take the writer back to the last commit. ArticleInvalid and UsageError change nothing."""
        try:
            yield
        except BaseException as error:
            self._go_back(error)
            raise

    def _go_back(self, error: BaseException) -> None:
        if not self._broken and not isinstance(error, (ArticleInvalid, UsageError)):
            # Even if going back fails, the first error is the one to raise.
            with contextlib.suppress(OSError, SearchkitError):
                self._forget()

    def _prepared(self) -> Pending:
        """The pending documents, ready for the current layout."""
        self._check()
        if not self._pending.takes(self._layout.slots):
            self._seal()
            with self._writing():  # the system may have no thread for it
                self._pending.begin(self._layout.slots)
        return self._pending

    def _relieve(self) -> None:
        if self._pending.is_full:
            self._seal()

    def _seal(self) -> None:
        """Write pending documents as a segment."""
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
        self._segments.append(sealed)

    def _writing(self) -> contextlib.AbstractContextManager[None]:
        return _told(self._store)

    def _write_commit(self, keep_before: bool) -> None:
        """Commit the segments as they are."""
        self._segments = [segment for segment in self._segments if segment.live > 0]
        if sum(segment.record.documents for segment in self._segments) > _MOST_DOCUMENTS:
            raise IndexTooLarge(
                f"an index holds no more than {_MOST_DOCUMENTS:,} documents", hint="split it into two indexes"
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
        self._retreats += 1
        self._merges.abandon()
        self._pending.forget()
        self._segments = []
        self._changed = False
        self._open_latest()
        self._broken = False

    def _begin_merge(self) -> None:
        # The commit before is durable. A merge that cannot begin, for want of a thread or of memory, begins later.
        with contextlib.suppress(Exception):
            self._merges.begin(self._segments)

    def _adopt(self, *, wait: bool) -> bool:
        """Replace the members of a finished merge by its result. Returns whether there was one."""
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
        in_the_way = isinstance(error, (NotAFile, FileExistsError))
        reason = f"{error.filename}: {error.strerror}" if in_the_way else error.strerror or error
        raise IndexUnwritable(
            f"cannot write to {store.folder}, the index is as it was before: {reason}",
            hint="move it away and try again" if in_the_way else "free some space, or check the folder's permissions",
        ) from error
