"""Search a wiki as a program written for Whoosh does: pages, links, revisions and words in CamelCase.

Only the import of create_in and open_dir differs. Each saved revision replaces its page. A title counts more than a
text, and a word in CamelCase is found by its parts.
"""

import re
import tempfile

from whoosh.analysis import IntraWordFilter, LowercaseFilter, RegexTokenizer, StopFilter
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.highlight import UppercaseFormatter
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser, OrGroup, PlusMinusPlugin
from whoosh.query import Prefix, Term

from searchkit.engine import create_in, open_dir

words = RegexTokenizer(r"\w+") | IntraWordFilter(mergewords=True) | LowercaseFilter() | StopFilter()
schema = Schema(
    name=ID(unique=True, stored=True),
    title=TEXT(stored=True, analyzer=words, field_boost=3.0),
    text=TEXT(stored=True, analyzer=words),
    links=KEYWORD(stored=True, lowercase=True),
    revision=NUMERIC(stored=True, sortable=True),
)

PAGES = {
    "FrontPage": ("Front page", "Welcome. Begin at HarbourMaster or read about the FerryTimes of today."),
    "HarbourMaster": ("The harbour master", "The master of the harbour decides when ships may enter. See FerryTimes."),
    "FerryTimes": ("Ferry times", "Two ferries every hour. In a storm, ask the HarbourMaster."),
    "StormWarning": ("Storm warnings", "A storm closes the harbour. No ferry leaves then."),
}


class Wiki:
    """Pages by name, and the index of their latest revisions."""

    def __init__(self, folder):
        self.folder = folder
        self.revisions = {}
        create_in(folder, schema)

    def save(self, name, title, text):
        self.revisions[name] = self.revisions.get(name, 0) + 1
        with open_dir(self.folder).writer() as writer:
            writer.update_document(
                name=name,
                title=title,
                text=text,
                links=" ".join(sorted(set(re.findall(r"\b(?:[A-Z][a-z]+){2,}\b", text)))),
                revision=self.revisions[name],
            )

    def delete(self, name):
        ix = open_dir(self.folder)
        ix.delete_by_term("name", name)

    def search(self, text, **options):
        parser = MultifieldParser(["title", "text"], schema, group=OrGroup.factory(0.9))
        parser.add_plugins([PlusMinusPlugin(), FuzzyTermPlugin()])
        with open_dir(self.folder).searcher() as searcher:
            results = searcher.search(parser.parse(text), **options)
            results.formatter = UppercaseFormatter()
            return [(hit["name"], hit.highlights("text")) for hit in results]

    def backlinks(self, name):
        with open_dir(self.folder).searcher() as searcher:
            return sorted(hit["name"] for hit in searcher.search(Term("links", name.lower()), limit=None))

    def names(self, prefix):
        with open_dir(self.folder).searcher() as searcher:
            return [hit["name"] for hit in searcher.search(Prefix("name", prefix), sortedby="revision")]


with tempfile.TemporaryDirectory() as folder:
    wiki = Wiki(folder)
    for name, (title, text) in PAGES.items():
        wiki.save(name, title, text)
    print(wiki.search("storm"))
    print([name for name, _ in wiki.search("+harbour -storm")], sorted(name for name, _ in wiki.search("harbuor~2")))
    print(wiki.backlinks("HarbourMaster"))
    wiki.save("FerryTimes", "Ferry times", "One ferry a day.")
    wiki.delete("StormWarning")
    print(wiki.backlinks("HarbourMaster"), wiki.search("storm"), [name for name, _ in wiki.search("master", limit=1)])
    print(wiki.names("F"), open_dir(folder).doc_count())

# It prints:
#
#     [('StormWarning', 'A STORM closes the harbour'), ('FerryTimes', 'every hour. In a STORM, ask the HarbourMaster')]
#     ['HarbourMaster', 'FrontPage'] ['FerryTimes', 'FrontPage', 'HarbourMaster', 'StormWarning']
#     ['FerryTimes', 'FrontPage']
#     ['FrontPage'] [] ['HarbourMaster']
#     ['FrontPage', 'FerryTimes'] 3
