"""Which documents stay if a search shows only the best of each key.

Whoosh removes a document from its results when a better one of its key comes. It does not count that, keeps the
document in its groups, and does not collapse at all if there is a filter. Here a first search finds what stays, and a
second one is limited to that.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from typing import Any

from whoosh.collectors import Collector, WrappingCollector
from whoosh.query import Query
from whoosh.searching import Searcher
from whoosh.sorting import MultiFacet


class Collapsed(WrappingCollector):
    """Finds the best documents of each key. ``child`` orders them, unless there is an order of their own."""

    def __init__(self, child: Collector, key: Any, limit: int = 1, order: Any = None) -> None:
        super().__init__(child)
        self._key = MultiFacet.from_sortedby(key)
        self._order = None if order is None else MultiFacet.from_sortedby(order)
        self._limit = limit
        self._best: dict[Any, list[tuple[Any, int]]] = defaultdict(list)
        self._without_key: set[int] = set()
        # How many documents of each key are left out.
        self.counts: dict[Any, int] = defaultdict(int)

    @property
    def kept(self) -> set[int]:
        """The numbers of the documents that stay: the best of each key, and those without a key."""
        return self._without_key.union(docnum for best in self._best.values() for _, docnum in best)

    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None:
        self._keys: Any = self._key.categorizer(top_searcher)
        self._orders: Any = None if self._order is None else self._order.categorizer(top_searcher)
        needs_current = any(facet.needs_current for facet in (self._keys, self._orders) if facet is not None)
        self.child.prepare(top_searcher, q, context.set(needs_current=context.needs_current or needs_current))

    def set_subsearcher(self, subsearcher: Searcher, offset: int) -> None:
        super().set_subsearcher(subsearcher, offset)
        self._keys.set_searcher(subsearcher, offset)
        if self._orders is not None:
            self._orders.set_searcher(subsearcher, offset)

    def collect(self, sub_docnum: int) -> None:
        matcher = self.child.matcher
        docnum = self.offset + sub_docnum
        key = self._keys.key_to_name(self._keys.key_for(matcher, sub_docnum))
        if not key:
            self._without_key.add(docnum)
            return
        best = self._best[key]
        insort(best, (self._place(matcher, sub_docnum), docnum))
        if len(best) > self._limit:
            best.pop()
            self.counts[key] += 1

    def _place(self, matcher: Any, sub_docnum: int) -> Any:
        if self._orders is not None:
            return self._orders.key_for(matcher, sub_docnum)
        return self.child.sort_key(sub_docnum)
