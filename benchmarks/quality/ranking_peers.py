"""What searchkit's ranking is compared with: two engines that rank by BM25, over title and body as one text.

Both get every word of a topic, and any of them may match. Each raises Missing where it is not installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from benchmarks.place import Missing
from benchmarks.quality.judged import Collection

# The ids of the articles that a topic finds, best first, at most so many.
Ranking = Callable[[str, int], list[str]]
_K1, _B = 1.2, 0.75  # of all three engines
_HEAP: Final = 50_000_000


@contextmanager
def bm25s(collection: Collection) -> Iterator[Ranking]:
    """bm25s with Lucene's formula, the Snowball stemmer and its own English stop words, which are those of Lucene."""
    try:
        import bm25s
        import Stemmer
    except ImportError as error:
        raise Missing("bm25s and PyStemmer are not installed") from error

    def words(texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)

    def ranking(topic: str, depth: int) -> list[str]:
        (wanted,) = words([topic])
        if not (known := [word for word in wanted if word in retriever.vocab_dict]):
            return []
        found, scores = retriever.retrieve([known], k=min(depth, len(ids)), show_progress=False)
        return [ids[number] for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    stemmer = Stemmer.Stemmer("english")
    ids = [article.id for article in collection.articles]
    retriever = bm25s.BM25(method="lucene", k1=_K1, b=_B)
    retriever.index(words(_texts(collection)), show_progress=False)
    yield ranking


@contextmanager
def tantivy(collection: Collection) -> Iterator[Ranking]:
    """tantivy with its English analysis, which stems and leaves no word out."""
    try:
        import tantivy
    except ImportError as error:
        raise Missing("tantivy is not installed") from error

    def ranking(topic: str, depth: int) -> list[str]:
        query, should = tantivy.Query, tantivy.Occur.Should
        words = [(should, query.term_query(schema, "text", word)) for word in english.analyze(topic)]
        found = searcher.search(query.boolean_query(words), depth).hits
        return [searcher.doc(address)["id"][0] for _, address in found]

    english = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="english")
    schema = builder.build()
    index = tantivy.Index(schema)
    index.register_tokenizer("english", english)
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for article, text in zip(collection.articles, _texts(collection), strict=True):
        writer.add_document(tantivy.Document(id=article.id, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher: Any = index.searcher()
    yield ranking


def _texts(collection: Collection) -> list[str]:
    return [f"{article.title or ''} {article.body}" for article in collection.articles]
