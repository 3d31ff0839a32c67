"""A search session: the query, its filters, and what is shown. Knows no terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from searchkit.article import Article
from searchkit.base.analysis import fold
from searchkit.base.close_names import close_names
from searchkit.base.record import changed
from searchkit.display.results_view import SHOWN_FACETS, SHOWN_NEAREST, SHOWN_VALUES
from searchkit.display.safe_text import one_line
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.results.facets import FacetValue
from searchkit.results.filters import NO_FILTERS, Filter, Filters, resolved
from searchkit.results.offer import Offer
from searchkit.results.request import SORTS, FacetRequest, Sort
from searchkit.results.results import Hit, Results, Spans
from searchkit.results.story import Story
from searchkit.results.timeline import Step, Timeline, known_step
from searchkit.shell.alias_edits import AliasEdit, AliasFile, hiding, merging, showing
from searchkit.shell.export import export_results
from searchkit.shell.state import History, State, asked, with_edits
from searchkit.shell.word_list import WordList

if TYPE_CHECKING:
    from searchkit._native import Stop

PAGE: Final = 10
# Results over up to this many years are drawn by month. Over more, a month would be too thin to see.
_MONTHLY_YEARS: Final = 6


class Marks(NamedTuple):
    """What the query matched in an article, as spans of title and body."""

    title: Spans
    body: Spans


class Session:
    """A search session: where it stands, how it came there, and what it found.

    If a call raises or is interrupted, the state does not change. ``stop`` ends searches from another thread.
    """

    def __init__(self, index: Index, page: int = PAGE) -> None:
        self.index = index
        self.page = page
        self.history = History()
        self.results: Results | None = None
        self.shown: dict[int, Hit] = {}
        self.stop: Stop | None = None
        self.alias_file = AliasFile(index)
        self.words = WordList()

    # Where it stands

    @property
    def state(self) -> State:
        """The present state."""
        return self.history.present

    @property
    def query(self) -> str | None:
        """The text of the latest search."""
        return self.state.query

    @property
    def filters(self) -> Filters:
        """The filters, the oldest first."""
        return self.state.filters

    @property
    def sort(self) -> Sort:
        """The order of hits."""
        return self.state.sort

    @property
    def stories(self) -> bool:
        """Whether each story is shown once."""
        return self.state.stories

    @property
    def expand(self) -> bool:
        """Whether words are added to queries."""
        return self.state.expand

    @property
    def without(self) -> tuple[str, ...]:
        """The words that are not added."""
        return self.state.without

    @property
    def since(self) -> int | None:
        """The revision after which all that is found was added."""
        return self.state.since

    @property
    def offset(self) -> int:
        """How many hits come before those of the latest page."""
        return self.state.offset

    # Searching

    def search(self, text: str) -> Results:
        """The first page of a query, with the filters."""
        return self._first_page(query=text)

    def more(self) -> Results:
        """The next page. Hits of earlier pages can still be opened. Raises UsageError at the end."""
        results = self._searched()
        if not self.has_more:
            raise UsageError(f"no more hits: all {results.hit_total:,} are shown")
        state = changed(self.state, offset=self.offset + self.page)
        results = self.answer(state, limit=self.page, offset=state.offset)
        self.history.replace(state)
        self.results = results
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
        return self._set(sort=sort)

    def show_stories(self, once: bool) -> Results | None:
        """Show each story once or every copy, and search the first page again, if there is one."""
        return self._set(stories=once)

    def add_words(self, on: bool, without: Sequence[str] = ()) -> Results | None:
        """Add words to queries, or none, and search the first page again, if there is one. ``without``: never these."""
        return self._set(expand=on, without=tuple(without))

    def only_since(self, revision: int | None) -> Results | None:
        """Keep only what was added after a revision (None: all), and search the first page again, if there is one."""
        return self._set(since=revision)

    def refresh(self) -> bool:
        """Move to the latest commit and aliases, and search the page again. Returns whether anything changed."""
        is_new = self.index.refresh()
        if is_new and self.query is not None:
            self._first_page()
        return is_new

    # The way back

    def undo(self) -> Results | None:
        """Go back to the state before. None if nothing was searched there. Raises UsageError at the beginning."""
        if (state := self.history.before) is None:
            raise UsageError("there is nothing to undo")
        results = self._walk(state)
        self.history.undo()
        return results

    def redo(self) -> Results | None:
        """Go forward again to the state that was undone last. Raises UsageError if there is none."""
        if (state := self.history.after) is None:
            raise UsageError("there is nothing to redo")
        results = self._walk(state)
        self.history.redo()
        return results

    # Filters

    def add_filter(self, field: str, value: str, *, excluded: bool = False) -> Results:
        """Filter by a whole value of the result, ignoring case and accents if need be. Raises UsageError.

        ``excluded``: no hit has the value.
        """
        name = self.facet_name(field)
        return self._filtered_by(Filter(name, self._existing(name, value), excluded=excluded))

    def filter_by(self, given: Filter) -> Results:
        """Filter by a value, a region or a range. A value of a facet is one of the result. Raises UsageError."""
        (named,) = resolved(self.index.view, Filters((given,)))[0]
        if named.whole and named.field in self.index.facet_fields:
            named = changed(named, value=self._existing(named.field, named.value))
        return self._filtered_by(named)

    def _filtered_by(self, added: Filter) -> Results:
        if added in self.filters:
            raise UsageError(f"{one_line(str(added))} is already a filter")
        return self._filtered(self.filters.adding(added))

    def accept(self, offer: Offer) -> Results:
        """The first page of a search that was offered, within its filters."""
        return self._first_page(query=offer.query, filters=offer.filters)

    def drop_filter(self, number: int | None = None) -> Results:
        """Remove the last filter, or the one with a number (from 1). Raises UsageError if there is none."""
        if not self.filters:
            raise UsageError("no filter is active")
        position = len(self.filters) if number is None else number
        if not 1 <= position <= len(self.filters):
            raise UsageError(f"there is no filter {position}", hint=f"filters are 1 to {len(self.filters)}")
        return self._filtered(self.filters.without(self.filters.chosen[position - 1]))

    def clear_filters(self) -> Results:
        """Remove all filters. Raises UsageError if there are none."""
        if not self.filters:
            raise UsageError("no filter is active")
        return self._filtered(NO_FILTERS)

    # Aliases

    def hide(self, field: str, value: str) -> Results | None:
        """Hide a value in the file of aliases, and search again. Raises UsageError or OSError."""
        name = self.facet_name(field)
        found = self._existing(name, value)
        return self._edited(name, found, hiding(self.index, name, found))

    def show_again(self, field: str, value: str) -> Results | None:
        """Hide a value no longer, and search again. Raises UsageError or OSError."""
        name = self.facet_name(field)
        hidden = sorted(self.index.aliases.hidden.get(name, ()))
        given = value.strip()
        alike = (each for each in hidden if _alike(each) == _alike(given))
        found = given if given in hidden else next(alike, given)
        return self._edited(name, found, showing(self.index, name, found))

    def merge(self, field: str, value: str, usual: str) -> Results | None:
        """Count a value as another one, in the file of aliases, and search again. Raises UsageError or OSError."""
        name = self.facet_name(field)
        found = self._existing(name, value)
        return self._edited(name, found, merging(self.index, name, found, self._existing(name, usual)))

    def _edited(self, field: str, value: str, edits: tuple[AliasEdit, ...]) -> Results | None:
        """Have edits in the file, and search again."""
        state = with_edits(self.state, field, value, edits)
        self.alias_file.have(state.edits)
        return self._set(edits=state.edits, filters=state.filters)

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
            close = close_names(name.lower(), self.index.facet_fields)
            choices = f"choose from: {', '.join(self.index.facet_fields)}"
            raise UsageError(f"there is no facet {name!r}", hint=f"did you mean {close[0]}?" if close else choices)
        return facet

    def facet_values(self, *names: str) -> dict[str, list[FacetValue]]:
        """All values of facets in the current result. Before the first search, those of the whole index."""
        facets = [self.facet_name(name) for name in names]
        return self.answer(self.state, limit=1, facets=facets).facets

    def timeline(self, by: str | None = None, *, every: bool = False) -> Timeline:
        """The current result (or the whole index) by a step of time, by default what suits its span.

        With ``every``, all steps are listed, however many.
        """
        step = None if by is None else known_step(by)
        results = self.results or self.answer(self.state, limit=1)
        if step is not None:
            return results.timeline(step, every=every)
        years = results.timeline("year", every=every)
        return results.timeline("month", every=every) if len(years) <= _MONTHLY_YEARS else years

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
            return self.answer(self.state, limit=None)

        return export_results(all_hits, Path(path), filters=self.filter_texts(), overwrite=overwrite)

    def filter_texts(self) -> list[str]:
        """The filters as text, numbered if there are several."""
        numbered = len(self.filters) > 1
        texts = (one_line(str(each)) for each in self.filters)
        return [f"{number}. {text}" if numbered else text for number, text in enumerate(texts, 1)]

    # Inside

    def answer(
        self,
        state: State,
        *,
        limit: int | None,
        offset: int = 0,
        facets: Sequence[str | FacetRequest] | None = None,
        timelines: Sequence[Step] | None = None,
        stop: Stop | None = None,
    ) -> Results:
        """What a state asks for. It changes nothing. Several threads may ask at once.

        ``facets`` and ``timelines`` are those of a page unless others are given. ``stop`` ends the search.
        """
        text, filters = asked(state)
        if facets is None:
            facets = [FacetRequest(name, limit=SHOWN_VALUES) for name in self.shown_facets]
        steps: Sequence[Step] = ("year", "month") if timelines is None else timelines
        return self.index.search(
            text,
            facets=facets,
            timelines=steps if self.index.view.has_articles else (),
            filters=filters,
            sort=state.sort,
            stories=state.stories,
            expand=state.expand,
            without=state.without,
            since=state.since,
            offset=offset,
            limit=limit,
            stop=stop or self.stop,
        )

    def _first_page(self, **changes: Any) -> Results:
        state = changed(self.state, offset=0, selected=1, **changes)
        results = self._show(state)
        self.history.go(state)
        return results

    def _filtered(self, filters: Filters) -> Results:
        return self._first_page(query=self.query or "", filters=filters)

    def _set(self, **changes: Any) -> Results | None:
        """Change what searches are like, and search the first page again, if there is one."""
        if self.query is not None:
            return self._first_page(**changes)
        self.history.go(changed(self.state, **changes))
        return None

    def _show(self, state: State) -> Results:
        """Search the first page of a state, and remember what is shown."""
        results = self.answer(state, limit=self.page)
        self.adopt(results)
        return results

    def _walk(self, state: State) -> Results | None:
        """Show a state of the history again."""
        self.alias_file.have(state.edits)
        if state.query is not None:
            return self._show(state)
        self.results, self.shown = None, {}
        return None

    def adopt(self, results: Results) -> None:
        """Remember the results of the present state, and which hits are shown."""
        shown = results if results.total else results.nearest[:SHOWN_NEAREST]
        self.results, self.shown = results, {hit.rank: hit for hit in shown}

    def _searched(self) -> Results:
        if self.results is None:
            raise UsageError("you have not searched yet", hint="type words to search for, or * for all articles")
        return self.results

    def _existing(self, facet: str, given: str) -> str:
        # A facet is counted without the filters of its own field.
        counted = self.answer(self.state, limit=1, facets=[facet], timelines=()).facets[facet]
        values: list[str] = [found.value for found in counted]
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
        close = close_names(_alike(given), map(_alike, values[:5000]))
        near = next((value for value in values if close and _alike(value) == close[0]), None)
        hint = f"did you mean {one_line(near)}?" if near else f":facet {facet} lists the values"
        raise UsageError(f"no article in this result has the {facet} {one_line(given)!r}", hint=hint)


def _alike(value: str) -> str:
    return fold(one_line(value))
