"""Index: the one object that users hold. It joins files, articles, queries, the engine and results."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from whoosh.fields import TEXT, FieldType, Schema
from whoosh.query import And as WhooshAnd
from whoosh.query import Query as WhooshQuery

from searchkit import schema as archive
from searchkit.article import Article
from searchkit.engine.chains import chain_of
from searchkit.engine.snapshot import Match, Snapshot, TermCount
from searchkit.engine.store import Store, describe_schema, schema_from
from searchkit.engine.writer import Writer
from searchkit.errors import ArticleInvalid, ArticleMissing, QueryError, UsageError
from searchkit.query.echo import echo
from searchkit.query.fields import ARCHIVE_FIELDS, FieldTable, whoosh_fields
from searchkit.query.parser import ParsedQuery, QueryWarning, parse
from searchkit.query.tree import And, Everything, Exact, Leaf, Node, positive_leaves
from searchkit.query.whoosh_form import to_whoosh
from searchkit.results.facets import FacetValue, count_values
from searchkit.results.highlights import FieldText, TextWord, archive_text, highlights, term_highlights
from searchkit.results.results import Document, Hit, Results
from searchkit.results.snippets import Snippet, passages, whole
from searchkit.results.timeline import Step, Timeline, timeline

if TYPE_CHECKING:
    from searchkit.ingest.problem import Problem
    from searchkit.ingest.update import OnProgress, Report, ShouldStop

Sort = Literal["relevance", "newest", "oldest"]
SORTS: Final = ("relevance", "newest", "oldest")
# The facet of the places named in the text is called about; each facet is the column of a whole-value field.
ARCHIVE_FACETS: Final = archive.FACET_FIELDS


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds: its commit, articles, sources, and the remarks on the sources."""

    folder: Path
    revision: int
    articles: int
    files: int
    first_date: str | None
    last_date: str | None
    undated: int
    problems: tuple[Problem, ...]


class Index:
    """An index, opened with :func:`searchkit.open` or made with :func:`searchkit.create`.

    Reads see one snapshot, the latest commit when the index was opened, until :meth:`refresh` or a change through this
    object. It is a context manager, and may be used from several threads (calls take turns).
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._is_archive = store.description.get("kind") == "archive"
        self._snapshot = Snapshot(store)
        self._batch: Writer | None = None
        self._changing = threading.RLock()  # one thread changes the index at a time, others wait

    # Opening

    @classmethod
    def create(cls, path: str | Path, schema: Schema | None = None) -> Index:
        """Make an empty index in a new or empty folder: an archive of articles, or of any Whoosh schema.

        Raises FolderNotOurs, IndexUnwritable or IndexIncompatible.
        """
        if schema is None:
            return cls(Store.create(Path(path), archive.description(), archive.archive_schema()))
        return cls(Store.create(Path(path), describe_schema(schema), schema))

    @classmethod
    def open(cls, path: str | Path) -> Index:
        """Open an index. Raises IndexMissing, IndexDamaged or IndexIncompatible."""
        return cls(Store.open(Path(path), _schema_of))

    @property
    def folder(self) -> Path:
        """The index folder."""
        return self._store.folder

    @property
    def schema(self) -> Schema:
        """The Whoosh schema."""
        return self._store.schema

    @property
    def revision(self) -> int:
        """The commit that reads see."""
        return self._snapshot.revision

    @cached_property
    def fields(self) -> FieldTable:
        """The fields that queries may name."""
        if self._is_archive:
            return ARCHIVE_FIELDS
        indexed = {name: field for name, field in self.schema.items() if field.indexed}
        texts = [name for name, field in indexed.items() if isinstance(field, TEXT)]
        return whoosh_fields(texts, [name for name in indexed if name not in texts])

    def __len__(self) -> int:
        return len(self._snapshot)

    def refresh(self) -> bool:
        """See the latest commit; whether it is another than before. Earlier results keep the snapshot they are of."""
        with self._changing:
            if self._store.manifest().revision == self._snapshot.revision:
                return False
            # The old one is let go of with the last results that hold it.
            self._snapshot = Snapshot(self._store)
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

    def add(self, documents: Iterable[Article | Mapping[str, Any]], *, extract: bool = True) -> int:
        """Add articles (or dicts of their fields), replacing those with the same id; how many were given.

        An article without id gets one from its content. What an article does not say (date, place, agency, entities)
        is extracted from its text unless ``extract`` is false. In an index of another schema documents are dicts of
        its fields, replaced by its unique fields. Durable on return, or at the end of :meth:`batch`. Raises
        ArticleInvalid (and nothing of this call is kept), IndexLocked or IndexUnwritable.
        """
        if isinstance(documents, (str, Mapping, Article)):
            raise ArticleInvalid("give a list of articles or dicts, even for one")
        prepared = [self._prepared(item, extract) for item in documents]
        with self._writing() as writer:
            for document in prepared:
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
        extract: bool = True,
        commit_every: int | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Report:
        """Bring the index up to date with the files at and under ``paths``: new, changed and removed ones.

        Commits every ``commit_every`` articles and at the end, which comes early if ``should_stop``, asked before each
        article, says so. What cannot be read is in the report and in
        :meth:`status`, and never stops the rest. Raises IndexLocked, IndexUnwritable, IndexDamaged.
        """
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
                on_progress=on_progress,
                commit_every=commit_every or COMMIT_EVERY,
                should_stop=should_stop,
            )
        self.refresh()
        return report

    # Reading

    def get(self, id: str) -> Article | None:
        """The article with this id, or None."""
        found = self._snapshot.matches(to_whoosh(Exact("id", id), self._archive_fields(), self.schema))
        return self._document(found[0][0]).article if found else None

    def find(self, id: str) -> Article:
        """The article with this id, or the only one whose id begins so. Raises ArticleMissing."""
        article = self.get(id)
        if article is not None:
            return article
        begins = [t.term for t in self._snapshot.terms("id", id) if self.get(t.term)][:4] if id else []
        if len(begins) == 1:
            article = self.get(begins[0])
            if article is not None:
                return article
        hint = f"ids that begin so: {', '.join(begins)}" if begins else "searchkit search QUERY --ids lists ids"
        raise ArticleMissing(f"no article has the id {id!r}", hint=hint)

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        """The indexed terms of a field of the schema that begin with ``prefix``, with their numbers of documents."""
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
        strict: bool = False,
        today: dt.date | None = None,
    ) -> Results:
        """Search with a query text, a query tree or a whoosh.query object.

        ``facets`` are fields to count values of; ``filters`` maps fields to whole values that hits must have (all of
        them); ``limit`` (None or 0: all) and ``offset`` choose the page. Ties are broken by date, newest first, then
        by the order of indexing. Raises UsageError for unknown fields, and QueryError, under ``strict`` only, for
        what was not understood in the text.
        """
        started = time.perf_counter()
        if sort not in SORTS:
            raise UsageError(f"there is no order {sort!r}", hint="sort by relevance, newest or oldest")
        if not isinstance(offset, int) or not isinstance(limit, (int, type(None))) or min(offset, limit or 0) < 0:
            raise UsageError("limit and offset are whole numbers, from 0")
        if not isinstance(query, (str, WhooshQuery, *get_args(Node))):
            raise UsageError(f"a query is a text, a query tree or a whoosh query, not {type(query).__name__}")
        text, warnings = "", tuple[QueryWarning, ...]()
        tree: Node | WhooshQuery
        if isinstance(query, str):
            parsed = self.parse(query, today)
            text, tree, warnings = query, parsed.tree, parsed.warnings
            if strict and warnings:
                first = warnings[0]
                raise QueryError(first.message, hint=first.hint, pos=first.span.start, text=query)
        else:
            tree = query
        snapshot = self._snapshot
        plan = _Plan(self, snapshot, tree, self._filters(filters or {}))
        matches = snapshot.matches(plan.whoosh)
        docnums = [docnum for docnum, _ in matches]
        counted = {name: self._facet(snapshot, name, docnums) for name in facets}
        ordered = self._ordered(snapshot, matches, sort)
        page = ordered[offset : offset + limit if limit else None]
        hits = [
            Hit(rank, score, _reader(self, snapshot, docnum), plan.snippets)
            for rank, (docnum, score) in enumerate(page, offset + 1)
        ]
        return Results(
            query=text,
            parsed=plan.echo,
            warnings=warnings,
            total=len(matches),
            hits=hits,
            facets=counted,
            revision=snapshot.revision,
            took_ms=(time.perf_counter() - started) * 1000,
            timeline=lambda by: self._timeline(snapshot, docnums, by),
        )

    def status(self) -> Status:
        """What the index holds, and what of its sources could not be read."""
        from dataclasses import replace

        from searchkit.ingest.location import shown
        from searchkit.ingest.register import Register

        register = Register(self.folder, readonly=True)
        try:
            files = len(register)
            problems = tuple(replace(p, path=shown(p.path, self.folder)) for p in register.problems())
        finally:
            register.close()
        days = self._known_days() if self._is_archive else []
        return Status(
            folder=self.folder,
            revision=self.revision,
            articles=len(self),
            files=files,
            first_date=dt.date.fromordinal(min(days)).isoformat() if days else None,
            last_date=dt.date.fromordinal(max(days)).isoformat() if days else None,
            undated=len(self) - len(days) if self._is_archive else 0,
            problems=problems,
        )

    # Inside

    def _known_days(self) -> list[int]:
        """The ordinals of all dates that are known to the day."""
        snapshot = self._snapshot
        first, last = snapshot.column("date_first"), snapshot.column("date_last")
        every = (docnum for docnum, _ in snapshot.matches(to_whoosh(Everything(), self.fields, self.schema)))
        return [first[n] for n in every if first[n] == last[n] != snapshot.missing("date_first")]

    def _archive_fields(self) -> FieldTable:
        if not self._is_archive:
            raise UsageError("documents of this index are not articles")
        return ARCHIVE_FIELDS

    def _unique_fields(self) -> list[str]:
        return [name for name, field in self.schema.items() if field.unique]

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with self._changing:
            if self._batch is not None:
                yield self._batch
                return
            with Writer(self._store, self._unique_fields()) as writer:
                yield writer
                writer.commit()
            self.refresh()

    def _prepared(self, item: Article | Mapping[str, Any], extract: bool) -> dict[str, Any]:
        if not self._is_archive:
            if not isinstance(item, Mapping):
                raise ArticleInvalid("documents of this index are dicts of the schema's fields")
            return self._fitting(item)
        if not isinstance(item, (Article, Mapping)):
            raise ArticleInvalid(f"an article is an Article or a dict, not {type(item).__name__}")
        article = item if isinstance(item, Article) else Article.from_dict(item)
        if not (article.title or article.body.strip()):
            raise ArticleInvalid("an article needs a title or a body")
        if not article.id:
            article = article.with_changes(id=blake2b(article.to_json().encode(), digest_size=8).hexdigest())
        if extract:
            from searchkit.extract import extract as complete

            article = complete(article)
        return archive.document(article)

    def _fitting(self, item: Mapping[str, Any]) -> dict[str, Any]:
        """A document of another schema, tried on each field before anything is written. Raises ArticleInvalid."""
        for name, value in item.items():
            if name.startswith("_") or value is None:
                continue
            if name not in self.schema:
                raise ArticleInvalid(f"there is no field {name!r} in the schema")
            field = self.schema[name]
            try:
                if field.indexed:
                    list(field.index(value))
                if field.column_type is not None:
                    field.to_column_value(value)
            except Exception as error:  # a field type of Whoosh raises nearly anything
                raise ArticleInvalid(f"field {name!r} does not take {value!r}: {error}") from error
        return dict(item)

    def _document(self, docnum: int, snapshot: Snapshot | None = None) -> Document:
        fields = (snapshot or self._snapshot).stored(docnum)
        if not self._is_archive:
            return Document(fields, None)
        article = Article.from_json(fields["record"])
        if fields.get("source") and article.path:
            from searchkit.ingest.location import shown

            article = article.with_changes(path=shown(article.path, self.folder))
        return Document(article.as_dict(), article)

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
            return ARCHIVE_FACETS
        return tuple(name for name, field in self.schema.items() if field.column_type is not None)

    def _facet(self, snapshot: Snapshot, name: str, docnums: Sequence[int]) -> list[FacetValue]:
        if self._is_archive:
            field = ARCHIVE_FIELDS.get(name)
            name = field.name if field else name
        if name not in self.facet_fields:
            raise UsageError(f"there is no facet {name!r}", hint=_choices(self.facet_fields))
        column = f"{name}_value" if self._is_archive else name
        return count_values(snapshot.column(column), docnums, missing=snapshot.missing(column))

    def _ordered(self, snapshot: Snapshot, matches: list[Match], sort: Sort) -> list[Match]:
        if not self._is_archive:
            if sort != "relevance":
                raise UsageError("documents of this index have no date to sort by")
            return sorted(matches, key=lambda m: (-m[1], m[0]))
        days, unknown = snapshot.column("date_first"), snapshot.missing("date_first")
        if sort == "relevance":
            return sorted(matches, key=lambda m: (-m[1], days[m[0]] == unknown, -days[m[0]], m[0]))
        sign = -1 if sort == "newest" else 1
        return sorted(matches, key=lambda m: (days[m[0]] == unknown, sign * days[m[0]], -m[1], m[0]))

    def _timeline(self, snapshot: Snapshot, docnums: Sequence[int], by: Step) -> Timeline:
        if not self._is_archive:
            raise UsageError("documents of this index have no date")
        first, last = snapshot.column("date_first"), snapshot.column("date_last")
        unknown = snapshot.missing("date_first")
        return timeline(((first[n], last[n]) if first[n] != unknown else None for n in docnums), by)

    def _archive_snippets(self, document: Document, find: _Find) -> list[Snippet]:
        article = document.article
        snippets: list[Snippet] = []
        if article is None:
            return snippets
        if article.title and (found := find("title", archive_text(article.title))):
            snippets.append(whole("title", article.title, found))
        found = find("body", archive_text(article.body))
        if found or not snippets:
            snippets.extend(passages("body", article.body, found))
        return snippets

    def _schema_snippets(self, document: Document, find: _Find) -> list[Snippet]:
        snippets: list[Snippet] = []
        for name, value in document.fields.items():
            field = self.schema[name] if name in self.schema else None
            if isinstance(value, str) and isinstance(field, TEXT):
                text = _field_text(field, value)
                if found := find(name, text):
                    snippets.extend(passages(name, value, found))
        return snippets


class _Find:
    """Finds what a query matched in a field's text."""

    def __init__(self, index: Index, leaves: Sequence[Leaf], terms: Mapping[str, set[str]]) -> None:
        self._index = index
        self._leaves = leaves
        self._terms = terms

    def __call__(self, name: str, text: FieldText) -> list[Any]:
        if self._terms:
            return term_highlights(self._terms.get(name, set()) | self._terms.get(f"{name}_exact", set()), text)
        here = [leaf for leaf in self._leaves if self._searches(leaf, name)]
        return highlights(here, text)

    def _searches(self, leaf: Leaf, name: str) -> bool:
        if isinstance(leaf, Everything):
            return False
        return any(field == name for field, _ in self._index.fields[leaf.field].words)


class _Plan:
    """A query with its filters: what Whoosh runs, its echo, and its snippets."""

    def __init__(self, index: Index, snapshot: Snapshot, query: Node | WhooshQuery, filters: Sequence[Node]) -> None:
        self._index = index
        if isinstance(query, WhooshQuery):
            restrictions = [to_whoosh(node, index.fields, index.schema) for node in filters]
            self.whoosh = WhooshAnd([query, *restrictions]) if restrictions else query
            self.echo = str(query)
            self._leaves: list[Leaf] = []
            self._terms = snapshot.query_terms(query)
        else:
            tree = And((query, *filters)) if filters else query
            self.whoosh = to_whoosh(tree, index.fields, index.schema)
            self.echo = echo(tree)
            self._leaves = list(positive_leaves(query))
            self._terms = {}

    def snippets(self, document: Document) -> list[Snippet]:
        find = _Find(self._index, self._leaves, self._terms)
        if document.article is not None:
            return self._index._archive_snippets(document, find)
        return self._index._schema_snippets(document, find)


def _field_text(field: FieldType, value: str) -> FieldText:
    def analyse(query: str) -> list[str]:
        return list(field.process_text(query, mode="query"))

    if (chain := chain_of(field.analyzer)) is not None:
        return FieldText((value, json.dumps(chain)), analyse)
    tokens = field.analyzer(value, chars=True, positions=True, mode="index")
    words = [TextWord(t.text, value[t.startchar : t.endchar].lower(), t.startchar, t.endchar) for t in tokens]
    return FieldText(words, analyse)


def _reader(index: Index, snapshot: Snapshot, docnum: int) -> Any:
    return lambda: index._document(docnum, snapshot)


def _schema_of(description: Mapping[str, Any]) -> Schema:
    if description.get("kind") == "archive":
        return archive.archive_schema(description)
    return schema_from(description)


def _choices(names: Iterable[str]) -> str:
    return "choose from: " + ", ".join(names)
