"""Plans run over the segments of a reader, for the searcher with Whoosh's face."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whoosh import scoring
from whoosh.fields import Schema

from searchkit import _native
from searchkit.whoosh_api.reader import NativeReader
from searchkit.whoosh_api.scoring import Bm25


@dataclass(frozen=True, slots=True)
class SortKey:
    """One thing that hits are ordered by: "score", "doc", or "number" or "keyword" of a column."""

    by: str
    column: str | None = None
    descending: bool = False
    missing_last: bool = True


class NativeRun:
    """The segments of one reader, ready to be searched."""

    def __init__(self, leaves: Sequence[NativeReader]) -> None:
        self._searcher = _native.Searcher(
            [
                (
                    leaf.native,
                    _native.deletes_file(sorted(leaf.deleted), leaf.native.doc_count) if leaf.deleted else None,
                )
                for leaf in leaves
            ]
        )

    def matches(
        self, plan: _native.Query, weighting: _native.Weighting | None = None
    ) -> tuple[array[int], array[float]]:
        """All live documents that match, in order, and their scores."""
        docs, scores = array("I"), array("f")
        found_docs, found_scores = self._searcher.matched_docs(plan, weighting=weighting)
        docs.frombytes(found_docs)
        scores.frombytes(found_scores)
        return docs, scores

    def count(self, plan: _native.Query) -> int:
        """How many live documents match."""
        return self._searcher.count(plan)

    def search(
        self,
        plan: _native.Query,
        weighting: _native.Weighting,
        limit: int | None,
        filter: _native.Query | None = None,
        mask: _native.Query | None = None,
        sort: Sequence[SortKey] = (),
    ) -> tuple[int, list[tuple[float, int]]]:
        """How many match, and the best of them as (score, document)."""
        keys = [(key.by, key.column, key.descending, key.missing_last) for key in sort]
        found = self._searcher.search(plan, limit=limit, filter=filter, mask=mask, sort=keys, weighting=weighting)
        return found[0], [(score, doc) for doc, score in found[1]]

    def matching_terms(self, plan: _native.Query, docs: Sequence[int]) -> list[list[tuple[str, bytes]]]:
        """Which terms of the plan each of these documents has, by which it matches."""
        return self._searcher.matching_terms(plan, docs)


def slice_of(docs: array[int], scores: array[float], base: int, count: int) -> tuple[array[int], array[float]]:
    """The matches that lie in one leaf, numbered as there."""
    start, end = bisect_left(docs, base), bisect_left(docs, base + count)
    return array("I", (doc - base for doc in docs[start:end])), scores[start:end]


def native_weighting(weighting: Any, schema: Schema) -> _native.Weighting | None:
    """A weighting of Whoosh's as the native module has it, or None where it has none."""
    kind = type(weighting)
    if kind in (Bm25, scoring.BM25F):
        name = "bm25" if kind is Bm25 else "bm25f"
        fields = {field: _native.Weighting(name, weighting.K1, b) for field, b in weighting._field_B.items()}
        return _native.Weighting(name, weighting.K1, weighting.B, fields | _unscorable(schema))
    if kind is scoring.Frequency:
        return _native.Weighting("frequency")
    if kind is scoring.TF_IDF:
        return _native.Weighting("tf_idf")
    return None


def _unscorable(schema: Schema) -> dict[str, _native.Weighting]:
    """Fields without lengths score the frequency."""
    return {name: _native.Weighting("frequency") for name, field in schema.items() if not field.scorable}
