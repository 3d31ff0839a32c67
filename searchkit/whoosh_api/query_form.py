"""A query tree as whoosh.query objects, for fields of an embedder's schema, whose analyzers only Whoosh has.

Whoosh's ranges, NOT and filters add 1.0 to every score; here they add nothing. Whoosh's wildcards and fuzzy words score
by the size of the index; here they add 1.0 for each field. Whoosh's NOT and AndNot are not used.
"""

from __future__ import annotations

from collections.abc import Sequence

from whoosh import query as w
from whoosh.fields import DATETIME, NUMERIC, TEXT, Schema

from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.form import FieldLeaf, Form
from searchkit.query.tree import Exact, Fuzzy, Node, Phrase, Placed, ValueRange, Word, placed_parts
from searchkit.whoosh_api.queries import Constant, Glob, Without


def to_whoosh(tree: Node, fields: FieldTable, schema: Schema) -> w.Query:
    """The Whoosh query of a tree over the fields of an index."""
    return _WhooshForm(fields, schema).of(tree)


class _WhooshForm(Form[w.Query]):
    nothing = w.NullQuery

    def __init__(self, fields: FieldTable, schema: Schema) -> None:
        super().__init__(fields)
        self.schema = schema

    def leaf(self, node: FieldLeaf) -> w.Query:
        field = self.fields[node.field]
        match node:
            case Word(_, text) | Phrase(_, text) | Exact(_, text) if field.kind == "whoosh":
                slop = node.slop if isinstance(node, Phrase) else 0
                return self.either(self.own_words(name, text, slop) for name, _ in field.words)
            case Fuzzy(_, text, distance) if field.kind == "whoosh":
                return self.either(self.own_fuzzy(name, text, distance) for name, _ in field.words)
        return super().leaf(node)

    def every(self) -> w.Query:
        return w.Every()

    def all(self, parts: Sequence[w.Query]) -> w.Query:
        return w.And(list(parts))

    def any(self, parts: Sequence[w.Query]) -> w.Query:
        return w.Or(list(parts))

    def without(self, wanted: w.Query, refused: w.Query) -> w.Query:
        return Without(wanted, refused)

    def silent(self, query: w.Query) -> w.Query:
        return Constant(query, 0.0)

    def word(self, name: str, term: str, weight: float) -> w.Query:
        return w.Term(name, term, boost=weight)

    def phrase(self, name: str, terms: Sequence[str], slop: int, weight: float) -> w.Query:
        return w.Phrase(name, list(terms), slop=slop, boost=weight)

    def prefix(self, name: str, prefix: str) -> w.Query:
        return Constant(w.Prefix(name, prefix), 1.0)

    def glob(self, name: str, pattern: str) -> w.Query:
        return Constant(Glob(name, pattern), 1.0)

    def fuzzy(self, name: str, text: str, distance: int) -> w.Query:
        return Constant(w.FuzzyTerm(name, text, maxdist=distance, prefixlength=0), 1.0)

    def regex(self, name: str, pattern: str) -> w.Query:
        return Constant(w.Regex(name, f"(?:{pattern})$"), 1.0)

    def placed(self, field: QueryField, node: Placed) -> w.Query:
        # The parser makes none for a schema of one's own, where only the analyzers know what stands where.
        return self.all([self.of(part) for part in placed_parts(node)])

    def length(self, name: str, low: int | None, high: int | None) -> w.Query:
        return self.nothing

    def numbers(self, name: str, low: int | None, high: int | None) -> w.Query:
        return w.NumericRange(name, low, high)

    def exists(self, name: str) -> w.Query:
        if isinstance(self.schema[name], NUMERIC):
            return w.NumericRange(name, None, None)
        return w.Every(name)

    def cased(self, name: str, field: QueryField, pattern: str) -> str:
        """A pattern in the case of the field's terms: lower case for a text, unchanged for other fields."""
        return pattern.lower() if field.kind == "whoosh" and isinstance(self.schema[name], TEXT) else pattern

    def dropped(self, part: Node) -> bool:
        """Whether the analyzers of the fields drop a word: a stop word, which is not required."""
        if not isinstance(part, (Word, Phrase, Exact)) or self.fields[part.field].kind != "whoosh":
            return False
        kinds = [self.schema[name] for name, _ in self.fields[part.field].words]
        return all(not kind.self_parsing() and not list(kind.process_text(part.text, mode="query")) for kind in kinds)

    def own_fuzzy(self, name: str, text: str, distance: int) -> w.Query:
        field = self.schema[name]
        if field.self_parsing():
            return w.NullQuery
        return self.fuzzy(name, next(iter(field.process_text(text, mode="query")), text), distance)

    def own_words(self, name: str, text: str, slop: int) -> w.Query:
        field = self.schema[name]
        if field.self_parsing():
            try:
                parsed: w.Query = field.parse_query(name, text)
            except Exception:  # Not a number or date: Whoosh raises errors of any class.
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
            except Exception:  # Whoosh raises errors of any class.
                return w.NullQuery
            return parsed
        return w.TermRange(name, node.low, node.high, node.low_excluded, node.high_excluded)
