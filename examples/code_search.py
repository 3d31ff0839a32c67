"""Search source code as a program written for Whoosh does, with a tokenizer and a filter of its own.

Only the import of create_in and open_dir differs. The schema is given at opening, which Whoosh allows and searchkit
asks for: it imports no tokenizer because an index names it.
"""

import re
import tempfile

from whoosh.analysis import Filter, Token, Tokenizer
from whoosh.fields import ID, NGRAM, NUMERIC, TEXT, Schema
from whoosh.highlight import UppercaseFormatter
from whoosh.qparser import QueryParser, RegexPlugin
from whoosh.query import And, FuzzyTerm, Phrase, SpanNear, Term, Wildcard

from searchkit.engine import create_in, open_dir


class CodeTokenizer(Tokenizer):
    """Identifiers, numbers and operators, each with its place in the text."""

    pattern = re.compile(r"[A-Za-z_]\w*|\d+|[^\w\s]+")

    def __call__(self, value, positions=False, chars=False, start_pos=0, start_char=0, mode="", **options):
        token = Token(positions, chars, mode=mode, **options)
        for number, match in enumerate(self.pattern.finditer(value)):
            token.text = token.original = match.group()
            token.boost, token.stopped = 1.0, False
            token.pos = start_pos + number
            token.startchar, token.endchar = start_char + match.start(), start_char + match.end()
            yield token


class IdentifierParts(Filter):
    """An identifier, and at the same place each part of snake_case and camelCase, all in small letters."""

    def __call__(self, tokens):
        for token in tokens:
            whole = token.text
            parts = [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", whole)]
            token.text = whole.lower()
            yield token
            for part in parts if len(parts) > 1 else ():
                token.text = part
                yield token


schema = Schema(
    path=ID(stored=True, unique=True),
    code=TEXT(stored=True, analyzer=CodeTokenizer() | IdentifierParts()),
    grams=NGRAM(minsize=3, maxsize=3),
    lines=NUMERIC(stored=True, sortable=True),
)

FILES = {
    "lock.py": "class WriterLock:\n    def release(self):\n        os.close(self._file)\n",
    "index.py": "def open_index(path):\n    lock = WriterLock(path)\n    return Index(path, lock)\n",
    "search.c": "int searchIndex(const char *query) {\n  return queryPlan(query) != 0;\n}\n",
    "README": "Call open_index, then search_index.\n",
}

with tempfile.TemporaryDirectory() as folder:
    create_in(folder, schema)
    ix = open_dir(folder, schema=schema)
    writer = ix.writer()
    for path, code in FILES.items():
        writer.add_document(path=path, code=code, grams=code, lines=code.count("\n"))
    writer.commit()

    parser = QueryParser("code", schema)
    parser.add_plugin(RegexPlugin())
    queries = [
        parser.parse("writer lock"),
        parser.parse('r"open_.*"'),
        Term("code", "index"),
        Wildcard("code", "*index"),
        FuzzyTerm("code", "serach", maxdist=2),
        Phrase("code", ["self", "."]),
        SpanNear(Term("code", "query"), Term("code", "plan"), slop=3, ordered=False),
        And([Term("code", "return"), Term("grams", "ery")]),
    ]
    with open_dir(folder, schema=schema).searcher() as searcher:
        for query in queries:
            results = searcher.search(query)
            print(type(query).__name__, sorted(hit["path"] for hit in results))
        hit = searcher.search(Term("code", "lock"), sortedby="lines", reverse=True)[0]
        hit.results.formatter = UppercaseFormatter()
        print(hit["path"], repr(hit.highlights("code")))
        print(len(list(searcher.lexicon("code"))), searcher.document(path="lock.py")["lines"])
    with ix.writer() as writer:
        print(writer.delete_by_query(Term("code", "release")))
    print(sorted(fields["path"] for fields in ix.reader().all_stored_fields()))

# It prints:
#
#     And ['index.py', 'lock.py']
#     And ['README', 'index.py']
#     Term ['README', 'index.py', 'search.c']
#     Wildcard ['README', 'index.py', 'search.c']
#     FuzzyTerm ['README', 'search.c']
#     Phrase ['lock.py']
#     SpanNear ['search.c']
#     And ['search.c']
#     index.py 'open_index(path):\n    LOCK = WriterLock...WRITERLOCK(path)\n    return Index(path, LOCK)'
#     39 3
#     1
#     ['README', 'index.py', 'search.c']
