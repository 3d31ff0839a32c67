"""tantivy through its own Python package."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.corpus import Document
from benchmarks.engines.base import LIMIT, Engine, Reader
from benchmarks.place import Missing
from benchmarks.queries import Spec

try:
    import tantivy
except ImportError as error:
    raise Missing("tantivy is not installed: make bench installs it into .venv/bench") from error

_HEAP = 1_000_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    builder.add_text_field("body", stored=True, tokenizer_name="words")
    builder.add_unsigned_field("day", stored=True, indexed=True, fast=True)
    for name in ("place", "entities"):
        builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _with_words(index: tantivy.Index) -> tantivy.Index:
    # The default tokenizer without its limit on the length of a word.
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()
    index.register_tokenizer("words", words)
    return index


class TantivyReader(Reader):
    """An open tantivy index."""

    def __init__(self, folder: Path) -> None:
        self._index = _with_words(tantivy.Index.open(str(folder)))
        self._searcher: Any = self._index.searcher()  # its stubs lack some names
        self._schema = self._index.schema

    @property
    def segments(self) -> int:
        number: int = self._searcher.num_segments
        return number

    def build(self, spec: Spec) -> Any:
        query, must, should = tantivy.Query, tantivy.Occur.Must, tantivy.Occur.Should
        schema = self._schema
        if spec.kind == "prefix":
            return query.regex_query(schema, "body", spec.prefix + ".*")
        if spec.kind == "fuzzy1":
            return query.fuzzy_term_query(schema, "body", spec.terms[0], 1, False)
        parts = [(should if spec.operator == "or" else must, query.term_query(schema, "body", w)) for w in spec.terms]
        if spec.phrase:
            parts.insert(0, (must, query.phrase_query(schema, "body", list(spec.phrase))))
        if spec.days:
            days = query.range_query(schema, "day", tantivy.FieldType.Unsigned, *spec.days)
            parts.append((must, query.const_score_query(days, 0.0)))
        if spec.place:
            parts.append((must, query.const_score_query(query.term_query(schema, "place", spec.place), 0.0)))
        return parts[0][1] if len(parts) == 1 else query.boolean_query(parts)

    def top(self, query: Any) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, LIMIT, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(number, score) for number, (score, _) in zip(ids, hits, strict=True)]

    def count(self, query: Any) -> int:
        found: int = self._searcher.search(query, 1, count=True).count
        return found


class TantivyEngine(Engine):
    """tantivy-py."""

    name = "tantivy"
    lengths = "byte"

    @property
    def version(self) -> str:
        return f"tantivy-py {version('tantivy')}"

    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        folder.mkdir(parents=True)
        schema = _schema()
        index = _with_words(tantivy.Index(schema, path=str(folder)))
        # One thread makes as few segments as tantivy-py can be asked for.
        writer = index.writer(heap_size=_HEAP, num_threads=1 if single else threads)
        if isinstance(corpus, Path):
            with corpus.open(encoding="utf-8") as lines:
                for line in lines:
                    writer.add_json(line)
        else:
            for document in corpus:
                writer.add_document(tantivy.Document.from_dict(document, schema))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> TantivyReader:
        return TantivyReader(folder)


ENGINE = TantivyEngine
