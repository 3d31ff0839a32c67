"""Look words up as a program written for Whoosh does: a field for each language, no matter the accents.

Only the import of create_in, open_dir and exists_in differs.
"""

import tempfile

from whoosh.analysis import CharsetFilter, LanguageAnalyzer, RegexTokenizer
from whoosh.fields import ID, NUMERIC, STORED, TEXT, Schema
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, QueryParser, WildcardPlugin
from whoosh.query import FuzzyTerm, Prefix, Regex, TermRange, Wildcard
from whoosh.support.charset import accent_map
from whoosh.writing import CLEAR

from searchkit.engine import create_in, exists_in, open_dir

folded = RegexTokenizer(r"\w+") | CharsetFilter(accent_map)
schema = Schema(
    word=ID(stored=True, unique=True, sortable=True),
    headword=TEXT(analyzer=folded, spelling=True),
    page=NUMERIC(stored=True, bits=16, signed=False),
    senses=STORED,
)
schema.add("*_de", TEXT(analyzer=LanguageAnalyzer("de"), stored=True), glob=True)
schema.add("*_fr", TEXT(analyzer=LanguageAnalyzer("fr"), stored=True), glob=True)

ENTRIES = [
    ("façade", 1, {"sense_de": "die Fassaden eines Hauses", "sense_fr": "les façades d'une maison"}),
    ("ferry", 1, {"sense_de": "eine Fähre über das Meer", "sense_fr": "un bac qui traverse la mer"}),
    ("fête", 2, {"sense_de": "ein Fest mit Musik", "example_fr": "la fête du village"}),
    ("fiancée", 2, {"sense_de": "die Verlobte"}),
    ("house", 3, {"sense_de": "ein Haus", "sense_fr": "une maison", "example_fr": "deux maisons au village"}),
]


def words(results):
    return [hit["word"] for hit in results]


with tempfile.TemporaryDirectory() as folder:
    print(exists_in(folder), exists_in(folder, "english"))
    with create_in(folder, schema, "english").writer() as writer:
        for word, page, texts in ENTRIES:
            writer.add_document(word=word, headword=word, page=page, senses=[len(texts), (word, page)], **texts)
    print(exists_in(folder), exists_in(folder, "english"))

    ix = open_dir(folder, "english")
    print(sorted(ix.schema.names()))
    parser = MultifieldParser(["sense_de", "sense_fr", "example_fr"], ix.schema)
    heads = QueryParser("headword", ix.schema, plugins=[WildcardPlugin(), FuzzyTermPlugin()])
    with ix.searcher() as searcher:
        for text in ("maison", "häuser", "dorf OR village", "NOT maison"):
            print(text, "->", words(searcher.search(parser.parse(text), sortedby="word")))
        for text in ("fete", "f*e", "f?te", "fiancee~1"):
            print(text, "->", words(searcher.search(heads.parse(text), sortedby="word")))
        for query in (
            Prefix("word", "f"),
            Wildcard("word", "*[st]e"),
            Regex("word", "f[ae].*"),
            FuzzyTerm("headword", "hause", maxdist=1),
            TermRange("word", "fa", "fi", endexcl=True),
        ):
            print(type(query).__name__, words(searcher.search(query, sortedby="word")))
        print(sorted(searcher.suggest("headword", "fetes")), searcher.document(word="ferry")["senses"])
        print([word.decode() for word in searcher.lexicon("headword")])

    with ix.writer() as writer:
        writer.add_document(word="gale", headword="gale", page=4, sense_de="ein Sturm")
        writer.mergetype = CLEAR
    print(open_dir(folder, "english").doc_count_all(), sorted(open_dir(folder, "english").schema.stored_names()))

# It prints:
#
#     False False
#     False True
#     ['headword', 'page', 'senses', 'word']
#     maison -> ['façade', 'house']
#     häuser -> ['façade', 'house']
#     dorf OR village -> ['fête', 'house']
#     NOT maison -> ['ferry', 'fiancée', 'fête']
#     fete -> ['fête']
#     f*e -> ['façade', 'fiancée', 'fête']
#     f?te -> ['fête']
#     fiancee~1 -> ['fiancée']
#     Prefix ['façade', 'ferry', 'fiancée', 'fête']
#     Wildcard ['fête', 'house']
#     Regex ['façade', 'ferry']
#     FuzzyTerm ['house']
#     TermRange ['façade', 'ferry']
#     ['fete'] [2, ('ferry', 1)]
#     ['facade', 'ferry', 'fete', 'fiancee', 'house']
#     1 ['page', 'senses', 'word']
