"""Sorting by columns and grouping by facets of every kind."""

import tempfile
from datetime import datetime, timedelta

from whoosh import query, sorting
from whoosh.fields import DATETIME, ID, KEYWORD, NUMERIC, STORED, TEXT, Schema

from searchkit.engine import create_in

schema = Schema(
    id=ID(stored=True),
    city=ID(sortable=True, stored=True),
    plain=ID(stored=True),
    tags=KEYWORD(stored=True, sortable=True),
    price=NUMERIC(sortable=True, stored=True),
    ratio=NUMERIC(int, decimal_places=2, sortable=True),
    day=DATETIME(sortable=True),
    note=STORED,
    text=TEXT(stored=True),
)
ix = create_in(tempfile.mkdtemp(), schema)
ROWS = [
    ("1", "Paris", "red small", 30, 0.5, 1, "all the words here"),
    ("2", "London", "red", 10, 0.25, 40, "words"),
    ("3", "Paris", "blue", 20, -1.0, 2, "some words and words again"),
    ("4", "Rome", "blue small", 20, 4.0, 35, "words of another kind"),
    ("5", "London", "green", 50, 2.0, 70, "many words many words many words"),
    ("6", None, None, None, None, None, "words without values"),
]
for part in (ROWS[:3], ROWS[3:]):
    with ix.writer() as w:
        w.merge = False
        for key, city, tags, price, ratio, day, text in part:
            when = None if day is None else datetime(1999, 1, 1) + timedelta(days=day)
            w.add_document(
                id=key, city=city, plain=city, tags=tags, price=price, ratio=ratio, day=when, note=key, text=text
            )

with ix.searcher() as s:
    every, words = query.Every(), query.Term("text", "words")

    def ids(results):
        return [hit["id"] for hit in results]

    print(ids(s.search(every, sortedby="city")))
    print(ids(s.search(every, sortedby="price")))
    print(ids(s.search(every, sortedby=["price", "id"])))
    print(ids(s.search(words, sortedby="ratio", limit=3)))
    print(ids(s.search(words, sortedby="day")))
    print(ids(s.search(words, sortedby="day", reverse=True)))
    print(ids(s.search(words, sortedby=sorting.FieldFacet("price", reverse=True))))
    print(ids(s.search(words, sortedby=[sorting.FieldFacet("city", reverse=True), "ratio"])))
    print(ids(s.search(words, sortedby=sorting.MultiFacet(["city", sorting.FieldFacet("price", reverse=True)]))))
    print(
        ids(s.search(query.NumericRange("price", 15, 40), sortedby="price")),
        len(s.search(words, sortedby="price", limit=2)),
    )
    print(ids(s.search(words, sortedby="plain")))

    def groups(results, name=None):
        found = results.groups(name)
        named = {
            str(k): (sorted(s.stored_fields(n)["id"] for n in v) if isinstance(v, list) else v)
            for k, v in found.items()
        }
        return sorted(named.items())

    print(groups(s.search(every, groupedby="city")))
    print(groups(s.search(words, groupedby="plain")))
    print(groups(s.search(words, groupedby="tags")))
    print(groups(s.search(words, groupedby=sorting.FieldFacet("tags", allow_overlap=True))))
    print(groups(s.search(words, groupedby="price"), "price"))
    print(groups(s.search(words, groupedby="city", maptype=sorting.Count)))
    print(groups(s.search(words, groupedby=sorting.RangeFacet("price", 0, 100, 25), maptype=sorting.Count)))
    results = s.search(words, groupedby=["city", sorting.FieldFacet("price", maptype=sorting.Count)])
    print(sorted(results.facet_names()), groups(results, "city"), groups(results, "price"))
    facet = sorting.QueryFacet(
        {"cheap": query.NumericRange("price", 0, 20), "dear": query.NumericRange("price", 21, None)}
    )
    print(groups(s.search(words, groupedby={"cost": facet}), "cost"))
    facet = sorting.DateRangeFacet("day", datetime(1999, 1, 1), datetime(1999, 4, 1), timedelta(days=30))
    print(
        [(len(v), k is None) for k, v in sorted(s.search(words, groupedby={"d": facet}).groups("d").items(), key=str)]
    )
    print(groups(s.search(words, groupedby=sorting.StoredFieldFacet("city"))))
    odd = sorting.FunctionFacet(lambda searcher, docnum: searcher.stored_fields(docnum)["id"] in "135")
    print(groups(s.search(words, groupedby={"odd": odd}), "odd"))
    print(ids(s.search(words, sortedby="price", collapse="city")))
    results = s.search(words, collapse="city", collapse_limit=1, collapse_order="price")
    print(sorted(ids(results)), sorted((str(k), v) for k, v in results.collapsed_counts.items()))
    best = sorting.ScoreFacet()
    print(ids(s.search(words, sortedby=["city", best]))[:3])
    print(groups(s.search(words, groupedby=sorting.FieldFacet("city", maptype=sorting.Best)), "city")[0][0])
