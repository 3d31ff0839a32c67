"""Ctrl-C and SIGTERM in commands that write: they stop at a point where nothing is lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from searchkit.errors import INTERRUPTED, TERMINATED


class Interruption:
    """Whether the user asked the command to stop. Calling it tells."""

    def __init__(self) -> None:
        self.exit_code = INTERRUPTED
        self._asked = False

    def __call__(self) -> bool:
        return self._asked

    def ask(self, number: int) -> None:
        """Ask to stop, by the signal with this number."""
        self._asked = True
        self.exit_code = TERMINATED if number == signal.SIGTERM else INTERRUPTED


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Turn Ctrl-C and SIGTERM into a request to stop between two articles. A second one stops at once, uncommitted.

    The block gets the request, with the exit code for it.
    """
    interruption = Interruption()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            if handler is not None:  # else it was not set by Python
                signal.signal(number, handler)

    def ask(number: int, frame: object) -> None:
        interruption.ask(number)
        restore()

    try:
        for number in before:
            signal.signal(number, ask)
        yield interruption
    finally:
        restore()
