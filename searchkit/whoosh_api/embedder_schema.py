"""What an index needs of Whoosh: the schema of an embedder, whoosh.query objects, and texts that its analyzers read.

Loaded when a caller brings a schema or a query of Whoosh's; archives and query texts do without.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from whoosh.fields import TEXT, FieldType, Schema
from whoosh.query import Query as WhooshQuery

from searchkit import _native
from searchkit.engine.native_errors import query_errors_as_ours
from searchkit.engine.snapshot import FacetRequest, Snapshot
from searchkit.errors import ArticleInvalid, IndexProblem, SearchkitError, UsageError
from searchkit.query.fields import FieldTable, whoosh_fields
from searchkit.query.tree import Node
from searchkit.results.facets import FacetValue, ordered
from searchkit.results.highlights import FieldText, TextWord
from searchkit.results.results import Plan
from searchkit.whoosh_api.analyzer_spec import chain_of
from searchkit.whoosh_api.column_values import kept, sortable_column
from searchkit.whoosh_api.index import reader_of
from searchkit.whoosh_api.planner import Planner, Unplanned
from searchkit.whoosh_api.query_form import to_whoosh
from searchkit.whoosh_api.schema_description import describe_schema, schema_from
from searchkit.whoosh_api.schema_layout import Layout
from searchkit.whoosh_api.searcher import NativeSearcher

__all__ = ["Layout", "OwnSchema", "WhooshQuery", "describe_schema", "schema_from"]


class Planned(NamedTuple):
    """A plan for the native core; ``scores`` by document number where only Whoosh's matchers could score them.

    ``path`` is "native", "mixed" or "whoosh", ``why`` what kept it from being native.
    """

    native: _native.Query
    scores: dict[int, float] | None
    path: Plan
    why: str


class OwnSchema:
    """A Whoosh schema over native segments."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    @property
    def fields(self) -> FieldTable:
        """The fields that query texts may name: all indexed ones."""
        indexed = {name: field for name, field in self.schema.items() if field.indexed}
        texts = [name for name, field in indexed.items() if isinstance(field, TEXT)]
        return whoosh_fields(texts, [name for name in indexed if name not in texts])

    @property
    def unique(self) -> list[str]:
        """The fields by whose values documents are replaced."""
        return [name for name, field in self.schema.items() if field.unique]

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields whose values can be counted."""
        return tuple(name for name, field in self.schema.items() if field.column_type is not None)

    def fitting(self, item: object) -> dict[str, Any]:
        """A document, tried on each field before anything is written. Raises ArticleInvalid."""
        if not isinstance(item, Mapping):
            raise ArticleInvalid("documents of this index are dicts of the schema's fields")
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

    def whoosh_query(self, tree: Node, fields: FieldTable) -> WhooshQuery:
        """A query tree as a Whoosh query."""
        return to_whoosh(tree, fields, self.schema)

    def plan(self, snapshot: Snapshot, query: WhooshQuery) -> Planned:
        """How a Whoosh query is run: its native plan, or its matches where it has none. Raises UsageError."""
        commit = snapshot.commit
        reader = reader_of(self.schema, commit.leaves, commit.revision)
        try:
            try:
                planner = Planner(self.schema, reader, lambda plan: snapshot.search(plan, limit=0).total > 0)
                return Planned(planner.plan(query), None, "native", "")
            except Unplanned:
                searcher = NativeSearcher(reader)
                with query_errors_as_ours():
                    found = searcher.search(query, limit=None)
                scores = {docnum: score if score is not None else 0.0 for score, docnum in found.top_n}
                path: Plan = "mixed" if found.plan == "mixed" else "whoosh"
                return Planned(_native.Query.docs(sorted(scores)), scores, path, found.why)
        except (SearchkitError, MemoryError):
            raise
        except Exception as error:  # Whoosh raises nearly anything, Exception itself included
            raise UsageError(f"Whoosh cannot run this query: {type(error).__name__}: {error}") from error

    def facet(self, snapshot: Snapshot, name: str, plan: _native.Query) -> list[FacetValue]:
        """The values of a field's column over the matches of a plan."""
        field = self.schema[name]
        how = kept(field.column_type)
        (counts,) = snapshot.search(plan, limit=0, facets=[FacetRequest(sortable_column(name))]).facets
        values = [(field.from_column_value(how.from_native(value)), count) for value, count in counts.values]
        return ordered((str(value), count) for value, count in values if value not in ("", None))

    def field_text(self, name: str, value: Any) -> FieldText | None:
        """A stored text as its field's analyzer reads it; None where there is nothing to highlight."""
        field = self.schema[name] if name in self.schema else None
        if not isinstance(value, str) or not isinstance(field, TEXT):
            return None
        return _field_text(field, value)


def own_schema_of(description: Mapping[str, Any]) -> OwnSchema:
    """The schema that a manifest describes. Raises IndexIncompatible."""
    return OwnSchema(schema_from(description))


def query_terms(snapshot: Snapshot, query: WhooshQuery, schema: OwnSchema) -> dict[str, set[str]]:
    """The terms of each field that a Whoosh query looks for, wildcards and the like spelled out."""
    commit = snapshot.commit
    reader = reader_of(schema.schema, commit.leaves, commit.revision)
    found: dict[str, set[str]] = {}
    try:
        for name, text in query.existing_terms(reader, phrases=True, expand=True):
            term = schema.schema[name].from_bytes(text) if isinstance(text, bytes) else text
            found.setdefault(name, set()).add(str(term))
    except (IndexProblem, MemoryError):
        raise
    except Exception as error:  # Whoosh raises nearly anything
        raise UsageError(f"Whoosh cannot run this query: {type(error).__name__}: {error}") from error
    return found


def _field_text(field: FieldType, value: str) -> FieldText:
    def analyse(query: str) -> list[str]:
        return list(field.process_text(query, mode="query"))

    if (chain := chain_of(field.analyzer)) is not None:
        return FieldText((value, json.dumps(chain)), analyse)
    tokens = field.analyzer(value, chars=True, positions=True, mode="index")
    words = [TextWord(t.text, value[t.startchar : t.endchar].lower(), t.startchar, t.endchar) for t in tokens]
    return FieldText(words, analyse)
