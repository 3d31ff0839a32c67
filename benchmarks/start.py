"""How fast searchkit starts: whole processes, above ``python -c pass`` of the same run.

The programs take turns. Each row has the least and the median of processor time, and of time on the clock. The shell
runs in a terminal of its own, until it shows its first line, and until its prompt reads keys.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks import archive
from benchmarks.place import ROOT, Place, say

_WORD: Final = "oil"
_ROUNDS: Final = 25
_PATIENCE: Final = 60.0  # seconds that the shell may take


class Taken(NamedTuple):
    """Milliseconds of processor time and on the clock."""

    cpu: float
    wall: float


def start(place: Place, rounds: int = _ROUNDS) -> str:
    """A table of what each program takes more than ``python -c pass``."""
    folder = place.index("archive-reuters")
    if not folder.exists():
        say("indexing Reuters-21578 ...")
        archive.index(archive.extract_reuters(place), folder)
    import searchkit

    with searchkit.open(folder) as index:
        id = index.search(_WORD, limit=1).ids[0]
    programs = _programs(_script(place), folder, id)
    taken: dict[str, list[Taken]] = {name: [] for name in programs}
    for round in range(rounds + 1):
        for name, run in programs.items():
            found = run()
            if round:  # the first warms up
                taken[name].append(found)
    least = {name: Taken(*map(min, zip(*found, strict=True))) for name, found in taken.items()}
    usual = {name: Taken(*map(statistics.median, zip(*found, strict=True))) for name, found in taken.items()}
    nothing, *others = programs
    return "\n".join(
        [
            f"milliseconds above `{nothing}`, which took {least[nothing].cpu:.1f}; {rounds} rounds by turns",
            "",
            "| program | processor, least | median | clock, least | median |",
            "| --- | ---: | ---: | ---: | ---: |",
            *(_row(name, least[name], usual[name], least[nothing], usual[nothing]) for name in others),
        ]
    )


def _row(name: str, least: Taken, usual: Taken, no_less: Taken, usually: Taken) -> str:
    figures = (least.cpu - no_less.cpu, usual.cpu - usually.cpu, least.wall - no_less.wall, usual.wall - usually.wall)
    return f"| {name} | {' | '.join(f'{figure:.1f}' for figure in figures)} |"


def _programs(script: Path, folder: Path, id: str) -> Mapping[str, Callable[[], Taken]]:
    searchkit = [sys.executable, str(script), "-i", str(folder)]

    def whole(*program: str) -> Callable[[], Taken]:
        return lambda: _whole(program)

    return {
        "python -c pass": whole(sys.executable, "-c", "pass"),
        "import rich.console": whole(sys.executable, "-c", "import rich.console"),
        "import prompt_toolkit": whole(sys.executable, "-c", "import prompt_toolkit"),
        f"searchkit search {_WORD} --json": whole(*searchkit, "search", _WORD, "--json"),
        f"searchkit search {_WORD} --color never": whole(*searchkit, "search", _WORD, "--color", "never"),
        "searchkit show ID --json": whole(*searchkit, "show", id, "--json"),
        "searchkit show ID": whole(*searchkit, "show", id),
        "searchkit shell --plain, first line": lambda: _shell([*searchkit, "shell", "--plain"], _shows_a_line),
        "searchkit shell --plain, reads keys": lambda: _shell([*searchkit, "shell", "--plain"], _reads_keys),
        "searchkit shell, the full view reads keys": lambda: _shell([*searchkit, "shell"], _shows_the_view),
    }


def _script(place: Place) -> Path:
    """The command as an installer writes it, but of this checkout."""
    script = place.folder / "searchkit"
    script.write_text("import sys\nfrom searchkit.__main__ import command\nsys.exit(command())\n", encoding="utf-8")
    return script


def _environment() -> dict[str, str]:
    """As users have it: Python keeps its compiled modules."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "PYTHONUTF8": "1"}


def _whole(program: tuple[str, ...]) -> Taken:
    """A program from its start to its end."""
    began = time.perf_counter()
    null = os.open(os.devnull, os.O_RDWR)
    pid = os.posix_spawn(
        program[0],
        program,
        _environment(),
        file_actions=[(os.POSIX_SPAWN_DUP2, null, stream) for stream in range(3)],
    )
    os.close(null)
    _, status, usage = os.wait4(pid, 0)
    wall = (time.perf_counter() - began) * 1000
    if os.waitstatus_to_exitcode(status):
        raise ValueError(f"{' '.join(program)} failed")
    return Taken((usage.ru_utime + usage.ru_stime) * 1000, wall)


def _shows_a_line(terminal: int, shown: bytes) -> bool:
    return b"\n" in shown


def _shows_the_view(terminal: int, shown: bytes) -> bool:
    return b"\x1b[?1049h" in shown and b"articles" in shown


def _reads_keys(terminal: int, shown: bytes) -> bool:
    return b"searchkit>" in shown and not termios.tcgetattr(terminal)[3] & termios.ICANON


def _shell(program: list[str], reached: Callable[[int, bytes], bool]) -> Taken:
    """The shell in a terminal, from its start until ``reached`` is true of the terminal and of what it showed."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(program[0], program, _environment())
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    shown = b""
    try:
        while not reached(terminal, shown):
            if time.perf_counter() - began > _PATIENCE:
                raise ValueError("the shell did not start")
            if select.select([terminal], [], [], 0.001)[0]:
                came = os.read(terminal, 65_536)
                shown += came
                if b"\x1b[6n" in came:  # where the cursor is
                    os.write(terminal, b"\x1b[1;1R")
        return Taken(_processor_time(pid), (time.perf_counter() - began) * 1000)
    finally:
        os.kill(pid, 9)
        os.close(terminal)
        os.waitpid(pid, 0)


def _processor_time(pid: int) -> float:
    """The milliseconds that all threads of a process have run. Linux tells it; elsewhere it is not a number."""
    try:
        threads = list(Path(f"/proc/{pid}/task").glob("*/schedstat"))
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6 if threads else float("nan")
    except OSError:
        return float("nan")
