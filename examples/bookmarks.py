"""Keep bookmarks as a program written for Whoosh does: tags, completion while typing, and an index in memory.

Only the import of RamStorage differs.
"""

import datetime

from whoosh import qparser
from whoosh.fields import BOOLEAN, DATETIME, ID, KEYWORD, NGRAMWORDS, STORED, TEXT, Schema
from whoosh.query import And, Every, Prefix, Term
from whoosh.sorting import FieldFacet

from searchkit.engine import RamStorage

schema = Schema(
    url=ID(stored=True, unique=True),
    title=TEXT(stored=True),
    completion=NGRAMWORDS(minsize=2, maxsize=8, at="start"),
    tags=KEYWORD(stored=True, lowercase=True, commas=True),
    unread=BOOLEAN(stored=True),
    added=DATETIME(stored=True, sortable=True),
    notes=STORED,
)

MARKS = [
    ("https://example.org/ferries", "Ferry timetables", "sea, travel", True, 3),
    ("https://example.org/storms", "Storm warnings", "Sea, weather", False, 5),
    ("https://example.com/bread", "Bread without kneading", "food", True, 4),
    ("https://example.com/broth", "Broth of bones", "food, Winter", True, 1),
]


class Bookmarks:
    """Bookmarks by address."""

    def __init__(self):
        self.ix = RamStorage().create_index(schema)

    def add(self, url, title, tags, unread, day):
        with self.ix.writer() as writer:
            writer.update_document(
                url=url,
                title=title,
                completion=title,
                tags=tags,
                unread=unread,
                added=datetime.datetime(2021, 5, day),
                notes={"visits": [], "stars": 0},
            )

    def complete(self, typed):
        with self.ix.searcher() as searcher:
            query = qparser.QueryParser("completion", schema).parse(typed)
            return sorted(hit["title"] for hit in searcher.search(query, limit=5))

    def find(self, text):
        parser = qparser.QueryParser("title", schema, group=qparser.OrGroup)
        parser.add_plugin(qparser.FieldAliasPlugin({"tags": ["tag", "in"]}))
        parser.remove_plugin_class(qparser.WildcardPlugin)
        with self.ix.searcher() as searcher:
            return sorted(hit["url"].rpartition("/")[2] for hit in searcher.search(parser.parse(text)))

    def latest(self, unread):
        with self.ix.searcher() as searcher:
            query = And([Every(), Term("unread", unread)])
            results = searcher.search(query, sortedby=FieldFacet("added", reverse=True))
            return [(hit["added"].day, hit["title"]) for hit in results]

    def tags(self):
        self.ix.optimize()  # terms of replaced documents count until then
        with self.ix.reader() as reader:
            return [(tag.decode(), reader.doc_frequency("tags", tag)) for tag in reader.lexicon("tags")]


bookmarks = Bookmarks()
for mark in MARKS:
    bookmarks.add(*mark)
print(bookmarks.complete("fe"), bookmarks.complete("b"), bookmarks.complete("br"), bookmarks.complete("br bo"))
print(bookmarks.find("tag:sea"), bookmarks.find("storm OR bread"), bookmarks.find("in:food title:bones"))
bookmarks.add("https://example.org/storms", "Storm warnings for today", "sea", True, 9)
print(bookmarks.latest(True))
print(bookmarks.tags())
with bookmarks.ix.searcher() as searcher:
    print(searcher.document(url="https://example.org/storms")["notes"], searcher.doc_count())
    print(sorted(hit["title"] for hit in searcher.search(Prefix("url", "https://example.com/"))))

# It prints:
#
#     ['Ferry timetables'] [] ['Bread without kneading', 'Broth of bones'] ['Broth of bones']
#     ['ferries', 'storms'] ['bread', 'storms'] ['bread', 'broth']
#     [(9, 'Storm warnings for today'), (4, 'Bread without kneading'), (3, 'Ferry timetables'), (1, 'Broth of bones')]
#     [('food', 2), ('sea', 2), ('travel', 1), ('winter', 1)]
#     {'visits': [], 'stars': 0} 4
#     ['Bread without kneading', 'Broth of bones']
