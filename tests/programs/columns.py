"""Columns: every kind, read directly and as sort keys."""

import tempfile

from whoosh import columns, fields, query

from searchkit.engine import create_in

schema = fields.Schema(
    id=fields.ID(stored=True),
    var=fields.COLUMN(columns.VarBytesColumn()),
    ref=fields.COLUMN(columns.RefBytesColumn()),
    number=fields.COLUMN(columns.NumericColumn("i", default=-1)),
    flag=fields.COLUMN(columns.BitColumn()),
    packed=fields.COLUMN(columns.CompressedBytesColumn()),
    fixed=fields.COLUMN(columns.FixedBytesColumn(4)),
    title=fields.TEXT(sortable=True, stored=True),
    yes=fields.BOOLEAN(stored=True),
)
# Whoosh cannot unpack the value of a compressed column that no document gave.
MISSING = {("packed", 0), ("packed", 3), ("packed", 6)}
ix = create_in(tempfile.mkdtemp(), schema)
for part in (range(3), range(3, 5)):
    w = ix.writer()
    for n in part:
        w.add_document(
            id=str(n),
            var=b"v" * n,
            ref=b"even" if n % 2 == 0 else b"odd",
            number=n * -3,
            flag=n > 2,
            packed=b"long " * n,
            fixed=b"%04d" % n,
            title=f"Title {9 - n}",
            yes=n == 1,
        )
    w.add_document(id=f"none{part[0]}")
    w.commit(merge=False)
with ix.searcher() as s:
    reader = s.reader()
    for name in ["var", "ref", "number", "flag", "packed", "fixed", "title"]:
        column = reader.column_reader(name)
        print(
            name,
            [column[n] for n in range(reader.doc_count_all()) if (name, n) not in MISSING],
            list(column)[-2:] if name != "packed" else "",
        )
    print([reader.has_column(name) for name in ["var", "id", "title"]])
    for name in ["title", "number"]:
        print([hit["id"] for hit in s.search(query.Every(), sortedby=name)])
    print(sorted(s.docs_for_query(query.ColumnQuery("number", lambda v: v < -3))))
    print(sorted(s.docs_for_query(query.ColumnQuery("var", b"vv"))))
    print(sorted(hit["id"] for hit in s.search(query.Term("yes", True))))
