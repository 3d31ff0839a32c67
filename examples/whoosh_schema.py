"""Run a program that was written for Whoosh, with its own schema, create_in and open_dir.

Only the import differs from Whoosh's. The index, its writer and its searcher work on native segments.
"""

import tempfile

from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.qparser import QueryParser

from searchkit.engine import create_in, open_dir

schema = Schema(isbn=ID(unique=True, stored=True), title=TEXT(stored=True), year=NUMERIC(stored=True, sortable=True))

with tempfile.TemporaryDirectory() as folder:
    with create_in(folder, schema).writer() as writer:
        writer.add_document(isbn="1", title="Oil in the North Sea", year=1999)
        writer.add_document(isbn="2", title="The sea, the sea", year=1978)
    with open_dir(folder).writer() as writer:
        writer.update_document(isbn="1", title="Oil and gas in the North Sea", year=2004)

    with open_dir(folder).searcher() as searcher:
        results = searcher.search(QueryParser("title", schema).parse("sea"), sortedby="year")
        print(len(results), "found, run", results.plan)
        for hit in results:
            print(hit["year"], hit["isbn"], hit.highlights("title"))

# It prints:
#
#     2 found, run native
#     1978 2 The <b class="match term0">sea</b>, the <b class="match term0">sea</b>
#     2004 1 and gas in the North <b class="match term1">Sea</b>
