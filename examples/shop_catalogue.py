"""Browse a shop's catalogue as a program written for Whoosh does: facets, prices, similar things, a formula of its own.

Only the import of RamStorage and add_sortable differs.
"""

import decimal

from whoosh import columns, query, scoring, sorting
from whoosh.fields import BOOLEAN, ID, KEYWORD, NUMERIC, TEXT, SchemaClass
from whoosh.qparser import QueryParser
from whoosh.writing import BufferedWriter

from searchkit.engine import RamStorage, add_sortable


class Catalogue(SchemaClass):
    """The things that the shop sells."""

    sku = ID(stored=True, unique=True)
    name = TEXT(stored=True, vector=True)
    about = TEXT(vector=True)
    colours = KEYWORD(stored=True, commas=True, lowercase=True)
    price = NUMERIC(numtype=decimal.Decimal, decimal_places=2, stored=True, sortable=True)
    stock = NUMERIC(stored=True)
    new = BOOLEAN(stored=True)


# sku, name, about, colours, price, stock, new
THINGS = [
    ("b1", "Rain boots", "Boots of rubber for rain and mud.", "red,green", "29.90", 4, False),
    ("b2", "Walking boots", "Boots of leather for long walks in the mountains.", "brown", "119.00", 2, True),
    ("c1", "Rain coat", "A coat against rain and wind.", "red,blue", "79.50", 0, True),
    ("c2", "Winter coat", "A warm coat of wool.", "blue", "199.00", 7, False),
    ("h1", "Hat", "A hat of wool. No rain runs into your neck.", "brown,blue", "19.00", 9, False),
]


class InStockFirst(scoring.BM25F):
    """Things that are sold out score half."""

    use_final = True

    def final(self, searcher, docnum, score):
        return score if searcher.stored_fields(docnum)["stock"] else score / 2


storage = RamStorage()
ix = storage.create_index(Catalogue)
buffer = BufferedWriter(ix, period=None, limit=3)
for sku, name, about, colours, price, stock, new in THINGS:
    buffer.add_document(
        sku=sku, name=name, about=about, colours=colours, price=decimal.Decimal(price), stock=stock, new=new
    )
with buffer.searcher() as searcher:
    print("buffered:", searcher.doc_count())
buffer.close()

parser = QueryParser("about", ix.schema)
with ix.searcher(weighting=InStockFirst()) as searcher:
    print([hit["sku"] for hit in searcher.search(parser.parse("rain"), limit=2)])
    print([hit["sku"] for hit in searcher.search(parser.parse("boots OR coat"), sortedby="price", limit=3)])

with ix.searcher() as searcher:
    facets = sorting.Facets()
    facets.add_field("colours", allow_overlap=True)
    facets.add_facet("stock", sorting.RangeFacet("stock", 0, 10, 5))
    facets.add_query("news", {"new": query.Term("new", True)}, other="old")
    results = searcher.search(query.Every(), groupedby=facets, maptype=sorting.Count)
    for name in sorted(results.facet_names()):
        print(name, sorted((str(key), count) for key, count in results.groups(name).items()))

    boots = searcher.search(parser.parse("sku:b1"))[0]
    print([hit["sku"] for hit in boots.more_like_this("about", top=1)])
    print([hit["sku"] for hit in searcher.search(parser.parse("price:[50 TO 120] AND NOT colours:brown"))])
    best = sorting.MultiFacet([sorting.FieldFacet("new", reverse=True), "price"])
    print([hit["sku"] for hit in searcher.search(query.Term("colours", "blue"), sortedby=best)])

with ix.writer() as writer:
    add_sortable(writer, "stock", sorting.StoredFieldFacet("stock"))
    letters = sorting.FunctionFacet(lambda searcher, docnum: len(searcher.stored_fields(docnum)["name"]))
    add_sortable(writer, "letters", letters, columns.NumericColumn("i"))
with ix.searcher() as searcher:
    print([hit["sku"] for hit in searcher.search(query.Every(), sortedby=["stock", "sku"], reverse=True)])
    print([hit["sku"] for hit in searcher.search(query.Every(), sortedby="letters", limit=2)])

# It prints:
#
#     buffered: 5
#     ['b1', 'h1']
#     ['c1', 'b1', 'b2']
#     colours [('blue', 3), ('brown', 2), ('green', 1), ('red', 2)]
#     news [('new', 2), ('old', 3)]
#     stock [('(0, 5)', 3), ('(5, 10)', 2)]
#     ['b2']
#     ['c1']
#     ['c1', 'h1', 'c2']
#     ['h1', 'c2', 'b1', 'b2', 'c1']
#     ['h1', 'c1']
