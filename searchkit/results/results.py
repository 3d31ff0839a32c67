"""The results of one search: exact total, hits, facets, timeline; all of one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from searchkit.article import Article
from searchkit.base.record import record
from searchkit.errors import UsageError
from searchkit.query.parser import QueryWarning
from searchkit.results.explanation import Explanation
from searchkit.results.facets import FacetValue
from searchkit.results.snippets import Snippet
from searchkit.results.timeline import Axis, Step, Timeline

if TYPE_CHECKING:
    from searchkit.results.suggestions import Suggestion

Plan = Literal["native", "mixed", "whoosh"]


@record
class Document:
    """What the index holds of one document: its stored fields and, in an archive, its article and that one's story."""

    fields: Mapping[str, Any]
    article: Article | None
    story: str | None = None


class Hit:
    """One document of the results. ``rank`` counts from 1; ``score`` is 0.0 where nothing of the query is scored.

    ``copy_count`` is how many other copies of its story match, where each story is shown once; else 0.
    """

    def __init__(
        self,
        rank: int,
        score: float,
        read: Callable[[], Document],
        snip: Callable[[Document], list[Snippet]],
        explain: Callable[[], Explanation],
        copies: Sequence[Callable[[], Document]] = (),
    ) -> None:
        self.rank = rank
        self.score = score
        self._read = read
        self._snip = snip
        self._explain = explain
        self._copies = copies
        self.copy_count = len(copies)

    @cached_property
    def document(self) -> Document:
        """The document, read when it is first asked for."""
        return self._read()

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
        return [article for read in self._copies if (article := read().article) is not None]

    @cached_property
    def snippets(self) -> list[Snippet]:
        """The passages that matched, title first; made when they are first asked for."""
        return self._snip(self.document)

    def explain(self) -> Explanation:
        """Why the hit has its score."""
        return self._explain()

    def __repr__(self) -> str:
        return f"<Hit {self.rank} score={self.score:.3f}>"


class Results(Sequence[Hit]):
    """The page of hits that was asked for, and the facts about all matches.

    ``total`` is the exact number of matches; ``parsed`` the query as understood; ``warnings`` what was not understood
    as written; ``facets`` the fields asked for, each a list of values with counts; ``revision`` the commit searched.
    ``plan`` tells how the query was run: "native", "mixed" (partly by Whoosh's matchers) or "whoosh", and ``why`` what
    kept it from being native. ``stories`` is the exact number of stories where each is shown once, else None. ``len()``
    and iteration give the page.
    """

    def __init__(
        self,
        *,
        query: str,
        parsed: str,
        warnings: Sequence[QueryWarning],
        total: int,
        hits: Sequence[Hit],
        facets: Mapping[str, list[FacetValue]],
        revision: int,
        took_ms: float,
        timeline: Callable[[Step, Axis], Timeline],
        stories: int | None = None,
        plan: Plan = "native",
        why: str = "",
        suggestions: Callable[[], tuple[Suggestion, ...]] = tuple,
    ) -> None:
        self.query = query
        self.parsed = parsed
        self.warnings = tuple(warnings)
        self.total = total
        self.stories = stories
        self.facets = dict(facets)
        self.revision = revision
        self.took_ms = took_ms
        self._hits = list(hits)
        self._timeline = timeline
        self.plan = plan
        self.why = why
        self._suggest = suggestions

    @cached_property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Where nothing was found: the words of the query that no article has, with the nearest that articles have.

        They are looked for when first asked for; the query itself is never changed.
        """
        return () if self.total else self._suggest()

    @property
    def hit_total(self) -> int:
        """How many hits all pages have together."""
        return self.total if self.stories is None else self.stories

    def timeline(self, by: Step = "month", field: Axis = "date") -> Timeline:
        """All matches over time, by ``year``, ``month`` or ``day``, of their date or of the dates they mention.

        Raises UsageError where there is no date.
        """
        return self._timeline(by, field)

    def __len__(self) -> int:
        return len(self._hits)

    def __getitem__(self, index: Any) -> Any:
        return self._hits[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self._hits)

    def __repr__(self) -> str:
        return f"<Results {self.parsed!r} total={self.total}>"
