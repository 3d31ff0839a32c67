"""Analyzers: stemming, stop words, accents, variations, word parts and shingles."""

import tempfile

from whoosh import analysis as an
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.qparser import QueryParser
from whoosh.query import Variations
from whoosh.support.charset import accent_map

from searchkit.engine import create_in, open_dir

schema = Schema(
    id=ID(stored=True),
    std=TEXT,
    stem=TEXT(analyzer=an.StemmingAnalyzer()),
    raw=TEXT(analyzer=an.SimpleAnalyzer()),
    fancy=TEXT(analyzer=an.FancyAnalyzer()),
    french=TEXT(lang="fr"),
    folded=TEXT(analyzer=an.RegexTokenizer() | an.CharsetFilter(accent_map) | an.LowercaseFilter()),
    parts=TEXT(analyzer=an.RegexTokenizer(r"\S+") | an.IntraWordFilter(mergewords=True) | an.LowercaseFilter()),
    pairs=TEXT(analyzer=an.RegexTokenizer() | an.LowercaseFilter() | an.ShingleFilter(size=2), phrase=False),
    grams=TEXT(analyzer=an.NgramAnalyzer(3), phrase=False),
    stop=TEXT(analyzer=an.RegexTokenizer() | an.LowercaseFilter() | an.StopFilter(stoplist=["ship"], minsize=1)),
    tags=KEYWORD(analyzer=an.CommaSeparatedTokenizer() | an.LowercaseFilter()),
    sound=TEXT(analyzer=an.RegexTokenizer() | an.LowercaseFilter() | an.DoubleMetaphoneFilter(), phrase=False),
    mode=TEXT(analyzer=an.RegexTokenizer() | an.MultiFilter(index=an.LowercaseFilter(), query=an.PassFilter())),
)
folder = tempfile.mkdtemp()
ix = create_in(folder, schema)
TEXTS = {
    "1": "The ships were sailing to Königsberg with wi-fi and PowerShot cameras",
    "2": "A sailor's shipment: naïve café owners, señor and the XL500 machine",
    "3": "Les chevaux du marin naviguaient; nous mangeons des pommes, Smith",
}
with ix.writer() as w:
    for key, text in TEXTS.items():
        w.add_document(id=key, **{name: text for name in schema.names() if name != "id"})

ix = open_dir(folder)
with ix.searcher() as s:
    for text in [
        "std:ships",
        "std:ship",
        "stem:ship",
        "stem:sailed",
        "stem:ships",
        "raw:the",
        "std:the",
        "fancy:sailing",
        "french:cheval",
        "french:mangez",
        "french:pomme",
        "folded:konigsberg",
        "folded:cafe",
        "folded:NAÏVE",
        "parts:wifi",
        "parts:shot",
        "parts:xl",
        "parts:500",
        "grams:chev",
        "stop:ship",
        "stop:a",
        "tags:smith",
        "pairs:ships-were",
        'stem:"ship sail"',
        'std:"sailing konigsberg"',
        'raw:"were sailing"',
        "sound:smyth",
        "mode:Les",
        "mode:les",
    ]:
        q = QueryParser("std", ix.schema).parse(text)
        print(text, "|", q, "|", sorted(hit["id"] for hit in s.search(q)))
    print(sorted(hit["id"] for hit in s.search(Variations("raw", "sail"))))
    reader = s.reader()
    for name in ["stem", "french", "folded", "parts", "stop", "tags", "pairs", "sound", "mode"]:
        print(name, [(str(term), reader.doc_frequency(name, term)) for term in reader.field_terms(name)][:12])
    print([token.text for token in ix.schema["stem"].analyzer("Running dogs were jumping")])
