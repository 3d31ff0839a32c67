"""The full view on the terminal: prompt_toolkit draws it and reads its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from prompt_toolkit.application import Application
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition, is_searching, vi_insert_mode
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, UIContent, UIControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.processors import AppendAutoSuggestion
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.search import SearchDirection, start_search
from prompt_toolkit.styles import Style
from prompt_toolkit.widgets import SearchToolbar

from searchkit.shell.commands import COMMANDS
from searchkit.shell.completer import Completable
from searchkit.shell.full_view import FullView
from searchkit.shell.key_table import Key, pressed
from searchkit.shell.pane import Look
from searchkit.shell.query_line import OpenWord
from searchkit.shell.safe_input import SafeInput, make_safe
from searchkit.shell.session import Session
from searchkit.shell.typing_desk import TypingDesk
from searchkit.shell.view_commands import VIEW_COMMANDS, run_in_view
from searchkit.shell.vocabulary import VocabularyLoader

# The smallest terminal of the full view, in columns and lines.
SMALLEST: Final = (60, 15)
_LINES_OF_QUERY: Final = 3
_STYLE: Final = Style.from_dict(
    {
        "prompt": "ansigreen bold",
        "prefix": "ansibrightblack",
        "auto-suggestion": "ansibrightblack",
        "dim": "ansibrightblack",
        "stale": "ansibrightblack",
        "echo": "ansibrightblack",
        "total": "bold",
        "title": "bold",
        "title.selected": "bold reverse",
        "rank": "ansigreen",
        "facts": "ansibrightblack",
        "passage": "",
        "hit": "bold ansired",
        "hit.selected": "bold ansired reverse",
        "name": "ansicyan",
        "mark": "ansibrightblack",
        "facet": "ansiyellow",
        "facet.selected": "ansiyellow reverse",
        "value": "ansicyan",
        "count": "ansibrightblack",
        "bar": "ansiblue",
        "chip": "ansimagenta bold",
        "completion": "ansicyan",
        "completion.chosen": "ansicyan reverse",
        "key": "bold",
        "status": "ansibrightblack",
        "message": "",
        "warning": "ansiyellow",
        "error": "ansired bold",
    }
)


def show_full_view(
    session: Session,
    look: Look,
    loader: VocabularyLoader,
    *,
    input: Input | None = None,
    output: Output | None = None,
    started: Callable[[FullView], None] | None = None,
    desk: TypingDesk | None = None,
) -> str:
    """Show the full view until the user leaves; returns ``quit`` or ``plain``.

    ``input`` and ``output`` are those of the terminal unless others are given. ``started`` is called at the start.
    ``desk`` has the history and the keys.
    """
    commands: dict[str, Completable] = {**COMMANDS, **VIEW_COMMANDS}
    view = FullView(session, look, loader, run_in_view, commands, desk or TypingDesk(session.index.folder))
    app = application(view, input=input, output=output)
    view.app = app

    def begin() -> None:
        view.line.show(session.query or "")
        view.line.enter()
        view.ask()
        loader.reload()
        if view.desk.notes:
            more = f" (+{len(view.desk.notes) - 1}: searchkit config check)" if len(view.desk.notes) > 1 else ""
            view.message = [("class:warning", look.line(view.desk.notes[0] + more))]
        if started is not None:
            started(view)

    try:
        return app.run(pre_run=begin)
    except (EOFError, KeyboardInterrupt):  # the terminal went away
        return "quit"
    finally:
        view.live.end()
        if view.running is not None:
            view.running.set()


def application(view: FullView, *, input: Input | None = None, output: Output | None = None) -> Application[str]:
    """The application of a view."""
    is_typing = Condition(lambda: view.line.is_focused)
    seeking = SearchToolbar(
        text_if_not_searching="", forward_search_prompt="history: ", backward_search_prompt="history: "
    )
    make_safe(seeking.control)
    control = BufferControl(
        view.line.buffer,
        # What is suggested was typed before, and may hold the same characters.
        input_processors=[OpenWord(view.line), AppendAutoSuggestion(), SafeInput()],
        focusable=True,
        search_buffer_control=seeking.control,
        preview_search=True,
    )
    line = Window(
        control,
        height=Dimension(min=1, max=_LINES_OF_QUERY),
        dont_extend_height=True,
        wrap_lines=True,
        get_line_prefix=lambda number, wrapped: [("class:prompt", "> " if not wrapped else "  ")],
    )
    below = Window(_Drawn(view), always_hide_cursor=True)
    layout = Layout(HSplit([line, seeking, below]), focused_element=line)
    app: Application[str] = Application(
        layout=layout,
        style=_STYLE,
        key_bindings=_bindings(view),
        full_screen=True,
        mouse_support=False,
        color_depth=None if view.look.colored else ColorDepth.DEPTH_1_BIT,
        input=input,
        output=output,
    )
    app.ttimeoutlen = app.timeoutlen = 0.05

    def follow_focus(_: Any) -> None:
        if app.layout.is_searching:
            return
        # The keys of vi are for lines. In lists, g would wait for a second key.
        style = EditingMode.VI if view.desk.vi and is_typing() else EditingMode.EMACS
        if app.editing_mode != style:
            app.editing_mode = style
            app.vi_state.reset()
        wanted = line if is_typing() else below
        if not app.layout.has_focus(wanted):
            app.layout.focus(wanted)

    app.before_render += follow_focus
    view.focus = follow_focus

    def seek_history() -> None:
        follow_focus(app)
        start_search(control, SearchDirection.BACKWARD)

    view.seek_history = seek_history
    view.is_moving = lambda: view.desk.vi and app.vi_state.input_mode == InputMode.NAVIGATION
    return app


class _Drawn(UIControl):
    """All below the query line. The view makes its lines for the size that there is."""

    def __init__(self, view: FullView) -> None:
        self._view = view

    def create_content(self, width: int, height: int) -> UIContent:
        """The lines."""
        lines: list[StyleAndTextTuples] = [[*line] for line in self._view.draw(width, height)]
        return UIContent(lambda at: lines[at], line_count=len(lines), show_cursor=False)

    def is_focusable(self) -> bool:
        """Keys may go here."""
        return True


def _bindings(view: FullView) -> KeyBindings:
    bindings = KeyBindings()
    for key in view.desk.keys:
        here = Condition(partial(_works, view, key)) & ~is_searching
        # A terminal that is not yet read key by key makes of Enter another sign.
        for name in (*key.keys, "c-j") if "enter" in key.keys else key.keys:
            # In vi, the first Esc leads from typing to moving.
            when = here & ~vi_insert_mode if name == "escape" else here
            bindings.add(*map(_key, pressed(name)), filter=when, eager=name == "escape")(_pressing(view, key, name))

    @bindings.add(Keys.BracketedPaste, filter=Condition(lambda: view.line.is_focused) & ~is_searching)
    def paste(event: KeyPressEvent) -> None:
        view.line.buffer.insert_text(" ".join(event.data.split()))

    @bindings.add(Keys.BracketedPaste, filter=Condition(lambda: not view.line.is_focused))
    def ignore_paste(event: KeyPressEvent) -> None:
        view.say("/ goes to the query line, where you can paste")

    @bindings.add(Keys.SIGINT)
    def interrupted(event: KeyPressEvent) -> None:
        view.interrupt()

    return bindings


_NAMED: Final = frozenset(key.value for key in Keys)


def _key(name: str) -> Keys | str:
    return Keys(name) if name in _NAMED else name


def _works(view: FullView, key: Key) -> bool:
    return view.where in key.where


def _pressing(view: FullView, key: Key, name: str) -> Callable[[KeyPressEvent], None]:
    def press(event: KeyPressEvent) -> None:
        view.press(key.command, name)
        view.focus(event.app)

    return press
