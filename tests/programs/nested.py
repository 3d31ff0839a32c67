"""Parents and children side by side: groups of documents, and queries across them."""

import tempfile

from whoosh import query
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema

from searchkit.engine import create_in

schema = Schema(
    kind=ID(stored=True),
    name=KEYWORD(stored=True),
    text=TEXT(stored=True),
    size=NUMERIC(stored=True),
    doc_id=ID(stored=True),
    parent_id=ID(stored=True),
)
ix = create_in(tempfile.mkdtemp(), schema)
ALBUMS = {
    "harbour": ["morning tide", "the last ferry", "gulls"],
    "mountain": ["snow line", "the last hut"],
    "city": ["night bus", "neon", "rain on neon", "last orders"],
}
with ix.writer() as w:
    for album, texts in ALBUMS.items():
        with w.group():
            w.add_document(kind="album", name=album, size=len(texts), doc_id=album)
            for song in texts:
                w.add_document(kind="song", name=song.split()[0], text=song, parent_id=album)

with ix.searcher() as s:

    def names(q):
        return sorted(hit["name"] for hit in s.search(q, limit=None))

    albums, songs = query.Term("kind", "album"), query.Term("kind", "song")
    last = query.Term("text", "last")
    print(names(query.NestedParent(albums, last)))
    print(names(query.NestedParent(albums, query.Term("text", "neon"))))
    print(names(query.NestedChildren(albums, query.Term("name", "city"))))
    print(names(query.NestedChildren(albums, query.And([albums, query.NumericRange("size", 2, 3)]))))
    print(names(query.And([songs, last])), names(query.And([albums, last])))
    parents = {hit["parent_id"] for hit in s.search(last, limit=None)}
    print(sorted(parents), names(query.Or([query.Term("doc_id", p) for p in sorted(parents)])))
    print(sorted(str(k) for k in s.search(songs, limit=None, groupedby="parent_id").groups("parent_id")))
with ix.writer() as w:
    w.delete_by_query(query.And([query.Term("kind", "song"), query.Term("parent_id", "mountain")]))
ix.optimize()
with ix.searcher() as s:
    print(
        names(query.NestedParent(albums, last)),
        names(query.NestedChildren(albums, query.Or([query.Term("name", "city"), query.Term("name", "mountain")]))),
    )
