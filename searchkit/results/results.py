"""The results of one search: exact total, hits, facets, timeline; all of one view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from searchkit.article import Article
from searchkit.errors import UsageError
from searchkit.query.parser import QueryWarning
from searchkit.query.tree import Node, positive_leaves
from searchkit.results.answer import Answer, Document, Match, Path
from searchkit.results.explanation import Explanation
from searchkit.results.facets import FacetValue
from searchkit.results.request import Request
from searchkit.results.snippets import Snippet, passages, whole
from searchkit.results.timeline import Axis, Step, Timeline, check_timeline, with_empty_steps
from searchkit.results.view import FieldMarks, Marker, View

if TYPE_CHECKING:
    from searchkit.results.suggestions import Suggestion

Spans = tuple[tuple[int, int], ...]


class Asked:
    """What was asked of which view: that is all that a hit needs of its results.

    Results hold their hits and no hit its results. So what nobody holds any more is gone at once, with its files.
    """

    def __init__(self, view: View, request: Request) -> None:
        self.view = view
        self.request = request

    @cached_property
    def marker(self) -> Marker:
        """What marks the matches of the query in the texts of a document."""
        return self.view.marker(self.request.query)

    def explain(self, match: Match) -> Explanation:
        """Why a match has its score."""
        told = self.view.explain(self.request, match.id)
        return told or Explanation("the score that Whoosh's matchers gave it", match.score)


class Hit:
    """One document of the results. ``rank`` counts from 1; ``score`` is 0.0 where nothing of the query is scored.

    ``copy_count`` is how many other copies of its story match, where each story is shown once; else 0.
    """

    def __init__(self, rank: int, match: Match, asked: Asked) -> None:
        self.rank = rank
        self.score = match.score
        self.copy_count = len(match.copies)
        self._match = match
        self._asked = asked

    @property
    def document(self) -> Document:
        """The document, read when it is first asked for."""
        return self._match.document

    @property
    def fields(self) -> Mapping[str, Any]:
        """The stored fields of the document."""
        return self.document.fields

    @property
    def article(self) -> Article:
        """The article. Raises UsageError in an index of another schema, whose documents are no articles."""
        if self.document.article is None:
            raise UsageError("documents of this index are not articles", hint="use hit.fields")
        return self.document.article

    @property
    def id(self) -> str:
        """The article's id."""
        return self.article.id

    @property
    def story(self) -> str | None:
        """The id of the article's story; None where it was placed in none."""
        return self.document.story

    @cached_property
    def copies(self) -> list[Article]:
        """The other copies that ``copy_count`` counts, the first by date first; read when they are first asked for."""
        return [article for copy in self._match.copies if (article := copy.document.article) is not None]

    @cached_property
    def snippets(self) -> list[Snippet]:
        """The passages that matched, title first; made when they are first asked for."""
        return _snippets(self.document, self._asked.marker(self.document))

    def explain(self) -> Explanation:
        """Why the hit has its score."""
        return self._asked.explain(self._match)

    def __repr__(self) -> str:
        return f"<Hit {self.rank} score={self.score:.3f}>"


class Results(Sequence[Hit]):
    """The page of hits that was asked for, and the facts about all matches.

    ``total`` is the exact number of matches; ``parsed`` the query as understood; ``warnings`` what was not understood
    as written. ``facets`` has the fields that were asked for, each a list of values with counts; ``distinct`` how many
    values each of them has, also those that a limit left out. ``revision`` is the commit that was searched. ``plan``
    tells how the query was run: "native", "mixed" (partly by Whoosh's matchers) or "whoosh"; ``why`` tells what kept it
    from being native. ``stories`` is the exact number of stories where each is shown once, else None. ``len()`` and
    iteration give the page. Everything comes from one commit and one state of the aliases, whatever changes meanwhile.
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
    ) -> None:
        self._asked = asked = Asked(view, request)
        self.query = query
        self.parsed = parsed
        self.warnings = tuple(warnings)
        self.took_ms = took_ms
        self.total = answer.total
        self.stories = answer.stories
        self.revision = view.revision
        self.plan: Path = answer.path
        self.why = answer.why
        counted = list(zip(facets, answer.facets, strict=True))
        self.facets: dict[str, list[FacetValue]] = {name: counts.values for name, counts in counted}
        self.distinct: dict[str, int] = {name: counts.distinct for name, counts in counted}
        self._counted = dict(zip(request.timelines, answer.timelines, strict=True))
        self._timelines: dict[tuple[Step, Axis], Timeline] = {}  # those that were shown
        self._hits = [Hit(rank, match, asked) for rank, match in enumerate(answer.matches, request.offset + 1)]

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Where nothing was found: the words of the query that no article has, with the nearest that articles have.

        They are looked for when first asked for; the query itself is never changed.
        """
        if self.total or not self._asked.view.has_articles or self._tree is None:
            return ()
        from searchkit.results.suggestions import suggested  # only what finds nothing needs it

        return suggested(self.query, list(positive_leaves(self._tree)), self._asked.view)

    @property
    def hit_total(self) -> int:
        """How many hits all pages have together."""
        return self.total if self.stories is None else self.stories

    def timeline(self, by: Step = "month", field: Axis = "date") -> Timeline:
        """All matches over time, by ``year``, ``month`` or ``day``, of their date or of the dates they mention.

        Raises UsageError where there is no date.
        """
        shown = self._timelines.get((by, field))
        if shown is None:
            counted = self._counted.get((by, field))
            if counted is None:
                check_timeline(by, field)
                if not self._asked.view.has_articles:
                    raise UsageError("documents of this index have no date")
                alone = Request(self._asked.request.query, self._asked.request.filters, timelines=((by, field),))
                (counted,) = self._asked.view.search(alone).timelines
            shown = self._timelines[by, field] = with_empty_steps(counted)
        return shown

    def marks(self, article: Article) -> tuple[Spans, Spans]:
        """What the query matches in the whole of an article: the spans in its title, and those in its body."""
        found = {each.field: each.marks for each in self._asked.marker(Document(article.id, {}, article))}
        title, body = (tuple((m.start, m.end) for m in found.get(name, ())) for name in ("title", "body"))
        return title, body

    @property
    def _tree(self) -> Node | None:
        query = self._asked.request.query
        return query if isinstance(query, Node) else None

    def __len__(self) -> int:
        return len(self._hits)

    def __getitem__(self, index: Any) -> Any:
        return self._hits[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)

    def __repr__(self) -> str:
        return f"<Results {self.parsed!r} total={self.total}>"


def _snippets(document: Document, marked: Sequence[FieldMarks]) -> list[Snippet]:
    """The title, where something of it matched, and passages of the texts; the beginning of an article without any."""
    snippets: list[Snippet] = []
    for each in marked:
        if document.article is None:
            if each.marks:
                snippets.extend(passages(each.field, each.text, each.marks))
        elif each.field == "title":
            if each.marks:
                snippets.append(whole(each.field, each.text, each.marks))
        elif each.marks or not snippets:
            snippets.extend(passages(each.field, each.text, each.marks))
    return snippets
