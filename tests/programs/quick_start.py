"""Make an index, add three documents, search them, and open the index again."""

import tempfile

from whoosh.fields import ID, TEXT, Schema
from whoosh.qparser import QueryParser

from searchkit.engine import create_in, exists_in, open_dir

folder = tempfile.mkdtemp()
print("before:", exists_in(folder))
schema = Schema(title=TEXT(stored=True), path=ID(stored=True), content=TEXT)
ix = create_in(folder, schema)
writer = ix.writer()
writer.add_document(title="The harbour opens", path="/1", content="The new harbour was opened on Monday by the mayor.")
writer.add_document(title="A storm", path="/2", content="A storm closed the harbour; the ferries stayed in.")
writer.add_document(title="Ferries", path="/3", content="Ferries run again, two every hour.")
writer.commit()
print("after:", exists_in(folder), ix.doc_count())

with ix.searcher() as searcher:
    for text in ["harbour", "ferries AND storm", "harbour NOT storm", "mayor OR hour", '"the harbour"', "title:storm"]:
        query = QueryParser("content", ix.schema).parse(text)
        results = searcher.search(query)
        print(text, "->", len(results), sorted(hit["path"] for hit in results))
    results = searcher.search(QueryParser("content", ix.schema).parse("mayor"))
    hit = results[0]
    print(hit["title"], hit.rank, hit.fields(), hit.get("content"), "title" in hit)
    print(bool(results), results.has_exact_length(), results.is_empty(), results.scored_length())

again = open_dir(folder)
print(again.doc_count(), sorted(again.schema.names()), again.is_empty(), again.schema == schema)
with again.searcher() as searcher:
    print(searcher.document(path="/2"))
    print(searcher.document(path="/9"))
    print(sorted(found["title"] for found in searcher.documents()))
