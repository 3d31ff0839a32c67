"""How good a ranking is, by what judges said of its articles. The figures are those of trec_eval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

# The grades of the articles that were judged for one topic. From 1 an article is relevant; what nobody judged is not.
Grades = Mapping[str, int]


def ndcg(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """The gain of the first ``depth`` ids, as a share of what the best order would gain: from 0 to 1 (``ndcg_cut``).

    An article gains its grade, divided by the binary logarithm of its rank + 1.
    """
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(id, 0) for id in ranked[:depth]]) / best if best else 0.0


def average_precision(ranked: Sequence[str], grades: Grades) -> float:
    """The mean over all relevant articles of the precision at their ranks; one that is missing has 0 (``map``)."""
    right, precisions = 0, 0.0
    for rank, id in enumerate(ranked, 1):
        if grades.get(id, 0) > 0:
            right += 1
            precisions += right / rank
    relevant = _relevant(grades)
    return precisions / relevant if relevant else 0.0


def recall(ranked: Sequence[str], grades: Grades, depth: int) -> float:
    """The share of the relevant articles that are among the first ``depth`` ids (``recall``)."""
    relevant = _relevant(grades)
    return sum(grades.get(id, 0) > 0 for id in ranked[:depth]) / relevant if relevant else 0.0


def _relevant(grades: Grades) -> int:
    return sum(grade > 0 for grade in grades.values())


def _gain(grades: Sequence[int]) -> float:
    return sum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
