"""Reading an archive: one commit of its articles, its lists of names, and the user's aliases."""

from __future__ import annotations

from searchkit import _native
from searchkit.archive.fields import INDEX_FIELDS, ORIGIN, archive_fields, facet_fields, value_field
from searchkit.archive.layout import analysis_of, list_names, stemmers
from searchkit.archive.origin_columns import told_origin
from searchkit.archive.page_reader import PageReader, read_document
from searchkit.archive.plan_form import to_native
from searchkit.archive.search import ArchiveSearch
from searchkit.article import Article
from searchkit.base.computed_once import computed_once
from searchkit.base.light_functools import partial
from searchkit.base.light_json import loads
from searchkit.base.location import SeenFrom
from searchkit.base.story_id import story_id
from searchkit.base.typing_names import TYPE_CHECKING, Callable, Collection, Iterator, Sequence
from searchkit.engine.plan import Plan
from searchkit.engine.search import StoredDocument
from searchkit.engine.snapshot import Snapshot
from searchkit.errors import ArticleInvalid, UsageError
from searchkit.query.aliases import Aliases
from searchkit.query.tree import AddedWord, Everything, Exact, Node
from searchkit.results.answer import Answer, Document
from searchkit.results.request import Condition, Request, Weighting, narrowed
from searchkit.results.snippets import Marker
from searchkit.results.view import Texts, View

if TYPE_CHECKING:
    from pathlib import Path

    from whoosh.query import Query as WhooshQuery

    from searchkit.base.term_count import TermCount
    from searchkit.results.explanation import Explanation
    from searchkit.results.likeness import Likeness


class ArchiveView(View):
    """One commit of the archive in ``folder``, with one state of the aliases. It closes its snapshot's files."""

    def __init__(self, snapshot: Snapshot, folder: Path, aliases: Aliases) -> None:
        self._snapshot = snapshot
        snapshot.require_field("id")
        self._folder = folder
        self.revision = snapshot.revision
        self._latest_plan: tuple[Node | WhooshQuery, tuple[Condition, ...], Weighting, int | None, Plan] | None = None
        self._latest_likeness: tuple[str, Likeness] | None = None
        self.description = snapshot.commit.description
        self.lists = list_names(snapshot.commit.description)
        self.analysis = analysis_of(snapshot.commit.description)
        self.fields = archive_fields(self.lists, self.analysis)
        self.facet_fields = facet_fields(self.lists)
        self.aliases = aliases

    def with_aliases(self, aliases: Aliases) -> ArchiveView:
        """The same commit under other aliases. Both views share their files."""
        return ArchiveView(self._snapshot, self._folder, aliases)

    def __len__(self) -> int:
        return len(self._snapshot)

    @computed_once
    def _stemmers(self) -> tuple[str, ...]:
        return stemmers(self._snapshot)

    def search(self, request: Request) -> Answer:
        def plan_of(query: Node | WhooshQuery, filters: tuple[Condition, ...]) -> Plan:
            return self._plan(query, filters, request)

        return ArchiveSearch(self._snapshot, request, self.aliases, self.analysis, plan_of).answer(
            self._page, self._ids
        )

    def plan(
        self, tree: Node, languages: Sequence[str] | None = None, weighting: Weighting = "combined"
    ) -> _native.Query:
        """The native plan of a tree over the articles, with the aliases applied.

        ``languages`` are the codes of the stemmers to use. The default is those of the articles of this commit.
        """
        stemmers = languages or self._stemmers
        values = self._snapshot.values
        return to_native(tree, self.fields, stemmers, self.aliases, values, self.likeness, weighting)

    def get(self, id: str) -> Document | None:
        found = self._number(id)
        return self._document(found) if found is not None else None

    def explain(self, request: Request, id: str) -> Explanation | None:
        plan, number = self._plan(request.query, request.filters, request), self._number(id)
        if plan.scores is not None or number is None:
            return None
        from searchkit.results.explanation import Explanation

        told = self._snapshot.explain(plan.native, number, request.stop)
        return Explanation.of(told, request.stop) if told else None

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        if field not in INDEX_FIELDS.union(*((name, value_field(name)) for name in self.lists)):
            raise UsageError(f"there is no field {field!r} in the schema")
        return self._snapshot.terms(field, prefix)

    def similar_words(self, field: str, word: str, distance: int) -> set[str]:
        found: set[str] = set()
        for name, _ in self.fields[field].exact or self.fields[field].words:
            for terms in self._snapshot.query_terms(_native.Query.fuzzy(name, word, distance)).values():
                found |= terms
        return found

    def marker(self, query: Node | WhooshQuery) -> Marker:
        if isinstance(query, Node):
            return super().marker(query)
        from searchkit.archive.whoosh_schema import whoosh_marker

        return whoosh_marker(self._snapshot, self.lists, self.analysis, query)

    def likeness(self, id: str) -> Likeness:
        latest = self._latest_likeness
        if latest is not None and latest[0] == id:
            return latest[1]
        from searchkit.archive.telling_terms import likeness  # most searches name no article
        from searchkit.results.article_by_id import found_document

        document = found_document(self, id)
        assert document.article is not None
        count = self._snapshot.doc_count
        found = likeness(document.article, document.story, self.analysis, self._doc_frequency, count)
        self._latest_likeness = (id, found)
        return found

    def added_words(
        self, articles: Sequence[tuple[Article, float]], words: int, without: Collection[str]
    ) -> tuple[AddedWord, ...]:
        from searchkit.archive.added_words import added_words  # most searches add none

        count = self._snapshot.doc_count
        return added_words(articles, words, without, self.analysis, self._doc_frequency, count)

    def sharing(
        self, words: Sequence[str], least: int, time_limit: float | None = None, stop: _native.Stop | None = None
    ) -> Iterator[Texts]:
        from searchkit.archive.sharing import documents_sharing  # most searches do without

        fields = [name for name, _ in self.fields[self.fields.default].exact]
        for docnum in documents_sharing(self._snapshot, fields, words, least, time_limit, stop):
            try:
                record = loads(self._snapshot.stored(docnum)["record"])
                texts = str(record["id"]), str(record.get("title") or ""), str(record["body"])
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise self._snapshot.damage(f"document {docnum} is no article: {error}", docnum) from error
            yield Texts(*texts, partial(self._document, docnum))

    def close(self) -> None:
        self._snapshot.close()

    def _plan(self, query: Node | WhooshQuery, filters: tuple[Condition, ...], request: Request) -> Plan:
        """The plan of a query with the weighting and the commit of a request.

        The latest is kept, because timelines and explanations ask for it again.
        """
        weighting, since = request.weighting, request.since
        latest = self._latest_plan
        if latest is not None and latest[0] is query and latest[1:4] == (filters, weighting, since):
            return latest[4]
        plan = self._made_plan(query, filters, weighting)
        if since is not None:
            later = _native.Query.range(ORIGIN["revision"], since + 1, None)
            plan = Plan(_native.Query.require(plan.native, later), plan.scores, plan.path, plan.why)
        self._latest_plan = (query, filters, weighting, since, plan)
        return plan

    def _made_plan(self, query: Node | WhooshQuery, filters: tuple[Condition, ...], weighting: Weighting) -> Plan:
        if isinstance(query, Node):
            planned = Plan(self.plan(query, weighting=weighting))
        else:
            from searchkit.archive.whoosh_schema import whoosh_plan

            planned = whoosh_plan(self._snapshot, self.lists, self.analysis, query)
        if not filters:
            return planned
        required = self.plan(narrowed(Everything(), filters))
        return Plan(_native.Query.require(planned.native, required), planned.scores, planned.path, planned.why)

    def _doc_frequency(self, term: str) -> int:
        """How many articles have a term in title or body. An archive without a field of both knows it of each alone."""
        text = self.fields[self.fields.default]
        names = [text.combined] if text.combined else [name for name, _ in text.words]
        return max(self._snapshot.doc_frequency(name, term) for name in names)

    def _number(self, id: str) -> int | None:
        found = self._snapshot.search(to_native(Exact("id", id), self.fields), limit=1).hits
        return found[0][0] if found else None

    def _ids(self, docnums: Sequence[int]) -> list[str]:
        # What is stored together is read together.
        found = {docnum: self._id(docnum) for docnum in sorted(docnums)}
        return [found[docnum] for docnum in docnums]

    def _id(self, docnum: int) -> str:
        try:
            id = loads(self._snapshot.stored(docnum)["record"])["id"]
            if not isinstance(id, str):
                raise TypeError("its id is no text")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._snapshot.damage(f"document {docnum} is no article: {error}", docnum) from error
        return id

    def _page(self, docnums: Sequence[int]) -> Callable[[int], Document]:
        """What reads the documents of a page."""
        read, seen = PageReader(self._snapshot, docnums).read, SeenFrom(self._folder)
        return lambda docnum: self._document(docnum, read(docnum), seen)

    def _document(self, docnum: int, stored: StoredDocument | None = None, seen: SeenFrom | None = None) -> Document:
        data, (number, *places), member = stored or read_document(self._snapshot, docnum)
        fields = self._snapshot.fields_in(data, docnum)
        if number is not None and number < 0:
            raise self._snapshot.damage(f"document {docnum} has no number of a story: {number}", docnum)
        try:
            origin = told_origin(places, member)
            record = loads(fields["record"])
            if fields.get("source") and record.get("path"):
                record["path"] = (seen or SeenFrom(self._folder)).shown(record["path"])
            article = self.aliases.article(Article.of_stored(record, origin), self.fields)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ArticleInvalid) as error:
            raise self._snapshot.damage(f"document {docnum} is no article: {error}", docnum) from error
        return Document(article.id, None, article, None if number is None else story_id(number))
