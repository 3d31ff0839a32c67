"""Run a search backend for a web framework, written as django-haystack's is for Whoosh.

Only the imports of the storages differ. The backend makes or opens its index from a schema, replaces and removes
documents through an AsyncWriter, narrows a search by queries, and highlights hits.
"""

import datetime
import os
import shutil
import tempfile

from whoosh import index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import BOOLEAN, DATETIME, ID, KEYWORD, TEXT, Schema
from whoosh.highlight import ContextFragmenter, UppercaseFormatter, highlight
from whoosh.qparser import QueryParser
from whoosh.searching import ResultsPage
from whoosh.writing import AsyncWriter

from searchkit.engine import FileStorage, RamStorage


class Backend:
    """One index, in a folder or in memory."""

    def __init__(self, path=None):
        self.path = path
        self.analyzer = StemmingAnalyzer()
        self.setup()

    def build_schema(self):
        return Schema(
            id=ID(stored=True, unique=True),
            django_ct=ID(stored=True),
            text=TEXT(stored=True, analyzer=self.analyzer, field_boost=1.0),
            tags=KEYWORD(stored=True, commas=True, scorable=True),
            published=DATETIME(stored=True, sortable=True),
            draft=BOOLEAN(stored=True),
            title=TEXT(stored=True, analyzer=self.analyzer, field_boost=2.0, sortable=True),
        )

    def setup(self):
        new = False
        if self.path and not os.path.exists(self.path):
            os.makedirs(self.path)
            new = True
        self.storage = FileStorage(self.path) if self.path else RamStorage()
        self.schema = self.build_schema()
        self.parser = QueryParser("text", schema=self.schema)
        if new:
            self.index = self.storage.create_index(self.schema)
        else:
            try:
                self.index = self.storage.open_index(schema=self.schema)
            except index.EmptyIndexError:
                self.index = self.storage.create_index(self.schema)

    def update(self, rows):
        self.index = self.index.refresh()
        writer = AsyncWriter(self.index)
        for row in rows:
            writer.update_document(**row)
        writer.commit()

    def remove(self, identifier):
        self.index = self.index.refresh()
        self.index.delete_by_query(q=self.parser.parse(f'id:"{identifier}"'))

    def clear(self):
        if self.path:
            shutil.rmtree(self.path)
        else:
            self.storage.clean()
        self.setup()

    def search(self, text, narrow=None, page=1, length=2, sort=None):
        self.index = self.index.refresh()
        with self.index.searcher() as searcher:
            allowed = self.parser.parse(narrow) if narrow else None
            query = self.parser.parse(text)
            options = {"limit": page * length, "filter": allowed, "sortedby": sort, "reverse": bool(sort)}
            raw = ResultsPage(searcher.search(query, **options), page, length)
            hits = []
            for hit in raw:
                terms = [term for field, term in query.all_terms() if field == "text"]
                marked = highlight(
                    hit["text"], terms, self.analyzer, ContextFragmenter(maxchars=60), UppercaseFormatter()
                )
                hits.append((hit["id"], hit["title"], marked))
            return raw.total, hits


def article(number, title, text, tags, day, draft=False):
    return {
        "id": f"app.article.{number}",
        "django_ct": "app.article",
        "title": title,
        "text": text,
        "tags": tags,
        "published": datetime.datetime(2020, 1, day),
        "draft": draft,
    }


if __name__ == "__main__":
    articles = [
        article(1, "Harbours", "The harbour was closed by a storm, and the ferries stayed in.", "sea,weather", 3),
        article(2, "Ferries", "Ferries run again between the islands and the harbour.", "sea,traffic", 5),
        article(3, "Budget", "The mayor closed the books of the city.", "politics", 4, draft=True),
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for backend in (Backend(os.path.join(scratch, "index")), Backend()):
            backend.update(articles)
            backend.update([article(2, "Ferries again", articles[1]["text"], "sea", 6)])
            total, hits = backend.search("ferry AND harbour", sort="published")
            print(backend.index.doc_count(), total, *hits, sep="\n")
            print(
                backend.search("closed", narrow="draft:true")[0],
                backend.search("tags:sea", narrow="published:[20200104 to]")[0],
            )
            backend.remove("app.article.1")
            print([hit[0] for hit in backend.search("closing OR ferries", sort="title")[1]])
            backend.clear()
            print(backend.index.doc_count(), Backend(backend.path).index.is_empty())

# It prints:
#
#     3
#     2
#     ('app.article.2', 'Ferries again', 'FERRIES run again between the islands and the HARBOUR')
#     ('app.article.1', 'Harbours', 'The HARBOUR was closed by a storm...and the FERRIES stayed in')
#     1 1
#     ['app.article.2', 'app.article.3']
#     0 True
#     3
#     2
#     ('app.article.2', 'Ferries again', 'FERRIES run again between the islands and the HARBOUR')
#     ('app.article.1', 'Harbours', 'The HARBOUR was closed by a storm...and the FERRIES stayed in')
#     1 1
#     ['app.article.2', 'app.article.3']
#     0 True
