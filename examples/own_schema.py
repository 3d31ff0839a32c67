"""Index documents that are not articles: a Whoosh schema, searched in searchkit's own query language."""

import tempfile

from whoosh.fields import ID, NUMERIC, TEXT, Schema

import searchkit

schema = Schema(
    isbn=ID(unique=True, stored=True), title=TEXT(stored=True), year=NUMERIC(int, stored=True, sortable=True)
)

with tempfile.TemporaryDirectory() as scratch:
    with searchkit.create(scratch, schema=schema) as ix:
        ix.add(
            [
                {"isbn": "1", "title": "Oil in the North Sea", "year": 1999},
                {"isbn": "2", "title": "The sea, the sea", "year": 1978},
                {"isbn": "1", "title": "Oil and gas in the North Sea", "year": 2004},  # the isbn is unique: replaces
            ]
        )
    with searchkit.open(scratch) as ix:  # the schema is kept in the index
        for query in ("sea", '"north sea"', "sea year:>=1990", "isbn:2"):
            results = ix.search(query, facets=["year"])
            print(f"{query:16} {[hit.fields['title'] for hit in results]} {[*map(tuple, results.facets['year'])]}")

# It prints:
#
#     sea              ['The sea, the sea', 'Oil and gas in the North Sea'] [('1978', 1), ('2004', 1)]
#     "north sea"      ['Oil and gas in the North Sea'] [('2004', 1)]
#     sea year:>=1990  ['Oil and gas in the North Sea'] [('2004', 1)]
#     isbn:2           ['The sea, the sea'] [('1978', 1)]
