"""What documents are about: key terms, documents like this one, frequent and distinctive terms, term vectors."""

import tempfile

from whoosh import classify
from whoosh.fields import ID, TEXT, Schema
from whoosh.formats import Frequency
from whoosh.query import Term

from searchkit.engine import create_in

schema = Schema(path=ID(stored=True), content=TEXT(stored=True), vec=TEXT(vector=True), freq=TEXT(vector=Frequency()))
ix = create_in(tempfile.mkdtemp(), schema)
TEXTS = [
    "coffee beans roasted coffee exported beans from the coffee coast",
    "coffee quota talks coffee producers quota coffee exporters",
    "wheat harvest wheat farmers rain wheat",
    "rain delays harvest of coffee farmers beans",
    "oil tankers sail oil prices barrels oil barrels",
    "barrels of wheat and of oil",
]
for part in (TEXTS[:4], TEXTS[4:]):
    w = ix.writer()
    for text in part:
        w.add_document(path=f"/{TEXTS.index(text)}", content=text, vec=text, freq=text)
    w.commit(merge=False)

with ix.searcher() as s:
    reader = s.reader()
    print([(text.decode(), weight) for weight, text in sorted(reader.most_frequent_terms("content", 4), reverse=True)])
    print(sorted(text.decode() for _, text in reader.most_distinctive_terms("content", 4)))
    results = s.search(Term("content", "coffee"))
    print([term for term, _ in results.key_terms("content", docs=2, numterms=3)])
    print([term for term, _ in s.key_terms([4, 5], "content", numterms=2)])
    print([term for term, _ in s.key_terms_from_text("content", "oil and wheat wheat oil oil barrels", numterms=2)])
    print([term for term, _ in s.key_terms([0, 1], "content", model=classify.Bo2Model, numterms=2)])
    docnum = s.document_number(path="/1")
    print(sorted(hit["path"] for hit in s.more_like(docnum, "content", top=3)))
    hit = s.search(Term("path", "/0"))[0]
    print(sorted(found["path"] for found in hit.more_like_this("content", numterms=3)))
    print(s.has_vector(docnum, "vec"), s.has_vector(docnum, "content"))
    print(sorted(s.vector_as("frequency", docnum, "vec")))
    print(sorted(s.vector_as("weight", docnum, "freq")))
    print(sorted(s.vector_as("positions", 4, "vec")))
    info = reader.term_info("content", "oil")
    print(
        info.weight(),
        info.doc_frequency(),
        info.max_weight(),
        info.min_id(),
        info.max_id(),
        info.min_length(),
        info.max_length(),
    )
    print(reader.frequency("content", "oil"), reader.field_length("content"), reader.doc_field_length(1, "content"))
    print(list(reader.lexicon("content"))[:5], list(reader.expand_prefix("content", "ba")))
    print(("content", "oil") in reader, ("content", "tea") in reader, reader.first_id("content", "wheat"))
    print([(t.decode(), i.doc_frequency()) for t, i in reader.iter_prefix("content", "w")])
    matcher = s.postings("content", "barrels")
    found = []
    while matcher.is_active():
        found.append((matcher.id(), matcher.weight(), list(matcher.value_as("positions"))))
        matcher.next()
    print(found)
