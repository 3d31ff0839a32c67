"""Which process an object belongs to: what has threads, locks or databases does not outlive a fork."""

from __future__ import annotations

import os

from searchkit.base.typing_names import Callable
from searchkit.errors import UsageError

_current = os.getpid()


def check_process(process: int, what: str) -> None:
    """Check that this is the process with the id ``process``. Raises UsageError, where it is a child that it forked.

    ``what`` names the object that belongs to it.
    """
    if process != _current:
        raise UsageError(
            f"{what} belongs to process {process}, and this is process {os.getpid()}, which was forked from it",
            hint="open the index in this process, and change it there",
        )


def in_forked_children(do: Callable[[], None]) -> None:
    """Have this done in each child that this process forks from now on, where the system has forks."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=do)


def _told_anew() -> None:
    global _current
    _current = os.getpid()


# Asking the system takes as long as some of what is checked.
in_forked_children(_told_anew)
