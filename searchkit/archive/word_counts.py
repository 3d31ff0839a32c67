"""How often the words of an article stand in it, as they count for its rank."""

from __future__ import annotations

from collections import Counter

from searchkit.archive.fields import TEXT, combined_fields
from searchkit.article import Article
from searchkit.base.analysis import Analysis


def word_counts(article: Article, analysis: Analysis) -> Counter[str]:
    """The surfaces of title and body. Each counts as often as its field weighs, so one of the title counts twice."""
    counts: Counter[str] = Counter()
    for name, weight in combined_fields()[TEXT].items():
        for surface, count in Counter(analysis.surfaces(getattr(article, name) or "")).items():
            counts[surface] += weight * count
    return counts
