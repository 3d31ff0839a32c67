"""Which Whoosh queries run natively, and as what.

The exact class of each node decides: a subclass may do anything, so it is not planned like its parent. A query without
a plan raises the reason, and runs on Whoosh's matchers over the same postings.

Scores: a word scores by the weighting. In a field without lengths (ID, NUMERIC, KEYWORD unless scorable) it scores its
frequency. A prefix, wildcard or fuzzy word scores its boost. Ranges and NOT only filter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from whoosh import query
from whoosh.fields import NUMERIC, Schema
from whoosh.query import Query

from searchkit import _native
from searchkit.whoosh_api.column_values import number_column, number_key
from searchkit.whoosh_api.corrected_queries import ConstantOf, Needing, range_score
from searchkit.whoosh_api.own_parts import is_whooshs
from searchkit.whoosh_api.queries import Constant, Glob, Without
from searchkit.whoosh_api.schema_layout import MANY_VALUES

Plan = _native.Query


class Unplanned(Exception):
    """A query has no native plan. The message says why."""


class Planner:
    """Plans for one schema. The reader is only used to find the words of patterns.

    ``finds_any`` returns whether a plan matches anything at all, which Otherwise depends on. With ``terms``, the caller
    wants to know which terms matched. A range of numbers has none natively.
    """

    def __init__(self, schema: Schema, reader: Any, finds_any: Callable[[Plan], bool], *, terms: bool = False) -> None:
        self.schema = schema
        self._reader = reader
        self._finds_any = finds_any
        self._terms = terms

    def plan(self, q: Query) -> Plan:
        """The native plan of a query. Raises Unplanned."""
        planned = _PLANS.get(type(q))
        if planned is None:
            raise Unplanned(f"{type(q).__name__} runs on Whoosh's matchers")
        try:
            return planned(self, q)
        except (Unplanned, RecursionError, MemoryError):
            raise
        except Exception as error:  # Whoosh decides whether to raise
            raise Unplanned(f"{type(q).__name__}: {error}") from error

    def _all(self, subqueries: Any) -> list[Plan]:
        return [self.plan(sub) for sub in subqueries]

    def _indexed(self, fieldname: str) -> bool:
        return fieldname in self.schema and self.schema[fieldname].format is not None

    def _textual(self, q: Any) -> None:
        if isinstance(self.schema[q.fieldname], NUMERIC):
            raise Unplanned(f"{type(q).__name__} in the numeric field {q.fieldname!r}")
        if not q.constantscore:
            raise Unplanned(f"{type(q).__name__} that scores each of its words")

    def _term(self, q: Any) -> Plan:
        if q.minquality is not None:
            raise Unplanned("Term with minquality")
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        field = self.schema[q.fieldname]
        try:
            text = field.to_bytes(q.text)
        except ValueError:
            return Plan.nothing()
        return self._word(q.fieldname, text, q.boost)

    def _word(self, fieldname: str, text: bytes, boost: float) -> Plan:
        return Plan.term(fieldname, text, boost)

    def _and(self, q: Any) -> Plan:
        if not q.subqueries:
            return Plan.nothing()
        return _boosted(Plan.all(self._all(q.subqueries)), q.boost)

    def _or(self, q: Any) -> Plan:
        if q.minmatch:
            raise Unplanned("Or with minmatch")
        if q.scale:
            raise Unplanned("Or with scale")
        if not q.subqueries:
            return Plan.nothing()
        return _boosted(Plan.any(self._all(q.subqueries)), q.boost)

    def _dismax(self, q: Any) -> Plan:
        if not q.subqueries:
            return Plan.nothing()
        return _boosted(Plan.best(self._all(q.subqueries), q.tiebreak), q.boost)

    def _not(self, q: Any) -> Plan:
        return Plan.no(self.plan(q.query))

    def _and_not(self, q: Any) -> Plan:
        return Plan.and_not(self.plan(q.a), self.plan(q.b))

    def _and_maybe(self, q: Any) -> Plan:
        return Plan.and_maybe(self.plan(q.a), self.plan(q.b))

    def _require(self, q: Any) -> Plan:
        return Plan.require(self.plan(q.a), self.plan(q.b))

    def _otherwise(self, q: Any) -> Plan:
        first = self.plan(q.a)
        return first if self._finds_any(first) else self.plan(q.b)

    def _phrase(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        field = self.schema[q.fieldname]
        if not field.format.supports("positions"):
            raise Unplanned(f"Phrase in field {q.fieldname!r}, which has no positions")
        if not q.words:
            return Plan.nothing()
        if not all(isinstance(word, (str, bytes)) for word in q.words):
            raise Unplanned("Phrase of parts that are not words")
        words = [field.to_bytes(word) for word in q.words]
        if len(words) == 1:
            return self._word(q.fieldname, words[0], q.boost)
        return Plan.phrase(q.fieldname, words, q.slop, q.boost)

    def _prefix(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        self._textual(q)
        if q.text == "":
            return Plan.exists(q.fieldname, q.boost)
        return Plan.prefix(q.fieldname, self.schema[q.fieldname].to_bytes(q.text), q.boost)

    def _wildcard(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        if q.text == "*":
            return Plan.exists(q.fieldname, q.boost)
        self._textual(q)
        if "[" in q.text and type(q) is not Glob:
            return self._words_of(q)
        return Plan.wildcard(q.fieldname, q.text, q.boost)

    def _regex(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        if q.text == ".*":
            return Plan.exists(q.fieldname, q.boost)
        self._textual(q)
        return self._words_of(q)

    def _words_of(self, q: Any) -> Plan:
        """The words that Whoosh finds for a pattern in the dictionaries."""
        return Plan.any_of(q.fieldname, [word for word in q._btexts(self._reader) if word], q.boost)

    def _variations(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        words = [self._word(q.fieldname, word, q.boost) for word in q._btexts(self._reader)]
        return Plan.any(words) if words else Plan.nothing()

    def _fuzzy(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        self._textual(q)
        if q.maxdist != int(q.maxdist) or q.maxdist < 0:
            raise Unplanned("FuzzyTerm with a fraction of an edit")
        return Plan.fuzzy(q.fieldname, q.text, int(q.maxdist), int(q.prefixlength), q.boost)

    def _term_range(self, q: Any) -> Plan:
        if not self._indexed(q.fieldname):
            return Plan.nothing()
        if not q.constantscore:
            raise Unplanned("TermRange that scores each of its words")
        field = self.schema[q.fieldname]
        if isinstance(field, NUMERIC) and not (isinstance(q.start, bytes) and isinstance(q.end, bytes)):
            raise Unplanned(f"TermRange in the numeric field {q.fieldname!r}")
        low = None if q.start in (None, "", b"") else field.to_bytes(q.start)
        high = None if q.end in (None, "", b"") else field.to_bytes(q.end)
        return Plan.term_range(q.fieldname, low, high, q.startexcl, q.endexcl, range_score(q))

    def _numeric_range(self, q: Any) -> Plan:
        if q.fieldname not in self.schema:
            raise Unplanned(f"there is no field {q.fieldname!r}")
        field = self.schema[q.fieldname]
        if not isinstance(field, NUMERIC):
            raise Unplanned(f"field {q.fieldname!r} is not numeric")
        if not is_whooshs(field):
            raise Unplanned(f"field {q.fieldname!r} is of a type of its own")
        if not q.constantscore:
            raise Unplanned("NumericRange that scores each of its terms")
        if self._terms:
            raise Unplanned("the terms of a NumericRange that match are found by Whoosh")
        low = None if q.start is None else number_key(field, q.start) + bool(q.startexcl)
        high = None if q.end is None else number_key(field, q.end) - bool(q.endexcl)
        if self._has_many(q.fieldname):
            compiled = q._compile_query(self._reader)
            return Plan.const(self.plan(compiled), range_score(q))
        if (low is not None and low > _GREATEST) or (high is not None and high < -_GREATEST - 1):
            return Plan.nothing()
        return Plan.range(number_column(q.fieldname), low, high, range_score(q))

    def _has_many(self, fieldname: str) -> bool:
        """Whether any document has several numbers in a field, of which the column has only the first."""
        for leaf, _ in self._reader.leaf_readers():
            names = leaf.native.field(MANY_VALUES)
            if names is not None and names.term(fieldname.encode()) is not None:
                return True
        return False

    def _every(self, q: Any) -> Plan:
        if q.fieldname is None:
            return Plan.every(q.boost)
        return Plan.exists(q.fieldname, q.boost) if self._indexed(q.fieldname) else Plan.nothing()

    def _constant(self, q: Any) -> Plan:
        return Plan.const(self.plan(q.child), q.score)

    def _nothing(self, q: Any) -> Plan:
        return Plan.nothing()


_GREATEST: Final = (1 << 63) - 1

_PLANS: Final[Mapping[type, Callable[[Planner, Any], Plan]]] = {
    query.Term: Planner._term,
    query.And: Planner._and,
    query.Or: Planner._or,
    query.DefaultOr: Planner._or,
    query.SplitOr: Planner._or,
    query.PreloadedOr: Planner._or,
    query.DisjunctionMax: Planner._dismax,
    query.Not: Planner._not,
    query.AndNot: Planner._and_not,
    query.AndMaybe: Planner._and_maybe,
    query.Require: Planner._require,
    query.Otherwise: Planner._otherwise,
    query.Phrase: Planner._phrase,
    query.Prefix: Planner._prefix,
    query.Wildcard: Planner._wildcard,
    query.Regex: Planner._regex,
    query.Variations: Planner._variations,
    query.FuzzyTerm: Planner._fuzzy,
    query.TermRange: Planner._term_range,
    query.NumericRange: Planner._numeric_range,
    query.DateRange: Planner._numeric_range,
    query.Every: Planner._every,
    query.ConstantScoreQuery: Planner._constant,
    type(query.NullQuery): Planner._nothing,
    Constant: Planner._constant,
    ConstantOf: Planner._constant,
    Without: Planner._and_not,
    Needing: Planner._require,
    Glob: Planner._wildcard,
}


def planned_classes() -> frozenset[type]:
    """The query classes that have native plans."""
    return frozenset(_PLANS)


def _boosted(plan: Plan, boost: float) -> Plan:
    return plan if boost == 1.0 else Plan.boosted(plan, boost)
