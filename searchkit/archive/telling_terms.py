"""The terms that tell most of what an article is about, and how many of them another article must share.

A term counts by its frequency in the article (a title counts twice) times its idf, ln(1 + N / df). N is the number of
articles, df that of those with the term. Where title and body are not ranked as one text, df is the greater of the two.
The :data:`MOST` terms that count most are taken. Terms of fewer than two articles find nothing, and those of more than
:data:`COMMON` percent tell nothing. Numbers and single letters are left out.

An article is about the same if what the shared terms count is at least :data:`SHARE` percent of what all of them do.

The score of a shared term is that of a word in a query, multiplied by the square root of its frequency in the article.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Final

from searchkit.archive.word_counts import word_counts
from searchkit.article import Article
from searchkit.base.analysis import Analysis, stemmer_of
from searchkit.results.likeness import Likeness, TellingTerm

MOST: Final = 25
SHARE: Final = 25
COMMON: Final = 25
# Weights are whole numbers, so that sums of them are exact.
_WHOLE: Final = 10_000


def likeness(
    article: Article, story: str | None, analysis: Analysis, doc_frequency: Callable[[str], int], doc_count: int
) -> Likeness:
    """What makes an article like this one. ``doc_frequency`` tells how many of ``doc_count`` articles have a term."""
    stemmer = stemmer_of(article.language)
    frequencies: Counter[str] = Counter()
    for surface, count in word_counts(article, analysis).items():
        frequencies[analysis.term(surface, stemmer)] += count
    most = max(2, doc_count * COMMON // 100)
    counted: list[tuple[float, str]] = []
    for term, frequency in frequencies.items():
        if len(term) > 1 and not term.isdecimal() and 2 <= (found := doc_frequency(term)) <= most:
            counted.append((-frequency * math.log(1 + doc_count / found), term))
    chosen = sorted(counted)[:MOST]
    whole = sum(counts for counts, _ in chosen)
    terms = tuple(
        TellingTerm(term, math.sqrt(frequencies[term]), max(1, round(_WHOLE * counts / whole)))
        for counts, term in chosen
    )
    least = -(-SHARE * sum(term.weight for term in terms) // 100)
    return Likeness(article.id, terms, least, stemmer, story)
