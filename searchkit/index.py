"""Index: the one object that users hold. It opens an index, changes it, and hands reads to the view of a commit."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol

from searchkit.archive.archive import Archive
from searchkit.archive.layout import ArchiveLayout, is_archive
from searchkit.article import Article
from searchkit.engine.layout import Layout
from searchkit.engine.store import Store
from searchkit.errors import ArticleInvalid, UsageError
from searchkit.query.parser import parse_strictly
from searchkit.query.tree import Node
from searchkit.results.reader import Reader
from searchkit.results.view import View

if TYPE_CHECKING:
    from whoosh.fields import Schema

    from searchkit.archive.chosen_extractor import Extraction
    from searchkit.archive.lists import ListChange
    from searchkit.archive.status import Status
    from searchkit.engine.writer import Writer
    from searchkit.ingest.update import OnProgress, Report, ShouldStop


class Changes(Protocol):
    """Changes of documents through one writer, which commits them."""

    def add(self, prepared: Sequence[Any], extracted: bool, /) -> None: ...
    def delete(self, ids: Iterable[str], /) -> int: ...
    def delete_matching(self, view: Any, tree: Node, /) -> int: ...


class Kind(Protocol):
    """What an index needs of the kind of its documents: articles, or documents of an embedder's schema."""

    @property
    def store(self) -> Store: ...
    @property
    def unique(self) -> Sequence[str]: ...
    def view(self, earlier: Any = None, /, *, after_change: bool = False) -> View: ...
    def schema(self, view: Any, /) -> Schema: ...
    def prepared(self, documents: Iterable[Any], extract: Any, /) -> Sequence[Any]: ...
    def changes(self, writer: Writer, /) -> Changes: ...


class Index(Reader):
    """An index, opened with :func:`searchkit.open` or made with :func:`searchkit.create`.

    Reads see one commit, the latest when the index was opened, until :meth:`refresh` or a change through this object.
    Several threads may read at once, beside one that changes the index; threads that change it wait for each other.
    It is a context manager.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._view = kind.view()
        self._batch: Changes | None = None  # those of the batch that is open
        self._changing = threading.RLock()  # one thread changes the index at a time, others wait

    # Opening

    @classmethod
    def create(cls, path: str | Path, schema: Schema | None = None) -> Index:
        """Make an empty index in a new or empty folder: an archive of articles, or of any Whoosh schema.

        Raises FolderNotOurs, IndexUnwritable or IndexIncompatible.
        """
        if schema is None:
            return cls(Archive.create(Path(path)))
        from searchkit.whoosh_api.embedded import Embedded

        return cls(Embedded.create(Path(path), schema))

    @classmethod
    def open(
        cls, path: str | Path, *, generation: int | None = None, aliases: str | Path | Literal[False] | None = None
    ) -> Index:
        """Open an index, or an earlier commit that it keeps (to read only).

        ``aliases`` is a file of names that count as one or as none (see :mod:`searchkit.query.aliases`), else
        ``aliases.txt`` in the index folder is. False applies none. Raises IndexMissing, IndexDamaged,
        IndexIncompatible, or UsageError for aliases that cannot be read.
        """
        store = Store.open(Path(path), _layout_of, generation)
        if is_archive(store.description):
            return cls(Archive(store, Path(aliases) if aliases else None, no_aliases=aliases is False))
        from searchkit.whoosh_api.embedded import Embedded

        return cls(Embedded(store))

    @property
    def view(self) -> View:
        """The commit that reads see. It never changes: a refresh puts another in its place."""
        return self._view

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self._kind.store.folder

    @property
    def schema(self) -> Schema:
        """The Whoosh schema."""
        return self._kind.schema(self._view)

    @property
    def aliases_file(self) -> Path:
        """Where the aliases are, if there are any."""
        return self._archive("aliases are for archives of articles").aliases_file

    def refresh(self) -> bool:
        """See the latest commit, and the aliases as their file is now; whether either is another than before.

        Earlier results keep the commit and the aliases that they are of.
        """
        return self._refresh()

    def close(self) -> None:
        """Let go of the index's files; hits that were not read yet cannot be any more."""
        self._view.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def status(self) -> Status:
        """What the index holds, and what of its sources could not be read."""
        from searchkit.archive.status import status_of

        return status_of(self._view, self.folder)

    # Changing

    def add(self, documents: Iterable[Article | Mapping[str, Any]], *, extract: Extraction = True) -> int:
        """Add articles (or dicts of their fields), replacing those with the same id; how many were given.

        An article without id gets one from its content. What an article does not say (date, place, agency, entities)
        is extracted from its text, and it is placed in its story, unless ``extract`` is false; its names are found by
        an extractor, if ``extract`` is one (see :mod:`searchkit.extract.extractor`) or tells one
        (``"spacy:en_core_web_sm"``). In an index of another schema documents are dicts of its fields, replaced by its
        unique fields. Durable on return, or at the end of :meth:`batch`. Raises ArticleInvalid (and nothing of this
        call is kept), IndexLocked or IndexUnwritable.
        """
        if isinstance(documents, (str, Mapping, Article)):
            raise ArticleInvalid("give a list of articles or dicts, even for one")
        prepared = self._kind.prepared(list(documents), extract)
        with self._change() as changes:
            changes.add(prepared, extract is not False)
        return len(prepared)

    def delete(self, ids: str | Iterable[str]) -> int:
        """Delete articles by id; how many there were. Durable like :meth:`add`."""
        if not self._kind.unique:
            raise UsageError("the schema has no unique field to delete by")
        chosen = [ids] if isinstance(ids, str) else list(ids)
        if not all(isinstance(i, str) for i in chosen):
            raise UsageError("ids are text")
        with self._change() as changes:
            return changes.delete(chosen)

    def delete_matching(self, query: str | Node, *, today: dt.date | None = None) -> int:
        """Delete the articles that a query matches; how many there were. Durable like :meth:`add`.

        Raises QueryError where the query was not understood as written: nothing is deleted on a guess.
        """
        view = self._articles()
        tree = parse_strictly(query, view.fields, today) if isinstance(query, str) else query
        with self._change() as changes:
            return changes.delete_matching(view, tree)

    @contextmanager
    def batch(self) -> Iterator[Index]:
        """Many adds and deletes, one commit at the end; none at all if the block raises."""
        with self._changing:
            if self._batch is not None:
                raise UsageError("a batch is already open")
            with self._change() as self._batch:
                try:
                    yield self
                finally:
                    self._batch = None

    def add_files(
        self,
        paths: Sequence[str | Path] | str | Path,
        *,
        on_progress: OnProgress | None = None,
        extract: Extraction = True,
        columns: Mapping[str, str] | None = None,
        commit_every: int | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Report:
        """Bring the index up to date with the files at and under ``paths``: new, changed and removed ones.

        Commits every ``commit_every`` articles and at the end, which comes early if ``should_stop``, asked before each
        article, says so. ``extract`` is as for :meth:`add`; an extractor told by its name is remembered for later runs
        that say True, until one says ``"rules"``. ``columns`` maps fields of articles to the columns of tables that
        carry them, for all tables at and under ``paths``, and is remembered for them; None: as remembered, {}: by the
        names of the columns. What cannot be read is in the report and in :meth:`status`, and never stops the rest.
        Raises IndexLocked, IndexUnwritable, IndexDamaged, and UsageError for a column of no field or an extractor that
        is not there or fails.
        """
        from searchkit.archive.chosen_extractor import chosen_extractor
        from searchkit.archive.lists import tagger
        from searchkit.ingest.column_mapping import checked_columns
        from searchkit.ingest.update import COMMIT_EVERY, update

        self._archive("files are indexed into an archive of articles, not into another schema")
        if self._batch is not None:
            raise UsageError("files cannot be indexed inside a batch: they are committed as they are read")
        given = [paths] if isinstance(paths, (str, Path)) else paths
        complete: Callable[[Article], Article] | None = None
        if extract:
            from searchkit.extract import extract as complete_article

            complete = complete_article
        with self._changing, self._writer() as writer:
            report = update(
                self.folder,
                writer,
                [Path(path) for path in given],
                extract=complete,
                tag=tagger(self.folder, writer),
                extractor=chosen_extractor(self.folder, writer, extract),
                columns=None if columns is None else checked_columns(columns),
                on_progress=on_progress,
                commit_every=commit_every or COMMIT_EVERY,
                should_stop=should_stop,
            )
        self._refresh(after_change=True)
        return report

    def use_lists(
        self,
        lists: Sequence[str | Path] | Mapping[str, Iterable[str | Sequence[str]]] = (),
        *,
        drop: Sequence[str] = (),
        should_stop: ShouldStop | None = None,
    ) -> ListChange:
        """Take lists of names to be found in articles, in place of earlier ones of the same name, and ``drop`` others.

        Lists are files (see :mod:`searchkit.ingest.list_file`), or names by the name of their list, where a tuple
        gives a name with its other spellings. What the index holds is looked through at once, in one commit with the
        change; later articles are when they come. If ``should_stop`` says so, nothing is changed. Raises UsageError,
        IndexLocked, IndexDamaged or IndexUnwritable.
        """
        from searchkit.archive.lists import use_lists
        from searchkit.ingest.list_file import given_lists

        if not self._view.has_articles or self._batch is not None:
            raise UsageError("lists are for archives of articles, and not inside a batch")
        with self._changing, self._writer() as writer:
            change = use_lists(self.folder, writer, given_lists(lists), drop, should_stop)
        self._refresh(after_change=True)
        return change

    # Inside

    def _archive(self, otherwise: str) -> Archive:
        """The archive that this index is. Raises UsageError, which says ``otherwise``."""
        if not isinstance(self._kind, Archive):
            raise UsageError(otherwise)
        return self._kind

    def _refresh(self, *, after_change: bool = False) -> bool:
        with self._changing:
            before = self._view
            # The old view is let go of with the last results that hold it.
            self._view = self._kind.view(before, after_change=after_change)
            return self._view is not before

    def _writer(self) -> Writer:
        from searchkit.engine.writer import Writer

        return Writer(self._kind.store, self._kind.unique)

    @contextmanager
    def _change(self) -> Iterator[Changes]:
        """The changes of the open batch, or changes that are committed at the end."""
        with self._changing:
            if self._batch is not None:
                yield self._batch
                return
            with self._writer() as writer:
                yield self._kind.changes(writer)
                writer.commit()
            self._refresh(after_change=True)


def _layout_of(description: Mapping[str, Any]) -> Layout:
    if is_archive(description):
        return ArchiveLayout(description)
    from searchkit.whoosh_api.schema_description import schema_from
    from searchkit.whoosh_api.schema_layout import Layout as SchemaLayout

    return SchemaLayout(schema_from(description))
