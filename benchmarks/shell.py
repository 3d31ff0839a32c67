"""The full view of the shell, measured at the terminal's side: from a key to the paint that answers it.

A real process runs in a pseudo-terminal. A key is answered when the screen shows the query as it is understood then,
and its total. Both are known beforehand, from the same index. Times are of the clock, in milliseconds, the best of some
runs for each key. It needs pyte, which reads what a terminal is told.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.place import Missing

TEXTS: Final = (
    "oil tanker",
    "mexico debt",
    "thatcher",
    "interest rate cut",
    "opec -kuwait",
    "place:London bank",
    "trade deficit japan",
    "wheat OR corn",
)
_COLUMNS, _LINES = 80, 24
_RUNS: Final = 3
_PATIENCE: Final = 30.0
_PAUSE: Final = 0.15  # between keys, so that facets are there and the next key is measured alone


def shell(folder: Path) -> str:
    """A table: from the start, from keys in the query line, and from keys in an article, each to the paint."""
    try:
        import pyte  # noqa: F401
    except ImportError as error:
        raise Missing("the shell is measured with pyte: pip install pyte") from error
    expected = [list(_expected(folder, text)) for text in TEXTS]
    rows: dict[str, list[list[float]]] = {}
    for _ in range(_RUNS):
        for name, times in _run(folder, expected).items():
            rows.setdefault(name, []).append(times)
    lines = [
        f"{folder.name}, {_COLUMNS}x{_LINES}, {len(TEXTS)} texts, best of {_RUNS} runs, ms at the terminal's side",
        "",
        "| from, to | median | 95th | slowest |",
        "|---|---|---|---|",
    ]
    for name, runs in rows.items():
        best = sorted(min(times) * 1000 for times in zip(*runs, strict=True))
        at = min(len(best) - 1, round(0.95 * (len(best) - 1)))
        lines.append(f"| {name} | {statistics.median(best):.0f} | {best[at]:.0f} | {best[-1]:.0f} |")
    return "\n".join(lines)


def _expected(folder: Path, text: str) -> Iterator[tuple[str, str, str]]:
    """For each key of a text: the key, the beginning of the second line, and the total."""
    import searchkit
    from searchkit.shell.typed_word import typed_query

    with searchkit.open(folder) as index:
        names = {name for name, field in index.fields.fields.items() if field.kind in ("text", "names")}
        for length in range(1, len(text) + 1):
            typed = typed_query(text[:length], length, names)
            found = index.search(typed.query, limit=1)
            parsed = found.parsed
            if typed.open_at is not None:
                begun, star, rest = parsed.rpartition("*")
                parsed = f"{begun}…{rest}" if star else parsed
            yield text[length - 1], f"= {parsed}"[:40], f"{found.total:,} article"


def _run(folder: Path, expected: Sequence[Sequence[tuple[str, str, str]]]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        times.setdefault(name, []).append(seconds)

    with _terminal(folder) as screen:
        note("start, query line", screen.until(lambda: screen.line(0).startswith(">")))
        note("start, hits", screen.until(lambda: "article" in screen.line(3)))
        for keys in expected:
            time.sleep(_PAUSE)
            shown = ""
            for key, parsed, total in keys:
                shown += key
                screen.press(key)
                note("key, its letter", screen.until(partial(_typed, screen, shown)))
                note("key, hits and total", screen.until(partial(_answered, screen, parsed, total)))
                time.sleep(_PAUSE)
            screen.press("\r")
            screen.until(lambda: "Enter open" in screen.line(_LINES - 1))
            time.sleep(_PAUSE)
            screen.press("\r")
            note("Enter, the article", screen.until(lambda: "hit -/" in screen.line(_LINES - 1) or _no_hit(screen)))
            time.sleep(_PAUSE)
            screen.press("]")
            note("], the next article", screen.until(lambda: screen.line(2).startswith("── 2 of")))
            screen.press("/")
            screen.until(lambda: "Tab complete" in screen.line(_LINES - 1))
            screen.press("\x15")
            screen.until(lambda: screen.line(0) == ">" and screen.line(1).startswith("= *"))
    return times


def _typed(screen: _Terminal, shown: str) -> bool:
    return screen.line(0).rstrip("…").startswith(f"> {shown}".rstrip())


def _answered(screen: _Terminal, parsed: str, total: str) -> bool:
    return screen.line(1)[:40].rstrip().startswith(parsed.rstrip()) and screen.line(3).startswith(total)


def _no_hit(screen: _Terminal) -> bool:
    return "no hit marked" in screen.line(_LINES - 1)


class _Terminal:
    """What a terminal with the shell in it shows, and when the bytes for it came."""

    def __init__(self, descriptor: int) -> None:
        import pyte

        self._descriptor = descriptor
        screen: Any = pyte.Screen(_COLUMNS, _LINES)
        screen.write_process_input = self.press
        self._screen = screen
        self._stream: Any = pyte.Stream(screen)
        self._pressed = time.perf_counter()

    def press(self, keys: str) -> None:
        """Type, and begin to measure."""
        self._pressed = time.perf_counter()
        os.write(self._descriptor, keys.encode())

    def line(self, at: int) -> str:
        """A line of the screen."""
        return str(self._screen.display[at]).rstrip()

    def until(self, seen: Callable[[], bool]) -> float:
        """Seconds from the latest key until the bytes came that show this. Raises TimeoutError."""
        came, pending = time.perf_counter(), b""
        while not seen():
            left = self._pressed + _PATIENCE - time.perf_counter()
            if left < 0 or not select.select([self._descriptor], [], [], left)[0]:
                raise TimeoutError("\n".join(self._screen.display))
            pending += os.read(self._descriptor, 1 << 16)
            came = time.perf_counter()
            text = pending.decode("utf-8", "ignore")
            pending = pending[len(text.encode()) :]
            self._stream.feed(text)
        return came - self._pressed


@contextlib.contextmanager
def _terminal(folder: Path) -> Iterator[_Terminal]:
    with tempfile.TemporaryDirectory() as state:
        variables = os.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": state}
        variables |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        child, descriptor = pty.fork()
        if child == 0:
            with contextlib.suppress(OSError):
                os.execvpe(sys.executable, [sys.executable, "-m", "searchkit", "shell", "-i", str(folder)], variables)
            os._exit(127)
        try:
            fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
            yield _Terminal(descriptor)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(descriptor)
