"""Ranking formulas: BM25 of each field, summed over fields, and those of Whoosh that the native core has.

score = boost * idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)), with
idf = ln(1 + (N - df + 0.5) / (df + 0.5)), k1 = 1.2 and b = 0.75. See Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), here with an idf that is never negative. N and df count deleted documents
until their segment is merged.
"""

from __future__ import annotations

from math import log
from typing import Any

from whoosh.fields import Schema
from whoosh.scoring import BM25F, TF_IDF, Frequency

from searchkit import _native


class Bm25(BM25F):
    """Whoosh's BM25F with an idf that separates rare and common words more sharply than Whoosh's own."""

    def idf(self, searcher: Any, fieldname: str, text: str | bytes) -> float:
        parent = searcher.get_parent()
        matching = parent.doc_frequency(fieldname, text)
        return log(1 + (parent.doc_count_all() - matching + 0.5) / (matching + 0.5))


def native_weighting(weighting: Any, schema: Schema) -> _native.Weighting | None:
    """The native form of a Whoosh weighting, or None if there is none."""
    kind = type(weighting)
    if kind in (Bm25, BM25F):
        name = "bm25" if kind is Bm25 else "bm25f"
        fields = {field: _native.Weighting(name, weighting.K1, b) for field, b in weighting._field_B.items()}
        return _native.Weighting(name, weighting.K1, weighting.B, fields | _unscorable(schema))
    if kind is Frequency:
        return _native.Weighting("frequency")
    if kind is TF_IDF:
        return _native.Weighting("tf_idf")
    return None


def _unscorable(schema: Schema) -> dict[str, _native.Weighting]:
    """The weightings of fields without lengths, which score the frequency."""
    return {name: _native.Weighting("frequency") for name, field in schema.items() if not field.scorable}
