"""Searches on a thread of their own. A new one stops the one before it, so nobody waits for what is wanted no more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import Final

from searchkit._native import Stop
from searchkit.base.record import record
from searchkit.errors import SearchStopped
from searchkit.results.facets import FacetValue
from searchkit.results.request import FacetRequest
from searchkit.results.results import Hit, Results
from searchkit.results.timeline import Timeline
from searchkit.shell.completer import Suggestion, suggest
from searchkit.shell.session import Session
from searchkit.shell.state import State
from searchkit.shell.vocabulary import Vocabulary

# While a word is typed, help for a search without hits waits this long for a further key, in seconds.
_PATIENCE: Final = 0.08
_MONTHLY_YEARS: Final = 6


@record
class Wanted:
    """A search that is wanted: a state, which hits of it, and what to complete. ``counted``: its facets are known.

    ``limit`` hits follow the first ``offset``. ``values`` of each facet are counted (None: all),
    and all of the ``opened`` ones.
    ``before`` is the line up to the cursor (None: nothing is to be completed). ``otherwise`` is a state to search
    instead if this one finds nothing and that one does. ``helped``: its help is known. ``settled`` is the state with
    all words as whole words, if the last one is still being typed: help is about these.
    """

    state: State
    offset: int
    limit: int
    values: int | None
    opened: frozenset[str] = frozenset()
    counted: bool = False
    before: str | None = None
    otherwise: State | None = None
    helped: bool = False
    settled: State | None = None


@record
class Counted:
    """The facets and the timeline of a state."""

    facets: dict[str, list[FacetValue]]
    distinct: dict[str, int]
    timeline: Timeline | None


class Answers:
    """Where answers go. Each is called on the thread of the search, and must hand its work over to another."""

    def hits(self, wanted: Wanted, results: Results) -> None:
        """The hits were found; their articles and snippets are read."""

    def otherwise(self, wanted: Wanted) -> None:
        """Nothing was found, but the other state finds something."""

    def counted(self, wanted: Wanted, counted: Counted) -> None:
        """The facets were counted."""

    def suggested(self, wanted: Wanted, suggestions: list[Suggestion]) -> None:
        """What may complete the line."""

    def helped(self, wanted: Wanted, results: Results) -> None:
        """What else may be meant was looked up: ``suggestions``, ``nearest``, ``diagnosis`` and ``offers`` are read.

        ``results`` are those of the whole words.
        """

    def failed(self, wanted: Wanted, error: Exception) -> None:
        """The search ended with an error."""


class LiveSearch:
    """A thread that answers the latest wish, and drops those before it."""

    def __init__(self, session: Session, answers: Answers, vocabulary: Callable[[], Vocabulary]) -> None:
        self._session = session
        self._answers = answers
        self._vocabulary = vocabulary
        self._changed = threading.Condition()
        self._wanted: Wanted | None = None
        self._stop: Stop | None = None
        self._ended = False
        self._asked_at = 0.0
        self._thread: threading.Thread | None = None

    def ask(self, wanted: Wanted) -> None:
        """Search this from now on. What is being searched is stopped. Raises RuntimeError if no thread can be made."""
        with self._changed:
            self._wanted = wanted
            self._asked_at = monotonic()
            if self._stop is not None:
                self._stop.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="searchkit-live", daemon=True)
                self._thread.start()
            self._changed.notify()

    def stop(self) -> None:
        """Stop what is being searched, and search nothing else until asked."""
        with self._changed:
            self._wanted = None
            if self._stop is not None:
                self._stop.set()

    def end(self) -> None:
        """Stop, and let the thread end."""
        self.stop()
        with self._changed:
            self._ended = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while self._wanted is None and not self._ended:
                    self._changed.wait()
                if self._ended:
                    return
                wanted, self._wanted = self._wanted, None
                self._stop = Stop()
            assert wanted is not None
            try:
                self._answer(wanted)
            except SearchStopped:
                continue
            except Exception as error:  # whatever it is, the next key must find a thread
                self._answers.failed(wanted, error)

    def _next_stop(self) -> Stop:
        """What ends the next part of the work: what is found already keeps its own, so it stays usable.

        Raises SearchStopped if something else is wanted.
        """
        with self._changed:
            if self._wanted is not None or self._stop is None or self._stop.is_set:
                raise SearchStopped("something else is searched")
            self._stop = stop = Stop()
            return stop

    def _answer(self, wanted: Wanted) -> None:
        session = self._session
        stop = self._next_stop()
        results = session.answer(
            wanted.state, limit=wanted.limit, offset=wanted.offset, facets=(), timelines=(), stop=stop
        )
        for hit in results:
            ready(hit)
            if stop.is_set:
                return
        stop = self._next_stop()
        other = wanted.otherwise
        if other is not None and not results.total and session.answer(other, limit=1, facets=(), stop=stop).total:
            self._answers.otherwise(wanted)
            return
        self._answers.hits(wanted, results)
        if wanted.before is not None:
            self._answers.suggested(wanted, self._suggestions(wanted, wanted.before, stop))
        if not wanted.counted:
            self._answers.counted(wanted, self._counted(wanted, self._next_stop()))
        if not wanted.helped and needs_help(results) and self._idle(_PATIENCE if wanted.before is not None else 0):
            helped = self._help(wanted, self._next_stop())
            self._next_stop()
            self._answers.helped(wanted, helped)

    def _idle(self, patience: float) -> bool:
        """Wait until the last key is so many seconds ago. Whether nothing else was wanted meanwhile."""
        with self._changed:
            patience = max(self._asked_at + patience - monotonic(), 0)
            return not self._changed.wait_for(lambda: self._wanted is not None or self._ended, patience)

    def _help(self, wanted: Wanted, stop: Stop) -> Results:
        """The results of the whole words, with all read that helps."""
        state = wanted.settled or wanted.state
        results = self._session.answer(state, limit=wanted.limit, facets=(), timelines=(), stop=stop)
        if not results.total:
            for hit in results.nearest:
                ready(hit)
            results.suggestions  # noqa: B018  # read once, and kept
        results.offers  # noqa: B018
        return results

    def _counted(self, wanted: Wanted, stop: Stop) -> Counted:
        session, state = self._session, wanted.state
        # The values of a filtered field are counted without its own filters.
        facets = [
            FacetRequest(name, limit=None if name in wanted.opened else wanted.values) for name in session.shown_facets
        ]
        whole = session.answer(state, limit=1, facets=facets, stop=stop)
        timeline = None
        if session.index.view.has_articles and whole.total:
            years = whole.timeline("year")
            timeline = whole.timeline("month") if len(years) <= _MONTHLY_YEARS else years
        return Counted(dict(whole.facets), dict(whole.distinct), timeline)

    def _suggestions(self, wanted: Wanted, before: str, stop: Stop) -> list[Suggestion]:
        from searchkit.shell.counted_suggestions import counted_suggestions

        return counted_suggestions(suggest(before, self._vocabulary()), before, wanted.state, self._session, stop=stop)


def needs_help(results: Results) -> bool:
    """Whether something else may be meant: nothing was found, or a warning has another reading."""
    return not results.total or any(warning.instead for warning in results.warnings)


def ready(hit: Hit) -> None:
    """Read all of a hit that is drawn, so that drawing never waits."""
    if hit.document.article is not None:
        hit.snippets  # noqa: B018  # read once, and kept
