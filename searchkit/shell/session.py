"""A search session: the query, its filters, and what is shown. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from searchkit.article import Article
from searchkit.base.analysis import fold
from searchkit.display.results_view import SHOWN_FACETS, SHOWN_NEAREST, SHOWN_VALUES
from searchkit.display.safe_text import one_line
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.query.echo import echo
from searchkit.query.tree import Exact
from searchkit.results.facets import FacetValue
from searchkit.results.request import SORTS, FacetRequest, Sort
from searchkit.results.results import Hit, Results, Spans
from searchkit.results.story import Story
from searchkit.results.timeline import Timeline, known_step
from searchkit.shell.export import export_results

PAGE: Final = 10
# Results over up to this many years are drawn by month. Over more, a month would be too thin to see.
_MONTHLY_YEARS: Final = 6


class Filter(NamedTuple):
    """A whole value that every result has in a field."""

    field: str
    value: str

    def __str__(self) -> str:
        return one_line(echo(Exact(self.field, self.value)))


class Marks(NamedTuple):
    """What the query matched in an article, as spans of title and body."""

    title: Spans
    body: Spans


class Session:
    """The state of a search session. If a call raises or is interrupted, the state does not change."""

    def __init__(self, index: Index, page: int = PAGE) -> None:
        self.index = index
        self.page = page
        self.query: str | None = None
        self.filters: list[Filter] = []
        self.sort: Sort = "relevance"
        self.stories = False
        self.expand = False
        self.without: tuple[str, ...] = ()
        self.since: int | None = None
        self.offset = 0
        self.results: Results | None = None
        self.shown: dict[int, Hit] = {}

    # Searching

    def search(self, text: str) -> Results:
        """The first page of a query, with the filters."""
        return self._first_page(text, self.filters, self.sort)

    def more(self) -> Results:
        """The next page. Hits of earlier pages can still be opened. Raises UsageError at the end."""
        results = self._searched()
        if not self.has_more:
            raise UsageError(f"no more hits: all {results.hit_total:,} are shown")
        offset = self.offset + self.page
        results = self._run(self.query or "", self.filters, self.sort, offset, self.page)
        self.results, self.offset = results, offset
        self.shown.update({hit.rank: hit for hit in results})
        return results

    @property
    def has_more(self) -> bool:
        """Whether more hits follow those shown."""
        return self.results is not None and self.offset + len(self.results) < self.results.hit_total

    def set_sort(self, sort: str) -> Results | None:
        """Set the order and search the first page again, if there is one. Raises UsageError."""
        if sort not in SORTS:
            raise UsageError(f"there is no order {sort!r}", hint=f"choose from: {', '.join(SORTS)}")
        chosen = sort
        if self.query is None:
            self.sort = chosen
            return None
        return self._first_page(self.query, self.filters, chosen)

    def show_stories(self, once: bool) -> Results | None:
        """Show each story once or every copy, and search the first page again, if there is one."""
        before, self.stories = self.stories, once
        if self.query is None:
            return None
        try:
            return self._first_page(self.query, self.filters, self.sort)
        except BaseException:
            self.stories = before
            raise

    def add_words(self, on: bool, without: Sequence[str] = ()) -> Results | None:
        """Add words to queries, or none, and search the first page again, if there is one. ``without``: never these."""
        before = self.expand, self.without
        self.expand, self.without = on, tuple(without)
        if self.query is None:
            return None
        try:
            return self._first_page(self.query, self.filters, self.sort)
        except BaseException:
            self.expand, self.without = before
            raise

    def only_since(self, revision: int | None) -> Results | None:
        """Keep only what was added after a revision (None: all), and search the first page again, if there is one."""
        before, self.since = self.since, revision
        if self.query is None:
            return None
        try:
            return self._first_page(self.query, self.filters, self.sort)
        except BaseException:
            self.since = before
            raise

    def refresh(self) -> bool:
        """Move to the latest commit and aliases, and search the page again. Returns whether anything changed."""
        changed = self.index.refresh()
        if changed and self.query is not None:
            self._first_page(self.query, self.filters, self.sort)
        return changed

    # Filters

    def add_filter(self, field: str, value: str) -> Results:
        """Filter by a whole value of the result, ignoring case and accents if need be. Raises UsageError."""
        name = self.facet_name(field)
        added = Filter(name, self._existing(name, value))
        if added in self.filters:
            raise UsageError(f"{added} is already a filter")
        return self._first_page(self.query or "", [*self.filters, added], self.sort)

    def drop_filter(self, number: int | None = None) -> Results:
        """Remove the last filter, or the one with a number (from 1). Raises UsageError if there is none."""
        if not self.filters:
            raise UsageError("no filter is active")
        position = len(self.filters) if number is None else number
        if not 1 <= position <= len(self.filters):
            raise UsageError(f"there is no filter {position}", hint=f"filters are 1 to {len(self.filters)}")
        kept = [f for at, f in enumerate(self.filters, 1) if at != position]
        return self._first_page(self.query or "", kept, self.sort)

    def clear_filters(self) -> Results:
        """Remove all filters. Raises UsageError if there are none."""
        if not self.filters:
            raise UsageError("no filter is active")
        return self._first_page(self.query or "", [], self.sort)

    # Facets and time

    @property
    def shown_facets(self) -> tuple[str, ...]:
        """The facets counted with every search."""
        fields = self.index.facet_fields
        return (*(name for name in SHOWN_FACETS if name in fields), *self.index.lists) or fields[:4]

    def facet_name(self, name: str) -> str:
        """The facet with this name or alias. Raises UsageError."""
        field = self.index.fields.get(name)
        facet = field.name if field else name
        if facet not in self.index.facet_fields:
            close = get_close_matches(name.lower(), self.index.facet_fields, 1)
            choices = f"choose from: {', '.join(self.index.facet_fields)}"
            raise UsageError(f"there is no facet {name!r}", hint=f"did you mean {close[0]}?" if close else choices)
        return facet

    def facet_values(self, *names: str) -> dict[str, list[FacetValue]]:
        """All values of facets in the current result. Before the first search, those of the whole index."""
        facets = [self.facet_name(name) for name in names]
        return self._run(self.query or "", self.filters, self.sort, 0, 1, facets).facets

    def timeline(self, by: str | None = None) -> Timeline:
        """The current result (or the whole index) by a step of time. Default: what suits its span."""
        step = None if by is None else known_step(by)
        results = self.results or self._run("", self.filters, self.sort, 0, 1)
        if step is not None:
            return results.timeline(step)
        years = results.timeline("year")
        return results.timeline("month") if len(years) <= _MONTHLY_YEARS else years

    # Articles

    def article(self, reference: str) -> Article:
        """The article with a rank that is shown, else with an id or its beginning. Raises ArticleMissing."""
        rank = self.rank(reference)
        return self.index.find(reference) if rank is None else self.shown[rank].article

    def story(self, article: Article) -> Story | None:
        """The story of an article, if the article is still in the index."""
        return self.index.story(article.id) if self.index.get(article.id) is not None else None

    def rank(self, text: str) -> int | None:
        """The rank that a text names, if that hit is shown."""
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            return None
        return int(text) if int(text) in self.shown else None

    def marks(self, article: Article) -> Marks:
        """What the current query matches in a whole article."""
        return Marks(*self.results.marks(article)) if self.query and self.results is not None else Marks((), ())

    # Export

    def export(self, path: str | Path, *, overwrite: bool = False) -> int:
        """Write all hits of the current result to a file. Returns their number. Raises UsageError or OSError."""
        self._searched()

        def all_hits() -> Results:
            return self._run(self.query or "", self.filters, self.sort, 0, None)

        return export_results(all_hits, Path(path), filters=self.filter_texts(), overwrite=overwrite)

    def filter_texts(self) -> list[str]:
        """The filters as text, numbered if there are several."""
        numbered = len(self.filters) > 1
        return [f"{number}. {text}" if numbered else str(text) for number, text in enumerate(self.filters, 1)]

    # Inside

    def _first_page(self, query: str, filters: Sequence[Filter], sort: Sort) -> Results:
        results = self._run(query, filters, sort, 0, self.page)
        shown = results if results.total else results.nearest[:SHOWN_NEAREST]
        self.query, self.filters, self.sort, self.offset = query, list(filters), sort, 0
        self.results, self.shown = results, {hit.rank: hit for hit in shown}
        return results

    def _run(
        self,
        query: str,
        filters: Iterable[Filter],
        sort: Sort,
        offset: int,
        limit: int | None,
        facets: Sequence[str] | None = None,
    ) -> Results:
        wanted: dict[str, list[str]] = {}
        for field, value in filters:
            wanted.setdefault(field, []).append(value)
        shown = [FacetRequest(name, limit=SHOWN_VALUES) for name in self.shown_facets]
        return self.index.search(
            query,
            facets=shown if facets is None else facets,
            timelines=("year", "month") if self.index.view.has_articles else (),
            filters=wanted,
            since=self.since,
            sort=sort,
            stories=self.stories,
            expand=self.expand,
            without=self.without,
            offset=offset,
            limit=limit,
        )

    def _searched(self) -> Results:
        if self.results is None:
            raise UsageError("you have not searched yet", hint="type words to search for, or * for all articles")
        return self.results

    def _existing(self, facet: str, given: str) -> str:
        values: list[str] = [found.value for found in self.facet_values(facet)[facet]]
        given = given.strip()
        spellings = [given]
        if len(given) > 1 and given[0] == given[-1] == '"':
            spellings.append(given[1:-1])
        spellings = self.index.aliases.names(facet, spellings)
        for spelling in spellings:
            if spelling in values:
                return spelling
        for spelling in spellings:
            alike: str | None = next((value for value in values if _alike(value) == _alike(spelling)), None)
            if alike is not None:
                return alike
        # Compare only the most frequent values, which come first.
        close = get_close_matches(_alike(given), [_alike(value) for value in values[:5000]], 1)
        near = next((value for value in values if close and _alike(value) == close[0]), None)
        hint = f"did you mean {one_line(near)}?" if near else f":facet {facet} lists the values"
        raise UsageError(f"no article in this result has the {facet} {one_line(given)!r}", hint=hint)


def _alike(value: str) -> str:
    return fold(one_line(value))
