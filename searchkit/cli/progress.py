"""The progress of long work on standard error: a bar on a terminal, a line every five seconds elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

__all__ = ["Show", "shown_progress"]

_LINE_EVERY = 5.0  # seconds
_NAME = 20  # cells for what is worked on


class Show(Protocol):
    """Shows how far the work is."""

    def __call__(self, done: int, total: int | None, counted: str, line: str = "", what: str = "") -> object:
        """Fill the bar to ``done`` of ``total``, with ``counted`` beside it.

        A printed line says ``line`` if given. ``what`` is what is worked on.
        """


@contextmanager
def shown_progress(doing: str, counted: str, *, total: int | None = None) -> Iterator[Show]:
    """Show the progress of what we are ``doing``. Without a total the bar only shows that work goes on.

    ``counted`` and ``total`` are what the bar begins with.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
        from rich.table import Column

        columns = (
            TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, max_width=_NAME)),
            BarColumn(14),
            TextColumn("{task.fields[counted]}", markup=False),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(doing, total=total, counted=counted)

            def draw(done: int, total: int | None, counted: str, line: str = "", what: str = "") -> None:
                bar.update(task, total=total, completed=done, counted=counted, description=what or doing)

            yield draw
    else:
        last = time.monotonic()

        def say(done: int, total: int | None, counted: str, line: str = "", what: str = "") -> None:
            nonlocal last
            if time.monotonic() - last >= _LINE_EVERY:
                last = time.monotonic()
                print(f"{doing}: {line or counted}", file=sys.stderr)

        yield say
