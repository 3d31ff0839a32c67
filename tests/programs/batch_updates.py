"""A life of an index: batches, updates, deletions, merging, other writers, cancelled work and fresh readers."""

import tempfile

from whoosh import writing
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.query import NumericRange, Or, Prefix, Term

from searchkit.engine import create_in, open_dir

schema = Schema(path=ID(unique=True, stored=True), content=TEXT(stored=True), size=NUMERIC(stored=True))
folder = tempfile.mkdtemp()
ix = create_in(folder, schema)


def paths(index, q=None):
    with index.searcher() as s:
        found = s.documents() if q is None else (s.stored_fields(n) for n in s.docs_for_query(q))
        return sorted(d["path"] for d in found)


print(ix.is_empty(), ix.doc_count(), paths(ix))
writer = ix.writer()
for number in range(20):
    writer.add_document(
        path=f"/{number}", content=f"document number {number} even" if number % 2 == 0 else "odd one", size=number
    )
writer.commit()
print(ix.is_empty(), ix.doc_count(), ix.doc_count_all(), len(paths(ix, Term("content", "even"))))

searcher = ix.searcher()
with ix.writer() as w:
    w.update_document(path="/3", content="replaced", size=300)
    w.update_document(path="/new", content="replaced", size=301)
print(searcher.up_to_date(), searcher.doc_count(), paths(ix, Term("content", "replaced")))
fresh = searcher.refresh()
print(fresh.up_to_date(), fresh.doc_count(), fresh.document(path="/3")["content"], fresh is searcher)
print(fresh.refresh() is fresh)
fresh.close()

print(ix.delete_by_term("path", "/4"), ix.doc_count())
w = ix.writer()
print(w.delete_by_query(NumericRange("size", 10, 12)), w.delete_by_term("content", "nowhere"))
print(w.delete_by_query(Or([Term("path", "/0"), Prefix("path", "/1")])))
w.commit()
print(ix.doc_count(), paths(ix))
print(ix.reader().has_deletions() or ix.doc_count() == ix.doc_count_all())
ix.optimize()
print(ix.doc_count() == ix.doc_count_all(), ix.reader().has_deletions(), paths(ix))

w = ix.writer()
w.add_document(path="/cancelled", content="never seen")
w.delete_by_term("path", "/2")
w.cancel()
print("/cancelled" in paths(ix), "/2" in paths(ix))
try:
    with ix.writer() as w:
        w.add_document(path="/half", content="never seen")
        raise RuntimeError("stop")
except RuntimeError as error:
    print("stopped:", error, "/half" in paths(ix))

first = ix.writer()
try:
    ix.writer()
except writing.LockError as error:
    print("locked:", isinstance(error, writing.LockError))
first.commit()

with writing.AsyncWriter(ix) as later:
    later.add_document(path="/async", content="written later", size=1)
print("/async" in paths(open_dir(folder)))
buffered = writing.BufferedWriter(ix, period=None, limit=3)
for number in range(4):
    buffered.add_document(path=f"/b{number}", content="buffered", size=number)
buffered.close()
print(paths(open_dir(folder), Term("content", "buffered")))

w = ix.writer()
w.add_field("extra", TEXT(stored=True))
w.add_document(path="/extra", extra="something more")
w.commit()
print(sorted(ix.schema.names()), paths(ix, Term("extra", "more")))
ix.add_field("later", ID)
ix.remove_field("size")
print(sorted(open_dir(folder).schema.names()))
with ix.writer() as w:
    w.add_document(path="/later", later="x")
with ix.searcher() as s:
    print(paths(ix, Term("later", "x")), sorted(s.document(path="/2").items()))
w = ix.writer()
w.add_document(path="/only")
w.commit(mergetype=writing.CLEAR)
print(paths(ix), ix.doc_count_all())
