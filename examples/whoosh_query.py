"""Search an archive with a Whoosh query object instead of a text.

Objects are for programs that build queries: nothing has to be quoted. They name the fields of the index, such as
``body`` (stemmed words) and ``place_value`` (whole values).
"""

import tempfile
from pathlib import Path

from whoosh.query import And, Or, Prefix, Term

import searchkit
from searchkit.query import tree

SEEDS = Path(__file__).resolve().parents[1] / "seeds"

with tempfile.TemporaryDirectory() as scratch, searchkit.create(scratch) as ix:
    ix.add_files(SEEDS)
    query = And([Or([Term("body", "grain"), Term("body", "ferri")]), Prefix("place", "istan")])
    results = ix.search(query, sort="oldest")
    print(results.plan, [hit.article.headline[:30] for hit in results])

    # searchkit's own tree is the other way. Its words are those of the query language, so the index stems them.
    built = tree.And((tree.Word("text", "ferries"), tree.Not(tree.Exact("agency", "Reuters"))))
    results = ix.search(built)
    print(results.parsed, [hit.article.headline for hit in results])

# It prints:
#
#     native ['Thirty-one hurt as ferries cra', 'Ferries collide in Bosphorus f']
#     (ferries AND (NOT agency:=Reuters)) ['Thirty-one hurt as ferries crash off Istanbul']
