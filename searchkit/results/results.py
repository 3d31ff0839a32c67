"""The results of one search: exact total, hits, facets and timelines, all from one view."""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.computed_once import computed_once
from searchkit.base.typing_names import TYPE_CHECKING, Any, Iterator, Mapping, Sequence
from searchkit.errors import UsageError
from searchkit.query.parser import QueryWarning
from searchkit.query.tree import Added, AddedWord, Everything, Node, is_node, positive_leaves
from searchkit.results.answer import Answer, Document, Match, Path
from searchkit.results.facets import FacetValue
from searchkit.results.request import Request
from searchkit.results.snippets import Marker, PageSnippets, Snippet
from searchkit.results.timeline import (
    Axis,
    Step,
    Timeline,
    check_timeline,
    longer_step,
    with_empty_steps,
    with_few_steps,
)
from searchkit.results.view import View

if TYPE_CHECKING:
    import datetime as dt

    from searchkit.results.diagnosis import Diagnosis
    from searchkit.results.distinctive import DistinctiveValue
    from searchkit.results.explanation import Explanation
    from searchkit.results.filters import Filters
    from searchkit.results.offer import Offer
    from searchkit.results.rates import Rates
    from searchkit.results.reasons import Reasons
    from searchkit.results.suggestions import Suggestion

Spans = tuple[tuple[int, int], ...]


class Asked:
    """What was asked of which view: that is all that a hit needs of its results.

    Results hold their hits and no hit its results. So what nobody holds any more is gone at once, with its files.
    """

    def __init__(
        self, view: View, request: Request, matches: Sequence[Match], marked: Node | None = None, query: str = ""
    ) -> None:
        self.view = view
        self.request = request
        self.query = query
        self._marked = marked
        self._snippets = PageSnippets(matches)

    @computed_once
    def marker(self) -> Marker:
        """What marks the matches of the query, or of the query to mark instead, in the texts of a document."""
        return self.view.marker(self._marked or self.request.query)

    def snippets(self, match: Match) -> list[Snippet]:
        """The passages of a match of the page."""
        return self._snippets.of(match, self.marker)

    def explain(self, match: Match) -> Explanation:
        """Why a match has its score."""
        from searchkit.results.explanation import Explanation  # most searches do without

        told = self.view.explain(self.request, match.id)
        return told or Explanation("the score that Whoosh's matchers gave it", match.score)


class Hit:
    """One document of the results. ``rank`` counts from 1. ``score`` is 0.0 if no part of the query is scored.

    If each story is shown once, ``copy_count`` is the number of its other copies that match. Else it is 0.

    ``lacks`` has the parts of the query that the document does not match, as query texts. Only a hit of
    ``Results.nearest`` lacks any.
    """

    def __init__(self, rank: int, match: Match, asked: Asked, lacks: tuple[str, ...] = ()) -> None:
        self.rank = rank
        self.lacks = lacks
        self.score = match.score
        self.copy_count = len(match.copies)
        self._match = match
        self._asked = asked

    @property
    def document(self) -> Document:
        """The document, which is read on first use."""
        return self._match.document

    @property
    def fields(self) -> Mapping[str, Any]:
        """The stored fields of the document."""
        return self.document.fields

    @property
    def article(self) -> Article:
        """The article. Raises UsageError in an index of another schema, whose documents are not articles."""
        if self.document.article is None:
            raise UsageError("documents of this index are not articles", hint="use hit.fields")
        return self.document.article

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def story(self) -> str | None:
        """The id of the article's story. None if it has none."""
        return self.document.story

    @computed_once
    def copies(self) -> list[Article]:
        """The other copies that ``copy_count`` counts, in order of date. They are read on first use."""
        return [article for copy in self._match.copies if (article := copy.document.article) is not None]

    @computed_once
    def snippets(self) -> list[Snippet]:
        """The passages that matched, title first. They are made on first use."""
        return self._asked.snippets(self._match)

    def explain(self) -> Explanation:
        """Why the hit has its score."""
        return self._asked.explain(self._match)

    @property
    def has_reasons(self) -> bool:
        """Whether :meth:`reasons` can be given."""
        return is_node(self._asked.request.query) and self._asked.view.has_articles

    def reasons(self, beside: Hit | None = None) -> Reasons:
        """Why the hit stands where it stands, in a few sentences; compared with another hit if one is given.

        Raises UsageError for a query of Whoosh's and for documents that are no articles.
        """
        from searchkit.results.reasons import reasons  # most searches do without

        asked = self._asked
        if not self.has_reasons:
            raise UsageError("reasons are given for queries in the language of searchkit, and for articles")
        other = beside.reasons() if beside is not None else None
        return reasons(asked.view, asked.request, asked.query, self.rank, self.score, self.document, other)

    def __repr__(self) -> str:
        return f"<Hit {self.rank} score={self.score:.3f}>"


class Results(Sequence[Hit]):
    """The requested page of hits, and facts about all matches.

    - ``total`` is the exact number of matches. ``stories`` is the exact number of stories if each is shown once, else
      None.
    - ``parsed`` is the query as it was understood, ``warnings`` the parts that were not understood as written.
    - ``filters`` are those that hits had to meet.
    - ``facets`` has a list of values with counts for each requested field. ``distinct`` has the number of values of
      each, including those that a limit left out.
    - ``revision`` is the number of the commit that was searched, ``since`` that of the commit after which hits were
      added, if one was given.
    - ``plan`` says how the query ran: "native", "mixed" (partly by Whoosh's matchers) or "whoosh". ``why`` is the
      reason if it was not native.

    ``len()`` and iteration cover the page. Everything comes from one commit and one state of the aliases, even if the
    index changes meanwhile.
    """

    def __init__(
        self,
        view: View,
        request: Request,
        answer: Answer,
        *,
        query: str,
        parsed: str,
        warnings: Sequence[QueryWarning],
        facets: Sequence[str],
        took_ms: float,
        strict: bool = False,
        filters: Filters | None = None,
        today: dt.date | None = None,
    ) -> None:
        self._asked = asked = Asked(view, request, answer.matches, query=query)
        self._strict = strict
        self.query = query
        self.parsed = parsed
        self.warnings = tuple(warnings)
        self._filters = filters
        self._today = today
        self.took_ms = took_ms
        self.total = answer.total
        self.stories = answer.stories
        self.revision = view.revision
        self.since = request.since
        self.plan: Path = answer.path
        self.why = answer.why
        counted = list(zip(facets, answer.facets, strict=True))
        self._facets = dict(counted)
        self.distinct: dict[str, int] = {name: counts.distinct for name, counts in counted}
        self._counted = dict(zip(request.timelines, answer.timelines, strict=True))
        self._timelines: dict[tuple[Step, Axis, bool], Timeline] = {}  # those that were shown
        self._read_ids = answer.read_ids
        self._hits = [Hit(rank, match, asked) for rank, match in enumerate(answer.matches, request.offset + 1)]

    @computed_once
    def facets(self) -> dict[str, list[FacetValue]]:
        """The values of each requested field with their counts. They are read on first use."""
        return {name: counts.values for name, counts in self._facets.items()}

    @computed_once
    def suggestions(self) -> tuple[Suggestion, ...]:
        """If nothing was found: the words of the query that no article has, each with the nearest words of the index.

        They are looked up on first use. The query itself is never changed.
        """
        if self.total or not self._asked.view.has_articles or self._tree is None:
            return ()
        from searchkit.results.suggestions import suggested  # only a search without hits needs it

        return suggested(self.query, list(positive_leaves(self._tree)), self._asked.view)

    @property
    def added(self) -> tuple[AddedWord, ...]:
        """With ``expand``: the words that were added to the query, those that count most first."""
        leaves = positive_leaves(self._tree) if self._tree is not None else ()
        return next((leaf.words for leaf in leaves if isinstance(leaf, Added)), ())

    @computed_once
    def ids(self) -> list[str]:
        """The ids of the hits, in their order. They are read on first use, all at once and without their articles."""
        return [hit.id for hit in self] if self._read_ids is None else self._read_ids()

    @computed_once
    def nearest(self) -> tuple[Hit, ...]:
        """If nothing was found: the articles that have some parts of the query, each with what it ``lacks``.

        They are the best by the scores of the parts that they match, at most ten, and no more than fit on the page.
        They have some of the text, and nothing that the query refuses. The filters of the search hold. They are looked
        up on first use, by another search, and count nowhere else. A strict search has none, nor has a query of one
        word.
        """
        if self.total or self._strict or self._tree is None:
            return ()
        from searchkit.results.nearest import nearest  # only a search without hits needs it

        found = nearest(self._asked.view, self._asked.request)
        matches = [match for match, _ in found.matches]
        asked = Asked(self._asked.view, found.request, matches, found.marked)
        return tuple(Hit(rank, match, asked, lacks) for rank, (match, lacks) in enumerate(found.matches, 1))

    @computed_once
    def readings(self) -> dict[str, Offer]:
        """What may have been meant by a query with warnings: by query text, each with its number of articles.

        ``warning.instead`` is the query text of a warning. Several warnings may have the same one.
        """
        if not any(warning.instead for warning in self.warnings):
            return {}
        from searchkit.results.readings import readings  # few queries have a warning

        asked = self._asked
        return readings(asked.view, asked.request, self.warnings, self.filters, self._today)

    @property
    def filters(self) -> Filters:
        """The filters of the search, by the names of the fields."""
        if self._filters is not None:
            return self._filters
        from searchkit.results.filters import NO_FILTERS  # most searches have none

        return NO_FILTERS

    @property
    def has_filters(self) -> bool:
        """Whether there are ``filters``."""
        return bool(self._filters)

    @property
    def request(self) -> Request:
        """All that was asked of the view."""
        return self._asked.request

    @property
    def is_diagnosed(self) -> bool:
        """Whether an answer says why nothing was found. That of a strict search and of a query of Whoosh's does not."""
        return not self.total and not self._strict and self._tree is not None

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Other searches that may have been meant: ``readings``, and if nothing was found, those of ``diagnosis``.

        If nothing was found, none of them finds nothing.
        """
        more = self.diagnosis.offers if self.is_diagnosed else ()
        found: dict[tuple[str, Filters], Offer] = {}
        for offer in (*(each for each in self.readings.values() if each.total or self.total), *more):
            found.setdefault((offer.query, offer.filters), offer)
        return tuple(found.values())

    @computed_once
    def diagnosis(self) -> Diagnosis:
        """What each part of the query finds alone and within the filters, and other searches that find more.

        It is made on first use, by searches that only count, whether the search found something or not. Raises
        UsageError for a query of Whoosh's.
        """
        if self._tree is None:
            raise UsageError("only a query text or a query tree has parts that can be counted")
        from searchkit.results.diagnosis import diagnosed  # few searches need it

        asked = self._asked
        return diagnosed(asked.view, asked.request, self.query, self.filters, self.total, self._today)

    @property
    def hit_total(self) -> int:
        """The number of hits on all pages together."""
        return self.total if self.stories is None else self.stories

    def timeline(self, by: Step = "month", field: Axis = "date", *, every: bool = False) -> Timeline:
        """All matches over time, by ``decade``, ``year``, ``quarter``, ``month``, ``week`` or ``day``.

        ``field`` is ``date``, the date of an article, or ``mentions``, the dates in its text. A timeline that the
        search did not ask for takes another search of the same commit. It has at most 2,000 steps, as
        :class:`Timeline` tells; with ``every``, all of them. Raises UsageError for an index without dates.
        """
        shown = self._timelines.get((by, field, every))
        if shown is None:
            counted = self._counted_by(by, field)
            shown = with_empty_steps(counted) if every else with_few_steps(counted)
            if shown is None:
                longer = self.timeline(longer_step(by), field)
                shown = Timeline(longer.by, longer.steps, longer.unplaced, field, longer.gaps, by)
            self._timelines[by, field, every] = shown
        return shown

    def _counted_by(self, by: Step, field: Axis) -> Timeline:
        """The steps that have matches."""
        counted = self._counted.get((by, field))
        if counted is None:
            check_timeline(by, field)
            if not self._asked.view.has_articles:
                raise UsageError("documents of this index have no date")
            asked = self._asked.request
            alone = Request(asked.query, asked.filters, asked.since, timelines=((by, field),))
            (counted,) = self._asked.view.search(alone).timelines
        return counted

    def rates(self, by: Step = "month", field: Axis = "date", *, every: bool = False) -> Rates:
        """All matches over time, as shares of the articles of each step. Steps are those of :meth:`timeline`.

        ``is_small`` marks a step of which the archive has few articles.
        """
        from searchkit.results.rates import rates  # few searches need it

        found = self.timeline(by, field, every=every)
        whole = Request(Everything(), timelines=((found.by, field),))
        return rates(found, self._asked.view.search(whole).timelines[0])

    def distinctive(self, field: str, limit: int | None = 10) -> list[DistinctiveValue]:
        """The values of a facet that the matches have more often than the rest of the archive, the surest first.

        Each has its count in the result (``count``) and in the archive (``archive``), and their G². Raises UsageError
        for a field without a facet.
        """
        from searchkit.results.distinctive import distinctive  # few searches need it

        name = self._facet(field)
        if not isinstance(limit, (int, type(None))) or (limit or 0) < 0:
            raise UsageError("limit is a whole number, from 0")
        return distinctive(self._asked.view, self._asked.request, name, self.total, limit or None)

    def compared(self, field: str) -> list[DistinctiveValue]:
        """All values of a facet that the matches have, the most frequent first, as :meth:`distinctive` counts them.

        The G² of a value that they do not have more often than the rest of the archive is 0. Raises UsageError for a
        field without a facet.
        """
        from searchkit.results.distinctive import compared  # few searches need it

        return compared(self._asked.view, self._asked.request, self._facet(field), self.total)

    def _facet(self, field: str) -> str:
        view = self._asked.view
        known = view.fields.get(field) if isinstance(field, str) else None
        name = known.name if known is not None else field
        if name not in view.facet_fields:
            raise UsageError(f"there is no facet {field!r}", hint=f"choose from: {', '.join(view.facet_fields)}")
        return name

    def marks(self, article: Article) -> tuple[Spans, Spans]:
        """What the query matches in a whole article: the spans in its title and those in its body, in characters.

        If nothing was found, what the nearest articles match is marked.
        """
        asked = self.nearest[0]._asked if self.nearest else self._asked
        found = {each.field: each.marks for each in asked.marker.marks(Document(article.id, {}, article))}
        title, body = (tuple((m.start, m.end) for m in found.get(name, ())) for name in ("title", "body"))
        return title, body

    @property
    def _tree(self) -> Node | None:
        query = self._asked.request.query
        return query if is_node(query) else None

    def __len__(self) -> int:
        return len(self._hits)

    def __getitem__(self, index: Any) -> Any:
        return self._hits[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)

    def __repr__(self) -> str:
        return f"<Results {self.parsed!r} total={self.total}>"
