"""The line of the classic shell: prompt_toolkit reads it, with the history, completion and keys of the desk."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import is_searching, to_filter
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.layout.controls import SearchBufferControl
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.search import SearchDirection, start_search

from searchkit.shell.commands import Context
from searchkit.shell.completer import ShellCompleter
from searchkit.shell.key_table import LINE_COMMANDS, Key, keys_of, pressed
from searchkit.shell.safe_input import SafeInput, make_safe
from searchkit.shell.toolbar import toolbar
from searchkit.shell.vocabulary import VocabularyLoader

_LOW, _MENU, _SMALL_MENU = 20, 8, 3  # lines
_UNTIL_SHOWN: Final = 0.02  # seconds until the prompt has surely been drawn


def line_reader(context: Context, loader: VocabularyLoader) -> Callable[[], str]:
    """What reads a line. It raises EOFError and KeyboardInterrupt as prompt_toolkit does."""
    desk = context.typing

    def bottom() -> str:
        app = get_app()
        is_moving = app.editing_mode == EditingMode.VI and app.vi_state.input_mode == InputMode.NAVIGATION
        return toolbar(context.session, app.output.get_size().columns, "vi: moving" if is_moving else "")

    prompt: PromptSession[str] = PromptSession(
        "searchkit> ",
        completer=ShellCompleter(lambda: loader.current),
        complete_in_thread=True,
        complete_while_typing=True,
        history=desk.history,
        # Where grey cannot be told from what is typed, nothing is suggested.
        auto_suggest=AutoSuggestFromHistory() if desk.suggests and context.screen.colored else None,
        bottom_toolbar=bottom,
        input_processors=[SafeInput()],
        enable_suspend=True,
        key_bindings=_bindings(context),
        color_depth=None if context.screen.colored else ColorDepth.DEPTH_1_BIT,
    )
    # As an argument of PromptSession, it would turn off the completion while one types.
    prompt.default_buffer.enable_history_search = to_filter(True)
    for control in prompt.layout.find_all_controls():
        if isinstance(control, SearchBufferControl):
            make_safe(control)

    is_ready = False

    def make_ready() -> None:
        """Load what draws the first answer, while the user types."""
        nonlocal is_ready
        is_ready = True
        with contextlib.suppress(RuntimeError):  # no thread is left; it is loaded when it is needed
            asyncio.get_running_loop().run_in_executor(None, import_module, "searchkit.display.console")

    def once_shown() -> None:
        if not is_ready:
            asyncio.get_running_loop().call_later(_UNTIL_SHOWN, make_ready)

    def read() -> str:
        begin, desk.given = desk.given, ""
        return prompt.prompt(
            default=begin,
            pre_run=once_shown,
            # Ctrl-C is a key here. A signal from elsewhere interrupts without this, too, and it loads ctypes.
            handle_sigint=False,
            editing_mode=EditingMode.VI if desk.vi else EditingMode.EMACS,
            # The lines of the menu are kept free. On a low terminal, they would push away what was printed last.
            reserve_space_for_menu=_MENU if shutil.get_terminal_size().lines >= _LOW else _SMALL_MENU,
        )

    return read


def _bindings(context: Context) -> KeyBindings:
    bindings = KeyBindings()
    for key in keys_of("prompt", context.typing.keys):
        if key.command in _LEFT_ALONE and not key.remapped:
            continue
        for name in key.keys:
            bindings.add(*pressed(name), filter=~is_searching)(partial(_press, context, key))

    @bindings.add("down", filter=~is_searching)
    def later(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.working_index < len(buffer._working_lines) - 1:
            buffer.history_forward()
        else:
            buffer.auto_down()

    return bindings


def _press(context: Context, key: Key, event: KeyPressEvent) -> Any:
    own = _OWN.get(key.command)
    if own is not None:
        return own(context, event)
    # The command stands in the line, as if it were typed. What stood there comes back afterwards.
    buffer = event.current_buffer
    context.typing.given = buffer.text
    buffer.set_document(Document(f":{key.command}"))
    return buffer.validate_and_handle()


def _earlier(context: Context, event: KeyPressEvent) -> None:
    buffer = event.current_buffer
    if buffer.complete_state is not None and buffer.complete_state.complete_index is not None:
        buffer.complete_previous()
        return
    buffer.cancel_completion()
    buffer.history_backward()


def _history(context: Context, event: KeyPressEvent) -> None:
    start_search(direction=SearchDirection.BACKWARD)


def _suggested(context: Context, event: KeyPressEvent) -> None:
    buffer = event.current_buffer
    if buffer.suggestion is not None and buffer.document.is_cursor_at_the_end:
        buffer.insert_text(buffer.suggestion.text)
    else:
        buffer.cursor_right()


def _edit(context: Context, event: KeyPressEvent) -> None:
    from searchkit.shell.edited_text import edited

    buffer = event.current_buffer

    def edit() -> None:
        try:
            buffer.set_document(Document(edited(buffer.text)))
        except Exception as error:
            context.screen.error(error)

    run_in_terminal(edit)


# What prompt_toolkit does by itself.
_LEFT_ALONE: Final = ("accept", "complete", "stop", "back")
_OWN: Final = dict(zip(LINE_COMMANDS, (_earlier, _suggested, _history, _edit), strict=True))
