"""A query tree as queries that an engine runs. One traversal; each engine brings its own query constructors.

Filters, ranges and NOT add nothing to a score. Wildcards and fuzzy words add 1.0 per field.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from searchkit.base import light_datetime as dt
from searchkit.base.partial_date import month_iso
from searchkit.base.story_id import story_number
from searchkit.base.typing_names import Callable, Generic, Iterable, Sequence, TypeVar
from searchkit.query.fields import FieldTable, QueryField
from searchkit.query.tree import (
    Added,
    And,
    AtLeast,
    DateRange,
    Everything,
    Exact,
    Exists,
    First,
    Fuzzy,
    Like,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Placed,
    Regex,
    ValueRange,
    Wildcard,
    Word,
    WordCount,
)
from searchkit.query.tree import (
    Sequence as Phrasing,
)

Q = TypeVar("Q")
FieldLeaf = (
    Word
    | Exact
    | Phrase
    | Wildcard
    | Fuzzy
    | Regex
    | Placed
    | WordCount
    | DateRange
    | ValueRange
    | Exists
    | Like
    | Added
)


class Form(ABC, Generic[Q]):
    """Builds the queries of trees over the fields of an index. ``nothing`` is the query without matches."""

    nothing: Q

    def __init__(self, fields: FieldTable) -> None:
        self.fields = fields
        self.analysis = fields.analysis

    def of(self, node: Node) -> Q:
        """The query of a tree."""
        if type(node) is Word:
            return self.leaf(node)  # as most nodes are
        match node:
            case And(parts):
                return self.conjunction(parts)
            case Or(parts):
                return self.either(self.of(part) for part in parts)
            case Not(Everything()):
                return self.nothing
            case Not(part):
                return self.without(self.silent(self.every()), self.of(part))
            case Optional(part):
                return self.of(part)
            case Everything():
                return self.silent(self.every())
            case _:
                return self.leaf(node)

    def conjunction(self, parts: Sequence[Node]) -> Q:
        positive = [p for p in parts if not isinstance(p, (Not, Optional))]
        required = [self.of(p) for p in [p for p in positive if not self.dropped(p)] or positive]
        refused = [self.of(p.part) for p in parts if isinstance(p, Not)]
        if any(self.is_nothing(q) for q in required):
            return self.nothing
        wanted = self.all(required) if len(required) > 1 else required[0] if required else self.silent(self.every())
        return self.without(wanted, self.either(refused)) if refused else wanted

    def leaf(self, node: FieldLeaf) -> Q:
        return self.leaf_in(self.fields[node.field], node)

    def leaf_in(self, field: QueryField, node: FieldLeaf) -> Q:
        """The query of a leaf in a field."""
        match node:
            case Word(_, text):
                own = [self.words(name, text, self.form(field), 0, weight) for name, weight in field.words]
                return self.either((*own, self.within(field, text)))
            case Phrase(_, text, slop):
                own = [self.words(name, text, self.form(field), slop, weight) for name, weight in field.words]
                return self.either((*own, self.within(field, text)))
            case Exact(_, text) if field.kind == "text":
                return self.either(self.words(name, text, _as_is, 0, weight) for name, weight in field.exact)
            case Exact(_, text) if field.kind == "story":
                number = story_number(text)
                found = (self.numbers(name, number, number) for name, _ in field.words if number is not None)
                return self.silenced(self.either(found))
            case Exact(_, text):
                text = text if field.name == "id" or field.kind == "whoosh" else self.analysis.value(text)
                return self.silenced(self.either(self.word(name, text, 1.0) for name in field.values))
            case Wildcard(_, pattern):
                return self.wildcard(field, pattern)
            case Fuzzy(_, text, distance):
                names = field.exact or field.words
                text = self.analysis.fold(text) if field.kind == "names" else text
                own = [self.fuzzy(name, text, distance) for name, _ in names]
                return self.either(own + [self.silenced(self.fuzzy(name, text, distance)) for name in field.within])
            case Regex(_, pattern):
                return self.either(self.regex(name, pattern) for name, _ in field.exact or field.words)
            case Phrasing() | Near() | First() | AtLeast():
                return self.placed(field, node)
            case WordCount():
                return self.silenced(self.either(self.length(name, node.low, node.high) for name, _ in field.words))
            case DateRange(_, first, last) if field.kind == "mentions":
                ranges = zip(field.words, _step_ranges(first, last), strict=True)
                return self.silenced(
                    self.either(
                        self.value_range(name, ValueRange(node.field, low, high))
                        for (name, _), (low, high) in ranges
                        if low is None or high is None or low <= high
                    )
                )
            case DateRange(_, first, last):
                low, high = (name for name, _ in field.words)
                ends = [
                    self.numbers(low, first.toordinal() if first else None, None),
                    self.numbers(high, None, last.toordinal() if last else None),
                ]
                return self.silenced(self.all(ends))
            case ValueRange():
                return self.silenced(self.either(self.value_range(name, node) for name, _ in field.words))
            case Like():
                return self.alike(node)
            case Added():
                return self.added(field, node)
            case Exists():
                words = [name for name, _ in field.words]
                present = words[:1] if field.kind == "date" else field.values or words
                return self.silenced(self.either(self.exists(name) for name in present))

    def alike(self, node: Like) -> Q:
        """What is about the same as one article. Only an archive has articles."""
        return self.nothing

    def added(self, field: QueryField, node: Added) -> Q:
        """What has words that were added to a query. Only searches of articles add words."""
        return self.nothing

    def within(self, field: QueryField, text: str) -> Q:
        """What lies in the place with that whole name."""
        name = self.analysis.folded(text) if field.within else ""
        return self.silenced(self.either(self.word(index_field, name, 1.0) for index_field in field.within if name))

    def form(self, field: QueryField) -> Callable[[str], str]:
        return self.analysis.term if field.kind == "text" else self.analysis.fold

    def wildcard(self, field: QueryField, pattern: str) -> Q:
        whole = field.kind == "value" or (
            field.kind == "names" and any(not (c.isalnum() or c in "*?") for c in pattern)
        )
        if whole:
            names: Iterable[str] = field.values
            pattern = pattern if field.name == "id" else self.analysis.value(pattern)
        else:
            names = (name for name, _ in field.exact or field.words)
            pattern = self.analysis.fold(pattern) if field.kind == "names" else pattern
        found = [self.pattern(name, self.cased(name, field, pattern)) for name in names]
        if not whole:
            found += [self.silenced(self.pattern(name, pattern)) for name in field.within]
        return self.either(found)

    def words(self, name: str, text: str, form: Callable[[str], str], slop: int, weight: float) -> Q:
        """The words of ``text`` in order, in the index field ``name``. ``form`` makes terms. ``slop``: see run."""
        return self.run(name, [form(surface) for surface in self.analysis.query_surfaces(text)], slop, weight)

    def run(self, name: str, terms: Sequence[str], slop: int, weight: float) -> Q:
        """One term, or several in order, in the index field ``name``. ``weight`` multiplies the score.

        ``slop`` is the number of other words allowed between neighbours, as in the query tree (0: adjacent).
        """
        if not terms:
            return self.nothing
        if len(terms) == 1:
            if self.analysis.is_part(terms[0]):
                return self.prefix(name, terms[0])
            return self.word(name, terms[0], weight)
        return self.phrase(name, terms, slop + 1, weight)

    def pattern(self, name: str, pattern: str) -> Q:
        if pattern.endswith("*") and not any(c in "*?" for c in pattern[:-1]):
            return self.prefix(name, pattern[:-1])
        return self.glob(name, pattern)

    def either(self, queries: Iterable[Q]) -> Q:
        found = [q for q in queries if not self.is_nothing(q)]
        if not found:
            return self.nothing
        return found[0] if len(found) == 1 else self.any(found)

    def silenced(self, query: Q) -> Q:
        """The same matches with no score."""
        return query if self.is_nothing(query) else self.silent(query)

    def is_nothing(self, query: Q) -> bool:
        return query == self.nothing

    def dropped(self, part: Node) -> bool:
        """Whether analysis drops a word: a stop word, which is not required."""
        return False

    def cased(self, name: str, field: QueryField, pattern: str) -> str:
        """A pattern in the case of the field's terms."""
        return pattern

    @abstractmethod
    def every(self) -> Q: ...

    @abstractmethod
    def all(self, parts: Sequence[Q]) -> Q: ...

    @abstractmethod
    def any(self, parts: Sequence[Q]) -> Q: ...

    @abstractmethod
    def without(self, wanted: Q, refused: Q) -> Q: ...

    @abstractmethod
    def silent(self, query: Q) -> Q: ...

    @abstractmethod
    def word(self, name: str, term: str, weight: float) -> Q: ...

    @abstractmethod
    def phrase(self, name: str, terms: Sequence[str], slop: int, weight: float) -> Q:
        """Terms in order. ``slop`` is the largest distance between neighbours, as in engine queries (1: adjacent).

        That is one more than ``slop`` in the query tree, where 0 is adjacent. ``name`` is an index field, and
        ``weight`` multiplies the score.
        """

    @abstractmethod
    def prefix(self, name: str, prefix: str) -> Q: ...

    @abstractmethod
    def glob(self, name: str, pattern: str) -> Q: ...

    @abstractmethod
    def fuzzy(self, name: str, text: str, distance: int) -> Q: ...

    @abstractmethod
    def regex(self, name: str, pattern: str) -> Q: ...

    @abstractmethod
    def placed(self, field: QueryField, node: Placed) -> Q:
        """The query of what asks where in a text something stands."""

    @abstractmethod
    def length(self, name: str, low: int | None, high: int | None) -> Q:
        """The documents whose field has so many words."""

    @abstractmethod
    def numbers(self, name: str, low: int | None, high: int | None) -> Q: ...

    @abstractmethod
    def value_range(self, name: str, node: ValueRange) -> Q: ...

    @abstractmethod
    def exists(self, name: str) -> Q: ...


def _step_ranges(first: dt.date | None, last: dt.date | None) -> list[tuple[str | None, str | None]]:
    """The days, months and years that lie wholly between two days, as ISO texts. Both ends are included."""
    low: tuple[str | None, ...] = (None, None, None)
    high: tuple[str | None, ...] = (None, None, None)
    if first is not None:
        month = first.year * 12 + first.month - 1 + (first.day > 1)
        low = (first.isoformat(), month_iso(month), f"{first.year + ((first.month, first.day) > (1, 1)):04d}")
    if last is not None and last < dt.date.max:
        after = last + dt.timedelta(1)
        high = (last.isoformat(), month_iso(after.year * 12 + after.month - 2), f"{after.year - 1:04d}")
    return list(zip(low, high, strict=True))


def _as_is(surface: str) -> str:
    return surface
