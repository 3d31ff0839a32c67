"""A query tree as whoosh.query objects that Whoosh's engine runs as they are meant.

In Whoosh ranges, NOT and filters would add 1.0 to every score; here they add nothing. Wildcards and fuzzy words would
score by the size of the index; here they add 1.0 a field. Whoosh's NOT and AndNot are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from whoosh import query as w
from whoosh.fields import DATETIME, NUMERIC, TEXT, Schema

from searchkit import analysis
from searchkit.engine.whoosh_queries import Constant, Glob, Without
from searchkit.query.fields import FieldTable, Kind, QueryField
from searchkit.query.tree import (
    And,
    DateRange,
    Everything,
    Exact,
    Exists,
    Fuzzy,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    ValueRange,
    Wildcard,
    Word,
)


def to_whoosh(tree: Node, fields: FieldTable, schema: Schema) -> w.Query:
    """The Whoosh query of a tree over the fields of an index."""
    return _Form(fields, schema).of(tree)


class _Form:
    def __init__(self, fields: FieldTable, schema: Schema) -> None:
        self.fields = fields
        self.schema = schema

    def of(self, node: Node) -> w.Query:
        match node:
            case And(parts):
                return self.conjunction(parts)
            case Or(parts):
                return _any(self.of(part) for part in parts)
            case Not(Everything()):
                return w.NullQuery
            case Not(part):
                return Without(_silent(w.Every()), self.of(part))
            case Optional(part):
                return self.of(part)
            case Everything():
                return _silent(w.Every())
            case _:
                return self.leaf(node)

    def conjunction(self, parts: Sequence[Node]) -> w.Query:
        positive = [p for p in parts if not isinstance(p, (Not, Optional))]
        required = [self.of(p) for p in [p for p in positive if not self.dropped(p)] or positive]
        refused = [self.of(p.part) for p in parts if isinstance(p, Not)]
        wanted = w.And(required) if len(required) > 1 else required[0] if required else _silent(w.Every())
        if any(q == w.NullQuery for q in required):
            return w.NullQuery
        return Without(wanted, _any(refused)) if refused else wanted

    def leaf(self, node: Word | Exact | Phrase | Wildcard | Fuzzy | DateRange | ValueRange | Exists) -> w.Query:
        field = self.fields[node.field]
        match node:
            case Word(_, text) | Phrase(_, text) | Exact(_, text) if field.kind == "whoosh":
                slop = node.slop if isinstance(node, Phrase) else 0
                return _any(self.whoosh_words(name, text, slop) for name, _ in field.words)
            case Word(_, text):
                return _any(_words(name, text, self.form(field), 0, weight) for name, weight in field.words)
            case Phrase(_, text, slop):
                return _any(_words(name, text, self.form(field), slop, weight) for name, weight in field.words)
            case Exact(_, text) if field.kind == "text":
                return _any(_words(name, text, _as_is, 0, weight) for name, weight in field.exact)
            case Exact(_, text):
                return _silent(_any(w.Term(name, text) for name in field.values))
            case Wildcard(_, pattern):
                return self.wildcard(field, pattern)
            case Fuzzy(_, text, distance):
                names = field.exact or field.words
                text = analysis.fold(text) if field.kind == "names" else text
                return _any(self.fuzzy(name, text, distance, field.kind) for name, _ in names)
            case DateRange(_, first, last):
                low, high = (name for name, _ in field.words)
                ends: list[w.Query] = [
                    w.NumericRange(low, first.toordinal() if first else None, None),
                    w.NumericRange(high, None, last.toordinal() if last else None),
                ]
                return _silent(w.And(ends))
            case ValueRange():
                return _silent(_any(self.value_range(name, node) for name, _ in field.words))
            case Exists():
                words = [name for name, _ in field.words]
                present = words[:1] if field.kind == "date" else field.values or words
                return _silent(_any(self.exists(name) for name in present))

    def form(self, field: QueryField) -> Callable[[str], str]:
        return analysis.term if field.kind == "text" else analysis.fold

    def exists(self, name: str) -> w.Query:
        if isinstance(self.schema[name], NUMERIC):
            return w.NumericRange(name, None, None)
        return w.Every(name)

    def wildcard(self, field: QueryField, pattern: str) -> w.Query:
        whole = field.kind == "value" or (
            field.kind == "names" and any(not (c.isalnum() or c in "*?") for c in pattern)
        )
        if whole:
            names: Iterable[str] = field.values
        else:
            names = (name for name, _ in field.exact or field.words)
            pattern = analysis.fold(pattern) if field.kind == "names" else pattern
        return _any(Constant(_wildcard(name, self.cased(name, field, pattern)), 1.0) for name in names)

    def cased(self, name: str, field: QueryField, pattern: str) -> str:
        """A pattern as the terms of an embedder's field are written: of a text lower-cased, of others as they are."""
        return pattern.lower() if field.kind == "whoosh" and isinstance(self.schema[name], TEXT) else pattern

    def dropped(self, part: Node) -> bool:
        """Whether the analyzer of an embedder's fields leaves nothing of a word: a stop word, which is not required."""
        if not isinstance(part, (Word, Phrase, Exact)) or self.fields[part.field].kind != "whoosh":
            return False
        kinds = [self.schema[name] for name, _ in self.fields[part.field].words]
        return all(not kind.self_parsing() and not list(kind.process_text(part.text, mode="query")) for kind in kinds)

    def fuzzy(self, name: str, text: str, distance: int, kind: Kind) -> w.Query:
        field = self.schema[name]
        if field.self_parsing():
            return w.NullQuery
        if kind == "whoosh":
            text = next(iter(field.process_text(text, mode="query")), text)
        return Constant(w.FuzzyTerm(name, text, maxdist=distance, prefixlength=0), 1.0)

    def whoosh_words(self, name: str, text: str, slop: int) -> w.Query:
        field = self.schema[name]
        if field.self_parsing():
            try:
                parsed: w.Query = field.parse_query(name, text)
            except Exception:  # no number or date: Whoosh raises whatever the text provokes
                return w.NullQuery
            return parsed
        words = list(field.process_text(text, mode="query"))
        if len(words) > 1 and field.format is not None and field.format.supports("positions"):
            return w.Phrase(name, words, slop=slop + 1)
        return w.And([w.Term(name, word) for word in words]) if words else w.NullQuery

    def value_range(self, name: str, node: ValueRange) -> w.Query:
        field = self.schema[name]
        if isinstance(field, (NUMERIC, DATETIME)):
            try:
                parsed: w.Query = field.parse_range(name, node.low, node.high, node.low_excluded, node.high_excluded)
            except Exception:  # Whoosh raises whatever the text provokes
                return w.NullQuery
            return parsed
        return w.TermRange(name, node.low, node.high, node.low_excluded, node.high_excluded)


def _as_is(surface: str) -> str:
    return surface


def _any(queries: Iterable[w.Query]) -> w.Query:
    found = [q for q in queries if q != w.NullQuery]
    if not found:
        return w.NullQuery
    return found[0] if len(found) == 1 else w.Or(found)


def _silent(query: w.Query) -> w.Query:
    """The same matches, adding nothing to a score."""
    return query if query == w.NullQuery else Constant(query, 0.0)


def _words(name: str, text: str, form: Callable[[str], str], slop: int, weight: float) -> w.Query:
    terms = [form(surface) for surface in analysis.surfaces(text)]
    if not terms:
        return w.NullQuery
    if len(terms) == 1:
        return w.Term(name, terms[0], boost=weight)
    return w.Phrase(name, terms, slop=slop + 1, boost=weight)


def _wildcard(name: str, pattern: str) -> w.Query:
    if pattern.endswith("*") and not any(c in "*?" for c in pattern[:-1]):
        return w.Prefix(name, pattern[:-1])
    return Glob(name, pattern)
