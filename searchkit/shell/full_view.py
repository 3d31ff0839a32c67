"""The full view: a screen that answers while a query is typed."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

from searchkit.base.record import changed
from searchkit.errors import SearchStopped
from searchkit.results.results import Results
from searchkit.shell.commands import Leave
from searchkit.shell.completer import Completable, Suggestion
from searchkit.shell.error_text import told
from searchkit.shell.key_table import hints
from searchkit.shell.live_search import Answers, Counted, LiveSearch, Wanted
from searchkit.shell.pane import Look, Pane
from searchkit.shell.query_line import QueryLine
from searchkit.shell.search_pane import Found, SearchPane, echo_line, warning_texts
from searchkit.shell.session import Session
from searchkit.shell.state import State
from searchkit.shell.styled_line import Line, cells, cut, spread
from searchkit.shell.typing_desk import TypingDesk

if TYPE_CHECKING:
    from prompt_toolkit.application import Application

    from searchkit._native import Stop
    from searchkit.shell.vocabulary import VocabularyLoader

T = TypeVar("T")
_DIM_AFTER: Final = 0.08  # seconds: a search that is faster does not flicker
_WORK_AFTER: Final = 0.15  # seconds: a command that takes longer shows that it runs
_WITH_MESSAGE_ROW: Final = 19


class FullView(Answers):
    """What the full view knows and does. It is used on one thread; searches and commands run on others.

    ``post`` has a call made on that thread. ``run`` runs a command line without its colon, one of
    ``commands``.
    """

    def __init__(
        self,
        session: Session,
        look: Look,
        loader: VocabularyLoader,
        run: Callable[[FullView, str], None],
        commands: Mapping[str, Completable],
        desk: TypingDesk,
    ) -> None:
        self._run = run
        self.session = session
        self.look = look
        self.loader = loader
        self.desk = desk
        self.search = SearchPane(look)
        self.above: list[Pane] = []  # articles and pages, the last one is shown
        self.line = QueryLine(session, look, lambda: loader.current, commands, self.typed, self.edited, desk)
        self.live = LiveSearch(session, _Posted(self), lambda: loader.current)
        self.message: Line = []
        self.app: Application[str] | None = None
        self.focus: Callable[[object], None] = lambda app: None
        self.seek_history: Callable[[], None] = lambda: None
        self.is_moving: Callable[[], bool] = lambda: False  # in vi, letters move the cursor
        self.later: list[str] = []  # commands of keys that came before the hits did
        self.starred: State | None = None  # a state whose open word is closed now
        self.running: Stop | None = None  # ends the command that runs
        self.shows_work = False
        self._asked: Wanted | None = None
        self._one_command = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._rows, self.width = 24, 80

    # Where the keys go

    @property
    def where(self) -> str:
        """The place whose keys work."""
        if self.line.is_focused:
            return "line"
        return self.pane.where

    @property
    def pane(self) -> Pane:
        """What is shown below the query line."""
        return self.above[-1] if self.above else self.search

    @property
    def state(self) -> State:
        """The present state of the session."""
        return self.session.state

    @property
    def is_waiting(self) -> bool:
        """Whether hits of the present state are still to come."""
        return self._asked is not None and self.search.found.state != self.state.asks

    def must_wait(self, command: str) -> bool:
        """Whether a command is about hits, or about values of facets, that are still to come."""
        if self.where == "line" or self.above:
            return False
        found = self.search.found
        rows_come = found.counted is None and found.results is not None and not found.has_failed
        return self.is_waiting or (self.search.on_facets and command in _OF_ROWS and rows_come)

    def post(self, call: Callable[[], None]) -> None:
        """Have a call made on the thread of the screen. Calls after the end are dropped."""
        app = self.app
        if app is not None and app.loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed
                app.loop.call_soon_threadsafe(self._guarded, call)

    def _guarded(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Leave:
            self.leave("quit")
        except Exception as error:  # nothing that fails may end the session
            self.show_error(error)
        self.redraw()

    def redraw(self) -> None:
        """Draw when there is time."""
        if self.app is not None:
            self.app.invalidate()

    def leave(self, how: str) -> None:
        """End the application. ``how`` is ``quit`` or ``plain``."""
        if self.app is not None and self.app.is_running and not self.app.is_done:
            self.app.exit(result=how)

    def push(self, pane: Pane) -> None:
        """Show a pane above the others."""
        self.leave_line()
        self.above.append(pane)

    # Keys and commands

    def press(self, command: str, key: str = "") -> None:
        """Run the command of a key. If hits are still to come that it is about, it waits for them."""
        self.message = []
        command = command.replace("{key}", key)
        name = command.split()[0]
        if name in _AT_ONCE:
            self.later.clear()
        elif name not in _OF_LISTS and self.must_wait(name):
            self.later.append(command)
            return
        rank = getattr(self.pane, "rank", None) or self.search.selected
        self._guarded(lambda: self._run(self, command.replace("{rank}", str(rank))))

    def in_background(self, work: Callable[[Stop], T], done: Callable[[T], None]) -> None:
        """Run something slow on a thread of its own, and then something here. Ctrl-C ends it; errors are shown."""
        task = asyncio.get_running_loop().create_task(self._background(work, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _background(self, work: Callable[[Stop], T], done: Callable[[T], None]) -> None:
        from searchkit._native import Stop

        async with self._one_command:
            self.running = stop = Stop()
            sign = asyncio.get_running_loop().call_later(_WORK_AFTER, self._show_work, stop)
            try:
                result = await _on_a_thread(lambda: work(stop))
            except Leave:
                self.leave("quit")
            except SearchStopped:
                self.say("stopped")
            except Exception as error:
                self.show_error(error)
            else:
                if not stop.is_set:
                    self._guarded(lambda: done(result))
            finally:
                sign.cancel()
                self.running, self.shows_work = None, False
                self.redraw()

    def _show_work(self, stop: Stop) -> None:
        if self.running is stop:
            self.shows_work = True
            self.redraw()

    def say(self, text: str) -> None:
        """Show a message until the next key."""
        self.message = [("class:message", self.look.line(text))]

    def show_error(self, error: Exception) -> None:
        """Show an error and its hint."""
        message, hint = told(error)
        self.message = [("class:error", self.look.line(message))]
        if hint:
            self.message.append(("class:message", f": {self.look.line(hint)}"))

    # The state

    def typed(self, state: State, is_first: bool) -> None:
        """The line was changed. The first change begins a state; those that follow are of the same."""
        if is_first:
            self.remember_place()
            self.session.history.go(state)
        else:
            self.session.history.replace(state)
        self.ask()

    def edited(self) -> None:
        """The line was changed: what was said is over."""
        self.message = []

    def go(self, state: State) -> None:
        """Move to a state that undo comes back from."""
        self.remember_place()
        self.session.history.go(state)
        self.show_state()

    def remember_place(self) -> None:
        """Keep in the present state which hit is selected."""
        if self.search.found.state == self.state.asks:
            self.session.history.replace(changed(self.state, selected=self.search.selected))

    def show_state(self) -> None:
        """Show the present state after it was changed otherwise than by typing."""
        self.line.show(self.state.query or "")
        self.above.clear()
        self.ask()

    def leave_line(self) -> None:
        """Take what is typed as it is: the word at the cursor is a whole word now. Keys are commands from here on."""
        if not self.line.is_focused:
            return
        before = self.state
        self.line.leave()
        self.search.in_line = False
        settled = changed(self.state, query=self.line.query) if self.line.was_typed else self.state
        if settled.asks != before.asks:
            self.starred = before
            self.session.history.replace(settled)
        self.ask()

    def enter_line(self) -> None:
        """Let keys go to the query line."""
        self.above.clear()
        self.search.on_facets = False
        self.search.in_line = True
        self.line.enter()
        self.ask()

    def edit_line(self) -> None:
        """Let the user write the line in an editor. If that fails, the line stays as it is."""
        from prompt_toolkit.application import run_in_terminal
        from prompt_toolkit.document import Document

        from searchkit.shell.edited_text import edited

        def edit() -> None:
            try:
                self.line.buffer.set_document(Document(edited(self.line.text)))
            except Exception as error:
                self.show_error(error)

        run_in_terminal(edit)

    def ask(self) -> None:
        """Search what is unknown of the present state."""
        wanted = self.search.wanted(self.state, self.line.before)
        if wanted is None:
            return
        if self.starred is not None and not self.line.is_focused:
            wanted = changed(wanted, otherwise=self.starred.asks)
        if self.line.open_word is not None:
            wanted = changed(wanted, settled=changed(self.state.asks, query=self.line.query))
        self._asked = wanted
        self.live.ask(wanted)
        if self.is_waiting and self.app is not None and self.app.loop is not None:
            self.app.loop.call_later(_DIM_AFTER, self._dim, wanted)

    def _dim(self, wanted: Wanted) -> None:
        if self._asked is wanted and self.is_waiting:
            self.search.is_stale = True
            self.redraw()

    # Answers, on the thread of the screen

    def hits(self, wanted: Wanted, results: Results) -> None:
        """Hits were found."""
        if wanted.state != self.state.asks:
            return
        is_new = self.search.found.state != wanted.state
        self.search.take(wanted, results)
        if is_new:
            self.search.selected = self.state.selected
        self.starred = None
        if results.total:
            self.session.adopt(results)
        self._go_on()

    def _go_on(self) -> None:
        """Run the commands that waited, until one of them searches again."""
        later, self.later = self.later, []
        for command in later:
            self.press(command)  # while it is searched again, it is put back

    def otherwise(self, wanted: Wanted) -> None:
        """The words as they stand find nothing, but the last one does as the beginning of words."""
        starred, self.starred = self.starred, None
        if starred is None or wanted.state != self.state.asks:
            return
        self.session.history.replace(starred)
        self.line.show(starred.query or "")
        self.say("nothing has the last word as it stands: it begins words now")
        self.ask()
        self._go_on()

    def counted(self, wanted: Wanted, counted: Counted) -> None:
        """Facets were counted."""
        self.search.count(wanted, counted)
        self._go_on()

    def suggested(self, wanted: Wanted, suggestions: list[Suggestion]) -> None:
        """Completions were found."""
        self.line.take(wanted.before or "", suggestions)

    def helped(self, wanted: Wanted, results: Results) -> None:
        """What else may be meant was found."""
        if self.search.found.state == wanted.state:
            self.search.found.help = results
            if not results.total:
                self.session.adopt(results)

    def failed(self, wanted: Wanted, error: Exception) -> None:
        """A search failed."""
        self.later.clear()
        if wanted.state == self.state.asks:
            self.search.found = Found(wanted.state, self.search.found.results)
            self.search.found.has_failed = True
            self.show_error(error)

    def interrupt(self) -> None:
        """Stop what runs; if nothing does, empty the line."""
        is_running = self.running is not None or self.is_waiting
        self.later.clear()
        self.starred = None
        if self.running is not None:
            self.running.set()
        self.live.stop()
        if is_running:
            self._asked = None
            self.say("stopped")
        elif self.line.is_focused and self.line.text:
            self.line.clear()
        else:
            self.say("nothing runs: q goes back, :quit leaves")

    # Drawing

    def draw(self, width: int, height: int) -> list[Line]:
        """All lines below the query line."""
        self._rows, self.width = height, width
        try:
            lines = self._draw(width, height)
        except Exception as error:  # a fault in drawing must not end the session
            self.show_error(error)
            lines = [self.message]
        mark = self.look.glyphs.cut
        return [cut(line, width, mark) for line in lines[:height]]

    def _draw(self, width: int, height: int) -> list[Line]:
        look, mark = self.look, self.look.glyphs.cut
        found = self.search.found
        message = self.message or self._warning()
        has_row = height >= _WITH_MESSAGE_ROW
        lines = [echo_line(found, self.line.open_word, self.search.is_stale or self.shows_work, width, look)]
        lines.append(self.line.strip(width) if self.line.is_focused or not self.above else self._place(width))
        if self.above:
            lines = [lines[0], self._place(width)]
        room = max(height - len(lines) - 1 - has_row, 1)
        body = self.pane.draw(width, room)
        body += [[]] * (room - len(body))
        foot = [cut(message, width, mark)] if has_row or message else []
        if has_row or not message:
            foot.append(self._status(width))
        self._fetch()
        return [*lines, *body[:room], *foot]

    def _fetch(self) -> None:
        """Ask for the hits that are drawn as missing."""
        found = self.search.found
        if found.state == self.state.asks and found.results is not None and found.total and not self.line.is_focused:
            top = self.search.top
            last = min(top + self._rows // 2, found.total)
            if any(rank not in found.hits for rank in range(top, last + 1)):
                wanted = self.search.wanted(self.state, None)
                if wanted is not None and wanted != self._asked:
                    self._asked = wanted
                    self.live.ask(wanted)

    def _warning(self) -> Line:
        if self.is_waiting or self.above:
            return []
        warnings = list(warning_texts(self.search.found))
        more = f" (+{len(warnings) - 1}: :warnings)" if len(warnings) > 1 else ""
        return [("class:warning", f"{self.look.line(warnings[0])}{more}")] if warnings else []

    def _place(self, width: int) -> Line:
        """Above an article or a page: what it is."""
        title = getattr(self.pane, "title", "")
        if not title:
            rank = getattr(self.pane, "rank", 0)
            total = self.search.found.total
            title = f"{rank:,} of {total:,}" if rank else "article"
        rule = self.look.glyphs.rule
        line: Line = [("class:dim", rule * 2 + " "), ("class:total", self.look.line(title)), ("class:dim", " ")]
        return [*line, ("class:dim", rule * max(width - cells(line), 0))]

    def _status(self, width: int) -> Line:
        right = "working" + self.look.glyphs.cut if self.shows_work else self.pane.status()
        if self.where == "line" and self.is_moving():
            right = "vi: moving"
        left: Line = []
        for key, word in hints(self.where, self.desk.keys):
            piece: Line = [("class:key", key), ("class:status", f" {word}  ")]
            if cells(left) + cells(piece) > width - len(right):
                break
            left += piece
        return spread(left, [("class:status", right)] if right else [], width, self.look.glyphs.cut)


# Commands that do not wait for the hits of a search.
_AT_ONCE: Final = frozenset(("accept", "back", "line", "plain", "quit", "redraw", "stop", "type"))
# They only tell which list has the keys, so that the keys that follow mean what they mean there.
_OF_LISTS: Final = frozenset(("facets", "hits"))
# What these do in the list of facets depends on its rows.
_OF_ROWS: Final = frozenset(("choose", "down", "exclude", "forward", "last", "values"))


class _Posted(Answers):
    """Hands the answers of the search over to the thread of the screen."""

    def __init__(self, view: FullView) -> None:
        self._view = view

    def hits(self, wanted: Wanted, results: Results) -> None:
        self._view.post(lambda: self._view.hits(wanted, results))

    def otherwise(self, wanted: Wanted) -> None:
        self._view.post(lambda: self._view.otherwise(wanted))

    def counted(self, wanted: Wanted, counted: Counted) -> None:
        self._view.post(lambda: self._view.counted(wanted, counted))

    def suggested(self, wanted: Wanted, suggestions: list[Suggestion]) -> None:
        self._view.post(lambda: self._view.suggested(wanted, suggestions))

    def helped(self, wanted: Wanted, results: Results) -> None:
        self._view.post(lambda: self._view.helped(wanted, results))

    def failed(self, wanted: Wanted, error: Exception) -> None:
        self._view.post(lambda: self._view.failed(wanted, error))


async def _on_a_thread(work: Callable[[], T]) -> T:
    """Run something on a thread that nobody waits for at the end of the program."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def finish(set_it: Callable[[Any], None], value: object) -> None:
        if not done.done():
            set_it(value)

    def run() -> None:
        try:
            result = work()
        except BaseException as error:
            what: tuple[Callable[[Any], None], object] = (done.set_exception, error)
        else:
            what = (done.set_result, result)
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(finish, *what)

    threading.Thread(target=run, name="searchkit-command", daemon=True).start()
    return await done
