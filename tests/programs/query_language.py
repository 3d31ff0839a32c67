"""The default query language: operators, phrases, ranges, wildcards, boosts, and what the plugins add."""

import tempfile

from whoosh import qparser, query
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema

from searchkit.engine import create_in

schema = Schema(id=ID(stored=True), title=TEXT, body=TEXT(spelling=True), tag=KEYWORD, year=NUMERIC(int))
ix = create_in(tempfile.mkdtemp(), schema)
DOCS = [
    ("1", "Snow in the north", "Heavy snow fell in the north and roads were closed all night", "weather north", 1986),
    ("2", "Strike at the docks", "Dock workers began a strike; the docks were closed", "labour", 1987),
    ("3", "Snow and strike", "A strike of road workers left the snow where it fell", "labour weather", 1987),
    ("4", "Election night", "All night the votes were counted", "politics", 1988),
    ("5", "Budget", "The budget was read at night in the house", "politics money", 1990),
    ("6", "Northern lights", "The lights of the north were seen in the south", "weather", 1990),
]
with ix.writer() as w:
    for key, title, body, tag, year in DOCS:
        w.add_document(id=key, title=title, body=body, tag=tag, year=year)

with ix.searcher() as s:

    def show(parser, text):
        q = parser.parse(text)
        print(text, "|", q, "|", sorted(hit["id"] for hit in s.search(q, limit=None)))

    parser = qparser.QueryParser("body", ix.schema)
    for text in [
        "snow",
        "snow strike",
        "snow OR strike",
        "snow AND NOT strike",
        "snow NOT strike",
        "(snow OR strike) night",
        "strike ANDNOT snow",
        "night ANDMAYBE snow",
        '"closed all night"',
        '"snow north"',
        '"snow north"~5',
        '"night all"',
        "nor*",
        "*ed",
        "w?rkers",
        "title:snow",
        "title:(snow AND strike)",
        "tag:labour^3 OR tag:money",
        "year:1987",
        "year:[1987 TO 1988]",
        "year:[1988 TO]",
        "year:{1986 TO 1988}",
        "body:[a TO c]",
        "body:{fell TO heavy]",
        "year:1987 AND NOT tag:weather",
        "NOT night",
        "*",
        "*:*",
        "''",
        "",
        "the",
        "snow AND the",
        "nothingatall",
        "tag:labour tag:weather",
        "snow^2 OR votes",
        "NOT snow NOT strike",
        "se[ae]n",
    ]:
        show(parser, text)

    ored = qparser.QueryParser("body", ix.schema, group=qparser.OrGroup)
    show(ored, "snow votes budget")
    show(ored, "+snow strike -roads")
    plus = qparser.QueryParser("body", ix.schema, group=qparser.OrGroup)
    plus.remove_plugin_class(qparser.OperatorsPlugin)
    plus.add_plugin(qparser.PlusMinusPlugin())
    show(plus, "+snow strike")
    show(plus, "snow strike -roads")
    both = qparser.MultifieldParser(["title", "body"], ix.schema)
    show(both, "north")
    show(both, "lights strike")
    fuzzy = qparser.QueryParser("body", ix.schema)
    fuzzy.add_plugins(
        [qparser.FuzzyTermPlugin(), qparser.GtLtPlugin(), qparser.RegexPlugin(), qparser.SequencePlugin()]
    )
    for text in ["sno~", "nihgt~2", "strke~1/2", "year:>=1988", "year:<1987", 'body:r"n.r.h"', "vots~"]:
        show(fuzzy, text)
    simple = qparser.SimpleParser("body", ix.schema)
    show(simple, "snow -strike")
    dismax = qparser.DisMaxParser({"title": 2.0, "body": 1.0}, ix.schema)
    show(dismax, "lights")
    prefix = qparser.QueryParser("body", ix.schema, plugins=[qparser.PrefixPlugin(), qparser.WhitespacePlugin()])
    show(prefix, "wor* stri*")

    T, by_id = query.Term, lambda q: sorted(hit["id"] for hit in s.search(q, limit=None))
    print(by_id(query.DisjunctionMax([T("title", "snow"), T("body", "snow")])))
    print(by_id(query.AndMaybe(T("body", "night"), T("body", "snow"))))
    print(by_id(query.Otherwise(T("body", "absent"), T("body", "snow"))))
    print(by_id(query.ConstantScoreQuery(T("body", "snow"), 3.0)))
    print(by_id(query.Phrase("body", ["workers", "began"])), by_id(query.Phrase("body", ["fell", "north"], slop=3)))
    print(by_id(query.Variations("body", "worker")))
    print(by_id(query.Regex("body", "s.*w")), by_id(query.NullQuery))
    print(by_id(query.TermRange("tag", "m", None)), by_id(query.Every("tag")))
    print(by_id(query.Require(T("body", "snow"), T("body", "strike"))))
    print(by_id(query.AndNot(T("body", "strike"), T("body", "docks"))))
    print(by_id(query.AndNot(T("body", "were"), T("body", "snow"))))
    print(by_id(query.SpanNear(T("body", "the"), T("body", "north"), slop=1)))
    print(by_id(query.SpanFirst(T("body", "heavy"))), by_id(query.SpanFirst(T("body", "snow"))))
    print(by_id(query.SpanOr([T("body", "heavy"), T("body", "votes")])))
    print(by_id(query.SpanNot(T("body", "night"), T("body", "all"))))
    print(by_id(query.SpanContains(query.SpanNear(T("body", "roads"), T("body", "night"), slop=4), T("body", "all"))))
    print(by_id(query.SpanBefore(T("body", "heavy"), T("body", "roads"))))
    print(by_id(query.Ordered([T("body", "snow"), T("body", "roads")])))
    print(by_id(query.Sequence([T("body", "all"), T("body", "night")])))
    print(by_id(T("body", "snow") | T("body", "votes")), by_id(T("body", "snow") & T("body", "strike")))
