"""Follow a chat as a program written for Whoosh does: writers in threads, a searcher that refreshes, words in a row.

Only the import of create_in differs.
"""

import datetime
import tempfile
import threading

from whoosh.collectors import TimeLimitCollector
from whoosh.fields import DATETIME, ID, NUMERIC, TEXT, Schema
from whoosh.index import LockError
from whoosh.qparser import QueryParser, SequencePlugin
from whoosh.query import DateRange, Or, SpanFirst, SpanNear2, SpanNot, Term
from whoosh.writing import AsyncWriter

from searchkit.engine import create_in

schema = Schema(
    number=NUMERIC(stored=True, unique=True, sortable=True),
    room=ID(stored=True),
    who=ID(stored=True),
    at=DATETIME(stored=True),
    text=TEXT(stored=True),
)

LINES = [
    ("harbour", "ann", "when does the last ferry leave"),
    ("harbour", "bob", "the ferry to the islands leaves at ten"),
    ("harbour", "cid", "not in a storm the ferry stays then"),
    ("kitchen", "ann", "last bread of today"),
    ("harbour", "ann", "storm or no storm I want the last ferry"),
    ("kitchen", "bob", "bread at ten"),
]


def post(ix, number, line):
    room, who, text = line
    writer = AsyncWriter(ix, delay=0.01)
    at = datetime.datetime(2022, 2, 2, 20, number)
    writer.add_document(number=number, room=room, who=who, at=at, text=text)
    writer.commit()
    if writer.is_alive():
        writer.join()


def numbers(results):
    return [hit["number"] for hit in results]


with tempfile.TemporaryDirectory() as folder:
    ix = create_in(folder, schema, indexname="chat 2022.02")
    searcher = ix.searcher()
    threads = [threading.Thread(target=post, args=(ix, number, line)) for number, line in enumerate(LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(searcher.doc_count(), searcher.up_to_date())
    searcher = searcher.refresh()
    print(searcher.doc_count(), searcher.up_to_date(), ix.indexname)

    with ix.writer():
        try:
            ix.writer(timeout=0.05)
        except LockError:
            print("somebody else is writing")

    ferry, last, storm = (Term("text", word) for word in ("ferry", "last", "storm"))
    queries = [
        SpanNear2([last, ferry], slop=1),
        SpanNear2([ferry, Term("text", "leave") | Term("text", "leaves")], slop=4),
        SpanFirst(Or([storm, last]), limit=1),
        SpanNot(ferry, SpanNear2([last, ferry], slop=1)),
        DateRange("at", datetime.datetime(2022, 2, 2, 20, 3), None),
    ]
    for query in queries:
        print(type(query).__name__, numbers(searcher.search(query, sortedby="number")))

    parser = QueryParser("text", schema)
    parser.add_plugin(SequencePlugin())
    print(numbers(searcher.search(parser.parse('"last ferry"'), sortedby="number")))

    collector = TimeLimitCollector(searcher.collector(limit=2, sortedby="number"), timelimit=30.0)
    searcher.search_with_collector(parser.parse("room:harbour"), collector)
    print(numbers(collector.results()), len(collector.results()))

    with ix.writer() as writer:
        writer.delete_by_query(Term("room", "kitchen"))
        writer.update_document(number=0, room="harbour", who="ann", text="never mind")
    searcher = searcher.refresh()
    print(searcher.doc_count(), numbers(searcher.search(Term("who", "ann"), sortedby="number")))
    searcher.close()

# It prints:
#
#     0 False
#     6 True chat 2022.02
#     somebody else is writing
#     SpanNear2 [0, 4]
#     SpanNear2 [0, 1]
#     SpanFirst [3, 4]
#     SpanNot [1, 2]
#     DateRange [3, 4, 5]
#     [0, 4]
#     [0, 1] 4
#     4 [0, 4]
