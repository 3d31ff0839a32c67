"""A terminal for tests: a program in a pseudo-terminal, and the screen that a user would see."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pexpect
import pyte
from watched_screen import WatchedScreen


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class PseudoTerminal:
    """``searchkit shell`` on an index; answers what a terminal is asked for. ``size`` is its columns and lines.

    It runs in the folder ``cwd``, else in that of the tests.
    """

    def __init__(
        self,
        folder: Path,
        home: Path,
        term: str = "xterm-256color",
        *,
        options: Sequence[str] = ("--plain",),
        size: tuple[int, int] = (80, 24),
        cwd: Path | None = None,
        **environment: str,
    ) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        self.transcript = ""
        # What came since the last :meth:`send`, on paper long enough for it, and how much of it is written there.
        self._paper = WatchedScreen(80, 300)
        self._pen = pyte.Stream(self._paper)
        self._fed = ""
        self.screen = WatchedScreen(*size)
        self.screen.write_process_input = self._answer  # type: ignore[method-assign]
        self.stream = pyte.Stream(self.screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "searchkit", "shell", "-i", str(folder), *options],
            dimensions=(size[1], size[0]),
            env=kept
            | {
                "HOME": str(home),
                "XDG_STATE_HOME": str(home),
                "TERM": term,
                "PYTHONUTF8": "1",
                "SEARCHKIT_PAGER": "cat",
            }
            | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONFAULTHANDLER": "1"}
            | environment,
            cwd=cwd,
            # Where the tests run as a job in the background, Ctrl-C is ignored, and a child would inherit that.
            preexec_fn=_heed_ctrl_c,
            encoding="utf-8",
            codec_errors="strict",
        )
        self.child.delaybeforesend = None

    def see(self, *texts: str, seconds: float = 30) -> str:
        """Wait until all of these came since the last :meth:`send`; what came, without escape sequences."""
        self.until(lambda: all(text in self.came for text in texts), f"{texts}", seconds)
        return self.came

    def until(self, seen: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Wait for a condition."""
        end = time.monotonic() + seconds
        while not seen():
            assert time.monotonic() < end, f"{what} did not come; the screen is:\n" + "\n".join(self.screen.display)
            self.read()

    def leave_pager(self, seconds: float = 30) -> None:
        """Press q at the pager's prompt until ours is there; a pager that is being interrupted drops the key."""
        end = time.monotonic() + seconds
        pressed = 0.0
        while not self.at_prompt():
            assert time.monotonic() < end, "the prompt did not come; the screen is:\n" + "\n".join(self.screen.display)
            if self.screen.display[-1].startswith(":") and time.monotonic() - pressed > 1:
                self.child.send("q")
                pressed = time.monotonic()
            self.read()

    def ready(self) -> None:
        """Wait for an empty prompt."""
        self.until(self.at_prompt, "the prompt")

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    @property
    def display(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def shows(self, *texts: str, seconds: float = 8) -> str:
        """Wait until all of these are on the screen; the screen."""
        self.until(lambda: all(text in self.display for text in texts), f"{texts}", seconds)
        return self.display

    def send(self, text: str) -> None:
        """Type, and forget what came before."""
        self.transcript = ""
        self.child.send(text)

    def line(self, text: str) -> None:
        """Type a line when there is a prompt."""
        self.ready()
        self.send(text + "\r")

    def left(self) -> int | None:
        """The exit code, once the program has ended."""
        end = time.monotonic() + 30
        while time.monotonic() < end and self.read():
            pass
        self.child.close()
        return self.child.exitstatus

    def read(self) -> bool:
        """Take in what is there; whether there may come more."""
        try:
            text = self.child.read_nonblocking(65_536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.transcript += text
        self.stream.feed(text)
        return True

    @property
    def came(self) -> str:
        """What came since the last :meth:`send`, as a user reads it."""
        if not self.transcript.startswith(self._fed):
            self._paper, self._fed = WatchedScreen(80, 300), ""
            self._pen = pyte.Stream(self._paper)
        self._pen.feed(self.transcript[len(self._fed) :])
        self._fed = self.transcript
        return "\n".join(line.rstrip() for line in self._paper.display).strip()

    def shows_keys(self) -> bool:
        """Whether the terminal itself shows what is typed."""
        return bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ECHO)

    def at_prompt(self) -> bool:
        """Whether there is an empty prompt that reads keys."""
        if termios.tcgetattr(self.child.child_fd)[3] & termios.ICANON:
            return False  # the prompt is drawn, but keys are not read yet
        return self.screen.row(self.screen.cursor.y)[: self.screen.cursor.x].rstrip() == "searchkit>"

    def _answer(self, data: str) -> None:
        self.child.send(data)
