"""How an archive ranks its articles.

An article has one score a word. It is BM25 over the title and the body as one text in which the title stands twice::

    idf * burst * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))

- ``tf`` and ``length`` count a word of the title twice. ``k1`` is 1.2 and ``b`` 0.75.
- ``idf`` is ln(1 + (N - df + 0.5) / (df + 0.5)). N is the number of articles, and df how many have the word.
- ``burst`` is 1 + ln(cf / df). cf is how often the word stands in all articles, by the same count as tf. A word that
  stands often where it stands is one that articles are about.

The scores of a query's words add up. Names, places and other fields score by BM25, each by itself.

No article scores more by a word than the formula gives for the greatest tf and the least length of its block of
postings. The skips of the blocks hold both.

Sources: S. Robertson, H. Zaragoza and M. Taylor, Simple BM25 extension to multiple weighted fields, CIKM 2004. For the
burst, K. Church and W. Gale, Poisson mixtures, Natural Language Engineering 1995.
"""

from __future__ import annotations

from searchkit._native import Weighting
from searchkit.archive.fields import combined_fields


def formulas() -> Weighting:
    """The formula of each index field of an archive."""
    return Weighting(fields={name: Weighting("bursty") for name in combined_fields()})
