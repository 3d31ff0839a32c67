"""How much processor time the reading of one file may take, so that no file holds up a run for ever."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from searchkit.ingest.regular_file import Check, proceed

__all__ = ["Clock", "TimeOver", "seldom"]

# A large file may take longer than a small one: a second more for so many bytes.
BYTES_A_SECOND: Final = 1 << 20


class TimeOver(BaseException):
    """A file took too long. Readers that catch every Exception let it pass, so the reading ends."""


class Clock:
    """Counts the processor time of one file's reading, without what is done with its articles meanwhile.

    ``seconds`` may pass, and a second for each MiB of the file. 0 is no limit.
    """

    def __init__(self, seconds: float, size: int | None, check: Check = proceed) -> None:
        self.seconds = seconds + (size or 0) / BYTES_A_SECOND if seconds else 0.0
        self._check = check
        self._spent = 0.0
        self._since = time.thread_time()

    def ask(self) -> None:
        """Ask whether to go on reading. Raises Stopped or TimeOver."""
        self._check()
        if self.seconds and self._spent + time.thread_time() - self._since > self.seconds:
            raise TimeOver

    def pause(self) -> None:
        """The reading waits from here on."""
        self._spent += time.thread_time() - self._since

    def go_on(self) -> None:
        """The reading goes on."""
        self._since = time.thread_time()


def seldom(check: Check, every: int = 256) -> Callable[[], None]:
    """A check for work in small steps. It asks ``check`` at every so many calls."""
    left = every

    def ask() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            left = every
            check()

    return ask
