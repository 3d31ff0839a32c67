"""Waiting for a condition; only here and in the pseudo-terminal do tests look at a clock."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(met: Callable[[], bool], what: str, *, seconds: float = 300) -> None:
    """Ask again and again until a condition is met. Fails after so long that only a hang gets there."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, f"{what}: not within {seconds:.0f} seconds"
        time.sleep(0.002)
