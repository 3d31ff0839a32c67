"""The full view in this process: with searches that take long, and documents that are no articles."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pyte
import pytest
import whoosh.fields
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

import searchkit
from searchkit._native import Stop
from searchkit.errors import SearchStopped
from searchkit.index import Index
from searchkit.results.results import Results
from searchkit.shell.full_screen import show_full_view
from searchkit.shell.full_view import FullView
from searchkit.shell.glyphs import UNICODE
from searchkit.shell.pane import Look
from searchkit.shell.session import Session
from searchkit.shell.state import State
from searchkit.shell.vocabulary import VocabularyLoader


class SlowSession(Session):
    """A search that begins with ``slow`` goes on until it is stopped, or until it is let go."""

    def __init__(self, index: Index) -> None:
        super().__init__(index)
        self.let_go = threading.Event()

    def answer(self, state: State, *, stop: Stop | None = None, **given: Any) -> Results:
        while (state.query or "").startswith("slow") and not self.let_go.wait(0.002):
            if stop is not None and stop.is_set:
                raise SearchStopped("stopped")
        return super().answer(state, stop=stop, **given)


class Desk:
    """A keyboard and a screen for a scenario."""

    def __init__(self, press: Callable[[str], None], paper: io.StringIO, view: FullView) -> None:
        self.press = press
        self.view = view
        self._paper = paper
        self._read = 0
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.Stream(self.screen)

    @property
    def display(self) -> str:
        text = self._paper.getvalue()
        self._stream.feed(text[self._read :])
        self._read = len(text)
        return "\n".join(line.rstrip() for line in self.screen.display)

    async def shows(self, *texts: str) -> str:
        return await self.until(lambda: all(text in self.display for text in texts), str(texts))

    async def until(self, seen: Callable[[], bool], what: str = "it") -> str:
        for _ in range(2000):
            if seen():
                return self.display
            await asyncio.sleep(0.005)
        raise AssertionError(f"{what} did not come; the screen is:\n{self.display}")

    def colours(self, line: int) -> set[str]:
        """The colours of the letters in a line of the screen."""
        self.display  # noqa: B018  # it reads what came
        return {char.fg for char in self.screen.buffer[line].values() if char.data.strip()}


Scenario = Callable[[Desk], Awaitable[None]]


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Session, Scenario], str]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def play(session: Session, scenario: Scenario) -> str:
        """Play a scenario in the full view, and leave it; how it ended."""
        failed: list[BaseException] = []
        paper = io.StringIO()
        with create_pipe_input() as typed:

            def started(view: FullView) -> None:
                async def run() -> None:
                    try:
                        await scenario(Desk(typed.send_text, paper, view))
                    except BaseException as error:
                        failed.append(error)
                        raise
                    finally:
                        view.leave("left")

                assert view.app is not None
                view.app.create_background_task(run())

            output = Vt100_Output(paper, lambda: Size(rows=24, columns=80), term="xterm-256color")
            loader = VocabularyLoader(session.index)
            look = Look(UNICODE, colored=True)
            ended = show_full_view(session, look, loader, input=typed, output=output, started=started)
            loader.wait(10)
        if failed and not isinstance(failed[0], asyncio.CancelledError):
            raise failed[0]
        return ended

    return play


Play = Callable[[Session, Scenario], str]


def test_a_slow_search_blocks_no_key_and_dims_what_is_old(index: Index, played: Play) -> None:
    session = SlowSession(index)

    async def scenario(desk: Desk) -> None:
        desk.press("strike ")
        await desk.shows("= strike", "24 articles", "Harbour report 11")
        assert "brightblack" not in desk.colours(3)
        desk.press("\x15slow ")
        await desk.shows("> slow", "searching…", "24 articles", "Harbour report 11")
        await desk.until(lambda: desk.colours(3) == {"brightblack"} == desk.colours(5), "dimmed lines")
        desk.press("and more")
        await desk.shows("> slow and more…")
        desk.press("\x15rain ")
        await desk.shows("= rain", "1 article")
        assert "searching" not in desk.display and "brightblack" not in desk.colours(3)

    assert played(session, scenario) == "left"


def test_ctrl_c_stops_a_search_and_the_next_key_searches(index: Index, played: Play) -> None:
    session = SlowSession(index)

    async def scenario(desk: Desk) -> None:
        desk.press("slow ")
        await desk.shows("> slow", "searching…")
        desk.press("\x03")
        await desk.shows("stopped")
        desk.press("\x03")
        await desk.until(lambda: desk.display.startswith(">\n"), "an empty line")
        desk.press("rain ")
        await desk.shows("= rain", "1 article")

    played(session, scenario)


def test_keys_that_come_before_the_hits_wait_for_them(index: Index, played: Play) -> None:
    session = SlowSession(index)

    async def scenario(desk: Desk) -> None:
        desk.press("slow OR strike\r")
        await desk.shows("> slow OR strike", "searching…")
        desk.press("j\r")
        session.let_go.set()
        await desk.shows("2 of 24", "Paragraph 23", "hit -/1")

    played(session, scenario)


def until_stopped(stop: Stop) -> None:
    waiting = threading.Event()
    while not waiting.wait(0.002):
        if stop.is_set:
            raise SearchStopped("stopped")


def test_ctrl_c_stops_a_command(index: Index, played: Play) -> None:
    session = SlowSession(index)

    async def scenario(desk: Desk) -> None:
        desk.press("strike\r")
        await desk.shows("24 articles")
        desk.view.in_background(until_stopped, lambda nothing: None)
        await desk.shows("working…")
        desk.press("\x03")
        await desk.shows("stopped")
        await desk.until(lambda: "working" not in desk.display, "the end of it")

    played(session, scenario)


def test_a_timeline_that_was_left_does_not_come_back(index: Index, played: Play) -> None:
    class SlowSteps(SlowSession):
        """Timelines by decade wait until they are let go."""

        def answer(self, state: State, *, stop: Stop | None = None, **given: Any) -> Results:
            if "decade" in given.get("timelines", ()):
                self.let_go.wait(10)
            return super().answer(state, stop=stop, **given)

    session = SlowSteps(index)

    async def scenario(desk: Desk) -> None:
        desk.press("strike\r")
        await desk.shows("24 articles")
        desk.press("t")
        await desk.shows("timeline by month")
        desk.press(":timeline year\r")
        await desk.shows("timeline by year")
        desk.press("--q")
        await desk.until(lambda: "timeline by year" not in desk.display, "the pane below")
        session.let_go.set()
        await desk.until(lambda: desk.view.running is None and not desk.view._tasks, "the end of it")
        await asyncio.sleep(0.05)
        assert "timeline by decade" not in desk.display

    played(session, scenario)


def test_far_hits_are_read_when_they_are_looked_at(tmp_path: Path, played: Play) -> None:
    with searchkit.create(tmp_path / "many") as index:
        index.add(
            ({"id": f"a{n:04}", "title": f"Strike {n}", "body": "x", "date": "2019"} for n in range(1000)),
            extract=False,
        )

        async def scenario(desk: Desk) -> None:
            desk.press("strike\r")
            await desk.shows("1,000 articles", "▸   1 Strike", "1 of 1,000")
            desk.press("G")
            await desk.shows("▸1,000 Strike", "1,000 of 1,000")
            desk.press("\r")
            await desk.shows("1,000 of 1,000", "hit -/1")
            desk.press("]")
            await desk.shows("this is the last article")
            desk.press("[")
            await desk.shows("── 999 of 1,000")
            desk.press("qg")
            await desk.shows("▸   1 Strike")
            desk.press(" ")
            await desk.until(lambda: "▸   1 " not in desk.display, "the next page")
            desk.press(":open 500\r")
            await desk.shows("── 500 of 1,000")

        played(Session(index), scenario)


def test_matches_in_context_are_a_page_of_no_more_lines_than_can_be_read(
    index: Index, played: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("searchkit.shell.page_screen.PageScreen.most_lines", 20)

    async def scenario(desk: Desk) -> None:
        desk.press("strike place:Zürich\r")
        await desk.shows("12 articles")
        desk.press("v")
        await desk.shows("── :kwic", "on strike at the port. Paragraph 0")
        assert "the first" not in desk.display
        desk.press("q/\x15strike\rv")
        await desk.shows(":kwic", "lines 1-")
        desk.press("G")
        await desk.shows("the first 20 lines are shown; searchkit kwic prints all")

    played(Session(index), scenario)


def test_documents_that_are_no_articles(tmp_path: Path, played: Play) -> None:
    schema = whoosh.fields.Schema(name=whoosh.fields.ID(stored=True, unique=True), text=whoosh.fields.TEXT(stored=True))
    with searchkit.create(tmp_path / "documents", schema=schema) as index:
        index.add([{"name": "one", "text": "dockers on strike"}, {"name": "two", "text": "rain"}])

        async def scenario(desk: Desk) -> None:
            desk.press("strike\r")
            await desk.shows("1 article", "name: one")
            desk.press("\r")
            await desk.shows("documents of this index are not articles")
            desk.press("y")
            await desk.shows("documents of this index are not articles")
            desk.press("\t")
            desk.press("q:sort newest\r")
            await desk.shows("have no date to sort by")
            desk.press("s")
            await desk.shows("newest first", "have no date to sort by")
            desk.press("u")
            await desk.until(lambda: "name: one" in desk.display and "newest" not in desk.display, "the order before")
            desk.press("t")
            await desk.shows("documents of this index have no date")
            desk.press("/\x15strike rain\r")
            await desk.shows("0 articles", "alone       strike 1 · rain 1", "A F2  rain · 1 article")
            desk.press("A")
            await desk.shows("> rain", "name: two")

        played(Session(index), scenario)
