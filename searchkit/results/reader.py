"""Reading an index through its view: searches, articles by id, stories, terms. All kinds of indexes share it."""

from __future__ import annotations

import sys
import time
from abc import ABC, abstractmethod

from searchkit.article import Article
from searchkit.base import light_datetime as dt
from searchkit.base.record import changed
from searchkit.base.typing_names import (
    TYPE_CHECKING,
    Any,
    Final,
    Iterable,
    Iterator,
    Sequence,
    TypeGuard,
)
from searchkit.errors import ArticleMissing, QueryError, UsageError
from searchkit.query.aliases import Aliases
from searchkit.query.echo import echo
from searchkit.query.fields import FieldTable
from searchkit.query.parser import ParsedQuery, QueryWarning, parse, parse_strictly
from searchkit.query.tree import NOWHERE, DateRange, Everything, Exact, Like, Node, Span, is_node, leaf_kinds, likes
from searchkit.results.facets import FacetValue
from searchkit.results.request import SORTS, WEIGHTINGS, Condition, FacetRequest, Request, Sort, Weighting, narrowed
from searchkit.results.results import Results
from searchkit.results.story import Story
from searchkit.results.timeline import Axis, Step, check_timeline
from searchkit.results.view import View

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

    from searchkit._native import Stop
    from searchkit.base.term_count import TermCount
    from searchkit.results.concordance import KeywordLine, Order
    from searchkit.results.exactness import Exactness
    from searchkit.results.filters import Filters, Given
    from searchkit.results.quotes import Quotes
    from searchkit.results.sentence_diff import SentenceDiff

# Numbers beyond these mean the same as these.
_MOST: Final = sys.maxsize
_FEWEST_SHARED: Final = 3
_LONGEST_SECONDS: Final = 10.0**9


class Reader(ABC):
    """The reading half of an index. Each call reads one view from beginning to end."""

    @property
    @abstractmethod
    def view(self) -> View:
        """The commit that reads see."""

    @property
    def revision(self) -> int:
        """The number of the commit that reads see."""
        return self.view.revision

    @property
    def fields(self) -> FieldTable:
        """The fields that queries may name."""
        return self.view.fields

    @property
    def facet_fields(self) -> tuple[str, ...]:
        """The fields whose values can be counted."""
        return self.view.facet_fields

    @property
    def lists(self) -> tuple[str, ...]:
        """The user's lists of names. Each is a field of queries, a facet and a kind of entity."""
        return self.view.lists

    @property
    def aliases(self) -> Aliases:
        """The names that are treated as one or hidden."""
        return self.view.aliases

    def __len__(self) -> int:
        return len(self.view)

    def get(self, id: str) -> Article | None:
        """The article with this id, or None. Raises UsageError for an id that is not text."""
        return _article(self._articles(), _id(id))

    def find(self, id: str) -> Article:
        """The article with this id, or the only one whose id begins with it. Raises ArticleMissing."""
        from searchkit.results.article_by_id import found_document

        view = self._articles()
        document = found_document(view, _id(id))
        assert document.article is not None
        return document.article

    def story(self, id: str) -> Story | None:
        """The story of the article with this id, with all its copies. None for an article without a story.

        Raises ArticleMissing.
        """
        view = self._articles()
        document = view.get(_id(id))
        if document is None:
            raise ArticleMissing(f"no article has the id {id!r}")
        if document.story is None:
            return None
        same = view.search(Request(Exact("story", document.story), limit=None, sort="oldest")).matches
        copies = (match.document.article for match in same)
        return Story(document.story, tuple(article for article in copies if article is not None))

    def diff(self, id: str, other: str | None = None) -> SentenceDiff:
        """How two articles differ, sentence by sentence. Ids may be the beginnings of ids, as in :meth:`find`.

        Without ``other``, it is the first other copy of the article's story. Raises ArticleMissing.
        """
        from searchkit.results.sentence_diff import sentence_diff

        article = self.find(id)
        if other is not None:
            return sentence_diff(article, self.find(other))
        story = self.story(article.id)
        for copy in story.copies if story is not None else ():
            if copy.id != article.id:
                return sentence_diff(article, copy)
        raise ArticleMissing(f"the article {article.id!r} has no other copy", hint="name the article to compare with")

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        """The indexed terms of a field that begin with ``prefix``, each with its number of documents.

        Raises UsageError.
        """
        if not isinstance(field, str) or not isinstance(prefix, str):
            raise UsageError("a field and the beginning of its terms are text")
        return self.view.terms(field, prefix)

    def parse(self, query: str, today: dt.date | None = None) -> ParsedQuery:
        """Parse a query text. No text raises an error. ``today`` is the date that ``yesterday`` counts from."""
        return parse(_query_text(query), self.fields, _day(today))

    def search(
        self,
        query: str | Node | WhooshQuery,
        *,
        facets: Sequence[str | FacetRequest] = (),
        filters: Given | None = None,
        since: int | None = None,
        timelines: Sequence[Step | tuple[Step, Axis]] = (),
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        stories: bool = False,
        weighting: Weighting = "combined",
        expand: bool = False,
        without: Sequence[str] = (),
        strict: bool = False,
        today: dt.date | None = None,
        time_limit: float | None = None,
        stop: Stop | None = None,
    ) -> Results:
        """Search with a query text, a query tree or a whoosh.query object.

        - ``facets`` are fields whose values are counted, by name or as a ``searchkit.FacetRequest``.
        - ``filters`` are what hits must have beside the query, or must not have (see
          :class:`~searchkit.results.filters.Filters`): a ``searchkit.Filters``, a mapping of fields to whole values
          (``{"place": ["Genoa", "Rome"], "-agency": "AFP"}``), or texts (``["place:Europe", "date=1987-03"]``). Values
          of one field are alternatives. A value that a field never has is a warning, as in a query.
        - ``since`` is the number of a commit. A hit must have been added or changed by a later one.
        - ``timelines`` are counted in the same pass. Each is a step (``"month"``) or a pair of a step and an axis
          (``("year", "mentions")``).
        - ``limit`` is the number of hits on the page (None or 0: all), ``offset`` the number of hits to skip.
        - ``sort`` is "relevance", "newest" or "oldest". Ties go by date, newest first, then by the order of indexing.
        - ``stories`` shows each story once, in the place of its first matching copy (by date, then by the order of
          indexing). Total and facets still count articles.
        - ``weighting`` is the ranking formula of an archive: "combined" ranks title and body as one text, "bm25" each
          by itself.
        - ``expand`` adds words that the ten best articles have in common. An article need not have the words of the
          query then. ``Results.added`` has the words that were added, ``without`` those not to add.
        - ``strict`` raises QueryError if part of the text was not understood.
        - ``today`` is the date that words like ``yesterday`` count from. The default is the system's date.
        - ``time_limit`` (seconds) ends the search, and so does another thread that sets ``stop`` (a
          ``searchkit.Stop``). Then SearchStopped is raised. ``stop`` also ends ``hit.explain()``.

        Raises UsageError for unknown fields.
        """
        started = time.perf_counter()
        view = self.view
        if not isinstance(sort, str) or sort not in SORTS:
            raise UsageError(f"there is no order {sort!r}", hint="sort by relevance, newest or oldest")
        if not isinstance(weighting, str) or weighting not in WEIGHTINGS:
            raise UsageError(f"there is no weighting {weighting!r}", hint="rank by combined or bm25")
        is_limit = limit is None or isinstance(limit, int)
        if not isinstance(offset, int) or not is_limit or min(offset, limit or 0) < 0:
            raise UsageError("limit and offset are whole numbers, from 0")
        if not isinstance(query, str) and not is_node(query) and not is_whoosh_query(query):
            raise UsageError(f"a query is a text, a query tree or a whoosh query, not {type(query).__name__}")
        facets = list(_list("facets", facets))
        text = ""
        warnings: tuple[QueryWarning, ...] = ()
        parsed: ParsedQuery | None = None
        tree: Node | WhooshQuery
        if isinstance(query, str):
            if strict:
                text, tree = query, parse_strictly(query, view.fields, _day(today))
            else:
                parsed = parse(query, view.fields, _day(today))
                text, tree, warnings = query, parsed.tree, parsed.warnings
        else:
            tree = _checked_tree(query, view.fields) if is_node(query) else query
        chosen, given, unknown = _resolved(view, filters, today)
        kinds = leaf_kinds(tree, set()) if is_node(tree) else ()
        if is_node(tree) and Like in kinds:
            from searchkit.results.article_by_id import unknown_ids  # most searches name no article

            unknown = (*unknown_ids(view, list(likes(tree))), *unknown)
        if strict and unknown:
            first = unknown[0]
            pos = first.span.start if first.span != NOWHERE else None
            raise QueryError(first.message, hint=first.hint, pos=pos, text=text)
        request = Request(
            tree,
            filters=given,
            since=_since(view, since),
            limit=min(limit, _MOST) if limit else None,
            offset=min(offset, _MOST),
            sort=sort,
            facets=tuple([_facet(view, facet) for facet in facets]),
            timelines=tuple([_timeline(view, each) for each in _list("timelines", timelines)]),
            stories=stories,
            weighting=weighting,
            time_limit=_seconds(time_limit),
            stop=_stop(stop),
        )
        if sort != "relevance" and not view.has_articles:
            raise UsageError("documents of this index have no date to sort by")
        if stories and not view.has_articles:
            raise UsageError("documents of this index belong to no stories")
        if expand:
            from searchkit.results.expansion import expanded  # most searches add no words

            request = changed(request, query=expanded(view, request, [*_texts("without", without)]))
        answer = view.search(request)
        if parsed is not None and parsed.unquoted and view.has_articles:
            from searchkit.results.unquoted_values import unquoted_warnings  # most searches do without

            warnings = tuple(sorted((*warnings, *unquoted_warnings(view, request, parsed, answer.total)), key=_place))
        if parsed is not None and not answer.total and DateRange in kinds and view.has_articles:
            from searchkit.results.dates_beyond import beyond_warnings  # only a search without hits needs it

            warnings = tuple(sorted((*warnings, *beyond_warnings(view, parsed)), key=_place))
        return Results(
            view,
            request,
            answer,
            query=text,
            parsed=echo(narrowed(tree, request.filters), view.fields.default) if is_node(tree) else str(tree),
            warnings=(*warnings, *unknown),
            filters=chosen,
            facets=[facet if isinstance(facet, str) else facet.field for facet in facets],
            took_ms=(time.perf_counter() - started) * 1000,
            strict=strict,
        )

    def similar(
        self,
        id: str,
        *,
        filters: Given | None = None,
        since: int | None = None,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        stories: bool = False,
        facets: Sequence[str | FacetRequest] = (),
        time_limit: float | None = None,
        stop: Stop | None = None,
    ) -> Results:
        """The articles about the same as the one with this id, best first: what the query ``like:ID`` finds.

        ``id`` may be the beginning of an id, as in :meth:`find`. The article is not in the answer, and neither are
        other copies of its story. The other arguments are those of :meth:`search`. Raises ArticleMissing.
        """
        from searchkit.results.article_by_id import found_document

        view = self._articles()
        return self.search(
            Like("like", found_document(view, _id(id)).id),
            facets=facets,
            filters=filters,
            since=since,
            limit=limit,
            offset=offset,
            sort=sort,
            stories=stories,
            time_limit=time_limit,
            stop=stop,
        )

    def quotes(
        self,
        text: str | None = None,
        *,
        id: str | None = None,
        min_words: int = 8,
        limit: int | None = 10,
        time_limit: float | None = None,
        stop: Stop | None = None,
    ) -> Quotes:
        """The articles that share runs of ``min_words`` adjacent words or more with a passage, and where.

        The passage is a ``text``, or the body of the article with an ``id`` or with the only one that begins so. Every
        article that shares such a run is found. Those that share the most words come first. Words are compared as they
        are written, in any case of letters; punctuation between them does not count. An article is not in the answer
        for itself, and copies of its story are marked. ``min_words`` is from 3. ``limit`` is the number of articles
        (None or 0: all). Of a passage of more than 20,000 words, only these are looked for, and the answer says so.
        ``time_limit`` and ``stop`` are as for :meth:`search`. Raises ArticleMissing, UsageError or SearchStopped.
        """
        from searchkit.results.article_by_id import found_document
        from searchkit.results.quotes import quotes

        view = self._articles()
        if (text is None) == (id is None):
            raise UsageError("give a text or the id of an article, one of them")
        if not isinstance(text, (str, type(None))):
            raise UsageError(f"a passage is text, not {type(text).__name__}")
        if not isinstance(min_words, int) or min_words < _FEWEST_SHARED:
            raise UsageError(f"min_words is a whole number, from {_FEWEST_SHARED}")
        if not isinstance(limit, (int, type(None))) or (limit or 0) < 0:
            raise UsageError("limit is a whole number, from 0")
        article = story = None
        if id is not None:
            document = found_document(view, _id(id))
            article, story = document.id, document.story
            text = document.article.body if document.article is not None else ""
        most = min(limit, _MOST) if limit else None
        return quotes(view, text or "", article, story, min_words, most, _seconds(time_limit), _stop(stop))

    def concordance(
        self,
        query: str | Node | WhooshQuery,
        *,
        width: int = 40,
        order: Order = "found",
        filters: Given | None = None,
        since: int | None = None,
        sort: Sort = "relevance",
        today: dt.date | None = None,
        time_limit: float | None = None,
        stop: Stop | None = None,
    ) -> Iterable[KeywordLine]:
        """Keyword in context: each place where a query matches in the titles and texts of all hits.

        Each has ``width`` characters of context on either side. The lines come hit by hit, as they are read. ``order``
        "left" sorts them by the words before the match, "right" by those after it; then all are read first. The other
        arguments are those of :meth:`search`. Raises what a search raises.
        """
        from searchkit.results.concordance import concordance, in_order, known_order

        if not isinstance(width, int) or width < 0:
            raise UsageError("the width of a context is a number of characters, from 0")
        known_order(order)
        view = self._articles()
        results = self.search(query, filters=filters, since=since, sort=sort, today=today, limit=1)
        request = changed(results.request, limit=None, time_limit=_seconds(time_limit), stop=_stop(stop))
        return in_order(concordance(view, request, min(width, _MOST)), order)

    def exactness(
        self,
        word: str,
        *,
        filters: Given | None = None,
        since: int | None = None,
        time_limit: float | None = None,
        stop: Stop | None = None,
    ) -> tuple[Exactness, ...]:
        """How many articles have a word in its case, in any case, with any accents, in any form, and fuzzily.

        Each level but the first has the query that finds these articles. ``since`` is as for :meth:`search`. Raises
        UsageError for several words.
        """
        from searchkit.results.exactness import exactness

        view = self._articles()
        _, given, _ = _resolved(view, filters, None)
        request = Request(
            Everything(),
            filters=given,
            since=_since(view, since),
            time_limit=_seconds(time_limit),
            stop=_stop(stop),
        )
        return exactness(view, request, _query_text(word))

    def facet_values(
        self,
        query: str | Node,
        field: str,
        *,
        containing: str | None = None,
        limit: int | None = None,
        filters: Given | None = None,
        since: int | None = None,
        today: dt.date | None = None,
    ) -> list[FacetValue]:
        """At most ``limit`` values of a facet over the matches of a query, most frequent first.

        ``filters`` are those of :meth:`search`. Those on the facet's own field are ignored, so the result has the
        chosen values and all others. Only values that contain all words of ``containing`` are returned, or parts of
        them, in any case of letters and without regard to accents. ``since`` is as for :meth:`search`. ``today`` is the
        date that words like ``yesterday``
        count from.
        """
        view = self._articles()
        tree = (
            parse(query, view.fields, _day(today)).tree if isinstance(query, str) else _checked_tree(query, view.fields)
        )
        facet = _facet(view, FacetRequest(field, containing, limit))
        _, given, _ = _resolved(view, filters, today)
        answer = view.search(Request(tree, filters=given, since=_since(view, since), facets=(facet,)))
        return answer.facets[0].values

    def _articles(self) -> View:
        """The view of an index of articles. Raises UsageError."""
        view = self.view
        if not view.has_articles:
            raise UsageError("documents of this index are not articles")
        return view


def _place(warning: QueryWarning) -> Span:
    return warning.span


def _checked_tree(tree: Node, fields: FieldTable) -> Node:
    from searchkit.query.checked_tree import checked_tree  # most queries are text

    return checked_tree(tree, fields)


def is_whoosh_query(query: object) -> TypeGuard[WhooshQuery]:
    """Whether a query is a query object of Whoosh."""
    # Without Whoosh loaded, there is no such object.
    whoosh_query = sys.modules.get("whoosh.query")
    return whoosh_query is not None and isinstance(query, whoosh_query.Query)


def _article(view: View, id: str) -> Article | None:
    document = view.get(id)
    return document.article if document is not None else None


def _id(id: object) -> str:
    if not isinstance(id, str):
        raise UsageError(f"an id is text, not {type(id).__name__}")
    return id


def _query_text(query: object) -> str:
    if not isinstance(query, str):
        raise UsageError(f"the text of a query is text, not {type(query).__name__}")
    return query


def _day(today: dt.date | None) -> dt.date | None:
    if today is None:
        return None
    if not isinstance(today, dt.date):
        raise UsageError(f"today is a date, not {type(today).__name__}")
    return today.date() if isinstance(today, dt.datetime) else today


def _seconds(time_limit: object) -> float | None:
    """A time limit as the core takes it: one that is longer than anybody waits is the longest."""
    if time_limit is None:
        return None
    if not isinstance(time_limit, (int, float)) or not time_limit >= 0:
        raise UsageError("a time limit is a number of seconds, from 0")
    return float(min(time_limit, _LONGEST_SECONDS))


def _since(view: View, since: object) -> int | None:
    """A revision. All are smaller than the largest number, after which no commit comes."""
    if since is None:
        return None
    if not isinstance(since, int) or since < 0:
        raise UsageError("since is the number of a commit, from 0")
    if not view.has_articles:
        raise UsageError("documents of this index do not tell which commit added them")
    return min(since, _MOST - 1)


def _stop(stop: Stop | None) -> Stop | None:
    if stop is not None:
        from searchkit._native import Stop  # most searches are not stopped

        if not isinstance(stop, Stop):
            raise UsageError(f"stop is a searchkit.Stop, not {type(stop).__name__}")
    return stop


def _list(what: str, given: object) -> Iterable[Any]:
    if isinstance(given, (list, tuple)):  # as mostly, which is told at once
        return given
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise UsageError(f"{what} are a list, even for one")
    return given


def _texts(what: str, given: object) -> Iterator[str]:
    for each in _list(what, given):
        if not isinstance(each, str):
            raise UsageError(f"{what} is a list of texts")
        yield each


def _facet(view: View, facet: str | FacetRequest) -> FacetRequest:
    given = FacetRequest(facet) if isinstance(facet, str) else facet
    if not isinstance(given, FacetRequest) or not isinstance(given.field, str):
        raise UsageError("a facet is the name of a field or a FacetRequest")
    if given.containing is not None and not isinstance(given.containing, str):
        raise UsageError("what the values of a facet contain is text")
    name = given.field
    if view.has_articles:
        field = view.fields.get(name)
        name = field.name if field else name
    if name not in view.facet_fields:
        raise UsageError(f"there is no facet {given.field!r}", hint=_choices(view.facet_fields))
    if name == given.field and (given.limit is None or given.limit <= _MOST):
        return given
    limit = None if given.limit is None else min(given.limit, _MOST)
    return FacetRequest(name, given.containing, limit, given.own_filter)


def _timeline(view: View, given: Step | tuple[Step, Axis]) -> tuple[Step, Axis]:
    if isinstance(given, str):
        given = (given, "date")
    if not isinstance(given, tuple) or len(given) != 2 or not all(isinstance(each, str) for each in given):
        raise UsageError("a timeline is a step, or a pair of a step and an axis")
    by, field = given
    check_timeline(by, field)
    if not view.has_articles:
        raise UsageError("documents of this index have no date")
    return by, field


def _resolved(
    view: View, filters: Given | None, today: dt.date | None
) -> tuple[Filters | None, tuple[Condition, ...], tuple[QueryWarning, ...]]:
    """The filters of a search, the conditions that they make, and warnings. Raises UsageError."""
    if filters is None:
        return None, (), ()
    from searchkit.results.filters import Filters, resolved  # most searches have none

    return resolved(view, Filters.of(filters), _day(today))


def _choices(names: Iterable[str]) -> str:
    return "choose from: " + ", ".join(names)
