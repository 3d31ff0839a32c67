"""searchkit's own engine: the store and writer of an archive, with a layout for these documents."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.corpus import Document
from benchmarks.engines.base import LIMIT, Engine, Reader
from benchmarks.place import Missing
from benchmarks.queries import Spec

try:
    from searchkit import __version__, _native
    from searchkit.engine.store import Store, open_commit
    from searchkit.engine.writer import Writer
except ImportError as error:
    raise Missing("searchkit's native module is not built: install searchkit first") from error

_BUDGET = 512 << 20
# Documents that are added together.
_BATCH = 512
_DESCRIPTION = {"kind": "benchmark"}


class _Layout:
    """Words with positions and without stemming, columns for the rest, and the whole document as JSON."""

    version = 1
    slots = json.dumps(
        [
            {"kind": "text", "splitter": "archive", "fields": [["body", "surface"]]},
            {"kind": "number", "column": "id"},
            {"kind": "number", "column": "day"},
            {"kind": "terms", "field": "place", "column": "place"},
            {"kind": "terms", "field": "entities", "column": "entities"},
            {"kind": "stored"},
        ]
    )

    def document(self, fields: Mapping[str, Any], /) -> tuple[Any, ...]:
        stored = json.dumps(fields, ensure_ascii=False).encode()
        return fields["body"], fields["id"], fields["day"], [fields["place"]], fields["entities"], stored

    def term(self, field: str, value: Any, /) -> bytes:
        return str(value).encode()

    def stored(self, data: bytes, /) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(data)
        return found


class SearchkitReader(Reader):
    """An open commit."""

    def __init__(self, folder: Path) -> None:
        self._leaves = open_commit(Store.open(folder, lambda _: _Layout())).leaves
        self._searcher = _native.Searcher(self._leaves)
        self._bases: list[int] = []
        documents = 0
        for segment, _ in self._leaves:
            self._bases.append(documents)
            documents += segment.doc_count

    @property
    def segments(self) -> int:
        return len(self._leaves)

    def build(self, spec: Spec) -> _native.Query:
        query = _native.Query
        if spec.kind == "prefix":
            return query.prefix("body", spec.prefix.encode())
        if spec.kind == "fuzzy1":
            return query.fuzzy("body", spec.terms[0], 1)
        parts = [query.term("body", term.encode()) for term in spec.terms]
        if spec.phrase:
            parts.insert(0, query.phrase("body", [word.encode() for word in spec.phrase]))
        if spec.operator == "or":
            return query.any(parts)
        scored = parts[0] if len(parts) == 1 else query.all(parts)
        if spec.days:
            return query.require(scored, query.range("day", *spec.days))
        if spec.place:
            return query.require(scored, query.term("place", spec.place.encode()))
        return scored

    def top(self, query: Any) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, limit=LIMIT).hits
        return [(self._id(doc), score) for doc, score in hits]

    def _id(self, doc: int) -> int:
        leaf = bisect_right(self._bases, doc) - 1
        number = self._leaves[leaf][0].number("id", doc - self._bases[leaf])
        assert number is not None
        return number

    def count(self, query: Any) -> int:
        return self._searcher.count(query)


class SearchkitEngine(Engine):
    """searchkit's native core."""

    name = "searchkit"
    phrases = "words"

    @property
    def version(self) -> str:
        return f"searchkit {__version__}"

    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        store = Store.create(folder, _DESCRIPTION, _Layout())
        with Writer(store, budget=_BUDGET, threads=threads) as writer:
            documents = _laid_out(corpus)
            while batch := list(islice(documents, _BATCH)):
                writer.add_together(batch)
            writer.commit()
            if single:
                writer.optimize()

    def open(self, folder: Path) -> SearchkitReader:
        return SearchkitReader(folder)


def _laid_out(corpus: Path | Sequence[Document]) -> Iterator[tuple[Any, ...]]:
    """The values of each document. A line of JSON is stored as it is."""
    if not isinstance(corpus, Path):
        yield from map(_Layout().document, corpus)
        return
    with corpus.open("rb") as lines:
        for line in lines:
            read: Document = json.loads(line)
            yield read["body"], read["id"], read["day"], [read["place"]], read["entities"], line.rstrip()


ENGINE = SearchkitEngine
