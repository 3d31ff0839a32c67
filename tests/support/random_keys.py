"""Types random keys and commands into the shell, in both of its faces, and tells what went wrong."""

from __future__ import annotations

import asyncio
import io
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

import searchkit
from searchkit.errors import SearchkitError
from searchkit.index import Index
from searchkit.shell.app import converse
from searchkit.shell.commands import COMMANDS, Context
from searchkit.shell.full_screen import show_full_view
from searchkit.shell.full_view import FullView
from searchkit.shell.glyphs import glyphs_for
from searchkit.shell.key_table import KEYS
from searchkit.shell.pane import Look
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session
from searchkit.shell.view_commands import VIEW_COMMANDS
from searchkit.shell.vocabulary import VocabularyLoader

_NAMED: Final = {
    "enter": "\r",
    "tab": "\t",
    "s-tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "escape": "\x1b",
    "backspace": "\x7f",
    "f1": "\x1bOP",
    "c-c": "\x03",
    "c-d": "\x04",
    "c-l": "\x0c",
}
_TEXTS: Final = (
    "strike", "port ", "rain", "Zürich ", "place:", "place:n", "date:2019", '"', "(", ")", "OR ", "not ", "-", "*", "~",
    "日本", "e\u0301", "\u202e", "\u200b", "=", "/", "3", "\x16\x1b", "\x01", "\x15", "\x17", "\x1a", "\x1f", "\x1b[D",
    "\x1b[200~two\nlines \x1b[31m\x1b[201~", "\x1b[3~", "\x1b[1;5C", "\x1bb", "\x1b[24~",
)  # fmt: skip
_ARGUMENTS: Final = (
    "", "1", "2", "99", "-1", "x", "place", "place Oslo", "place New York", "person jean moreau", "nope", "on", "off",
    "newest", "cli", "python", "port-01", "port-", "month", "next", "back", "keys", "\x1b", "left", "a",
)  # fmt: skip
_EVIL: Final = "\x1b]0;owned\x07\x1b[8m\u202e\x9b31m"
# What prompt_toolkit and rich write beside text: cursor, colours, modes, the clipboard, bells.
_CONTROL: Final = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\]52;c;[A-Za-z0-9+/=]*\x07|\x1b[=>78]|\x1b\]2;\x07|[\r\n\x08\x07]"
)
_FILE_COMMANDS: Final = ("export", "export!")


def archive(folder: Path) -> None:
    """Make an index of news and of one hostile article."""
    with searchkit.create(folder) as index:
        index.add(
            (
                {
                    "id": f"port-{number:02}",
                    "title": f"Harbour report {number}",
                    "body": f"Dockers of Jean Moreau went on strike at the port. Paragraph {number} 日本 e\u0301.\n"
                    * 9,
                    "date": f"2019-{number % 12 + 1:02}-03",
                    "place": "New York" if number % 2 else "Zürich",
                    "path": f"p{number}.txt",
                    "entities": {"person": ["Jean Moreau"], "org": ['The "Dock" Union']},
                }
                for number in range(60)
            ),
            extract=False,
        )
        evil = {"id": f"e{_EVIL}", "title": f"Evil {_EVIL}", "body": f"strike {_EVIL}" * 20, "place": f"Place {_EVIL}"}
        index.add([evil | {"path": f"p{_EVIL}", "entities": {"person": [f"P{_EVIL}"]}}], extract=False)


def drawn_keys(seed: int, number: int) -> list[str]:
    """So many keys, texts and command lines, drawn by a seed."""
    pick = random.Random(seed)
    keys = [_NAMED.get(name, name) for key in KEYS for name in key.keys]
    commands = sorted({*COMMANDS, *VIEW_COMMANDS} - {"quit", "plain", *_FILE_COMMANDS})
    drawn: list[str] = []
    for _ in range(number):
        kind = pick.random()
        if kind < 0.45:
            drawn.append(pick.choice(keys))
        elif kind < 0.65:
            drawn.append(pick.choice("abcdefghijklmnopqrstuvwxyz /:-\r\r\r"))
        elif kind < 0.85:
            drawn.append(pick.choice(_TEXTS))
        else:
            drawn.append(f":{pick.choice(commands)} {pick.choice(_ARGUMENTS)}\r")
    return drawn


def faults_of_full_view(index: Index, keys: Sequence[str], *, only_ascii: bool = False) -> list[str]:
    """Type keys into the full view, and then only ones that lead back. What went wrong."""
    faults: list[str] = []
    screen = io.StringIO()
    left = list(keys)
    size = Size(rows=24, columns=80)

    def watch(view: FullView) -> None:
        shown = view.show_error

        def show_error(error: Exception) -> None:
            if not isinstance(error, (SearchkitError, OSError)):
                faults.append(f"{type(error).__name__}: {error}")
            shown(error)

        view.show_error = show_error  # type: ignore[method-assign]

    while left:
        with create_pipe_input() as typed:
            output = Vt100_Output(screen, lambda: size, term="xterm-256color", enable_bell=False)
            is_out: list[bool] = []

            def started(view: FullView, typed: PipeInput = typed, is_out: list[bool] = is_out) -> None:
                watch(view)
                assert view.app is not None

                async def type_all() -> None:
                    nonlocal size
                    while left:
                        typed.send_text(left.pop(0))
                        await asyncio.sleep(0.001)
                        if len(left) % 97 == 0:
                            size = Size(rows=3 + len(left) % 40, columns=10 + len(left) % 120)
                        if len(left) % 41 == 0:
                            await asyncio.sleep(0.05)
                    for _ in range(12):
                        typed.send_text("\x1b")
                        await asyncio.sleep(0.2)
                    is_out.append(False)
                    view.leave("quit")

                view.app.create_background_task(type_all())  # ended with the application

            look = Look(glyphs_for(only_ascii=only_ascii), colored=True)
            session = Session(index)
            loader = VocabularyLoader(index)
            show_full_view(session, look, loader, input=typed, output=output, started=started)
            loader.wait(10)
            if is_out:
                faults.append("Esc does not lead out")
    return [*faults, *_raw_controls(screen.getvalue())]


def faults_of_classic(index: Index, keys: Sequence[str]) -> list[str]:
    """Type keys into the classic shell, and then what leaves it. What went wrong."""
    from rich.console import Console

    printed = io.StringIO()
    console = Console(file=printed, force_terminal=True, width=80, highlight=False, markup=False, emoji=False)
    context = Context(Session(index), Screen(lambda: console, colored=True, paging=False))
    with create_pipe_input() as typed:
        output = Vt100_Output(printed, lambda: Size(rows=24, columns=80), term="xterm-256color", enable_bell=False)
        # Ctrl-Z would stop the whole process, and an open search of the history takes a key of its own to leave.
        kept = [key for key in keys if key not in ("\x1a", "\x04")]
        typed.send_text("".join(kept) + "\x07\x07\x03:quit\r" * 3)
        with create_app_session(input=typed, output=output):
            converse(context)
    text = printed.getvalue()
    faults = [line for line in text.splitlines() if "Traceback" in line or "this is a bug" in line]
    return [*faults, *_raw_controls(text)]


def _raw_controls(text: str) -> Iterator[str]:
    """Control characters that no program but the terminal's driver may have written, each with what is around it."""
    if "\x1b]0;owned" in text or "\x1b[8m" in text:
        yield "a document writes to the terminal"
    rest = _CONTROL.sub("", text)
    for at, char in enumerate(rest):
        if unicodedata.category(char) in ("Cc", "Cs") or char in "\u202e\u2028\u2029":
            yield f"{char!r} in {rest[max(0, at - 30) : at + 30]!r}"
            return
