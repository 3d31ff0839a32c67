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

    ``seconds`` may pass, and a second for each MiB of the file. 0 is no limit. Processor time is slow to ask for, and
    is never more than the time that passes. So it is asked for once that is more than the limit. The reading has the
    same share of it as of the time that passed.
    """

    def __init__(self, seconds: float, size: int | None, check: Check = proceed) -> None:
        self.seconds = seconds + (size or 0) / BYTES_A_SECOND if seconds else 0.0
        self._check = check
        self._spent = 0.0  # processor time that was counted
        self._begin(time.perf_counter())

    def _begin(self, now: float) -> None:
        """Count from here on."""
        self._begun = self._since = now
        self._processor = time.thread_time()
        self._passed = 0.0  # of the time since, how much passed in the reading

    def ask(self) -> None:
        """Ask whether to go on reading. Raises Stopped or TimeOver."""
        self._check()
        if not self.seconds:
            return
        now = time.perf_counter()
        passed = self._passed + now - self._since
        if self._spent + passed <= self.seconds:
            return
        share = passed / (now - self._begun) if now > self._begun else 1.0
        self._spent += (time.thread_time() - self._processor) * share
        self._begin(now)
        if self._spent > self.seconds:
            raise TimeOver

    def pause(self) -> None:
        """The reading waits from here on."""
        self._passed += time.perf_counter() - self._since

    def go_on(self) -> None:
        """The reading goes on."""
        self._since = time.perf_counter()


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
