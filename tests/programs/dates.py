"""Dates: datetimes as terms and ranges, and English phrases for them."""

import tempfile
from datetime import datetime

from whoosh import query
from whoosh.fields import DATETIME, ID, TEXT, Schema
from whoosh.qparser import QueryParser
from whoosh.qparser.dateparse import DateParserPlugin

from searchkit.engine import create_in

schema = Schema(id=ID(stored=True), when=DATETIME(stored=True, sortable=True), seen=DATETIME, text=TEXT)
ix = create_in(tempfile.mkdtemp(), schema)
DAYS = {
    "1": datetime(1987, 2, 26, 15, 0),
    "2": datetime(1987, 2, 27),
    "3": datetime(1987, 3, 1, 8, 5, 30),
    "4": datetime(1988, 2, 29, 23, 59, 59),
    "5": datetime(1901, 1, 1),
    "6": datetime(2010, 9, 20, 10, 0),
}
with ix.writer() as w:
    for key, day in DAYS.items():
        w.add_document(id=key, when=day, seen=[day, datetime(2000, 1, int(key))], text="report")
    w.add_document(id="7", text="no date")

with ix.searcher() as s:

    def show(parser, text):
        q = parser.parse(text)
        print(text, "|", sorted(hit["id"] for hit in s.search(q, limit=None)))

    plain = QueryParser("text", ix.schema)
    for text in [
        "when:1987",
        "when:198702",
        "when:19870226",
        "when:'1987-02-26 15'",
        "when:[1987 TO 1988]",
        "when:[198703 TO]",
        "when:{19870227 TO 1988]",
        "when:20100920100000",
        "seen:200001",
        "seen:20000103",
        "report when:1987",
        "NOT when:1987",
        "when:*",
        "when:[1987-02-26 TO 1987-02-27]",
    ]:
        show(plain, text)
    spoken = QueryParser("text", ix.schema)
    spoken.add_plugin(DateParserPlugin(basedate=datetime(2010, 9, 20, 15, 16, 6)))
    for text in [
        "when:today",
        "when:yesterday",
        "when:'29 feb 1988'",
        "when:'feb 1987'",
        "when:[feb 1987 to mar 1987]",
        "when:['last monday' to today]",
        "when:'10 am'",
        "when:1901",
        "when:tomorrow",
        "when:[-5d to now]",
    ]:
        show(spoken, text)
    print([hit["id"] for hit in s.search(query.Term("text", "report"), sortedby="when")])
    between = query.DateRange("when", datetime(1987, 2, 27), datetime(1988, 3, 1), startexcl=True)
    print(sorted(hit["id"] for hit in s.search(between)), between)
    print(s.document(when=datetime(1901, 1, 1)))
    print([str(day) for day in sorted(d["when"] for d in s.documents() if "when" in d)])
