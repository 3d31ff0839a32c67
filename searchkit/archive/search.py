"""What one search runs: the native plan of a query with its filters, its echo, and the snippets of its hits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeGuard, cast

from searchkit import _native
from searchkit.archive.layout import FIRST_DAY, STORY, stemmers
from searchkit.archive.plan_form import to_native
from searchkit.engine.snapshot import Counts, FacetRequest, Found, Snapshot, SortKey
from searchkit.query.echo import echo
from searchkit.query.tree import And, Leaf, Node, positive_leaves
from searchkit.results.article_marks import article_marks, searches
from searchkit.results.explanation import Explanation
from searchkit.results.facets import FacetValue, merged, ordered
from searchkit.results.highlights import FieldText, Highlight, archive_text, highlights, term_highlights
from searchkit.results.results import Document, Plan
from searchkit.results.snippets import Snippet, passages, whole

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

    from searchkit.index import Index
    from searchkit.results.suggestions import Suggestion
    from searchkit.whoosh_api.embedder_schema import Planned

Sort = Literal["relevance", "newest", "oldest"]
# Ties are broken by date, newest first and unknown ones last, then by the order of indexing.
_BY_SCORE: Final = SortKey("score", descending=True)
_ORDERS: Final[dict[str, tuple[SortKey, ...]]] = {
    "relevance": (_BY_SCORE, SortKey("number", FIRST_DAY, descending=True)),
    "newest": (SortKey("number", FIRST_DAY, descending=True), _BY_SCORE),
    "oldest": (SortKey("number", FIRST_DAY), _BY_SCORE),
}
OLDEST_FIRST: Final = (SortKey("number", FIRST_DAY),)
# Of the copies of a story the first is shown: by date, then by the order of indexing.
_BY_STORY: Final = (STORY, FIRST_DAY)
# The number of a document, its score, and the numbers of the other copies of its story.
Shown = tuple[int, float, list[int]]


class SearchPlan:
    """A query with its filters: what the engine runs, its echo, and its snippets."""

    def __init__(self, index: Index, snapshot: Snapshot, query: Node | WhooshQuery, filters: Sequence[Node]) -> None:
        self._index = index
        self._snapshot = snapshot
        self._scores: dict[int, float] | None = None  # of a query that only Whoosh's matchers can run
        self.path: Plan = "native"
        self.why = ""
        self._leaves: list[Leaf] = []
        self._terms: dict[str, set[str]] = {}
        if is_whoosh_query(query):
            self._of_whoosh(query, filters)
            return
        node = cast(Node, query)
        tree = And((node, *filters)) if filters else node
        self.echo = echo(tree)
        self._leaves = list(positive_leaves(node))
        if index._is_archive:
            self.native = self._to_native(tree)
        else:
            self._planned(index._own.plan(snapshot, index._own.whoosh_query(tree, index.fields)))

    def _of_whoosh(self, query: WhooshQuery, filters: Sequence[Node]) -> None:
        from searchkit.whoosh_api.embedder_schema import query_terms

        own = self._index._own
        self.echo = str(query)
        self._terms = query_terms(self._snapshot, query, own)
        self._planned(own.plan(self._snapshot, query))
        if filters:
            restriction = And(tuple(filters))
            if self._index._is_archive:
                required = self._to_native(restriction)
            else:
                required = own.plan(self._snapshot, own.whoosh_query(restriction, self._index.fields)).native
            self.native = _native.Query.require(self.native, required)

    def _planned(self, planned: Planned) -> None:
        self.native, self._scores, self.path, self.why = planned

    def run(
        self,
        columns: Sequence[str],
        limit: int | None,
        offset: int,
        sort: Sort,
        stories: bool,
        time_limit: float | None,
        stop: _native.Stop | None,
    ) -> tuple[Found, list[Shown], list[list[FacetValue]]]:
        """What was found, a page of it, and the counts of columns."""
        order = _ORDERS[sort] if self._index._is_archive else ()
        facets = [FacetRequest(column) for column in columns]
        group = _BY_STORY if stories else None
        scored = self._scores is None
        found = self._snapshot.search(
            self.native,
            limit=limit if scored else None,
            offset=offset if scored else 0,
            sort=order if scored else order or (SortKey("doc"),),
            facets=facets,
            group=group,
            time_limit=time_limit,
            stop=stop,
        )
        page = _shown(found)
        if self._scores is not None:
            page = [(docnum, self._scores[docnum], copies) for docnum, _, copies in page]
            if sort == "relevance":
                page.sort(key=lambda match: -match[1])
            page = page[offset : offset + limit if limit else None]
        counted = [
            facet_of(self._index, self._snapshot, self.native, column, counts)
            for column, counts in zip(columns, found.facets, strict=True)
        ]
        return found, page, counted

    def _to_native(self, tree: Node) -> _native.Query:
        return archive_plan(self._index, self._snapshot, tree)

    def suggestions(self, text: str) -> tuple[Suggestion, ...]:
        """Words near those of the query, whose text this is, that no article has."""
        if not self._leaves or not self._index._is_archive:
            return ()
        from searchkit.results.suggestions import suggested  # only what finds nothing needs it

        return suggested(text, self._leaves, self._index.fields, self._to_native, self._snapshot)

    def explainer(self, docnum: int, score: float) -> Callable[[], Explanation]:
        """What tells why a match has its score."""

        def explain() -> Explanation:
            told = self._snapshot.explain(self.native, docnum) if self._scores is None else None
            return Explanation.of(told) if told else Explanation("the score that Whoosh's matchers gave it", score)

        return explain

    def snippets(self, document: Document) -> list[Snippet]:
        article = document.article
        if article is None:
            return self._schema_snippets(document)
        if self._terms:
            in_title = self._find("title", archive_text(article.title or "", article.language))
            in_body = self._find("body", archive_text(article.body, article.language))
        else:
            in_title, in_body = article_marks(article, self._leaves, self._index.fields, self._index.aliases)
        snippets = [whole("title", article.title, in_title)] if article.title and in_title else []
        if in_body or not snippets:
            snippets.extend(passages("body", article.body, in_body))
        return snippets

    def _schema_snippets(self, document: Document) -> list[Snippet]:
        snippets: list[Snippet] = []
        for name, value in document.fields.items():
            text = self._index._own.field_text(name, value)
            if text is not None and (found := self._find(name, text)):
                snippets.extend(passages(name, value, found))
        return snippets

    def _find(self, name: str, text: FieldText) -> list[Highlight]:
        """What the query matched in a field's text."""
        if self._terms:
            return term_highlights(self._terms.get(name, set()) | self._terms.get(f"{name}_exact", set()), text)
        return highlights([leaf for leaf in self._leaves if searches(leaf, name, self._index.fields)], text)


def archive_plan(index: Index, snapshot: Snapshot, tree: Node, languages: Sequence[str] | None = None) -> _native.Query:
    """The native plan of a tree over the articles of an index: the user's aliases are in it, and the stemmers.

    Those are ``languages``, else the ones that the articles have.
    """
    return to_native(tree, index.fields, languages or stemmers(snapshot), index.aliases, snapshot.values)


def facet_of(index: Index, snapshot: Snapshot, plan: _native.Query, column: str, counts: Counts) -> list[FacetValue]:
    """The values of a column over the matches of a plan, as the user's aliases have them.

    Counts are exact: what several spellings count as one is counted anew.
    """

    def count(values: list[str]) -> int:
        having = _native.Query.any_of(column, [value.encode() for value in values])
        return snapshot.search(_native.Query.all([plan, having]), limit=0).total

    found = [(value.decode(), number) for value, number in counts.values]
    return ordered(merged(found, column.removesuffix("_value"), index.aliases, count))


def _shown(found: Found) -> list[Shown]:
    copies = found.members or [[]] * len(found.hits)
    return [(docnum, score, others) for (docnum, score), others in zip(found.hits, copies, strict=True)]


def is_whoosh_query(query: object) -> TypeGuard[WhooshQuery]:
    """Whether a query is one of Whoosh's own."""
    # Nobody has a query of Whoosh's who has not imported it.
    whoosh_query = sys.modules.get("whoosh.query")
    return whoosh_query is not None and isinstance(query, whoosh_query.Query)
