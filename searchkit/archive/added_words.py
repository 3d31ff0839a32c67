"""More words for a query: those that set the best articles it found apart from all others.

The method is RM3. The best articles stand for what is relevant. A word counts by how large a part of each of them it
is (a title counts twice), each article by its score, and by its idf. Of the words that ``RARE`` articles or more have,
and at most ``COMMON`` of all, the ``MOST`` that count most are taken, but no numbers, single letters and stop words.
Together they get ``1 - KEPT`` of the weight of the new query, and the words of the query get the rest.

Sources: V. Lavrenko and W. B. Croft, Relevance-based language models, SIGIR 2001. N. Abdul-Jaleel and others, UMass at
TREC 2004: novelty and HARD.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Final

from searchkit.archive.word_counts import word_counts
from searchkit.article import Article
from searchkit.base.analysis import Analysis, stemmer_of
from searchkit.query.stop_words import is_stop_word
from searchkit.query.tree import AddedWord

MOST: Final = 30
KEPT: Final = 0.9
# A word of one article is often misspelled.
RARE: Final = 2
COMMON: Final = 0.25


def added_words(
    articles: Sequence[tuple[Article, float]],
    words: int,
    without: Collection[str],
    analysis: Analysis,
    doc_frequency: Callable[[str], int],
    doc_count: int,
) -> tuple[AddedWord, ...]:
    """The words to add to a query of so many ``words``, those that count most first.

    ``articles`` are the best with their scores, ``without`` the words not to add. ``doc_frequency`` tells how many of
    ``doc_count`` articles have a term.
    """
    refused = {
        (stemmer, analysis.term(surface, stemmer))
        for stemmer in {stemmer_of(article.language) for article, _ in articles}
        for word in without
        for surface in analysis.surfaces(word)
    }
    scores = sum(score for _, score in articles)
    relevance: dict[tuple[str, str], float] = {}
    spelled: dict[tuple[str, str], Counter[str]] = {}
    for article, score in articles:
        stemmer = stemmer_of(article.language)
        counts = word_counts(article, analysis)
        part = (score / scores if scores else 1 / len(articles)) / max(counts.total(), 1)
        for surface, count in counts.items():
            key = (stemmer, analysis.term(surface, stemmer))
            relevance[key] = relevance.get(key, 0.0) + part * count
            spelled.setdefault(key, Counter())[surface] += count
    found: list[tuple[float, tuple[str, str]]] = []
    for key, relevant in relevance.items():
        term = key[1]
        if key in refused or len(term) < 2 or term.isdecimal() or is_stop_word(_spelling(spelled[key])):
            continue
        if RARE <= (frequency := doc_frequency(term)) <= COMMON * doc_count:
            idf = math.log(1 + (doc_count - frequency + 0.5) / (frequency + 0.5))
            found.append((-relevant * idf, key))
    chosen = sorted(found)[:MOST]
    whole = -sum(weight for weight, _ in chosen) or 1.0
    of_a_word = KEPT / max(words, 1)
    return tuple(
        AddedWord(_spelling(spelled[key]), -weight / whole * (1 - KEPT) / of_a_word, key[1], key[0])
        for weight, key in chosen
    )


def _spelling(counts: Counter[str]) -> str:
    return min(counts, key=lambda surface: (-counts[surface], surface))
