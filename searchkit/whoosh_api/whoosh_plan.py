"""How a Whoosh query runs over a snapshot, and the terms that it looks for."""

from __future__ import annotations

from whoosh.fields import Schema
from whoosh.query import Query as WhooshQuery

from searchkit.engine.native_errors import query_errors_as_ours
from searchkit.engine.plan import Plan
from searchkit.engine.snapshot import Snapshot
from searchkit.errors import IndexProblem, SearchkitError, UsageError
from searchkit.whoosh_api.reader import reader_of
from searchkit.whoosh_api.searcher import NativeSearcher


def planned(schema: Schema, snapshot: Snapshot, query: WhooshQuery) -> Plan:
    """The native plan of a query or, if it has none, its matches with the scores of Whoosh's matchers.

    Raises UsageError.
    """
    commit = snapshot.commit
    try:
        with query_errors_as_ours():
            return NativeSearcher(reader_of(schema, commit.leaves, commit.revision)).plan_of(query)
    except (SearchkitError, MemoryError):
        raise
    except Exception as error:  # Whoosh raises errors of any class, even Exception itself
        raise UsageError(f"Whoosh cannot run this query: {type(error).__name__}: {error}") from error


def query_terms(schema: Schema, snapshot: Snapshot, query: WhooshQuery) -> dict[str, set[str]]:
    """The terms of each field that a query looks for. Wildcards become their words. Raises UsageError."""
    commit = snapshot.commit
    reader = reader_of(schema, commit.leaves, commit.revision)
    found: dict[str, set[str]] = {}
    try:
        for name, text in query.existing_terms(reader, phrases=True, expand=True):
            term = schema[name].from_bytes(text) if isinstance(text, bytes) else text
            found.setdefault(name, set()).add(str(term))
    except (IndexProblem, MemoryError):
        raise
    except Exception as error:  # Whoosh raises errors of any class
        raise UsageError(f"Whoosh cannot run this query: {type(error).__name__}: {error}") from error
    return found
