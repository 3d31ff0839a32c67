"""Query classes for Whoosh's engine that do what Whoosh's own classes promise."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Any

from whoosh.matching import FilterMatcher, ListMatcher, Matcher, NullMatcher
from whoosh.query import AndNot, ConstantScoreQuery, Wildcard

from searchkit.base.analysis import wildcard_pattern


class Constant(ConstantScoreQuery):
    """Every match of the wrapped query has the same score, 0.0 included.

    Whoosh's own class loses its constant when the current match is read, and takes 0.0 for 1.0.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        matched = array("I", sorted(set(self.child.matcher(searcher, context).all_ids())))
        return _ConstantMatcher(matched, self.score) if matched else NullMatcher()


class _ConstantMatcher(ListMatcher):
    def __init__(self, ids: array[int], constant: float) -> None:
        super().__init__(ids)
        self._constant = constant

    def weight(self) -> float:
        return self._constant

    def score(self) -> float:
        return self._constant

    def copy(self) -> _ConstantMatcher:
        twin = _ConstantMatcher(self._ids, self._constant)
        twin._i = self._i
        return twin


class Without(AndNot):
    """The matches of ``a`` that do not match ``b``, scored by ``a``.

    Whoosh's own class never excludes its first document if ``b`` begins before ``a``.
    """

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        wanted = self.a.matcher(searcher, context)
        refused = frozenset(self.b.matcher(searcher, searcher.boolean_context()).all_ids())
        return FilterMatcher(wanted, refused, exclude=True) if refused else wanted


class Glob(Wildcard):
    """A wildcard of ``*`` and ``?`` only. Square brackets are plain characters, not sets."""

    def _btexts(self, ixreader: Any) -> Iterable[bytes]:
        match = wildcard_pattern(self.text).fullmatch
        field = ixreader.schema[self.fieldname]
        fixed = re.split(r"[*?]", self.text, maxsplit=1)[0]
        for found in ixreader.expand_prefix(self.fieldname, fixed):
            if match(field.from_bytes(found)):
                yield found
