"""A query tree over an archive as a native plan: no Whoosh is involved.

A word means its inflected forms in each language that the archive has, and in articles of that language alone: French
takes *statement* and *states* for forms of one word, and is not asked in English articles.
"""

from __future__ import annotations

from collections.abc import Sequence

from searchkit import analysis
from searchkit._native import Query
from searchkit.archive_layout import STEMMER
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.form import Form
from searchkit.query.tree import DateRange, Exact, Exists, Fuzzy, Node, Phrase, ValueRange, Wildcard, Word


def to_native(tree: Node, fields: FieldTable, stemmers: Sequence[str] = ("en",)) -> Query:
    """The native plan of a tree over the fields of an archive, whose articles have these stemmers."""
    return _NativeForm(fields, stemmers).of(tree)


class _NativeForm(Form[Query]):
    nothing = Query.nothing()

    def __init__(self, fields: FieldTable, stemmers: Sequence[str]) -> None:
        super().__init__(fields)
        self.stemmers = stemmers

    def leaf(self, node: Word | Exact | Phrase | Wildcard | Fuzzy | DateRange | ValueRange | Exists) -> Query:
        field = self.fields[node.field]
        if isinstance(node, (Word, Phrase)) and field.kind == "text" and list(self.stemmers) != ["en"]:
            return self.inflected(node, field)
        return super().leaf(node)

    def inflected(self, node: Word | Phrase, field: QueryField) -> Query:
        """Words in each of the archive's languages, in articles of it; languages with the same terms are one."""
        slop = node.slop if isinstance(node, Phrase) else 0
        surfaces = analysis.surfaces(node.text)
        alike: dict[tuple[str, ...], list[str]] = {}
        for stemmer in self.stemmers:
            alike.setdefault(tuple(analysis.term(surface, stemmer) for surface in surfaces), []).append(stemmer)
        found = []
        for terms, stemmers in alike.items():
            query = self.either(self.run(name, terms, slop, weight) for name, weight in field.words)
            found.append(query if len(alike) == 1 else self.stemmed(query, stemmers))
        return self.either(found)

    def stemmed(self, query: Query, stemmers: Sequence[str]) -> Query:
        """What matches of articles with these stemmers. English is that of all articles without another."""
        if "en" in stemmers:
            others = [stemmer for stemmer in self.stemmers if stemmer not in stemmers]
            return self.without(query, Query.any_of(STEMMER, [stemmer.encode() for stemmer in others]))
        return Query.require(query, Query.any_of(STEMMER, [stemmer.encode() for stemmer in stemmers]))

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
