"""Every type of field, what is stored of it and how it is searched."""

import tempfile
from datetime import datetime
from decimal import Decimal

from whoosh import fields, query
from whoosh.qparser import QueryParser

from searchkit.engine import create_in, open_dir

schema = fields.Schema(
    key=fields.ID(unique=True, stored=True, sortable=True),
    tags=fields.KEYWORD(stored=True, lowercase=True, commas=True, scorable=True),
    ids=fields.IDLIST(stored=True),
    text=fields.TEXT(stored=True, chars=True),
    plain=fields.TEXT(phrase=False),
    pages=fields.NUMERIC(stored=True, sortable=True),
    small=fields.NUMERIC(int, bits=8, stored=True),
    large=fields.NUMERIC(int, bits=64, signed=False, stored=True),
    weight=fields.NUMERIC(float, stored=True),
    price=fields.NUMERIC(Decimal, decimal_places=2, stored=True),
    printed=fields.DATETIME(stored=True, sortable=True),
    bound=fields.BOOLEAN(stored=True),
    shelf=fields.STORED,
    gram=fields.NGRAM(minsize=2, maxsize=3, stored=True),
    words=fields.NGRAMWORDS(minsize=2, maxsize=4, at="start"),
)
schema.add("*_en", fields.TEXT(stored=True), glob=True)
folder = tempfile.mkdtemp()
ix = create_in(folder, schema)
with ix.writer() as w:
    w.add_document(
        key="a",
        tags="Red, Dark Green",
        ids="x1 x2;x3",
        text="The quick brown fox",
        plain="jumps over",
        pages=312,
        small=-5,
        large=2**63,
        weight=1.5,
        price=Decimal("12.50"),
        printed=datetime(1987, 5, 1, 12, 30),
        bound=True,
        shelf={"row": 3, "names": ["left", "low"]},
        gram="fox",
        words="harbour",
        title_en="Foxes",
    )
    w.add_document(
        key="b",
        tags="blue",
        ids="x2",
        text="A lazy dog",
        plain="sleeps over there",
        pages=[7, 8],
        small=100,
        weight=-2.25,
        price="3.99",
        printed=datetime(1901, 12, 13),
        bound=False,
        shelf=b"\x00bytes",
        gram="frog",
        words="harvest",
        blurb_en="Dogs sleep",
    )
    w.add_document(key="c", text="Nothing but text", _stored_text="shown instead", title_en="Foxes and dogs")

ix = open_dir(folder)
print(sorted(ix.schema.names()))
print(sorted(ix.schema.stored_names()))
with ix.searcher() as s:
    for found in sorted(s.documents(), key=lambda d: d["key"]):
        print(sorted(found.items()))

    def keys(q):
        return sorted(hit["key"] for hit in s.search(q, limit=None))

    parser = QueryParser("text", ix.schema)
    for text in [
        "fox",
        "tags:red",
        "tags:'dark green'",
        "tags:Green",
        "ids:x2",
        "ids:x9",
        "plain:over",
        "pages:312",
        "pages:8",
        "pages:[100 TO 400]",
        "pages:{7 TO 8]",
        "small:[-10 TO 0]",
        "small:100",
        "large:9223372036854775808",
        "weight:[-3 TO 0]",
        "weight:1.5",
        "price:3.99",
        "price:[10 TO 20]",
        "printed:1987",
        "printed:[1900 TO 1950]",
        "printed:198705",
        "bound:true",
        "bound:no",
        "gram:fo",
        "gram:frog",
        "words:har",
        "words:harb",
        "title_en:foxes",
        "blurb_en:dogs",
        "title_en:dogs AND text:nothing",
        "key:[a TO b]",
        "key:c",
        "nofield:x",
        "*:*",
        "pages:*",
    ]:
        print(text, "->", keys(parser.parse(text)))
    print(keys(query.NumericRange("weight", None, 1.5)), keys(query.NumericRange("pages", 8, None, startexcl=True)))
    print(keys(query.DateRange("printed", datetime(1987, 1, 1), None)))
    print(keys(query.Every("large")), keys(query.Not(query.Term("text", "fox"))), keys(query.Every()))
    print(s.document(key="b")["price"], s.document(pages=8)["key"], s.document_number(key="zz"))
    try:
        ix.writer().add_document(unknown="x")
    except fields.UnknownFieldError as error:
        print("unknown field:", str(error).split(" in ")[0])
