"""A query tree over an archive as a native plan: no Whoosh is involved."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit._native import Query
from searchkit.query.fields import FieldTable
from searchkit.query.form import Form
from searchkit.query.tree import Node, ValueRange


def to_native(tree: Node, fields: FieldTable) -> Query:
    """The native plan of a tree over the fields of an archive."""
    return _NativeForm(fields).of(tree)


class _NativeForm(Form[Query]):
    nothing = Query.nothing()

    def is_nothing(self, query: Query) -> bool:
        return query is self.nothing

    def every(self) -> Query:
        return Query.every()

    def all(self, parts: Sequence[Query]) -> Query:
        return Query.all(parts)

    def any(self, parts: Sequence[Query]) -> Query:
        return Query.any(parts)

    def without(self, wanted: Query, refused: Query) -> Query:
        return Query.and_not(wanted, refused)

    def silent(self, query: Query) -> Query:
        return Query.const(query, 0.0)

    def word(self, name: str, term: str, weight: float) -> Query:
        return Query.term(name, term.encode(), weight)

    def phrase(self, name: str, terms: Sequence[str], slop: int, weight: float) -> Query:
        return Query.phrase(name, [term.encode() for term in terms], slop, weight)

    def prefix(self, name: str, prefix: str) -> Query:
        return Query.prefix(name, prefix.encode())

    def glob(self, name: str, pattern: str) -> Query:
        return Query.wildcard(name, pattern)

    def fuzzy(self, name: str, text: str, distance: int) -> Query:
        return Query.fuzzy(name, text, distance)

    def numbers(self, name: str, low: int | None, high: int | None) -> Query:
        return Query.range(f"#{name}", low, high)

    def value_range(self, name: str, node: ValueRange) -> Query:
        low, high = (end.encode() if end is not None else None for end in (node.low, node.high))
        return Query.term_range(name, low, high, node.low_excluded, node.high_excluded)

    def exists(self, name: str) -> Query:
        if name.startswith("date_") or name == "story":
            return Query.range(f"#{name}", None, None)
        return Query.exists(name)
