"""Finding parts of words through n-grams."""

import tempfile

from whoosh import analysis, fields
from whoosh.qparser import QueryParser
from whoosh.query import Term

from searchkit.engine import create_in

ngrams = analysis.RegexTokenizer() | analysis.LowercaseFilter() | analysis.NgramFilter(2, 4, at="end")
schema = fields.Schema(
    name=fields.ID(stored=True),
    grams=fields.NGRAM(minsize=2, maxsize=4, phrase=True),
    words=fields.NGRAMWORDS(minsize=3, maxsize=4, queryor=True),
    ends=fields.TEXT(analyzer=ngrams, phrase=False),
)
ix = create_in(tempfile.mkdtemp(), schema)
with ix.writer() as w:
    for name in ["Rotterdam", "Amsterdam", "Edam", "Potsdam", "Rostock", "New Amsterdam"]:
        w.add_document(name=name, grams=name, words=name, ends=name)
with ix.searcher() as s:
    for text in [
        "grams:dam",
        "grams:ster",
        "grams:Amster",
        "grams:ro",
        "words:tterd",
        "words:amst",
        "words:edam",
        "ends:dam",
        "ends:rot",
    ]:
        q = QueryParser("grams", ix.schema).parse(text)
        print(text, "|", q, "|", sorted(hit["name"] for hit in s.search(q, limit=None)))
    print(sorted(hit["name"] for hit in s.search(Term("grams", "amst"))))
    print(list(s.field_terms("ends"))[:10], s.reader().doc_frequency("grams", "dam"))
    print(sorted(s.lexicon("words"))[:5])
