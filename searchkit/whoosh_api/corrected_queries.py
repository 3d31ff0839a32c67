"""Whoosh queries that run on Whoosh's matchers, without these bugs of Whoosh 2.7.4:

Require                 returned the documents that lack the required part
AndNot                  did not exclude its first document
ConstantScoreQuery      lost its constant if terms are recorded, and took 0.0 for 1.0
WeightingQuery          ignored its weighting
Not, ColumnQuery        returned deleted documents, too
NestedParent            ended at a child without a parent
NestedChildren          took the next parent for a child of a parent that has none, and repeated documents
SplitOr, ColumnQuery    failed if scores are needed
And, Or, DisMax         failed for parts that cannot estimate their size (spans)
SpanNot                 failed in a segment where nothing matches what it excludes
Or in spans             failed if it has three parts or more
Or                      lost matches that score 0.0 if it adds up scores in an array
NOT and ranges          added 1.0 to the score of each match; here they only filter
prefixes, wildcards     had other scores in large segments than in small ones; here always their boost
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import Any

from whoosh import query
from whoosh.matching import FilterMatcher, ListMatcher, Matcher, NullMatcher, WrappingMatcher
from whoosh.query import Query

from searchkit.whoosh_api.corrected_spans import with_spans
from searchkit.whoosh_api.queries import Constant, Without


class Needing(query.Require):
    """The matches of ``a`` that also match ``b``, scored by ``a``."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        needed = frozenset(self.b.matcher(searcher, searcher.boolean_context()).all_ids())
        return FilterMatcher(self.a.matcher(searcher, context), needed) if needed else NullMatcher()


class Lacking(query.Not):
    """Every live document that does not match, scoring nothing."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        reader = searcher.reader()
        lost = frozenset(self.query.matcher(searcher, searcher.boolean_context()).all_ids())
        found = array("I", (docnum for docnum in reader.all_doc_ids() if docnum not in lost))
        return Known(found, array("f", bytes(4 * len(found)))) if found else NullMatcher()


class ConstantOf(Constant):
    """Every match of the wrapped query has the same score. The matched terms are still known."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        if context is not None and context.needs_current:
            return _SameScore(self.child.matcher(searcher, context), self.score)
        return super().matcher(searcher, context)


class _SameScore(WrappingMatcher):
    def __init__(self, child: Matcher, score: float) -> None:
        super().__init__(child)
        self._score = score

    def _replacement(self, newchild: Matcher) -> _SameScore:
        return _SameScore(newchild, self._score)

    def copy(self) -> _SameScore:
        return _SameScore(self.child.copy(), self._score)

    def score(self) -> float:
        return self._score

    def supports_block_quality(self) -> bool:
        return False

    def weight(self) -> float:
        return self._score


class WeightedBy(query.WeightingQuery):
    """The wrapped query scored by a weighting of its own."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        return self.child.matcher(searcher, (context or searcher.context()).set(weighting=self.weighting))


class Scored(Query):
    """Matches of a query that ran natively, as (document, score) for each leaf searcher."""

    def __init__(self, original: Query, run: Callable[[Any], tuple[array[int], array[float]]]) -> None:
        self.original = original
        self._run = run

    def __repr__(self) -> str:
        return f"Scored({self.original!r})"

    def __hash__(self) -> int:
        return hash(self.original)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scored) and self.original == other.original

    def is_leaf(self) -> bool:
        return True

    def field(self) -> Any:
        return self.original.field()

    def estimate_size(self, ixreader: Any) -> Any:
        return self.original.estimate_size(ixreader)

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        docs, scores = self._run(searcher)
        return Known(docs, scores) if docs else NullMatcher()


class Known(ListMatcher):
    """Documents and their scores, as lists."""

    def __init__(self, docs: array[int], scores: array[float], position: int = 0) -> None:
        super().__init__(docs, scores, position=position)

    def copy(self) -> Known:
        return Known(self._ids, self._weights, self._i)

    def supports_block_quality(self) -> bool:
        return False


class ParentsOf(query.NestedParent):
    """The documents of ``parents`` with a match of the wrapped query, at themselves or before the next parent."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        parents = searcher._filter_to_comb(self.parents)
        found: dict[int, list[float]] = {}
        child = self.child.matcher(searcher, context)
        while child.is_active():
            parent = parents.before(child.id() + 1)
            if parent is not None:  # else it is before the first parent
                scores = found.setdefault(parent, [])
                if not self.per_parent_limit or len(scores) < self.per_parent_limit:
                    scores.append(child.score())
            child.next()
        if not found:
            return NullMatcher()
        return Known(array("I", found), array("f", (self.score_fn(scores) for scores in found.values())))

    def deletion_docs(self, searcher: Any) -> Iterator[int]:
        parents = searcher._filter_to_comb(self.parents)
        for parent in self.matcher(searcher, searcher.boolean_context()).all_ids():
            after = parents.after(parent)
            yield from range(parent, searcher.doc_count_all() if after is None else after)


class ChildrenOf(query.NestedChildren):
    """The documents between each parent that the wrapped query matches and the next of ``parents``."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        parents = searcher._filter_to_comb(self.parents)
        is_deleted = searcher.reader().is_deleted
        docs, scores = array("I"), array("f")
        wanted = self.child.matcher(searcher, context)
        while wanted.is_active():
            parent = wanted.id()
            if parent in parents:
                after = parents.after(parent)
                for docnum in range(parent + 1, searcher.doc_count_all() if after is None else after):
                    if not is_deleted(docnum):
                        docs.append(docnum)
                        scores.append(wanted.score() * self.boost)
            wanted.next()
        return Known(docs, scores) if docs else NullMatcher()


class Sized(query.WrappingQuery):
    """A query that cannot estimate its number of matches, with an estimate: compound queries need one."""

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count())

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0


class Live(Sized):
    """The matches of the wrapped query that are not deleted."""

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        reader = searcher.reader()
        found = self.child.matcher(searcher, context)
        if not reader.has_deletions():
            return found
        return FilterMatcher(found, _Deleted(reader), exclude=True)


class _Deleted:
    """The deleted documents of a reader. It asks the reader about each document and builds no set."""

    def __init__(self, reader: Any) -> None:
        self._is_deleted = reader.is_deleted

    def __contains__(self, docnum: object, /) -> bool:
        return bool(self._is_deleted(docnum))


def _sized(q: Query) -> Query:
    """The query itself, or one that can estimate its size."""
    return Sized(q) if type(q).estimate_size in _UNSIZED else q


# SpanNear2 has an estimate, but it raises NameError.
_UNSIZED = (Query.estimate_size, query.SpanNear2.estimate_size)
_RANGES = (query.NumericRange, query.DateRange, query.TermRange)
_UNIONS = (query.Or, query.DefaultOr, query.SplitOr, query.PreloadedOr)
_PATTERNS = (query.Prefix, query.Wildcard, query.Regex, query.FuzzyTerm)


def corrected(q: Query) -> Query:
    """The query without Whoosh's bugs. The same object if it needs no change."""
    kind = type(q)
    if kind is query.Require:
        return Needing(corrected(q.a), corrected(q.b))
    if kind is query.AndNot:
        return Without(corrected(q.a), corrected(q.b))
    if kind is query.ConstantScoreQuery:
        return ConstantOf(corrected(q.child), q.score)
    if kind is query.WeightingQuery:
        return WeightedBy(corrected(q.child), q.weighting)
    if kind is query.Not:
        return Lacking(corrected(q.query))
    if kind in _RANGES:
        return ConstantOf(q, range_score(q)) if q.constantscore else q
    if kind in _PATTERNS:
        return ConstantOf(q, q.boost) if q.constantscore else q
    if kind is query.ColumnQuery:
        return ConstantOf(Live(q), 1.0)
    if kind in _UNIONS:
        return _union(q, corrected)
    if kind is query.And:
        return query.And([corrected(sub) for sub in q.subqueries], q.boost)
    if kind is query.DisjunctionMax:
        return query.DisjunctionMax([corrected(sub) for sub in q.subqueries], q.boost, q.tiebreak)
    if kind in (query.AndMaybe, query.Otherwise):
        return kind(corrected(q.a), corrected(q.b))
    if kind is query.NestedParent:
        return ParentsOf(q.parents, corrected(q.child), q.per_parent_limit, q.score_fn)
    if kind is query.NestedChildren:
        return ChildrenOf(q.parents, corrected(q.child), q.boost)
    return _in_spans(q) if isinstance(q, query.SpanQuery) else _sized(q)


def _union(q: Any, part: Callable[[Query], Query]) -> Query:
    """An Or that keeps its matchers, so that scores of 0.0 and spans are not lost."""
    made = query.Or([part(sub) for sub in q.subqueries], q.boost, scale=getattr(q, "scale", None))
    made.matcher_type = query.Or.DEFAULT_MATCHER
    return made


def _in_spans(q: Any) -> Query:
    """A span query or a part of one. Its other parts stay as they are: their spans are needed, not their scores."""
    if type(q) in _UNIONS:
        return _union(q, _in_spans)
    if type(q) is query.And:
        return query.And([_in_spans(sub) for sub in q.subqueries], q.boost)
    made = with_spans(q, _in_spans)
    return _sized(q if made is None else made)


def range_score(q: Any) -> float:
    """The score of a range: 0.0 unless it has a boost of its own."""
    return 0.0 if q.boost == 1.0 else float(q.boost)
