"""searchkit's own engine: its native module, under Python's view of segments as the archive has."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.corpus import Document
from benchmarks.engines.base import LIMIT, Engine, Reader
from benchmarks.place import Missing
from benchmarks.queries import Spec
from searchkit import __version__

try:
    _native: Any = import_module("searchkit._native")
except ImportError as error:
    raise Missing("searchkit's native module is not built: install searchkit first") from error

_BUDGET = 512 * 2**20
_CHUNK = 8 * 2**20
_DICTS = 10_000
_SLOTS = [
    {"kind": "text", "analysis": {"splitter": "archive", "form": "surface"}, "fields": [["body", "term"]]},
    {"kind": "number", "column": "id"},
    {"kind": "number", "column": "day"},
    {"kind": "terms", "field": "place", "column": "place"},
    {"kind": "terms", "field": "entities", "column": "entities"},
    {"kind": "stored"},
]
_KEYS = ["body", "id", "day", "place", "entities", None]  # None: the line itself


def _segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.segment"))


class SearchkitReader(Reader):
    """Open segments."""

    def __init__(self, folder: Path) -> None:
        self._open = [_native.Segment.open(str(path)) for path in _segments(folder)]
        self._searcher = _native.Searcher([(segment, None) for segment in self._open])

    @property
    def segments(self) -> int:
        return len(self._open)

    def build(self, spec: Spec) -> Any:
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
        hits = self._searcher.search(query, limit=LIMIT)
        return [(self._searcher.number("id", doc), score) for doc, score in hits]

    def count(self, query: Any) -> int:
        found: int = self._searcher.count(query)
        return found


class SearchkitEngine(Engine):
    """searchkit's native core."""

    name = "searchkit"
    phrases = "words"

    @property
    def version(self) -> str:
        return f"searchkit {__version__}"

    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        folder.mkdir(parents=True)
        builder = _native.Builder(json.dumps(_SLOTS), _BUDGET, threads)
        flushes = itertools.count()

        def flush() -> None:
            builder.flush(str(folder / f"{next(flushes):04}.segment"))

        if isinstance(corpus, Path):
            keys = json.dumps(_KEYS)
            for lines in _chunks(corpus):
                builder.add_json(lines, keys)
                if builder.is_full:
                    flush()
        else:
            for start in range(0, len(corpus), _DICTS):
                builder.add([_slots(document) for document in corpus[start : start + _DICTS]])
                if builder.is_full:
                    flush()
        if builder.pending:
            flush()
        parts = _segments(folder)
        if single and len(parts) > 1:
            opened: list[tuple[Any, bytes | None]] = [(_native.Segment.open(str(path)), None) for path in parts]
            _native.merge(opened, str(folder / "merged.segment"), _BUDGET)
            del opened
            for path in parts:
                path.unlink()

    def open(self, folder: Path) -> SearchkitReader:
        return SearchkitReader(folder)


def _chunks(path: Path) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time."""
    with path.open("rb") as lines:
        while chunk := lines.read(_CHUNK):
            yield chunk + lines.readline()


def _slots(document: Document) -> tuple[Any, ...]:
    stored = json.dumps(document, ensure_ascii=False).encode()
    return document["body"], document["id"], document["day"], document["place"], document["entities"], stored


ENGINE = SearchkitEngine
