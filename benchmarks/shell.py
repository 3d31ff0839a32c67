"""The full view of the shell, measured at the terminal's side: from a key to the paint that answers it.

A real process runs in a pseudo-terminal. What a key has to show is known beforehand, from the same index: the query as
it is understood then, its total, its timeline, the first completion, the help. Times are of the clock, in
milliseconds, the best of some runs for each key. It needs pyte, which reads what a terminal is told.
"""

from __future__ import annotations

import codecs
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
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.place import Missing, Place

if TYPE_CHECKING:
    from searchkit.shell.session import Session
    from searchkit.shell.vocabulary import Vocabulary

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
NOTHING: Final = ("volckre", "thatcher opekk", "wheat date:1890", "tradde deficit")
SLOW: Final = "*a* OR *e* OR *i* OR *o* OR *u*"
# What is measured, and how many milliseconds it may take: in the median, and at the 95th percentile.
TARGETS: Final[dict[str, tuple[int | None, int | None]]] = {
    "start, query line": (None, None),
    "start, hits": (None, None),
    "key, its letter": (50, None),
    "key, hits and total": (50, 120),
    "key, facets and timeline": (150, None),
    "key, completion": (50, None),
    "Enter, the article": (50, None),
    "], the next article": (50, None),
    "Ctrl-C, stopped": (50, None),
    "last key, help where nothing is found": (150, None),
}
_COLUMNS, _LINES = 80, 24
_RUNS: Final = 3
_PATIENCE: Final = 30.0
_PAUSE: Final = 0.15  # between keys, so that facets are there and the next key is measured alone
_STOPS: Final = 5


class _Answer(NamedTuple):
    """What a key has to show: of the query, the total, the timeline and the completions (None: nothing to wait for)."""

    key: str
    parsed: str
    total: str
    peak: str | None
    completion: str | None


class _Expected(NamedTuple):
    """The answers to each key of each text, and the first line of help for each text that finds nothing."""

    texts: list[list[_Answer]]
    nothing: list[tuple[str, str]]


def shell(place: Place, folders: Sequence[Path]) -> str:
    """A table: from the start, from keys in the query line, and from keys in an article, each to the paint."""
    try:
        import pyte  # noqa: F401
    except ImportError as error:
        raise Missing("the shell is measured with pyte: pip install pyte") from error
    for folder in folders:
        place.write(f"shell-{folder.resolve().name}", _measured(folder))
    return table(place)


def table(place: Place) -> str:
    """All that was measured, an index beside the other."""
    found = [place.read(path.stem) for path in sorted((place.folder / "results").glob("shell-*.json"))]
    measured = sorted((each for each in found if each is not None), key=lambda each: int(each["articles"]))
    if not measured:
        return ""
    names = [f"{each['articles']:,} articles: median | 95th | slowest" for each in measured]
    lines = [f"| from, to | may take, ms | {' | '.join(names)} |", f"|---{'|---:' * (1 + 3 * len(measured))}|"]
    for name, (middle, high) in TARGETS.items():
        limit = "" if middle is None else f"{middle}" if high is None else f"{middle}; 95th {high}"
        cells = [_cells(each["rows"].get(name)) for each in measured]
        lines.append(f"| {name} | {limit} | {' | '.join(cells)} |")
    runs = f"{_COLUMNS} columns and {_LINES} lines, {len(TEXTS)} texts, the best of {_RUNS} runs for each key"
    return "\n".join((f"{runs}, ms at the terminal's side:", "", *lines))


def _cells(times: Sequence[float] | None) -> str:
    """Median, 95th percentile and slowest of sorted times."""
    if not times:
        return "- | - | -"
    at = min(len(times) - 1, round(0.95 * (len(times) - 1)))
    return f"{statistics.median(times):.0f} | {times[at]:.0f} | {times[-1]:.0f}"


def _measured(folder: Path) -> dict[str, Any]:
    articles, expected = _expected(folder)
    rows: dict[str, list[list[float]]] = {}
    for _ in range(_RUNS):
        for name, times in _run(folder, expected).items():
            rows.setdefault(name, []).append(times)
    best = {name: sorted(min(times) * 1000 for times in zip(*runs, strict=True)) for name, runs in rows.items()}
    return {"articles": articles, "rows": best}


def _expected(folder: Path) -> tuple[int, _Expected]:
    """How many articles an index has, and what its shell has to show."""
    import searchkit
    from searchkit.shell.session import Session
    from searchkit.shell.vocabulary import VocabularyLoader

    with searchkit.open(folder) as index:
        session = Session(index)
        loader = VocabularyLoader(index)
        loader.reload()
        loader.wait(_PATIENCE)
        texts = [list(_answers(session, loader.current, text)) for text in TEXTS]
        nothing = [(text, _help(session, text)) for text in NOTHING]
        return len(index), _Expected(texts, [(text, told) for text, told in nothing if told])


def _answers(session: Session, vocabulary: Vocabulary, text: str) -> Iterator[_Answer]:
    from searchkit._native import Stop
    from searchkit.shell.completer import suggest
    from searchkit.shell.counted_suggestions import counted_suggestions
    from searchkit.shell.state import State
    from searchkit.shell.typed_word import typed_query

    names = {name for name, field in session.index.fields.fields.items() if field.kind in ("text", "names")}
    for length in range(1, len(text) + 1):
        before = text[:length]
        typed = typed_query(before, length, names)
        state = State(typed.query)
        found = session.answer(state, limit=1)
        parsed = found.parsed
        if typed.open_at is not None:
            begun, star, rest = parsed.rpartition("*")
            parsed = f"{begun}…{rest}" if star else parsed
        steps = found.timeline("year")
        steps = found.timeline("month") if len(steps) <= 6 else steps
        top = max(steps, key=lambda step: step.count) if len(steps) > 1 else None
        peak = None if top is None else f"peak {top.date} ({top.count:,})"
        offered = counted_suggestions(suggest(before, vocabulary), before, state, session, stop=Stop())
        completion = f"{offered[0].label} {offered[0].meta}"[:40].rstrip() if offered else None
        yield _Answer(text[length - 1], f"= {parsed}"[:40], f"{found.total:,} article", peak, completion)


def _help(session: Session, text: str) -> str:
    """The first line of help, or nothing if articles are found."""
    from searchkit.shell.glyphs import UNICODE
    from searchkit.shell.help_lines import help_lines
    from searchkit.shell.pane import Look
    from searchkit.shell.state import State

    found = session.answer(State(text), limit=1)
    lines = help_lines(found, _COLUMNS, Look(UNICODE, colored=True)) if not found.total else []
    return "".join(piece for _, piece in lines[0]).rstrip() if lines else ""


def _run(folder: Path, expected: _Expected) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        times.setdefault(name, []).append(seconds)

    with _terminal(folder) as screen:
        note("start, query line", screen.until(lambda: screen.line(0).startswith(">")))
        note("start, hits", screen.until(lambda: "article" in screen.line(3)))
        time.sleep(1)  # the values for completions are counted meanwhile
        for answers in expected.texts:
            _type(screen, answers, note)
            screen.press("\r")
            screen.until(lambda: "Enter open" in screen.line(_LINES - 1))
            time.sleep(_PAUSE)
            screen.press("\r")
            note("Enter, the article", screen.until(lambda: "hit -/" in screen.line(_LINES - 1) or _no_hit(screen)))
            time.sleep(_PAUSE)
            screen.press("]")
            note("], the next article", screen.until(lambda: screen.line(2).startswith("── 2 of")))
            _begin_again(screen)
        for text, told in expected.nothing:
            screen.press(text[:-1])
            screen.until(partial(_typed, screen, text[:-1]))
            time.sleep(_PAUSE)
            screen.press(text[-1])
            note("last key, help where nothing is found", screen.until(partial(_helped, screen, told)))
            _begin_again(screen)
        for _ in range(_STOPS):
            screen.press(SLOW + " ")
            screen.until(partial(_typed, screen, SLOW))
            screen.press("\x03")
            note("Ctrl-C, stopped", screen.until(lambda: _stopped(screen)))
            _begin_again(screen)
    return times


def _type(screen: _Terminal, answers: Sequence[_Answer], note: Callable[[str, float], None]) -> None:
    """Type a text key by key."""
    shown = ""
    completion: str | None = None
    for answer in answers:
        shown += answer.key
        screen.press(answer.key)
        note("key, its letter", screen.until(partial(_typed, screen, shown)))
        note("key, hits and total", screen.until(partial(_answered, screen, answer.parsed, answer.total)))
        if answer.completion is not None and answer.completion != completion:
            note("key, completion", screen.until(partial(_offered, screen, answer.completion)))
        completion = answer.completion
        if answer.peak is not None:
            note("key, facets and timeline", screen.until(partial(_counted, screen, answer.peak)))
        time.sleep(_PAUSE)


def _begin_again(screen: _Terminal) -> None:
    """Empty the query line."""
    screen.press("/")
    screen.until(lambda: "Tab complete" in screen.line(_LINES - 1))
    screen.press("\x15")
    screen.until(lambda: screen.line(0) == ">" and screen.line(1).startswith("= *"))
    time.sleep(_PAUSE)


def _typed(screen: _Terminal, shown: str) -> bool:
    return screen.line(0).rstrip("…").startswith(f"> {shown}".rstrip())


def _answered(screen: _Terminal, parsed: str, total: str) -> bool:
    return screen.line(1)[:40].rstrip().startswith(parsed.rstrip()) and screen.line(3).startswith(total)


def _offered(screen: _Terminal, completion: str) -> bool:
    return screen.line(2).startswith(completion)


def _counted(screen: _Terminal, peak: str) -> bool:
    return screen.line(4).endswith(peak)


def _helped(screen: _Terminal, told: str) -> bool:
    return screen.line(5).startswith(told)


def _stopped(screen: _Terminal) -> bool:
    """Whether Ctrl-C was answered. If the search was faster than it, it emptied the line."""
    return any(screen.line(at).startswith("stopped") for at in (_LINES - 2, _LINES - 1)) or screen.line(0) == ">"


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
        # A character may come in two reads.
        self._text = codecs.getincrementaldecoder("utf-8")("ignore")
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
        came = time.perf_counter()
        while not seen():
            left = self._pressed + _PATIENCE - time.perf_counter()
            if left < 0 or not select.select([self._descriptor], [], [], left)[0]:
                raise TimeoutError("\n".join(self._screen.display))
            data = os.read(self._descriptor, 1 << 16)
            came = time.perf_counter()
            self._stream.feed(self._text.decode(data))
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
