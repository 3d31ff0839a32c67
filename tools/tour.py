"""Takes the tour: types the keys that docs/tour.md names into the full view, and writes what the screen shows.

python -m tools.tour            writes the screens of docs/tour.md again
python -m tools.tour pictures   writes the pictures of docs/pictures/ again

A section of the page begins with a heading. The lines of keys of a section are typed into one shell on an index of
seeds/. The shell runs in a folder of its own, so no path of the machine is on a screen. How long a search took is left
out.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import searchkit
from tests.shell.pseudo_terminal import PseudoTerminal
from tools.screen_picture import picture

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "tour.md"
PICTURES: Final = ROOT / "docs" / "pictures"
SIZE: Final = (80, 24)
_LINE: Final = re.compile(r"^Keys \(\d+\): (.*)$", re.M)
_STEP: Final = re.compile(r"^Keys \(\d+\): ([^\n]*)\n\n```text\n(.*?)```$", re.M | re.S)
_TOKEN: Final = re.compile(r"`([^`]+)`")
_NAMED: Final = {
    "Enter": "\r",
    "Tab": "\t",
    "Shift-Tab": "\x1b[Z",
    "Space": " ",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "F2": "\x1bOQ",
    "Esc": "\x1b",
    "Backspace": "\x7f",
}
_TOOK: Final = re.compile(r" +\d+ ms$")
# What the shell says while an answer is still to come.
_BUSY: Final = re.compile(r"(searching|working|counting)…")
_LEAST_ECHO: Final = 68  # what fits beside a time of four digits
_QUIET: Final = 0.7  # seconds without a change: longer than the shell waits before it helps
_ANSWERED: Final = 0.1
_UNANSWERED: Final = 2.0  # a key need not change anything
_AT_A_TIME: Final = 3
_PATIENCE: Final = 30.0
# Shows what an editor is asked to open, and waits for a key.
_EDITOR: Final = f"""#!{sys.executable}
import os, sys
*options, path = sys.argv[1:]
print("\\033[H\\033[2J$ view", *options, os.path.basename(path), end="\\n\\n")
with open(path, encoding="utf-8") as file:
    for line in file.read().splitlines()[:14]:
        print(line[:76])
input("\\n\\033[7m Enter leaves this stand-in for an editor \\033[0m")
"""


class Step(NamedTuple):
    """Keys as the page names them, and the screen after them."""

    keys: tuple[str, ...]
    screen: str


def number_of_keys(keys: Sequence[str]) -> int:
    """How many times a key is pressed: a text takes one key for each letter."""
    return sum(1 if key in _NAMED else len(key) for key in keys)


def sections(page: str) -> list[list[Step]]:
    """The steps of each section of a page that has any."""
    found = (
        [Step(tuple(_TOKEN.findall(keys)), screen) for keys, screen in _STEP.findall(part)] for part in _parts(page)
    )
    return [steps for steps in found if steps]


def _parts(page: str) -> list[str]:
    return re.split(r"^#+ ", page, flags=re.M)


def place(folder: Path) -> None:
    """Make in a folder what the tour needs: the seeds, their index, and a stand-in for an editor."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    with searchkit.create(folder / "index") as index:
        index.add_files(folder / "seeds")
    editor = folder / "view"
    editor.write_text(_EDITOR, encoding="utf-8")
    editor.chmod(0o755)


@contextmanager
def made_place() -> Iterator[Path]:
    """A folder for the tour, for as long as it takes."""
    with tempfile.TemporaryDirectory() as name:
        place(Path(name) / "place")
        yield Path(name) / "place"


@contextmanager
def terminal_in(folder: Path, size: tuple[int, int] = SIZE) -> Iterator[PseudoTerminal]:
    """The shell in a terminal, in a copy of a folder, so that what it writes is nowhere else."""
    with tempfile.TemporaryDirectory() as name:
        here = Path(name) / "here"
        shutil.copytree(folder, here)
        given = {"LC_ALL": "C.UTF-8", "VISUAL": "./view"}
        terminal = PseudoTerminal(Path("index"), Path(name), options=(), size=size, cwd=here, **given)
        try:
            settle(terminal)
            yield terminal
        finally:
            terminal.child.close(force=True)


def played(steps: Sequence[Step], folder: Path, *, expected: bool = False) -> list[str]:
    """What the screen shows after each step of a section. If the screens are ``expected``, they are waited for."""
    seen = []
    with terminal_in(folder) as terminal:
        for step in steps:
            for key in step.keys:
                press(terminal, key)
            seen.append(settle(terminal, step.screen if expected else None))
    return seen


def press(terminal: PseudoTerminal, key: str) -> None:
    """Press a key, or type a text, and wait until the screen has answered."""
    before = shown(terminal)
    terminal.send(_NAMED.get(key, key))
    end = time.monotonic() + _UNANSWERED
    while shown(terminal) == before and time.monotonic() < end:
        terminal.read()
    _wait(terminal, _ANSWERED)


def settle(terminal: PseudoTerminal, expected: str | None = None) -> str:
    """The screen once it changes no more, or once it is what is expected."""
    if expected is None:
        return _wait(terminal, _QUIET)
    end = time.monotonic() + _PATIENCE
    while shown(terminal) != expected and time.monotonic() < end:
        terminal.read()
    return shown(terminal)


def _wait(terminal: PseudoTerminal, quiet: float) -> str:
    """Wait until nothing has changed for so many seconds, and nothing is said to be going on."""
    end = time.monotonic() + _PATIENCE
    before, since = "", time.monotonic()
    while time.monotonic() < end:
        terminal.read()
        now = shown(terminal)
        if now != before:
            before, since = now, time.monotonic()
        elif time.monotonic() - since >= quiet and now.strip() and not _BUSY.search(now):
            break
    return before


def shown(terminal: PseudoTerminal) -> str:
    """The screen without the time that a search took."""
    lines = (_without_time(line) if line.startswith("= ") else line for line in terminal.display.split("\n"))
    return "\n".join(lines).rstrip("\n") + "\n"


def _without_time(line: str) -> str:
    """The line that tells how a query was understood. If it is cut, a longer time leaves less of it, so less stays."""
    line = _TOOK.sub("", line)
    return f"{line[:_LEAST_ECHO]}…" if line.endswith("…") else line


def rewritten(page: str, seen: Iterable[Sequence[str]]) -> str:
    """The page with the screens of each of its sections, and with its keys counted."""
    left = (screen for screens in seen for screen in screens)
    page = _STEP.sub(lambda match: f"Keys (0): {match[1]}\n\n```text\n{next(left)}```", page)
    return _LINE.sub(lambda match: f"Keys ({number_of_keys(_TOKEN.findall(match[1]))}): {match[1]}", page)


def whole_tour(page: str, folder: Path, *, expected: bool = False) -> str:
    """The page with the screens as they are now. Some sections are played at the same time."""
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        seen = pool.map(lambda steps: played(steps, folder, expected=expected), sections(page))
        return rewritten(page, seen)


# The pictures of the documents: a file, the size of the terminal, the keys, and what the picture shows.
PICTURES_OF: Final = (
    (
        "full-view.svg",
        (104, 27),
        ("border OR trade OR customs", "Enter"),
        "The full view of the searchkit shell",
        "A query, how it was understood, seven articles over a timeline, the hits with their passages, and beside them"
        " the places, people, organisations and agencies of the result with bars.",
    ),
)


def pictures(folder: Path) -> Iterator[tuple[str, str, str]]:
    """The name and the SVG of each picture, and the text of the screen that it is of."""
    for name, size, keys, title, told in PICTURES_OF:
        with terminal_in(folder, size) as terminal:
            for key in keys:
                press(terminal, key)
            text = settle(terminal)
            yield name, picture(_cells(terminal), title, told), text


def _cells(terminal: PseudoTerminal) -> list[list[Any]]:
    """The cells of the screen without the time that a search took."""
    screen = terminal.screen
    lines = [[screen.buffer[row][column] for column in range(screen.columns)] for row in range(screen.lines)]
    for line in lines:
        took = _TOOK.search("".join(cell.data for cell in line).rstrip())
        if took is not None and line[0].data == "=":
            for column in range(*took.span()):
                line[column] = line[column]._replace(data=" ")
    return lines


def main(arguments: list[str]) -> int:
    """Write what the arguments say."""
    if arguments not in ([], ["pictures"]):
        print(__doc__, file=sys.stderr)
        return 2
    with made_place() as folder:
        if arguments:
            PICTURES.mkdir(exist_ok=True)
            for name, svg, _ in pictures(folder):
                (PICTURES / name).write_text(svg, encoding="utf-8")
        else:
            page = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(whole_tour(page, folder), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
