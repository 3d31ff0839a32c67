from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from searchkit._native import Stop
from searchkit.base.record import changed
from searchkit.errors import SearchStopped
from searchkit.index import Index
from searchkit.results.filters import Filters
from searchkit.results.results import Results
from searchkit.shell.completer import Suggestion
from searchkit.shell.live_search import Answers, Counted, LiveSearch, Wanted
from searchkit.shell.session import Session
from searchkit.shell.state import State
from searchkit.shell.vocabulary import VocabularyLoader

_SECONDS = 30


class Heard(Answers):
    """Keeps what it is told, in order."""

    def __init__(self) -> None:
        self.told: queue.Queue[tuple[str, Wanted, Any]] = queue.Queue()

    def hits(self, wanted: Wanted, results: Results) -> None:
        self.told.put(("hits", wanted, results))

    def otherwise(self, wanted: Wanted) -> None:
        self.told.put(("otherwise", wanted, None))

    def counted(self, wanted: Wanted, counted: Counted) -> None:
        self.told.put(("counted", wanted, counted))

    def suggested(self, wanted: Wanted, suggestions: list[Suggestion]) -> None:
        self.told.put(("suggested", wanted, suggestions))

    def helped(self, wanted: Wanted, results: Results) -> None:
        self.told.put(("helped", wanted, results))

    def failed(self, wanted: Wanted, error: Exception) -> None:
        self.told.put(("failed", wanted, error))

    def next(self) -> tuple[str, Wanted, Any]:
        return self.told.get(timeout=_SECONDS)


class SlowSession(Session):
    """A search for ``slow`` goes on until it is stopped."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self.begun = threading.Semaphore(0)
        self.stopped = 0

    def answer(self, state: State, *, stop: Stop | None = None, **given: Any) -> Results:
        if state.query == "slow":
            assert stop is not None
            self.begun.release()
            waiting = threading.Event()
            while not stop.is_set:
                waiting.wait(0.002)
            self.stopped += 1
            raise SearchStopped("stopped")
        return super().answer(state, stop=stop, **given)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def session(index: Index) -> SlowSession:
    return SlowSession(index)


@pytest.fixture
def live(session: SlowSession, heard: Heard) -> Iterator[LiveSearch]:
    loader = VocabularyLoader(session.index)
    loader.reload()
    loader.wait(_SECONDS)
    search = LiveSearch(session, heard, lambda: loader.current)
    yield search
    search.end()


def wanted(query: str, **given: Any) -> Wanted:
    return Wanted(State(query=query, **given), 0, 20, 5)


def test_hits_come_first_and_then_facets(live: LiveSearch, heard: Heard) -> None:
    live.ask(wanted("strike"))
    what, asked, results = heard.next()
    assert (what, asked.state.query, results.total, len(results)) == ("hits", "strike", 24, 20)
    what, asked, counted = heard.next()
    assert what == "counted" and dict(counted.facets["place"]) == {"New York": 12, "Zürich": 12}
    assert counted.timeline is not None and sum(step.count for step in counted.timeline) == 24


def test_a_new_wish_stops_the_search_before_it(live: LiveSearch, heard: Heard, session: SlowSession) -> None:
    for _ in range(3):
        live.ask(wanted("slow"))
        assert session.begun.acquire(timeout=_SECONDS)
    live.ask(wanted("rain"))
    assert [heard.next()[1].state.query for _ in range(2)] == ["rain", "rain"]
    assert session.stopped == 3


def test_only_the_latest_wish_is_answered(live: LiveSearch, heard: Heard, session: SlowSession) -> None:
    live.ask(wanted("slow"))
    assert session.begun.acquire(timeout=_SECONDS)
    for query in ("strike", "port", "report", "rain"):
        live.ask(wanted(query))
    told = [heard.next(), heard.next()]
    assert [asked.state.query for _, asked, _ in told][-1] == "rain"


def test_stopping_leaves_a_thread_for_the_next(live: LiveSearch, heard: Heard, session: SlowSession) -> None:
    live.ask(wanted("slow"))
    assert session.begun.acquire(timeout=_SECONDS)
    live.stop()
    live.ask(wanted("rain"))
    assert heard.next()[0] == "hits"


def test_found_hits_stay_usable_when_something_else_is_searched(live: LiveSearch, heard: Heard) -> None:
    live.ask(wanted("strike"))
    _, _, results = heard.next()
    live.ask(wanted("rain"))
    while heard.next()[1].state.query != "rain":
        pass
    assert results[0].explain().value > 0


def test_a_search_without_hits_is_helped_after_a_pause(live: LiveSearch, heard: Heard) -> None:
    live.ask(wanted("striek"))
    assert [heard.next()[0] for _ in range(2)] == ["hits", "counted"]
    what, _, results = heard.next()
    assert what == "helped" and [s.word for s in results.suggestions] == ["striek"]
    assert [(offer.query, offer.total) for offer in results.offers] == [("strike", 24), ("striek~2", 24)]
    live.ask(changed(wanted("striek"), helped=True, counted=True))
    assert heard.next()[0] == "hits"
    live.ask(Wanted(State(query="striek*"), 0, 20, 5, counted=True, settled=State(query="striek")))
    assert [(what, asked.state.query) for what, asked, _ in (heard.next(),)] == [("hits", "striek*")]
    what, asked, results = heard.next()
    assert (what, asked.state.query, results.query) == ("helped", "striek*", "striek")


@pytest.mark.parametrize(("query", "helped"), [("dockers or strike", True), ("dockers strike", False)])
def test_hits_with_another_reading_are_helped_too(live: LiveSearch, heard: Heard, query: str, helped: bool) -> None:
    live.ask(wanted(query))
    assert [heard.next()[0] for _ in range(2)] == ["hits", "counted"]
    if helped:
        what, _, results = heard.next()
        assert what == "helped" and [offer.query for offer in results.offers] == ["dockers OR strike"]
        assert results[0].explain().value > 0  # it stays usable
    else:
        live.ask(wanted("rain"))
        assert heard.next()[1].state.query == "rain"


def test_help_waits_for_the_last_key(heard: Heard, session: SlowSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still: what is asked for was asked for just now, so help waits."""
    patience: list[float | None] = []
    live = LiveSearch(session, heard, lambda: VocabularyLoader(session.index).current)
    wait_for = live._changed.wait_for

    def noted(ready: Callable[[], bool], time: float | None = None) -> bool:
        patience.append(time)
        return wait_for(ready, 0)

    monkeypatch.setattr("searchkit.shell.live_search.monotonic", lambda: 5.0)
    monkeypatch.setattr(live._changed, "wait_for", noted)
    live.ask(changed(wanted("striek"), before="striek"))
    assert [heard.next()[0] for _ in range(4)] == ["hits", "suggested", "counted", "helped"]
    live.ask(wanted("striek"))  # nothing is typed any more
    assert [heard.next()[0] for _ in range(3)] == ["hits", "counted", "helped"]
    assert patience == [pytest.approx(0.08), 0]
    live.end()


def test_another_state_is_told_of_if_this_one_finds_nothing(live: LiveSearch, heard: Heard) -> None:
    live.ask(Wanted(State(query="strik"), 0, 20, 5, otherwise=State(query="strik*")))
    assert heard.next()[0] == "otherwise"
    live.ask(Wanted(State(query="strik"), 0, 20, 5, otherwise=State(query="xyzzy*")))
    assert heard.next()[0] == "hits"


def test_values_of_a_filtered_field_are_counted_without_its_filter(live: LiveSearch, heard: Heard) -> None:
    filters = Filters.of(["place=Zürich", "org=CGT"])
    live.ask(wanted("strike", filters=filters))
    assert heard.next()[2].total == 10
    counted = heard.next()[2]
    assert dict(counted.facets["place"]) == {"New York": 10, "Zürich": 10}
    assert dict(counted.facets["org"]) == {"CGT": 10, 'The "Dock" Union': 2}
    assert dict(counted.facets["agency"]) == {"AFP": 10}
    live.ask(wanted("strike", filters=Filters.of(["-place=Zürich", "org=CGT"])))
    assert heard.next()[2].total == 10
    assert dict(heard.next()[2].facets["place"]) == {"New York": 10, "Zürich": 10}


@pytest.mark.parametrize(
    ("before", "labels"),
    [
        ("strike place:", [("New York", "12"), ("Zürich", "12")]),
        ("rain place:o", [("Oslo", "1")]),
        ("rain place:z", [("Zürich", "0")]),
        ("org:CGT place:n", [("New York", "10")]),
        ("stri", [("strike", "24")]),
        ("dock", [("dockers", "24")]),
    ],
)
def test_completions_have_the_counts_of_this_result(
    live: LiveSearch, heard: Heard, before: str, labels: list[tuple[str, str]]
) -> None:
    live.ask(Wanted(State(query=before), 0, 20, 5, before=before))
    assert heard.next()[0] == "hits"
    what, _, found = heard.next()
    assert what == "suggested" and [(each.label, each.meta) for each in found] == labels


def test_an_error_is_told_and_the_next_search_runs(live: LiveSearch, heard: Heard, session: SlowSession) -> None:
    live.ask(wanted("rain", sort="best"))
    assert heard.next()[0] == "failed"
    live.ask(wanted("rain"))
    assert heard.next()[0] == "hits"
