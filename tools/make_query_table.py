"""Prints docs/queries.md: every query class of Whoosh, and on which path it runs.

python tools/make_query_table.py > docs/queries.md
"""

from __future__ import annotations

import datetime as dt
import inspect
import tempfile

from whoosh import columns, fields, query, scoring

from searchkit.engine import create_in

_HEAD = """# Which queries run natively

Every query class of Whoosh runs over native segments. Those with a native plan run in the native core as a whole
(`native`); what has none runs on Whoosh's own matchers over native postings (`whoosh`), with larger parts of it that
have a plan found natively (`mixed`).
`results.plan` and `results.why` tell it of each search. This page is printed by `tools/make_query_table.py`.

| query | path | why |
|---|---|---|
"""
# Bases that are not queries by themselves.
_ABSTRACT = {"Query", "MultiTerm", "PatternQuery", "ExpandingTerm", "BinaryQuery", "CompoundQuery", "WrappingQuery"}
_ABSTRACT |= {"SpanQuery", "WrappingSpan", "SpanBiQuery", "RangeMixin"}


def examples() -> list[tuple[str, query.Query]]:
    """A query of every class, with what is shown of it."""
    a, b = query.Term("text", "alfa"), query.Term("text", "bravo")
    day = dt.datetime(2020, 5, 1)
    parents = query.Term("kind", "parent")
    return [
        ("Term", a),
        ("And", query.And([a, b])),
        ("Or", query.Or([a, b])),
        ("Or with scale", query.Or([a, b], scale=0.5)),
        ("DefaultOr", query.DefaultOr([a, b])),
        ("SplitOr", query.SplitOr([a, b])),
        ("PreloadedOr", query.PreloadedOr([a, b])),
        ("DisjunctionMax", query.DisjunctionMax([a, b])),
        ("Not", query.Not(a)),
        ("AndNot", query.AndNot(a, b)),
        ("AndMaybe", query.AndMaybe(a, b)),
        ("Require", query.Require(a, b)),
        ("Otherwise", query.Otherwise(a, b)),
        ("Every", query.Every()),
        ("Every of a field", query.Every("text")),
        ("NullQuery", query.NullQuery),
        ("Phrase", query.Phrase("text", ["alfa", "bravo"])),
        ("Phrase with slop", query.Phrase("text", ["alfa", "bravo"], slop=3)),
        ("Sequence", query.Sequence([a, b])),
        ("Ordered", query.Ordered([a, b])),
        ("Prefix", query.Prefix("text", "al")),
        ("Wildcard", query.Wildcard("text", "a?f*")),
        ("Wildcard with a set", query.Wildcard("text", "[ab]*a")),
        ("Regex", query.Regex("text", "al.*")),
        ("FuzzyTerm", query.FuzzyTerm("text", "alfo")),
        ("Variations", query.Variations("text", "alfa")),
        ("TermRange", query.TermRange("text", "a", "b")),
        ("NumericRange", query.NumericRange("number", 1, 3)),
        ("DateRange", query.DateRange("day", day, None)),
        ("ConstantScoreQuery", query.ConstantScoreQuery(a, 2.0)),
        ("WeightingQuery", query.WeightingQuery(a, scoring.TF_IDF())),
        ("ColumnQuery", query.ColumnQuery("number", 2)),
        ("NestedParent", query.NestedParent(parents, b)),
        ("NestedChildren", query.NestedChildren(parents, a)),
        ("SpanFirst", query.SpanFirst(a)),
        ("SpanNear", query.SpanNear(a, b)),
        ("SpanNear2", query.SpanNear2([a, b])),
        ("SpanOr", query.SpanOr([a, b])),
        ("SpanNot", query.SpanNot(a, b)),
        ("SpanContains", query.SpanContains(a, b)),
        ("SpanBefore", query.SpanBefore(a, b)),
        ("SpanCondition", query.SpanCondition(a, b)),
        ("And with a span query", query.And([a, query.SpanFirst(b)])),
    ]


def missing() -> set[str]:
    """The query classes of Whoosh that no example is of."""
    shown = {type(q).__name__ for _, q in examples()} | {"NullQuery"}
    classes = {name for name, kind in vars(query).items() if inspect.isclass(kind) and issubclass(kind, query.Query)}
    return classes - shown - _ABSTRACT - {"_NullQuery"}


def page() -> str:
    """The page."""
    schema = fields.Schema(
        kind=fields.ID(stored=True),
        text=fields.TEXT(stored=True),
        number=fields.NUMERIC(sortable=True),
        day=fields.DATETIME,
        flags=fields.COLUMN(columns.RefBytesColumn()),
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        index = create_in(folder, schema)
        with index.writer() as writer:
            writer.add_document(kind="parent", text="alfa bravo charlie", number=2, day=dt.datetime(2020, 5, 2))
            writer.add_document(kind="child", text="bravo alfa", number=3)
        with index.searcher() as searcher:
            for name, q in examples():
                results = searcher.search(q)
                rows.append(f"| {name} | {results.plan} | {results.why} |")
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(page(), end="")
