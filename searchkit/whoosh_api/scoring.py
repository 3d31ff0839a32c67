"""The ranking formula: BM25 of each field, summed over fields.

score = boost * idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)), with
idf = ln(1 + (N - df + 0.5) / (df + 0.5)), k1 = 1.2 and b = 0.75: Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond" (2009), with the idf that cannot turn negative. N and df count deleted documents until
their segment is merged.
"""

from __future__ import annotations

from math import log
from typing import Any

from whoosh.scoring import BM25F


class Bm25(BM25F):
    """Whoosh's BM25F with an idf that tells rare words from common ones more sharply than Whoosh's own."""

    def idf(self, searcher: Any, fieldname: str, text: str | bytes) -> float:
        parent = searcher.get_parent()
        matching = parent.doc_frequency(fieldname, text)
        return log(1 + (parent.doc_count_all() - matching + 0.5) / (matching + 0.5))
