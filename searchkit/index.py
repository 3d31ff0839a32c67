"""Index: the one object that users hold. It joins files, articles, queries, the engine and results."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from searchkit import _native
from searchkit.archive import layout as archive_layout
from searchkit.archive.layout import (
    FACET_FIELDS,
    STORY,
    ArchiveLayout,
    is_archive,
    list_names,
)
from searchkit.archive.plan_form import to_native
from searchkit.archive.search import OLDEST_FIRST, SearchPlan, Sort, archive_plan, facet_of, is_whoosh_query
from searchkit.archive.timeline import timeline_of
from searchkit.article import Article
from searchkit.base.analysis import STEMMERS
from searchkit.base.story_id import story_id
from searchkit.engine.layout import Layout
from searchkit.engine.snapshot import FacetRequest, Snapshot, TermCount
from searchkit.engine.store import Store
from searchkit.errors import ArticleInvalid, ArticleMissing, UsageError
from searchkit.query.aliases import NO_ALIASES, Aliases, read_aliases_file
from searchkit.query.fields import FieldTable, archive_fields
from searchkit.query.parser import ParsedQuery, QueryWarning, parse, parse_strictly
from searchkit.query.tree import And, Exact, Node
from searchkit.results.facets import FacetValue
from searchkit.results.results import Document, Hit, Results
from searchkit.results.story import Story
from searchkit.results.timeline import Axis, Step, Timeline

if TYPE_CHECKING:
    from whoosh.fields import Schema
    from whoosh.query import Query as WhooshQuery

    from searchkit.archive.chosen_extractor import Extraction
    from searchkit.archive.lists import ListChange
    from searchkit.archive.status import Status
    from searchkit.archive.stories import Stories
    from searchkit.engine.writer import Writer
    from searchkit.ingest.update import OnProgress, Report, ShouldStop
    from searchkit.whoosh_api.embedder_schema import OwnSchema

SORTS: Final = ("relevance", "newest", "oldest")
# The facet of the places named in the text is called about; each facet is the column of a whole-value field.
ARCHIVE_FACETS: Final = FACET_FIELDS
# A file of this name in the index folder is the user's: names that count as one or as none.
ALIASES_NAME: Final = "aliases.txt"


class Index:
    """An index, opened with :func:`searchkit.open` or made with :func:`searchkit.create`.

    Reads see one snapshot, the latest commit when the index was opened, until :meth:`refresh` or a change through this
    object. It is a context manager, and may be used from several threads (calls take turns).
    """

    def __init__(self, store: Store, aliases: Path | None = None) -> None:
        self._store = store
        self._aliases_file = aliases
        self._is_archive = is_archive(store.description)
        self._snapshot = Snapshot(store)
        self._batch: Writer | None = None
        self._stories: Stories | None = None  # of the writer that is open
        self._changing = threading.RLock()  # one thread changes the index at a time, others wait

    # Opening

    @classmethod
    def create(cls, path: str | Path, schema: Schema | None = None) -> Index:
        """Make an empty index in a new or empty folder: an archive of articles, or of any Whoosh schema.

        Raises FolderNotOurs, IndexUnwritable or IndexIncompatible.
        """
        if schema is None:
            return cls(Store.create(Path(path), archive_layout.description(), ArchiveLayout()))
        from searchkit.whoosh_api.embedder_schema import Layout as OwnLayout
        from searchkit.whoosh_api.embedder_schema import describe_schema

        return cls(Store.create(Path(path), describe_schema(schema), OwnLayout(schema)))

    @classmethod
    def open(cls, path: str | Path, *, generation: int | None = None, aliases: str | Path | None = None) -> Index:
        """Open an index, or an earlier commit that it keeps (to read only).

        ``aliases`` is a file of names that count as one or as none (see :mod:`searchkit.query.aliases`), else
        ``aliases.txt`` in the index folder is. Raises IndexMissing, IndexDamaged or IndexIncompatible.
        """
        return cls(Store.open(Path(path), _layout_of, generation), Path(aliases) if aliases else None)

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self._store.folder

    @property
    def schema(self) -> Schema:
        """The Whoosh schema."""
        return self._own.schema

    @cached_property
    def _own(self) -> OwnSchema:
        """The schema and what only Whoosh knows of it."""
        from searchkit.whoosh_api.embedder_schema import OwnSchema, own_schema_of

        if not self._is_archive:
            return own_schema_of(self._store.description)
        from searchkit.archive.whoosh_schema import archive_schema

        return OwnSchema(archive_schema(self.lists))

    @property
    def revision(self) -> int:
        """The commit that reads see."""
        return self._snapshot.revision

    @property
    def fields(self) -> FieldTable:
        """The fields that queries may name."""
        return archive_fields(self.lists) if self._is_archive else self._own.fields

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The lists of names that the user gave; each is a field of queries, a facet and a kind of entity."""
        return list_names(self._snapshot.commit.description) if self._is_archive else ()

    @property
    def aliases_file(self) -> Path:
        """Where the aliases are, if there are any."""
        return self._aliases_file or self.folder / ALIASES_NAME

    @cached_property
    def aliases(self) -> Aliases:
        """The names that count as one or as none, as their file says until :meth:`refresh`. Raises UsageError."""
        optional = self._aliases_file is None
        fields = self.fields, self.facet_fields
        return read_aliases_file(self.aliases_file, *fields, optional=optional) if self._is_archive else NO_ALIASES

    def __len__(self) -> int:
        return len(self._snapshot)

    def refresh(self) -> bool:
        """See the latest commit, and the aliases as their file is now; whether either is another than before.

        Earlier results keep the snapshot they are of.
        """
        with self._changing:
            before = vars(self).pop("aliases", None)
            renamed = before is not None and before != self.aliases
            if self._store.manifest().revision == self._snapshot.revision:
                return renamed
            # The old one is let go of with the last results that hold it.
            self._snapshot = Snapshot(self._store)
            for known in ("lists", "aliases"):
                vars(self).pop(known, None)
            return True

    def close(self) -> None:
        """Let go of the index's files; hits that were not read yet cannot be any more."""
        self._snapshot.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

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
        prepared = self._prepared(list(documents), extract)
        with self._writing() as writer:
            for document in self._laid_out(writer, prepared, extract is not False):
                writer.add(document)
        return len(prepared)

    def delete(self, ids: str | Iterable[str]) -> int:
        """Delete articles by id; how many there were. Durable like :meth:`add`."""
        field = self._unique_fields()
        if not field:
            raise UsageError("the schema has no unique field to delete by")
        chosen = [ids] if isinstance(ids, str) else list(ids)
        if not all(isinstance(i, str) for i in chosen):
            raise UsageError("ids are text")
        with self._writing() as writer:
            return sum(writer.delete(field[0], i) for i in chosen)

    def delete_matching(self, query: str | Node, *, today: dt.date | None = None) -> int:
        """Delete the articles that a query matches; how many there were. Durable like :meth:`add`.

        Raises QueryError where the query was not understood as written: nothing is deleted on a guess.
        """
        self._archive_fields()
        tree = parse_strictly(query, self.fields, today) if isinstance(query, str) else query
        with self._writing() as writer:
            plan = archive_plan(self, self._snapshot, tree, STEMMERS)  # also those of articles that are only now added
            return writer.delete_matching(plan)

    @contextmanager
    def batch(self) -> Iterator[Index]:
        """Many adds and deletes, one commit at the end; none at all if the block raises."""
        with self._changing:
            if self._batch is not None:
                raise UsageError("a batch is already open")
            with self._writing() as self._batch:
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
        from searchkit.engine.writer import Writer
        from searchkit.ingest.column_mapping import checked_columns
        from searchkit.ingest.update import COMMIT_EVERY, update

        if not self._is_archive:
            raise UsageError("files are indexed into an archive of articles, not into another schema")
        if self._batch is not None:
            raise UsageError("files cannot be indexed inside a batch: they are committed as they are read")
        given = [paths] if isinstance(paths, (str, Path)) else paths
        complete: Callable[[Article], Article] | None = None
        if extract:
            from searchkit.extract import extract as complete_article

            complete = complete_article
        with self._changing, Writer(self._store, ["id"]) as writer:
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
        self.refresh()
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
        from searchkit.engine.writer import Writer
        from searchkit.ingest.list_file import given_lists

        if not self._is_archive or self._batch is not None:
            raise UsageError("lists are for archives of articles, and not inside a batch")
        with self._changing, Writer(self._store, ["id"]) as writer:
            change = use_lists(self.folder, writer, given_lists(lists), drop, should_stop)
        self.refresh()
        return change

    # Reading

    def get(self, id: str) -> Article | None:
        """The article with this id, or None."""
        return self._document(n).article if (n := self._docnum(id, self._snapshot)) is not None else None

    def find(self, id: str) -> Article:
        """The article with this id, or the only one whose id begins so. Raises ArticleMissing."""
        article = self.get(id)
        if article is not None:
            return article
        terms = self._snapshot.terms("id", id) if id else []
        begun = list(islice((found for t in terms if (found := self.get(t.term)) is not None), 4))
        if len(begun) == 1:
            return begun[0]
        hint = (
            f"ids that begin so: {', '.join(a.id for a in begun)}"
            if begun
            else "searchkit search QUERY --ids lists ids"
        )
        raise ArticleMissing(f"no article has the id {id!r}", hint=hint)

    def story(self, id: str) -> Story | None:
        """The story of the article with this id and all its copies; None for an article that was placed in none.

        Raises ArticleMissing.
        """
        snapshot = self._snapshot
        docnum = self._docnum(id, snapshot)
        if docnum is None:
            raise ArticleMissing(f"no article has the id {id!r}")
        number = snapshot.number(STORY, docnum)
        if number is None:
            return None
        same = snapshot.search(_native.Query.range(STORY, number, number), limit=None, sort=OLDEST_FIRST).hits
        copies = (self._document(docnum, snapshot).article for docnum, _ in same)
        return Story(story_id(number), tuple(article for article in copies if article is not None))

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        """The indexed terms of a field of the schema that begin with ``prefix``, with their numbers of documents."""
        known = archive_layout.FIELDS.union(*((name, f"{name}_value") for name in self.lists))
        if field not in (known if self._is_archive else self.schema):
            raise UsageError(f"there is no field {field!r} in the schema")
        return self._snapshot.terms(field, prefix)

    def parse(self, query: str, today: dt.date | None = None) -> ParsedQuery:
        """What a query text is understood as. Never raises for its text."""
        return parse(query, self.fields, today)

    def search(
        self,
        query: str | Node | WhooshQuery,
        *,
        facets: Sequence[str] = (),
        filters: Mapping[str, str | Sequence[str]] | None = None,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        stories: bool = False,
        strict: bool = False,
        today: dt.date | None = None,
        time_limit: float | None = None,
        stop: _native.Stop | None = None,
    ) -> Results:
        """Search with a query text, a query tree or a whoosh.query object.

        ``facets`` are fields to count values of; ``filters`` maps fields to whole values that hits must have (all of
        them); ``limit`` (None or 0: all) and ``offset`` choose the page. Ties are broken by date, newest first, then
        by the order of indexing. ``stories`` shows each story once, as the first of its copies that match (by date,
        then by the order of indexing), where that one stands; total and facets count articles all the same. A search
        ends early after ``time_limit`` seconds, or when another thread sets ``stop`` (a ``searchkit.Stop``). Raises
        UsageError for unknown fields, SearchStopped where it was ended, and QueryError, under ``strict`` only, for
        what was not understood in the text.
        """
        started = time.perf_counter()
        if sort not in SORTS:
            raise UsageError(f"there is no order {sort!r}", hint="sort by relevance, newest or oldest")
        if not isinstance(offset, int) or not isinstance(limit, (int, type(None))) or min(offset, limit or 0) < 0:
            raise UsageError("limit and offset are whole numbers, from 0")
        if not isinstance(query, (str, *get_args(Node))) and not is_whoosh_query(query):
            raise UsageError(f"a query is a text, a query tree or a whoosh query, not {type(query).__name__}")
        text, warnings = "", tuple[QueryWarning, ...]()
        tree: Node | WhooshQuery
        if isinstance(query, str):
            if strict:
                text, tree = query, parse_strictly(query, self.fields, today)
            else:
                parsed = self.parse(query, today)
                text, tree, warnings = query, parsed.tree, parsed.warnings
        else:
            tree = query
        snapshot = self._snapshot
        plan = SearchPlan(self, snapshot, tree, self._filters(filters or {}))
        columns = [self._facet_column(name) for name in facets]
        if sort != "relevance" and not self._is_archive:
            raise UsageError("documents of this index have no date to sort by")
        if stories and not self._is_archive:
            raise UsageError("documents of this index belong to no stories")
        found, page, counted = plan.run(
            columns if self._is_archive else [], limit or None, offset, sort, stories, time_limit, stop
        )
        by_name = dict(zip(facets, counted, strict=True)) if self._is_archive else {}
        if not self._is_archive:
            by_name = {
                name: self._own.facet(snapshot, column, plan.native)
                for name, column in zip(facets, columns, strict=True)
            }
        hits = [
            Hit(
                rank,
                score,
                _reader(self, snapshot, docnum),
                plan.snippets,
                plan.explainer(docnum, score),
                [_reader(self, snapshot, n) for n in copies],
            )
            for rank, (docnum, score, copies) in enumerate(page, offset + 1)
        ]
        return Results(
            query=text,
            parsed=plan.echo,
            warnings=warnings,
            total=found.total,
            stories=found.groups if stories else None,
            hits=hits,
            facets=by_name,
            revision=snapshot.revision,
            took_ms=(time.perf_counter() - started) * 1000,
            timeline=lambda by, field: self._timeline(snapshot, plan.native, by, field),
            plan=plan.path,
            why=plan.why,
            suggestions=lambda: plan.suggestions(text),
        )

    def facet_values(
        self,
        query: str | Node,
        field: str,
        *,
        containing: str | None = None,
        filters: Mapping[str, str | Sequence[str]] | None = None,
        today: dt.date | None = None,
    ) -> list[FacetValue]:
        """The values of a facet over the articles of a query, most frequent first.

        Filters on the facet's own field do not count here, so that the values not chosen are seen beside the chosen.
        Only values that hold the text ``containing`` are given, whatever their case.
        """
        fields = self._archive_fields()
        column = self._facet_column(field)
        own = fields.get(field)
        others = {
            name: wanted for name, wanted in (filters or {}).items() if own is None or fields.get(name) is not own
        }
        tree = self.parse(query, today).tree if isinstance(query, str) else query
        snapshot = self._snapshot
        plan = archive_plan(self, snapshot, And((tree, *self._filters(others))) if others else tree)
        (counts,) = snapshot.search(plan, limit=0, facets=[FacetRequest(column, containing=containing)]).facets
        return facet_of(self, snapshot, plan, column, counts)

    def status(self) -> Status:
        """What the index holds, and what of its sources could not be read."""
        from searchkit.archive.status import status_of

        return status_of(self, self._snapshot if self._is_archive else None)

    # Inside

    def _archive_fields(self) -> FieldTable:
        if not self._is_archive:
            raise UsageError("documents of this index are not articles")
        return self.fields

    def _unique_fields(self) -> list[str]:
        return ["id"] if self._is_archive else self._own.unique

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        from searchkit.engine.writer import Writer

        with self._changing:
            if self._batch is not None:
                yield self._batch
                return
            with Writer(self._store, self._unique_fields()) as writer:
                if self._is_archive:
                    from searchkit.archive.stories import Stories

                    self._stories = Stories(writer)
                try:
                    yield writer
                finally:
                    self._stories = None
                writer.commit()
            self.refresh()

    def _laid_out(
        self, writer: Writer, prepared: Sequence[Article | dict[str, Any]], placed: bool
    ) -> Iterator[dict[str, Any]]:
        """The index fields of documents, with the lists' names and, if it is to be ``placed``, the story of each."""
        if not self._is_archive:
            yield from cast("Sequence[dict[str, Any]]", prepared)
            return
        from searchkit.archive.lists import tagger
        from searchkit.extract.place_hierarchy import rolled_up

        tag = tagger(self.folder, writer)
        for article in cast("Sequence[Article]", prepared):
            fields = archive_layout.document(tag(article), within=rolled_up(article))
            if self._stories is not None:
                self._stories.place(article if placed else None, fields)
            yield fields

    def _prepared(
        self, documents: Iterable[Article | Mapping[str, Any]], extract: Extraction
    ) -> Sequence[Article | dict[str, Any]]:
        if self._is_archive:
            from searchkit.archive.given_articles import given_articles

            return given_articles(documents, extract)
        return [self._own.fitting(item) for item in documents]

    def _docnum(self, id: str, snapshot: Snapshot) -> int | None:
        found = snapshot.search(to_native(Exact("id", id), self._archive_fields()), limit=1).hits
        return found[0][0] if found else None

    def _document(self, docnum: int, snapshot: Snapshot | None = None) -> Document:
        fields = (snapshot or self._snapshot).stored(docnum)
        if not self._is_archive:
            return Document(fields, None)
        number = (snapshot or self._snapshot).number(STORY, docnum)
        record = json.loads(fields["record"])
        if fields.get("source") and record.get("path"):
            from searchkit.base.location import shown

            record["path"] = shown(record["path"], self.folder)
        article = self.aliases.article(Article(**record))
        return Document(article.as_dict(), article, None if number is None else story_id(number))

    def _filters(self, filters: Mapping[str, str | Sequence[str]]) -> list[Node]:
        nodes: list[Node] = []
        for name, values in filters.items():
            field = self.fields.get(name)
            if field is None or not field.values:
                raise UsageError(f"there is no field {name!r} to filter by", hint=_choices(self.facet_fields))
            wanted = [values] if isinstance(values, str) else values
            if not isinstance(wanted, Sequence) or not all(isinstance(v, str) for v in wanted):
                raise UsageError(f"values to filter {name} by are text")
            nodes.extend(Exact(field.name, v) for v in wanted)
        return nodes

    @property
    def facet_fields(self) -> tuple[str, ...]:
        """The fields whose values can be counted."""
        if self._is_archive:
            return (*ARCHIVE_FACETS, *self.lists)
        return self._own.columns

    def _facet_column(self, name: str) -> str:
        if self._is_archive:
            field = self.fields.get(name)
            name = field.name if field else name
        if name not in self.facet_fields:
            raise UsageError(f"there is no facet {name!r}", hint=_choices(self.facet_fields))
        return f"{name}_value" if self._is_archive else name

    def _timeline(self, snapshot: Snapshot, plan: _native.Query, by: Step, field: Axis) -> Timeline:
        if not self._is_archive:
            raise UsageError("documents of this index have no date")
        return timeline_of(snapshot, plan, by, field)


def _reader(index: Index, snapshot: Snapshot, docnum: int) -> Any:
    return lambda: index._document(docnum, snapshot)


def _layout_of(description: Mapping[str, Any]) -> Layout:
    if is_archive(description):
        return ArchiveLayout(description)
    from searchkit.whoosh_api.embedder_schema import Layout as OwnLayout
    from searchkit.whoosh_api.embedder_schema import schema_from

    return OwnLayout(schema_from(description))


def _choices(names: Iterable[str]) -> str:
    return "choose from: " + ", ".join(names)
