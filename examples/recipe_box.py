"""Cook from a box of recipes as a program written for Whoosh does: without what you lack, with a stemmer of its own.

Only the import of create_in and open_dir differs. The schema is given at opening, because it has a function of the
program's own.
"""

import tempfile

from whoosh import classify
from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter, StopFilter
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.qparser import DisMaxParser, SimpleParser
from whoosh.query import And, Every, Not, NumericRange, Or, Term
from whoosh.support.charset import accent_map

from searchkit.engine import create_in, open_dir


def singular(word):
    """Onions are onion, tomatoes are tomato, and berries are berry."""
    for ending, stem in (("ies", "y"), ("oes", "o"), ("ss", "ss"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + stem
    return word


words = RegexTokenizer() | LowercaseFilter() | CharsetFilter(accent_map) | StopFilter() | StemFilter(singular)
schema = Schema(
    id=ID(stored=True, unique=True),
    name=TEXT(stored=True, analyzer=words, field_boost=2.0, vector=True),
    steps=TEXT(stored=True, analyzer=words, vector=True),
    needs=KEYWORD(stored=True, commas=True, lowercase=True, scorable=True),
    minutes=NUMERIC(stored=True, sortable=True),
)

RECIPES = [
    ("Tomato soup", "Fry the onions. Add tomatoes and water, and cook all for long.", "tomatoes,onions,water", 40),
    ("Crème brûlée", "Beat eggs and sugar with cream. Bake it. Burn sugar on it.", "eggs,sugar,cream", 90),
    ("Berry pancakes", "Beat eggs with flour and milk. Fry with berries.", "eggs,flour,milk,berries", 25),
    ("Onion bread", "Knead flour, water and yeast. Bake with onions.", "flour,water,yeast,onions", 120),
    ("Fried eggs", "Fry the eggs.", "eggs", 5),
]


def names(results):
    return sorted(hit["name"] for hit in results)


with tempfile.TemporaryDirectory() as folder:
    with create_in(folder, schema).writer() as writer:
        for number, (name, steps, needs, minutes) in enumerate(RECIPES):
            writer.add_document(id=str(number), name=name, steps=steps, needs=needs, minutes=minutes)

    with open_dir(folder, schema=schema).searcher() as searcher:
        for text in ("onion", "+fry -onions", "fry, eggs"):
            print(text, "->", names(searcher.search(SimpleParser("steps", schema).parse(text))))
        best = DisMaxParser({"name": 2.0, "steps": 1.0}, schema, tiebreak=0.1).parse("fried onions")
        print(sorted(hit["name"] for hit in searcher.search(best, limit=4)))

        missing = Or([Term("needs", "eggs"), Term("needs", "yeast")])
        quick = NumericRange("minutes", None, 60)
        print(names(searcher.search(And([Every(), Not(missing)]))), names(searcher.search(quick, mask=missing)))
        print([hit["minutes"] for hit in searcher.search(quick, sortedby="minutes", reverse=True, limit=2)])

        docnum = searcher.document_number(id="2")
        print(sorted(word for word, _ in searcher.key_terms([docnum], "steps", numterms=3, model=classify.Bo2Model)))
        print(sorted(word.decode() for word in searcher.reader().expand_prefix("steps", "be")))
        print(searcher.vector_as("frequency", docnum, "name") is not None, searcher.doc_frequency("steps", "berry"))
        hit = searcher.search(Term("name", "brulee"))[0]
        print(hit["name"], hit.highlights("name"), "|", hit.highlights("steps") or "nothing marked")

# It prints:
#
#     onion -> ['Onion bread', 'Tomato soup']
#     +fry -onions -> ['Berry pancakes', 'Fried eggs']
#     fry, eggs -> ['Berry pancakes', 'Crème brûlée', 'Fried eggs', 'Tomato soup']
#     ['Fried eggs', 'Onion bread', 'Tomato soup']
#     ['Tomato soup'] ['Tomato soup']
#     [40, 25]
#     ['beat', 'berry', 'egg']
#     ['beat', 'berry']
#     True 1
#     Crème brûlée Crème <b class="match term0">brûlée</b> | nothing marked
