"""A property that is computed once, and never waits for another thread that computes it."""

from __future__ import annotations

import threading

from searchkit.base.computed_once import computed_once


class Asked:
    def __init__(self) -> None:
        self.times = 0
        self.began, self.go_on = threading.Event(), threading.Event()

    @computed_once
    def value(self) -> int:
        """What it says of itself."""
        self.times += 1
        return self.times

    @computed_once
    def slow(self) -> str:
        if threading.current_thread() is not threading.main_thread():
            self.began.set()
            self.go_on.wait()
        return "done"


def test_it_is_computed_once_for_each_object() -> None:
    one, other = Asked(), Asked()
    assert (one.value, one.value, one.times, other.times) == (1, 1, 1, 0)
    assert isinstance(Asked.value, computed_once) and Asked.value.__doc__ == "What it says of itself."


def test_nobody_waits_for_a_thread_that_computes_it() -> None:
    """``functools.cached_property`` would, on Python 3.11 and in a forked child for ever."""
    asked = Asked()
    thread = threading.Thread(target=lambda: asked.slow)
    thread.start()
    asked.began.wait()
    try:
        assert asked.slow == "done"
    finally:
        asked.go_on.set()
        thread.join()
