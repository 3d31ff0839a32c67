"""Suggestions for misspelt words, for one word and for a whole query."""

import tempfile

from whoosh import highlight, spelling
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.qparser import QueryParser

from searchkit.engine import create_in

schema = Schema(
    id=ID(stored=True),
    text=TEXT,
    stemmed=TEXT(analyzer=StemmingAnalyzer(), spelling=True),
    title=TEXT(spelling=True),
    size=NUMERIC,
)
ix = create_in(tempfile.mkdtemp(), schema)
LINES = [
    "special delivery of rendered shade",
    "the shape of the shading",
    "specially shaped shadows rendering",
    "render",
]
with ix.writer() as w:
    for number, line in enumerate(LINES):
        w.add_document(id=str(number), text=line, stemmed=line, title=line, size=number)

with ix.searcher() as s:
    corrector = s.corrector("text")
    for word in ["specail", "shaed", "rendr", "delivry", "shade", "zzzzzz"]:
        print(word, sorted(corrector.suggest(word, limit=4)), sorted(s.suggest("text", word, maxdist=1)))
    print(sorted(s.suggest("title", "shadng", prefix=2)), sorted(s.suggest("text", "speciall")))
    print(
        sorted(s.reader().terms_within("text", "shape", 2)),
        sorted(s.reader().terms_within("text", "shape", 1, prefix=4)),
    )
    for text in ["specail delivry", '"rendred shade"', "text:shaep OR title:shadws", "special"]:
        query = QueryParser("text", ix.schema).parse(text)
        correction = s.correct_query(query, text)
        print(text, "->", correction.string, correction.query, correction.format_string(highlight.UppercaseFormatter()))
    fixed = spelling.ListCorrector(["special", "specious", "spatial"])
    print(fixed.suggest("specal", limit=2))
