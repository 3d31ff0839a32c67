"""A reader of one commit: runs native plans and returns stored fields, facets and the terms of fields.

A snapshot sees its commit while it is open, whatever writers do. Several threads may use it at once.
"""

from __future__ import annotations

from itertools import takewhile

from searchkit import _native
from searchkit.base.light_contextlib import contextmanager
from searchkit.base.typing_names import TYPE_CHECKING, Any, Iterator, Sequence
from searchkit.engine.native_errors import DAMAGE_HINT, query_errors_as_ours, with_our_errors
from searchkit.engine.search import CountRequest, Counts, Found, PlanSearcher, SortKey, StoredDocument, TimelineRequest
from searchkit.engine.segment_terms import segment_terms
from searchkit.engine.store import Commit, Store, open_commit
from searchkit.errors import IndexDamaged, IndexProblem

if TYPE_CHECKING:
    from searchkit.base.term_count import TermCount

__all__ = ["CountRequest", "Counts", "Found", "Snapshot", "SortKey"]


class Snapshot:
    """One commit of a store, open for reading until :meth:`close`. Raises IndexDamaged or IndexMissing.

    ``weighting`` is the ranking formula. None is BM25 for every field.
    """

    def __init__(self, store: Store, weighting: _native.Weighting | None = None) -> None:
        commit = open_commit(store)
        self.commit: Commit = commit
        self.revision = commit.revision
        self._layout = store.layout
        self._searcher: PlanSearcher | None = PlanSearcher(commit.leaves, weighting)

    def require_field(self, name: str) -> None:
        """Raise IndexDamaged if a segment with documents lacks a field that all have."""
        for path, (segment, _) in zip(self.commit.files, self.commit.leaves, strict=False):
            if segment.doc_count and segment.field(name) is None:
                raise IndexDamaged(f"{path} is damaged: it has no field {name!r}", hint=DAMAGE_HINT)

    def __len__(self) -> int:
        """How many documents there are."""
        return self._open.live_count

    @property
    def _open(self) -> PlanSearcher:
        searcher = self._searcher
        if searcher is None:
            raise IndexProblem("the index was closed, or refreshed since this search", hint="search again")
        return searcher

    def search(
        self,
        query: _native.Query,
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sequence[SortKey] = (),
        facets: Sequence[CountRequest] = (),
        timelines: Sequence[TimelineRequest] = (),
        group: tuple[str, str] | None = None,
        stop: _native.Stop | None = None,
        time_limit: float | None = None,
    ) -> Found:
        """The matches of a plan: their exact number, a page of them, and counts over all of them.

        The parameters (``limit``, ``facets``, ``timelines``, ``group``) are those of :meth:`PlanSearcher.search`.
        ``time_limit`` is in seconds. Raises SearchStopped, UsageError or IndexDamaged.
        """
        return self._open.search(
            query,
            limit=limit,
            offset=offset,
            sort=sort,
            facets=facets,
            timelines=timelines,
            group=group,
            stop=stop,
            time_limit=time_limit,
        )

    def explain(
        self, query: _native.Query, docnum: int, stop: _native.Stop | None = None
    ) -> tuple[str, float, tuple[Any, ...]] | None:
        """Why a document has its score, as a tree of (what, value, parts). None if it does not match.

        ``stop`` ends it with SearchStopped.
        """
        return self._open.explain(query, docnum, stop)

    @with_our_errors
    def stored(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document."""
        _ = self._open
        segment, local = self._place(docnum)
        return self.fields_in(segment.stored(local), docnum)

    def fields_in(self, data: bytes, docnum: int) -> dict[str, Any]:
        """The stored fields of a document, of its stored bytes."""
        try:
            return self._layout.stored(data)
        except IndexDamaged as error:
            raise self.damage(error.message, docnum) from error

    def documents(
        self, docnums: Sequence[int], columns: Sequence[str], keyword: str, most: int = 0
    ) -> list[StoredDocument | None]:
        """What is stored of several documents; see :meth:`PlanSearcher.documents`."""
        return self._open.documents(docnums, columns, keyword, most)

    def require_open(self) -> None:
        """Raise IndexProblem if the files are closed."""
        _ = self._open

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        """The terms of a field that begin with ``prefix``, in order."""
        from searchkit.base.term_count import TermCount  # most searches do without

        start = prefix.encode(errors="replace")
        counts: dict[bytes, int] = {}
        with self._reading():
            for segment, _ in self.commit.leaves:
                for term, documents in takewhile(
                    lambda found: found[0].startswith(start), segment_terms(segment, field, start)
                ):
                    counts[term] = counts.get(term, 0) + documents
        return [TermCount(term.decode(errors="replace"), counts[term]) for term in sorted(counts)]

    @property
    def doc_count(self) -> int:
        """How many documents there are, including deleted ones that no merge has removed yet."""
        return sum(segment.doc_count for segment, _ in self.commit.leaves)

    def doc_frequency(self, field: str, term: str) -> int:
        """How many of ``doc_count`` documents have a term."""
        return self._open.doc_frequency(field, term.encode(errors="replace"))

    def values(self, field: str) -> list[str]:
        """All terms of a field, in no particular order."""
        with self._reading():
            found = {term for segment, _ in self.commit.leaves for term, _ in segment_terms(segment, field)}
        return [term.decode(errors="replace") for term in found]

    def query_terms(self, query: _native.Query) -> dict[str, set[str]]:
        """The terms of each field that a plan looks for. Wildcards become their words."""
        found = self._open.expand(query)
        return {name: {term.decode(errors="replace") for term in terms} for name, terms in found.items()}

    def damage(self, what: str, docnum: int | None = None) -> IndexDamaged:
        """The error for a value that no segment may hold. It names the damaged files: those that fail their checksums.

        Where all checksums fit, any segment may be meant, and all are named. ``docnum`` is the document that has the
        value, if it is known: then its segment is named.
        """
        if docnum is not None:
            segment, _ = self._place(docnum)
            at = next(at for at, (each, _) in enumerate(self.commit.leaves) if each is segment)
            return IndexDamaged(f"{self.commit.files[at]} is damaged: {what}", hint=DAMAGE_HINT)
        with self._reading():
            found = [
                str(path)
                for path, (segment, _) in zip(self.commit.files, self.commit.leaves, strict=False)
                if segment.verify()
            ]
        files = ", ".join(found or map(str, self.commit.files))
        return IndexDamaged(f"{files} is damaged: {what}", hint=DAMAGE_HINT)

    def close(self) -> None:
        """Close the commit's files."""
        self._searcher = None

    def _place(self, docnum: int) -> tuple[_native.Segment, int]:
        """The segment of a document, and its number there. Raises IndexError."""
        for segment, _ in self.commit.leaves:
            if docnum < segment.doc_count:
                return segment, docnum
            docnum -= segment.doc_count
        raise IndexError(docnum)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        _ = self._open
        with query_errors_as_ours():
            yield
