"""Whoosh's collectors, looking at every match.

With a limit, Whoosh leaves out matches whose score cannot be among the best. It also replaces parts of a query that
cannot matter any more. Both trust bounds of scores that are wrong for many formulas and for spans: hits get lost, and
so does their number.
"""

from __future__ import annotations

from typing import Any

from whoosh.collectors import Collector, ScoredCollector, TopCollector, WrappingCollector


def at_every_match(collector: Collector) -> Collector:
    """The same collector. It and those that it wraps look at each match from now on."""
    inner: Any = collector
    while isinstance(inner, WrappingCollector):
        inner = inner.child
    if isinstance(inner, ScoredCollector):
        inner.replace = 0
        if isinstance(inner, TopCollector):
            inner.usequality = False
    return collector
