"""Prints docs/queries.md: which Whoosh queries and options run natively. It runs one of each.

python tools/make_query_table.py > docs/queries.md
"""

from __future__ import annotations

import tempfile
from typing import Any

from whoosh import fields, query, scoring, sorting

from searchkit.engine import create_in

ABSTRACT = set(
    "Query CompoundQuery BinaryQuery MultiTerm PatternQuery ExpandingTerm WrappingQuery SpanQuery WrappingSpan "
    "SpanBiQuery".split()
)

HEAD = """# Whoosh's queries: what runs natively

`searchkit.engine.create_in`, `open_dir` and `exists_in` replace those of `whoosh.index`. The searcher takes any Whoosh
query. `results.plan` says how the query ran. `results.why` says what kept it from being native:

- `native`: the native module matched, scored, ordered and counted.
- `mixed`: the native module matched all or part of it. Whoosh's collectors or matchers did the rest.
- `whoosh`: Whoosh's matchers ran, over native postings.

The exact class of a query decides. A subclass may do anything, so it runs on its own matcher. Known bugs of Whoosh
2.7.4 are worked around on every path (`searchkit/whoosh_api/corrected_queries.py`).

`tools/make_query_table.py` prints this page. It runs one query of each kind. A test compares the page with what runs.
"""

T = query.Term
ONE, TWO = T("text", "alfa"), T("text", "bravo")
NEAR = query.SpanNear(ONE, TWO, slop=3)

# (name, query, note)
QUERIES: list[tuple[str, Any, str]] = [
    ("Term", ONE, ""),
    ("And", query.And([ONE, TWO]), ""),
    ("Or", query.Or([ONE, TWO]), ""),
    ("Or with scale", query.Or([ONE, TWO], scale=0.9), ""),
    ("Or with minmatch", query.Or([ONE, TWO], minmatch=2), "Whoosh has never implemented it"),
    ("DefaultOr", query.DefaultOr([ONE, TWO]), "as Or"),
    ("SplitOr", query.SplitOr([ONE, TWO]), "as Or"),
    ("PreloadedOr", query.PreloadedOr([ONE, TWO]), "as Or"),
    ("DisjunctionMax", query.DisjunctionMax([ONE, TWO]), ""),
    ("Not", query.Not(ONE), "scores nothing"),
    ("AndNot", query.AndNot(ONE, TWO), ""),
    ("AndMaybe", query.AndMaybe(ONE, TWO), ""),
    ("Require", query.Require(ONE, TWO), "scored by its first part"),
    ("Otherwise", query.Otherwise(ONE, TWO), "decided for the whole index, not for each segment"),
    ("Phrase", query.Phrase("text", ["alfa", "bravo"]), ""),
    ("Phrase with slop", query.Phrase("text", ["alfa", "charlie"], slop=3), ""),
    ("Prefix", query.Prefix("text", "al"), "scores its boost"),
    ("Prefix without constantscore", query.Prefix("text", "al", constantscore=False), ""),
    ("Wildcard", query.Wildcard("text", "a*f?"), "scores its boost"),
    ("Wildcard with brackets", query.Wildcard("text", "[ab]*"), "Whoosh finds its words, then it runs natively"),
    ("Regex", query.Regex("text", "al.*"), "Whoosh finds its words, then it runs natively"),
    ("FuzzyTerm", query.FuzzyTerm("text", "alfe"), "scores its boost"),
    ("Variations", query.Variations("text", "alfa"), "Whoosh finds its words, then it runs natively"),
    ("TermRange", query.TermRange("text", "a", "b"), "scores nothing unless boosted"),
    ("NumericRange", query.NumericRange("number", 1, 5), "scores nothing unless boosted"),
    (
        "NumericRange of several numbers a document",
        query.NumericRange("many", 1, 5),
        "by Whoosh's terms of lower precision",
    ),
    ("DateRange", query.DateRange("day", None, None), "scores nothing unless boosted"),
    ("Every", query.Every(), ""),
    ("Every of a field", query.Every("text"), ""),
    ("NullQuery", query.NullQuery, ""),
    ("ConstantScoreQuery", query.ConstantScoreQuery(ONE, 2.0), ""),
    ("WeightingQuery", query.WeightingQuery(ONE, scoring.TF_IDF()), ""),
    ("Sequence", query.Sequence([ONE, TWO]), ""),
    ("Ordered", query.Ordered([ONE, TWO]), ""),
    ("SpanFirst", query.SpanFirst(ONE), ""),
    ("SpanNear", NEAR, ""),
    ("SpanNear2", query.SpanNear2([ONE, TWO]), ""),
    ("SpanOr", query.SpanOr([ONE, TWO]), ""),
    ("SpanNot", query.SpanNot(ONE, TWO), ""),
    ("SpanContains", query.SpanContains(NEAR, ONE), ""),
    ("SpanBefore", query.SpanBefore(ONE, TWO), ""),
    ("SpanCondition", query.SpanCondition(ONE, TWO), ""),
    ("NestedParent", query.NestedParent(T("kind", "parent"), ONE), ""),
    ("NestedChildren", query.NestedChildren(T("kind", "parent"), T("kind", "parent")), ""),
    ("ColumnQuery", query.ColumnQuery("number", lambda number: number > 1), ""),
    ("And of a span and a phrase", query.And([NEAR, query.Phrase("text", ["alfa", "bravo"])]), "the phrase natively"),
]

# (name, options, note)
OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("limit, and none", {"limit": None}, ""),
    ("scored=False", {"scored": False}, "in document order"),
    ("reverse", {"reverse": True}, "obeys the limit"),
    ("sortedby a column", {"sortedby": "number"}, ""),
    ("sortedby several columns", {"sortedby": ["tag", sorting.FieldFacet("number", reverse=True)]}, ""),
    ("sortedby the score, then a column", {"sortedby": [sorting.ScoreFacet(), "number"]}, ""),
    ("sortedby a field without a column", {"sortedby": "kind"}, ""),
    ("sortedby a function", {"sortedby": sorting.FunctionFacet(lambda searcher, docnum: -docnum)}, ""),
    ("filter or mask: a query", {"filter": T("kind", "child"), "mask": TWO}, ""),
    ("filter or mask: document numbers", {"filter": {0, 1}}, "an empty set excludes everything"),
    ("terms", {"terms": True}, "for the hits"),
    ("groupedby", {"groupedby": "tag"}, "obeys the limit; groups cover all matches"),
    ("collapse", {"collapse": "tag"}, ""),
]

WEIGHTINGS: list[tuple[str, Any, str]] = [
    ("none given", None, "searchkit's BM25: its idf separates rare and common words more sharply"),
    ("BM25F", scoring.BM25F(), "lengths are exact, where Whoosh rounds them to a byte"),
    ("Frequency", scoring.Frequency(), ""),
    ("TF_IDF", scoring.TF_IDF(), ""),
    ("PL2", scoring.PL2(), ""),
    ("DFree", scoring.DFree(), "fails in Whoosh"),
    ("FunctionWeighting", scoring.FunctionWeighting(lambda searcher, fieldname, text, matcher: 1.0), ""),
]


def sample(folder: str) -> Any:
    """An index of a few documents."""
    schema = fields.Schema(
        text=fields.TEXT(stored=True),
        kind=fields.ID,
        tag=fields.ID(sortable=True),
        number=fields.NUMERIC(sortable=True),
        many=fields.NUMERIC,
        day=fields.DATETIME,
    )
    index = create_in(folder, schema)
    with index.writer() as writer, writer.group():
        writer.add_document(kind="parent", text="alfa bravo charlie", tag="a", number=1, many=[1, 9])
        writer.add_document(kind="child", text="alfa delta", tag="b", number=2, many=3)
        writer.add_document(kind="child", text="bravo alfalfa", tag="a", number=3)
    return index


def page() -> str:
    """The page, after running every query."""
    lines = [HEAD]
    with tempfile.TemporaryDirectory() as folder:
        index = sample(folder)
        with index.searcher() as searcher:
            rows = [(f"`{name}`", searcher.search(q).plan, note) for name, q, note in QUERIES]
            lines += table("Queries", "query", rows)
            options = [(f"`{name}`", searcher.search(ONE, **given).plan, note) for name, given, note in OPTIONS]
            lines += table("Options of a search", "option", options)
        weighted = []
        for name, weighting, note in WEIGHTINGS:
            with index.searcher(**({} if weighting is None else {"weighting": weighting})) as searcher:
                weighted.append((f"`{name}`", searcher.search(query.Or([ONE, TWO])).plan, note))
        lines += table("Weightings", "weighting", weighted)
    return "\n".join(lines).rstrip("\n") + "\n"


def table(title: str, what: str, rows: list[tuple[str, str, str]]) -> list[str]:
    """A table with its heading."""
    head = [f"## {title}", "", f"| {what} | path | |", "|---|---|---|"]
    return [*head, *(f"| {name} | {path} | {note} |" for name, path, note in rows), ""]


def missing() -> set[str]:
    """The query classes that are not on the page, without abstract ones."""
    classes = {name for name, kind in vars(query).items() if isinstance(kind, type) and issubclass(kind, query.Query)}
    return classes - ABSTRACT - {type(q).__name__ for _, q, _ in QUERIES}


if __name__ == "__main__":
    print(page(), end="")
