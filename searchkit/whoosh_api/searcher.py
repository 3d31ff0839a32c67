"""Whoosh's searcher: it runs natively what has a plan, and the rest on Whoosh's matchers.

``results.plan`` says how a query ran: "native", "mixed" or "whoosh". A search is mixed if Whoosh's collectors processed
native matches, or if a part of the query has no plan. ``results.why`` is the reason if it was not native.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from whoosh import query, sorting
from whoosh.collectors import FilterCollector
from whoosh.columns import typecode_max, typecode_min
from whoosh.idsets import BitSet, DocIdSet
from whoosh.query import Query
from whoosh.reading import IndexReader
from whoosh.searching import Results, ResultsPage, Searcher

from searchkit import _native
from searchkit.engine.native_errors import native_errors_as_ours
from searchkit.engine.plan import Path, Plan
from searchkit.engine.search import PlanSearcher, SortKey
from searchkit.whoosh_api.collapsed import Collapsed
from searchkit.whoosh_api.column_values import column_coding, sortable_column
from searchkit.whoosh_api.corrected_queries import Scored, corrected
from searchkit.whoosh_api.every_match import at_every_match
from searchkit.whoosh_api.planner import Planner, Unplanned
from searchkit.whoosh_api.reader import NativeReader
from searchkit.whoosh_api.scoring import Bm25, native_weighting

_Scored = tuple["array[int]", "array[float]"]
# Options of a search that Whoosh's collectors handle.
_COLLAPSING: Final = ("collapse", "collapse_limit", "collapse_order")
_COLLECTED: Final = {"groupedby": "grouping", "collapse": "collapsing", "maptype": "a map of groups"}


class NativeSearcher(Searcher):
    """Whoosh's searcher over native segments."""

    def __init__(
        self,
        reader: IndexReader,
        weighting: Any = Bm25,
        closereader: bool = True,
        fromindex: Any = None,
        parent: Searcher | None = None,
    ) -> None:
        super().__init__(reader, weighting, closereader, fromindex, parent)
        self._plan_searcher: PlanSearcher | None = None

    def weight(self, fieldname: str, text: str | bytes) -> float:
        """The occurrences of a term. Whoosh's DFree needs it, but Whoosh has no such method."""
        return float(self.ixreader.frequency(fieldname, text))

    def refresh(self) -> NativeSearcher:
        """A searcher of the latest commit: this one if it is up to date, else a new one, and this one is closed."""
        if not self._ix:
            raise Exception("No reference to index")
        if self._ix.latest_generation() == self.reader().generation():
            return self
        fresh = self.__class__(self._ix.reader(), fromindex=self._ix, weighting=self.weighting)
        if not self.is_closed:
            self.close()
        return fresh

    # --- Searching

    def search(self, q: Query, **kwargs: Any) -> Results:
        """Run a query. ``kwargs`` are those of Whoosh's ``Searcher.search``.

        Raises ValueError for a limit below 1, IndexDamaged, and Whoosh's errors for queries that it cannot run.
        """
        limit = kwargs.get("limit", 10)
        if limit is not None and limit < 1:
            raise ValueError("limit must be >= 1")
        with native_errors_as_ours():
            return self._search(q, kwargs)

    def _search(self, q: Query, kwargs: dict[str, Any]) -> Results:
        results: Results
        try:
            plan = self._plan(q, terms=bool(kwargs.get("terms")))
        except Unplanned as error:
            results = self._without_plan(q, kwargs, str(error))
        else:
            try:
                results = self._natively(q, plan, **kwargs)
                results.plan, results.why = "native", ""
            except Unplanned as error:
                if kwargs.get("terms") or self._weighting(kwargs.get("sortedby"), kwargs.get("scored", True)) is None:
                    results = self._collected(corrected(q), kwargs)
                    results.plan = "whoosh"
                else:
                    results = self._collected(self._known(q, plan), kwargs)
                    results.plan = "mixed"
                results.why = str(error)
        results.q = q
        return results

    def plan_of(self, q: Query) -> Plan:
        """How a query runs: its native plan or, if it has none, all its matches with their scores."""
        try:
            return Plan(self._plan(q))
        except Unplanned as error:
            found = self._without_plan(q, {"limit": None}, str(error))
        scores = {docnum: score if score is not None else 0.0 for score, docnum in found.top_n}
        path: Path = "mixed" if found.plan == "mixed" else "whoosh"
        return Plan(_native.Query.docs(sorted(scores)), scores, path, found.why)

    def _without_plan(self, q: Query, kwargs: Mapping[str, Any], why: str) -> Results:
        """The results of a query without a plan. Its parts that have one run natively. ``why`` is the reason.

        If the caller wants to know which terms matched, all of it runs on Whoosh's matchers, which know them.
        """
        prepared = corrected(q) if kwargs.get("terms") else self._partly(q)
        results = self._collected(prepared, kwargs)
        results.plan, results.why = ("mixed" if _has_known(prepared) else "whoosh"), why
        return results

    def search_with_collector(self, q: Query, collector: Any, context: Any = None) -> None:
        """Run a query with any Whoosh collector, on Whoosh's matchers."""
        with native_errors_as_ours():
            super().search_with_collector(corrected(q), at_every_match(collector), context)

    def docs_for_query(self, q: Query, for_deletion: bool = False) -> Iterator[int]:
        """The numbers of the documents that match, in order."""
        with native_errors_as_ours():
            if not for_deletion:
                try:
                    return iter(self._run.matches(self._plan(q))[0])
                except Unplanned:
                    pass
            return iter(list(super().docs_for_query(corrected(q), for_deletion)))

    def collector(self, limit: int | None = 10, filter: Any = None, mask: Any = None, **kwargs: Any) -> Any:
        """A collector for the options of a search. An empty filter excludes everything."""
        collector = super().collector(limit=limit, **kwargs)
        if filter is not None or mask is not None:
            collector = StrictFilterCollector(collector, filter, mask)
        return collector

    def _collected(self, q: Query, kwargs: Mapping[str, Any]) -> Results:
        """Search on Whoosh's matchers alone."""
        options, collapsed = dict(kwargs), None
        if options.get("collapse") is not None:
            collapsed = self._collapsed(q, kwargs)
            options = {name: value for name, value in options.items() if name not in _COLLAPSING}
            options.update(filter=collapsed.kept, mask=None)
        collector = self.collector(**options)
        super().search_with_collector(q, at_every_match(collector))
        results: Results = collector.results()
        if collapsed is not None:
            results.collapsed_counts = collapsed.counts
        limit = kwargs.get("limit", 10)
        if limit is not None:  # Whoosh forgets it if it groups or reverses
            del results.top_n[limit:]
        return results

    def _collapsed(self, q: Query, kwargs: Mapping[str, Any]) -> Collapsed:
        """What is left of the matches if they are collapsed."""
        options = {name: kwargs[name] for name in ("sortedby", "reverse", "scored") if name in kwargs}
        if not options.get("scored", True) and not options.get("sortedby"):
            options["sortedby"] = sorting.FunctionFacet(lambda searcher, docnum: docnum)
        found = Collapsed(
            super().collector(limit=None, **options),
            kwargs["collapse"],
            kwargs.get("collapse_limit", 1),
            kwargs.get("collapse_order"),
        )
        filtered = StrictFilterCollector(found, kwargs.get("filter"), kwargs.get("mask"))
        super().search_with_collector(q, at_every_match(filtered))
        return found

    # --- Natively

    @property
    def _run(self) -> PlanSearcher:
        if self._plan_searcher is None:
            self._plan_searcher = PlanSearcher([reader.leaf for reader in self._native_leaves()])
        return self._plan_searcher

    def _native_leaves(self) -> list[NativeReader]:
        leaves: list[NativeReader] = []
        for leaf, _ in self.ixreader.leaf_readers():
            if isinstance(leaf, NativeReader):
                leaves.append(leaf)
            elif leaf.doc_count_all():
                raise Unplanned("some documents are not in native segments")
        return leaves

    def _plan(self, q: Query, *, terms: bool = False) -> _native.Query:
        self._native_leaves()
        return Planner(self.schema, self.ixreader, lambda plan: self._run.count(plan) > 0, terms=terms).plan(q)

    def _weighting(self, sortedby: Any, scored: bool) -> _native.Weighting | None:
        if sortedby is None and not scored:
            return _native.Weighting()
        return native_weighting(self.weighting, self.schema)

    def _natively(
        self,
        q: Query,
        plan: _native.Query,
        limit: int | None = 10,
        scored: bool = True,
        sortedby: Any = None,
        reverse: bool = False,
        filter: Any = None,
        mask: Any = None,
        terms: bool = False,
        **options: Any,
    ) -> Results:
        for name, what in _COLLECTED.items():
            if options.pop(name, None) is not None:
                raise Unplanned(f"{what} is done by Whoosh's collectors")
        keys = self._sort_keys(sortedby, reverse, scored)
        weighting = self._weighting(sortedby, scored)
        if weighting is None:
            raise Unplanned(f"{type(self.weighting).__name__} is scored by Whoosh")
        allowed, refused = self._filter_plan(filter), self._filter_plan(mask)
        found = self._run.search(plan, limit=limit, sort=keys, filter=allowed, mask=refused, weighting=weighting)
        total, top = found.total, [(score, docnum) for docnum, score in found.hits]

        def all_ids() -> array[int]:
            whole = plan if allowed is None else _native.Query.require(plan, allowed)
            whole = whole if refused is None else _native.Query.and_not(whole, refused)
            return self._run.matches(whole)[0]

        results = NativeResults(self, q, top)
        results.collector = _Counted(total, all_ids)
        if allowed is not None or refused is not None:
            results.allowed, results.restricted = filter, mask
            results.unfiltered = lambda: self._run.count(plan)
        if terms:
            results.record_terms(self._run.matching_terms(plan, [docnum for _, docnum in top]))
        return results

    def _sort_keys(self, sortedby: Any, reverse: bool, scored: bool) -> list[SortKey]:
        if sortedby is None or sortedby == [] or sortedby == ():
            keys = [SortKey("score", descending=True)] if scored else [SortKey("doc")]
        else:
            keys = [self._sort_key(facet) for facet in _facets(sortedby)]
        if reverse:
            keys = [SortKey(k.by, k.column, not k.descending, not k.missing_last) for k in keys]
            keys.append(SortKey("doc", descending=True))
        return keys if reverse or sortedby or not scored else []

    def _sort_key(self, facet: Any) -> SortKey:
        if type(facet) is sorting.ScoreFacet:
            return SortKey("score", descending=True)
        if type(facet) is not sorting.FieldFacet:
            raise Unplanned(f"{type(facet).__name__} is sorted by Whoosh's collectors")
        field = self.schema[facet.fieldname] if facet.fieldname in self.schema else None
        if field is None or field.column_type is None:
            raise Unplanned(f"field {facet.fieldname!r} has no column to sort by")
        how = column_coding(field.column_type)
        missing_last = False
        if how.numeric:
            code = getattr(field.column_type, "_typecode", None)
            if code is not None and how.default == typecode_max.get(code):
                missing_last = True
            elif code is not None and how.default != typecode_min.get(code):
                raise Unplanned(f"documents without {facet.fieldname!r} come among the others")
        elif how.default != b"":
            raise Unplanned(f"documents without {facet.fieldname!r} come among the others")
        by = "number" if how.numeric else "keyword"
        return SortKey(by, sortable_column(facet.fieldname), bool(facet.reverse), missing_last ^ bool(facet.reverse))

    def _filter_plan(self, given: Any) -> _native.Query | None:
        if given is None:
            return None
        if isinstance(given, Query):
            try:
                return self._plan(given)
            except Unplanned:
                pass
        return _native.Query.docs(sorted(self._filter_to_comb(given)))

    def _filter_to_comb(self, obj: Any) -> Any:
        if obj is None or isinstance(obj, (set, frozenset, DocIdSet)):
            return obj
        if isinstance(obj, ResultsPage):
            return obj.results.docs()
        if isinstance(obj, Results):
            return obj.docs()
        if isinstance(obj, Query):
            return BitSet(self.docs_for_query(obj), size=self.doc_count_all())
        if isinstance(obj, (list, tuple)):
            return set(obj)
        raise TypeError(f"Don't know what to do with filter object {obj!r}")

    # --- Partly natively

    def _known(self, q: Query, plan: _native.Query) -> Scored:
        """A query as its matches, which are found natively when the first leaf needs them."""
        found: list[_Scored] = []
        weighting = native_weighting(self.weighting, self.schema)

        def run(searcher: Any) -> _Scored:
            if not found:
                found.append(self._run.matches(plan, weighting))
            base = 0 if searcher is self else self._offset_for_subsearcher(searcher)
            return _part_of(*found[0], base, searcher.doc_count_all())

        return Scored(q, run)

    def _partly(self, q: Query) -> Query:
        """A query without a plan. Its parts that have a plan are replaced by their matches."""
        if native_weighting(self.weighting, self.schema) is None:
            return corrected(q)

        def part(sub: Query) -> Query:
            if type(sub) is query.Term:  # its postings are native on Whoosh's matchers, too
                return sub
            try:
                return self._known(sub, self._plan(sub))
            except Unplanned:
                return divided(sub)

        def divided(whole: Query) -> Query:
            kind = type(whole)
            if kind in (query.And, query.Or, query.DisjunctionMax, query.AndMaybe, query.AndNot, query.Require):
                made = _with_parts(whole, part)
                return corrected(made)
            return corrected(whole)

        return divided(q)


class StrictFilterCollector(FilterCollector):
    """Whoosh's filter of results, but an empty set is a filter, too."""

    def prepare(self, top_searcher: Searcher, q: Query, context: Any) -> None:
        self.child.prepare(top_searcher, q, context)
        self._allow = top_searcher._filter_to_comb(self.allow)
        self._restrict = top_searcher._filter_to_comb(self.restrict)
        self.filtered_count = 0

    def all_ids(self) -> Iterator[int]:
        for docnum in self.child.all_ids():
            if self._allow is not None and docnum not in self._allow:
                continue
            if self._restrict is not None and docnum in self._restrict:
                continue
            yield docnum

    def count(self) -> int:
        return sum(1 for _ in self.all_ids())


class NativeResults(Results):
    """Whoosh's results of a native search. Their length is always known."""

    unfiltered: Callable[[], int] | None = None

    def record_terms(self, found: Sequence[Sequence[tuple[str, bytes]]]) -> None:
        """Keep which terms each hit has."""
        self.docterms: dict[int, list[tuple[str, bytes]]] = {}
        self.termdocs: dict[tuple[str, bytes], array[int]] = {}
        for (_, docnum), terms in zip(self.top_n, found, strict=True):
            self.docterms[docnum] = list(terms)
            for term in terms:
                self.termdocs.setdefault(term, array("I")).append(docnum)

    @property
    def filtered_count(self) -> int:
        """How many matches the filter and the mask removed."""
        return 0 if self.unfiltered is None else self.unfiltered() - len(self)


class _Counted:
    """What Whoosh's results need of their collector."""

    def __init__(self, total: int, all_ids: Callable[[], array[int]]) -> None:
        self._total = total
        self.all_ids = all_ids

    def count(self) -> int:
        return self._total

    def computes_count(self) -> bool:
        return True


def _part_of(docs: array[int], scores: array[float], base: int, count: int) -> _Scored:
    """The matches in one leaf, with its own document numbers (less ``base``, of ``count`` documents)."""
    start, end = bisect_left(docs, base), bisect_left(docs, base + count)
    return array("I", (doc - base for doc in docs[start:end])), scores[start:end]


def _facets(sortedby: Any) -> list[Any]:
    """The facets that sort the hits, read from ``sortedby`` as Whoosh does."""
    if type(sortedby) is sorting.MultiFacet:
        return [facet for part in sortedby.facets for facet in _facets(part)]
    if isinstance(sortedby, sorting.FacetType):
        return [sortedby]
    return _facets(sorting.MultiFacet.from_sortedby(sortedby))


def _with_parts(q: Any, part: Callable[[Query], Query]) -> Query:
    made: Query
    if isinstance(q, query.BinaryQuery):
        made = type(q)(part(q.a), part(q.b))
    elif type(q) is query.Or:
        made = query.Or([part(sub) for sub in q.subqueries], q.boost, scale=q.scale)
    elif type(q) is query.DisjunctionMax:
        made = query.DisjunctionMax([part(sub) for sub in q.subqueries], q.boost, q.tiebreak)
    else:
        made = query.And([part(sub) for sub in q.subqueries], q.boost)
    return made


def _has_known(q: Query) -> bool:
    return isinstance(q, Scored) or any(_has_known(child) for child in q.children())
