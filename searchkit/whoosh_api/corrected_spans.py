"""Whoosh's span queries with other parts, and a SpanNot that does not fail where nothing matches what it excludes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from whoosh import query
from whoosh.query import Query


class Outside(query.SpanNot):
    """The spans of ``a`` that overlap with none of ``b``."""

    class _Matcher(query.SpanNot._Matcher):
        def _get_spans(self) -> list[Any]:
            if not self.b.is_active():
                return list(self.a.spans())
            return list(super()._get_spans())


_PAIRS: Final = {
    query.SpanNot: Outside,
    query.SpanContains: query.SpanContains,
    query.SpanBefore: query.SpanBefore,
    query.SpanCondition: query.SpanCondition,
}


def with_spans(q: Any, part: Callable[[Query], Query]) -> Query | None:
    """A span query with each part replaced by ``part`` of it. None for a query of any other class."""
    kind = type(q)
    if kind in _PAIRS:
        return _PAIRS[kind](part(q.a), part(q.b))
    if kind is query.SpanFirst:
        return query.SpanFirst(part(q.q), q.limit)
    if kind is query.SpanNear:
        return query.SpanNear(part(q.a), part(q.b), q.slop, q.ordered, q.mindist)
    if kind is query.SpanNear2:
        return query.SpanNear2([part(sub) for sub in q.qs], q.slop, q.ordered, q.mindist)
    if kind is query.SpanOr:
        return query.SpanOr([part(sub) for sub in q.subqs])
    return None
