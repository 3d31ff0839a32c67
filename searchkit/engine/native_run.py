"""Plans run over the segments of a reader, for the searcher with Whoosh's face."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh import scoring
from whoosh.fields import Schema

from searchkit import _native
from searchkit.engine.scoring import Bm25
from searchkit.engine.whoosh_reader import NativeReader


@dataclass(frozen=True, slots=True)
class SortKey:
    """One thing that hits are ordered by: "score", "doc", or "number" or "keyword" of a column."""

    by: str
    column: str = ""
    descending: bool = False
    missing_last: bool = True


class NativeRun:
    """The segments of one reader, ready to be searched."""

    def __init__(self, leaves: Sequence[NativeReader]) -> None:
        self._searcher = _native.Searcher(
            [
                (leaf.native, _native.deletes_file(sorted(leaf.deleted), leaf.native.doc_count) if leaf.deleted else None)
                for leaf in leaves
            ]
        )

    def matches(self, plan: _native.Query, weighting: Mapping[str, Any]) -> tuple[array[int], array[float]]:
        """All live documents that match, in order, and their scores."""
        docs, scores = self._searcher.matches(plan, weighting)
        return array("I", docs), array("f", scores)

    def count(self, plan: _native.Query) -> int:
        """How many live documents match."""
        total, _ = self._searcher.search(plan, limit=0)
        return int(total)

    def search(
        self,
        plan: _native.Query,
        weighting: Mapping[str, Any],
        limit: int | None,
        filter: _native.Query | None = None,
        mask: _native.Query | None = None,
        sort: Sequence[SortKey] = (),
    ) -> tuple[int, list[tuple[float, int]]]:
        """How many match, and the best of them as (score, document)."""
        keys = [(key.by, key.column, key.descending, key.missing_last) for key in sort]
        total, hits = self._searcher.search(plan, limit=limit, filter=filter, mask=mask, sort=keys, weighting=weighting)
        return int(total), [(score, doc) for doc, score in hits]


def slice_of(docs: array[int], scores: array[float], base: int, count: int) -> tuple[array[int], array[float]]:
    """The matches that lie in one leaf, numbered as there."""
    start, end = bisect_left(docs, base), bisect_left(docs, base + count)
    return array("I", (doc - base for doc in docs[start:end])), scores[start:end]


def native_weighting(weighting: Any, schema: Schema) -> dict[str, Any] | None:
    """A weighting of Whoosh's as the native module has it, or None where it has none."""
    kind = type(weighting)
    fields: dict[str, Any] = {}
    formula: dict[str, Any]
    if kind in (Bm25, scoring.BM25F):
        name = "bm25" if kind is Bm25 else "bm25f"
        formula = {"formula": name, "k1": weighting.K1, "b": weighting.B}
        fields = {field: {**formula, "b": b} for field, b in weighting._field_B.items()}
    elif kind is scoring.Frequency:
        formula = {"formula": "frequency"}
    elif kind is scoring.TF_IDF:
        formula = {"formula": "tf_idf"}
    else:
        return None
    if kind is not scoring.TF_IDF:  # every other falls back to the frequency where there are no lengths
        fields |= {name: {"formula": "frequency"} for name, field in schema.items() if not field.scorable}
    return {"default": formula, "fields": fields}
