"""Reading an index of an embedder's Whoosh schema: one commit of its documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from whoosh.fields import TEXT, FieldType, Schema
from whoosh.query import Query as WhooshQuery

from searchkit import _native
from searchkit.base.term_count import TermCount
from searchkit.engine.plan import Page, Plan, matched_by, run_page
from searchkit.engine.search import CountRequest, Counts
from searchkit.engine.snapshot import Snapshot
from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable, whoosh_fields
from searchkit.query.tree import Everything, Leaf, Node, positive_leaves
from searchkit.results.answer import Answer, Document, FacetCounts, Match
from searchkit.results.article_marks import searches
from searchkit.results.explanation import Explanation
from searchkit.results.facets import ValueSearch, ordered
from searchkit.results.highlights import FieldText, Highlight, TextWord, highlights, term_highlights
from searchkit.results.request import Condition, FacetRequest, Request, beside_others, counted_by, narrowed
from searchkit.results.snippets import FieldMarks, Marker
from searchkit.results.view import View
from searchkit.whoosh_api.analyzer_spec import chain_of
from searchkit.whoosh_api.column_values import column_coding, sortable_column
from searchkit.whoosh_api.query_form import to_whoosh
from searchkit.whoosh_api.whoosh_plan import planned, query_terms


class SchemaView(View):
    """One commit of documents of a Whoosh schema. Their ids are their numbers, which are only valid in this view."""

    has_articles = False

    def __init__(self, snapshot: Snapshot, schema: Schema) -> None:
        self._snapshot = snapshot
        self._schema = schema
        self.revision = snapshot.revision
        self.fields = schema_fields(schema)
        self.facet_fields = tuple(name for name, field in schema.items() if field.column_type is not None)

    def __len__(self) -> int:
        return len(self._snapshot)

    def search(self, request: Request) -> Answer:
        plan = self._plan(request.query, request.filters)
        own_plans = [self._own_plan(request, facet) for facet in request.facets]
        found, matches = run_page(
            self._snapshot,
            plan,
            Page(request.limit, request.offset),
            counts=[
                CountRequest(sortable_column(facet.field), own)
                for facet, own in zip(request.facets, own_plans, strict=True)
            ],
            time_limit=request.time_limit,
            stop=request.stop,
        )
        plans = [self._plan(beside_others(part), ()) for part in request.parts]
        has = matched_by(self._snapshot, plans, matches, time_limit=request.time_limit, stop=request.stop)
        return Answer(
            total=found.total,
            matches=[
                Match(match.score, _reader(self, match.docnum), has=parts)
                for match, parts in zip(matches, has, strict=True)
            ],
            facets=tuple(
                self._facet(facet, counts) for facet, counts in zip(request.facets, found.facets, strict=True)
            ),
            path=plan.path,
            why=plan.why,
        )

    def get(self, id: str) -> Document | None:
        if not id.isdecimal() or int(id) >= self._snapshot.doc_count:
            return None
        return self.document(int(id))

    def document(self, docnum: int) -> Document:
        """The document with this number."""
        return Document(str(docnum), self._snapshot.stored(docnum))

    def explain(self, request: Request, id: str) -> Explanation | None:
        plan = self._plan(request.query, request.filters)
        told = self._snapshot.explain(plan.native, int(id)) if plan.scores is None else None
        return Explanation.of(told) if told else None

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        if field not in self._schema:
            raise UsageError(f"there is no field {field!r} in the schema")
        return self._snapshot.terms(field, prefix)

    def similar_words(self, field: str, word: str, distance: int) -> set[str]:
        found: set[str] = set()
        for name, _ in self.fields[field].words:
            for terms in self._snapshot.query_terms(_native.Query.fuzzy(name, word, distance)).values():
                found |= terms
        return found

    def marker(self, query: Node | WhooshQuery) -> Marker:
        leaves: list[Leaf] = []
        terms: dict[str, set[str]] = {}
        if isinstance(query, Node):
            leaves = list(positive_leaves(query))
        else:
            terms = query_terms(self._schema, self._snapshot, query)

        def found(name: str, text: FieldText) -> list[Highlight]:
            if terms:
                return term_highlights(terms.get(name, set()), text)
            return highlights([leaf for leaf in leaves if searches(leaf, name, self.fields)], text)

        def mark(document: Document) -> list[FieldMarks]:
            texts = ((name, value, self._text(name, value)) for name, value in document.fields.items())
            return [FieldMarks(name, value, found(name, text)) for name, value, text in texts if text is not None]

        return Marker(mark)

    def close(self) -> None:
        self._snapshot.close()

    def _plan(self, query: Node | WhooshQuery, filters: tuple[Condition, ...]) -> Plan:
        if isinstance(query, Node):
            tree = narrowed(query, filters)
            return planned(self._schema, self._snapshot, to_whoosh(tree, self.fields, self._schema))
        plan = planned(self._schema, self._snapshot, query)
        if not filters:
            return plan
        required = self._plan(narrowed(Everything(), filters), ()).native
        return Plan(_native.Query.require(plan.native, required), plan.scores, plan.path, plan.why)

    def _own_plan(self, request: Request, facet: FacetRequest) -> _native.Query | None:
        """The plan that counts a facet without its own filter. None if that is the plan of the search."""
        others = counted_by(request, facet)
        return None if others == request.filters else self._plan(request.query, others).native

    def _facet(self, facet: FacetRequest, counts: Counts) -> FacetCounts:
        """The values of a field's column, without those that mean no value."""
        field = self._schema[facet.field]
        how = column_coding(field.column_type)
        values = [(field.from_column_value(how.from_native(value)), count) for value, count in counts.values]
        wanted = ValueSearch(facet.containing or "", self.fields.analysis)
        texts = ((str(value), count) for value, count in values if value not in ("", None))
        counted = [(text, count) for text, count in texts if wanted.finds(text)]
        return FacetCounts(ordered(counted, facet.limit), len(counted), counts.missing)

    def _text(self, name: str, value: Any) -> FieldText | None:
        """A stored text as its field's analyzer reads it. None if there is nothing to highlight."""
        field = self._schema[name] if name in self._schema else None
        if not isinstance(value, str) or not isinstance(field, TEXT):
            return None
        return _field_text(field, value)


def schema_fields(schema: Schema) -> FieldTable:
    """The fields that queries may name: all indexed ones."""
    indexed = {name: field for name, field in schema.items() if field.indexed}
    texts = [name for name, field in indexed.items() if isinstance(field, TEXT)]
    return whoosh_fields(texts, [name for name in indexed if name not in texts])


def _reader(view: SchemaView, docnum: int) -> Any:
    return lambda: view.document(docnum)


def _field_text(field: FieldType, value: str) -> FieldText:
    def analyse(query: str) -> list[str]:
        return list(field.process_text(query, mode="query"))

    if (chain := chain_of(field.analyzer)) is not None:
        return FieldText((value, json.dumps(chain)), analyse)
    tokens: Iterable[Any] = field.analyzer(value, chars=True, positions=True, mode="index")
    words = [TextWord(t.text, value[t.startchar : t.endchar].lower(), t.startchar, t.endchar) for t in tokens]
    return FieldText(words, analyse)
