"""Index: the one object that users hold. It opens an index, changes it, and hands reads to the view of a commit."""

from __future__ import annotations

import os
from _thread import RLock  # threading, which names it as well, takes a millisecond to load

from searchkit.archive.archive import Archive
from searchkit.archive.layout import ArchiveLayout, is_archive
from searchkit.article import Article
from searchkit.base import light_datetime as dt
from searchkit.base.late_path import late_path, real_path
from searchkit.base.light_contextlib import contextmanager
from searchkit.base.typing_names import (
    TYPE_CHECKING,
    Any,
    Iterable,
    Iterator,
    Literal,
    Mapping,
    Protocol,
    Sequence,
)
from searchkit.engine.layout import Layout
from searchkit.engine.store import Store
from searchkit.errors import ArticleInvalid, SearchkitError, UsageError
from searchkit.query.parser import parse_strictly
from searchkit.query.tree import Node
from searchkit.results.reader import Reader
from searchkit.results.view import View

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from whoosh.fields import Schema

    from searchkit.archive.chosen_extractor import Extraction
    from searchkit.archive.learned_home import LearnedHome
    from searchkit.archive.lists import ListChange
    from searchkit.archive.plausible_date import OnProblem
    from searchkit.archive.status import Status
    from searchkit.base.problem import Problem
    from searchkit.engine.writer import Writer
    from searchkit.ingest.report import OnProgress, Report, ShouldStop


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
    def prepared(self, documents: Iterable[Any], extract: Any, on_problem: Any, /) -> Sequence[Any]: ...
    def changes(self, writer: Writer, /) -> Changes: ...


class Index(Reader):
    """An index, opened with :func:`searchkit.open` or made with :func:`searchkit.create`.

    Reads see one commit: the latest when the index was opened. :meth:`refresh` and changes through this object move on
    to a later one. Several threads may read while one thread changes the index. Threads that change it wait for each
    other. It is a context manager.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._view = kind.view()
        self._batch: Changes | None = None  # of the open batch
        self._lock, self._process = RLock(), os.getpid()

    # Opening

    @classmethod
    def create(cls, path: str | Path, schema: Schema | None = None) -> Index:
        """Make an empty index in a new or empty folder: an archive of articles, or of any Whoosh schema.

        ``path`` is the folder. Raises FolderNotOurs, IndexUnwritable or IndexIncompatible.
        """
        if schema is None:
            return cls(Archive.create(real_path(_path(path))))
        from searchkit.whoosh_api.embedded import Embedded

        return cls(Embedded.create(real_path(_path(path)), schema))

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        generation: int | None = None,
        aliases: str | Path | Literal[False] | None = None,
        in_memory: bool = False,
    ) -> Index:
        """Open an index, or an earlier commit that it keeps (to read only).

        ``aliases`` is a file of names to treat as one or to hide (see :mod:`searchkit.query.aliases`). The default is
        ``aliases.txt`` in the index folder; False applies none. With ``in_memory``, the index is read into memory when
        it is opened and whenever it is refreshed. Searches then need no file: choose it for a folder that may go away,
        such as a network share or a stick. It takes as much memory as the index takes on disk. Raises IndexMissing,
        IndexDamaged, IndexIncompatible, or UsageError for aliases that cannot be read.
        """
        if not isinstance(generation, (int, type(None))):
            raise UsageError("a generation is the number of a commit")
        store = Store.open(_path(path), _layout_of, generation, in_memory=in_memory)
        if is_archive(store.description):
            return cls(Archive(store, _path(aliases) if aliases else None, no_aliases=aliases is False))
        from searchkit.whoosh_api.embedded import Embedded

        return cls(Embedded(store))

    @property
    def view(self) -> View:
        """The commit that reads see. It never changes: a refresh puts another in its place."""
        return self._view

    @property
    def folder(self) -> Path:
        """The index folder."""
        return real_path(self._kind.store.folder)

    @property
    def schema(self) -> Schema:
        """The Whoosh schema."""
        return self._kind.schema(self._view)

    @property
    def aliases_file(self) -> Path:
        """The file that holds the aliases. It need not exist."""
        return real_path(self._archive("aliases are for archives of articles").aliases_file)

    def refresh(self) -> bool:
        """Read the latest commit and the current aliases. Returns whether either has changed.

        Earlier results keep their own commit and aliases.
        """
        return self._refresh()

    def close(self) -> None:
        """Close the index's files. Hits that were not read before cannot be read afterwards."""
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

    def learned_home(self) -> LearnedHome | None:
        """The town that the articles are most often filed from, with its evidence. None if they tell no town.

        It is what the articles tell now; ``status().home`` is what the index keeps. Raises UsageError for another
        schema.
        """
        from searchkit.archive.learned_home import learned_home

        return learned_home(self._articles())

    # Changing

    def add(
        self,
        documents: Iterable[Article | Mapping[str, Any]],
        *,
        extract: Extraction = True,
        on_problem: OnProblem | None = None,
    ) -> int:
        """Add articles, or dicts of their fields. Returns how many were given.

        An article replaces the one with the same id. Without an id it gets one from its content. Facts that an article
        does not state (date, place, agency, entities) are extracted from its text, and the article joins its story. If
        ``extract`` is false, neither happens. ``extract`` may also be an extractor that finds the names (see
        :mod:`searchkit.extract.extractor`), or the name of one (``"spacy:en_core_web_sm"``).

        A date of a year that the archive does not take (see ``years`` of :meth:`add_files`) is not kept; the article
        is. What it stated goes to ``metadata["date"]``. ``on_problem`` is called with a note on each: a
        :class:`~searchkit.base.problem.Problem` with the code ``date_implausible``, whose ``path`` is the path of the
        article, or else its id. Without ``on_problem``, one Python warning tells how many there were.

        In an index of another schema, documents are dicts of its fields, and its unique fields decide what they
        replace. The change is durable on return, or at the end of :meth:`batch`. Raises ArticleInvalid, IndexLocked or
        IndexUnwritable; then nothing of this call is kept. If the new commit cannot be read, the error says that the
        change is committed.
        """
        if isinstance(documents, (str, Mapping, Article)) or not isinstance(documents, Iterable):
            raise ArticleInvalid("give a list of articles or dicts, even for one")
        given = list(documents)
        refused: list[Problem] = []
        prepared = self._kind.prepared(given, extract, on_problem or refused.append)
        if refused:
            import warnings  # few articles need it

            dates = "date was" if len(refused) == 1 else "dates were"
            first = f"{refused[0].path}: {refused[0].message}"
            warnings.warn(
                f"{len(refused)} {dates} not kept; the first: {first}; on_problem=... gets each", stacklevel=2
            )
        with self._change() as changes:
            changes.add(prepared, extract is not False)
        return len(given)

    def delete(self, ids: str | Iterable[str]) -> int:
        """Delete articles by id. Returns how many there were. Durable like :meth:`add`."""
        if not self._kind.unique:
            raise UsageError("the schema has no unique field to delete by")
        if not isinstance(ids, Iterable):
            raise UsageError(f"ids are text, or a list of texts, not {type(ids).__name__}")
        chosen = [ids] if isinstance(ids, str) else list(ids)
        if not all(isinstance(i, str) for i in chosen):
            raise UsageError("ids are text")
        with self._change() as changes:
            return changes.delete(chosen)

    def delete_matching(self, query: str | Node, *, today: dt.date | None = None) -> int:
        """Delete the articles that a query matches. Returns how many there were. Durable like :meth:`add`.

        ``today`` is the date that words like ``yesterday`` count from; the default is the system's date. Raises
        QueryError if part of the query was not understood: nothing is deleted on a guess.
        """
        from searchkit.query.checked_tree import checked_tree  # most queries are text

        view = self._articles()
        tree = parse_strictly(query, view.fields, today) if isinstance(query, str) else checked_tree(query, view.fields)
        with self._change() as changes:
            return changes.delete_matching(view, tree)

    @contextmanager
    def batch(self) -> Iterator[Index]:
        """Put many adds and deletes into one commit, at the end of the block. If the block raises, nothing changes."""
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
        paths: Sequence[str | Path] | str | Path = (),
        *,
        on_progress: OnProgress | None = None,
        extract: Extraction = True,
        columns: Mapping[str, str] | None = None,
        commit_every: int | None = None,
        should_stop: ShouldStop | None = None,
        allow_removals: bool = False,
        dry_run: bool = False,
        retry_failed: bool = False,
        file_seconds: float | None = None,
        workers: int = 1,
        trust_empty: bool | None = None,
        home: str | None = None,
        years: tuple[int | None, int | None] | str | None = None,
    ) -> Report:
        """Bring the index up to date with the files at and under ``paths``: new, changed and removed ones.

        - ``on_progress`` is called with the state of the run, again and again.
        - ``extract`` is as for :meth:`add`. An extractor given by name is remembered for later runs with ``True``,
          until a run says ``"rules"``. An index may be somebody else's: an extractor that it names, and that this user
          never gave for this index, is not loaded.
        - ``columns`` maps fields of articles to columns, for all tables at and under ``paths``. The mapping is
          remembered for these paths. None uses the remembered mapping; ``{}`` goes by the names of the columns.
        - ``commit_every`` is the number of changed articles between two commits. Without it, a run commits after
          20,000, or after 30 seconds with any. There is always a commit at the end.
        - ``should_stop`` is called again and again while files are read. If it returns true, the run commits and ends.
        - ``allow_removals`` permits a run to remove all articles of a folder, or more than 20 and more than half of
          them. Else these stay, and the report has a failed problem with the code ``removals_held``.
        - ``dry_run`` changes nothing on disk. The report tells what a run would do; ``changes`` has it by file.
        - ``retry_failed`` reads only files that have failures, or whose articles were kept, whatever their time stamp.
          They are those at and under ``paths``; without paths, those of the whole index. It removes nothing.
        - ``file_seconds`` is the processor time that reading one file may take, beside a second for each MiB of it. The
          default is 600; 0 is no limit. What is read until then is kept.
        - ``workers`` is the number of processes that extract. With 1 there is no other process than this one. The
          index is the same whatever it is. A process takes some 100 MB.
        - ``trust_empty`` says whether a source that states an empty list of names has none. The names in its text are
          then not looked for. ``home`` is the town where the articles appear (``"Paris, Texas"``), which tells
          namesakes apart. ``""`` or ``"none"`` says that there is none. An empty index that was told nothing learns the
          home from its first articles, if these leave no doubt; ``learned_home`` of the report has the evidence. The
          index remembers all this for later runs and for :meth:`add`.
        - ``years`` are the first and the last year that a date may have, as a pair or as text (``"1400..2050"``). The
          default is 1450 to the next year. A date of another year is not kept, and the report has a note with the code
          ``date_implausible``. The index remembers the years; ``".."`` is the default again.

        What cannot be read is in the report and in :meth:`status`, and never stops the rest. Raises IndexLocked,
        IndexUnwritable or IndexDamaged. Raises UsageError for a column of an unknown field, and for an extractor that
        is missing or fails, and ExtractorNotAllowed.
        """
        from searchkit.archive.chosen_extractor import chosen_extractor
        from searchkit.archive.extraction_settings import chosen_settings
        from searchkit.archive.lists import tagger
        from searchkit.archive.plausible_date import chosen_years
        from searchkit.ingest.column_mapping import checked_columns
        from searchkit.ingest.container import file_limits
        from searchkit.ingest.update import update

        self._archive("files are indexed into an archive of articles, not into another schema")
        if self._batch is not None:
            raise UsageError("files cannot be indexed inside a batch: they are committed as they are read")
        given = [paths] if isinstance(paths, (str, os.PathLike)) else paths
        if not isinstance(given, Iterable):
            raise UsageError(f"files are given as a list of paths, not as {type(given).__name__}")
        files = [real_path(_path(path)) for path in given]
        if type(workers) is not int or workers < 1:
            raise UsageError(f"the number of workers is 1 or more, not {workers!r}")
        if retry_failed and allow_removals:
            raise UsageError("a run that retries what failed removes nothing")
        with self._changing, self._rehearsal() if dry_run else self._writer(should_stop) as writer:
            extractor = chosen_extractor(self.folder, writer, extract, dry_run=dry_run)
            settings = chosen_settings(writer, trust_empty=trust_empty, home=home)
            limits = file_limits(file_seconds, chosen_years(writer, years))
            chosen_columns = None if columns is None else checked_columns(columns)
            learned = None
            if extract is not False and not retry_failed:
                from searchkit.ingest.first_home import with_first_home  # slow to load; it resolves places

                settings, learned = with_first_home(
                    settings,
                    writer,
                    self.folder,
                    files,
                    columns=chosen_columns,
                    limits=limits,
                    should_stop=should_stop,
                )
            report = update(
                self.folder,
                writer,
                files,
                settings=None if extract is False else settings.beside(extractor.kinds if extractor else ()),
                tag=tagger(self.folder, writer),
                extractor=extractor,
                columns=chosen_columns,
                on_progress=on_progress,
                commit_every=commit_every or None,
                should_stop=should_stop,
                allow_removals=allow_removals,
                dry_run=dry_run,
                retry_failed=retry_failed,
                limits=limits,
                workers=workers,
            )
            report.learned_home = learned
        if not dry_run:
            self._refresh_committed()
        return report

    def use_lists(
        self,
        lists: Sequence[str | Path] | Mapping[str, Iterable[str | Sequence[str]]] = (),
        *,
        drop: Sequence[str] = (),
        should_stop: ShouldStop | None = None,
    ) -> ListChange:
        """Find the names of these lists in all articles, those of the index and later ones.

        ``lists`` are files (see :mod:`searchkit.ingest.list_file`), or a mapping from the name of each list to its
        names. A tuple there is a name with its other spellings. A list replaces the earlier one of the same name.
        ``drop`` names the lists to remove. One commit holds the new lists and what they find in the articles of the
        index. If ``should_stop`` returns true before the end, nothing is changed. Raises UsageError, IndexLocked,
        IndexDamaged or IndexUnwritable.
        """
        from searchkit.archive.lists import use_lists
        from searchkit.ingest.list_file import given_lists

        if not self._view.has_articles or self._batch is not None:
            raise UsageError("lists are for archives of articles, and not inside a batch")
        if isinstance(drop, str) or not isinstance(drop, Iterable):
            raise UsageError("the lists to drop are a list of names, even for one")
        with self._changing, self._writer(should_stop) as writer:
            change = use_lists(self.folder, writer, given_lists(lists), drop, should_stop)
        self._refresh_committed()
        return change

    # Inside

    @property
    def _changing(self) -> RLock:
        """The lock with which one thread changes the index at a time, and others wait.

        A forked child makes its own: a thread of its parent may hold the other one.
        """
        if self._process != os.getpid():
            self._lock, self._process = RLock(), os.getpid()
        return self._lock

    def _archive(self, otherwise: str) -> Archive:
        """The archive of this index. For another kind of index, raises UsageError with the message ``otherwise``."""
        if not isinstance(self._kind, Archive):
            raise UsageError(otherwise)
        return self._kind

    def _refresh(self, *, after_change: bool = False) -> bool:
        with self._changing:
            before = self._view
            # The old view is let go of with the last results that hold it.
            self._view = self._kind.view(before, after_change=after_change)
            return self._view is not before

    def _refresh_committed(self) -> None:
        """Read the commit that was just made. If that fails, the error says that the change is committed."""
        try:
            self._refresh(after_change=True)
        except SearchkitError as error:
            message = f"the change is committed, but it cannot be read now: {error.message}"
            raise type(error)(message, hint=error.hint) from error

    def _writer(self, should_stop: ShouldStop | None = None) -> Writer:
        from searchkit.engine.writer import Writer

        return Writer(self._kind.store, self._kind.unique, should_stop=should_stop)

    def _rehearsal(self) -> Writer:
        from searchkit.engine.rehearsal import Rehearsal

        return Rehearsal(self._kind.store, self._kind.unique)

    @contextmanager
    def _change(self) -> Iterator[Changes]:
        """The changes of the open batch. Without a batch, new changes that are committed at the end."""
        with self._changing:
            if self._batch is not None:
                yield self._batch
                return
            with self._writer() as writer:
                yield self._kind.changes(writer)
                writer.commit()
            self._refresh_committed()


def _path(path: object) -> Path:
    """A path that a caller gives. Raises UsageError for what no file system can hold."""
    try:
        if b"\0" not in os.fsencode(path):  # type: ignore[arg-type]  # TypeError says so
            given = os.fspath(path)  # type: ignore[call-overload]
            if isinstance(given, str):
                return late_path(given)
    except (TypeError, UnicodeEncodeError):
        pass
    raise UsageError(f"{path!r} is not a path")


def _layout_of(description: Mapping[str, Any]) -> Layout:
    if is_archive(description):
        return ArchiveLayout(description)
    from searchkit.whoosh_api.schema_description import schema_from
    from searchkit.whoosh_api.schema_layout import SchemaLayout

    return SchemaLayout(schema_from(description))
