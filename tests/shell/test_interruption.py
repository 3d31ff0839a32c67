"""Ctrl-C in the classic shell, at the worst moment: while the console begins to print."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from searchkit.display.console import console_for
from searchkit.index import Index
from searchkit.shell import prompt
from searchkit.shell.app import converse
from searchkit.shell.commands import Context
from searchkit.shell.screen import Screen
from searchkit.shell.session import Session


class InterruptedOnce(Console):
    """A console that is interrupted after it noted that something will be printed."""

    is_to_come = True

    def __enter__(self) -> Console:
        console = super().__enter__()
        if self.is_to_come:
            self.is_to_come = False
            raise KeyboardInterrupt
        return console


def test_what_is_interrupted_while_it_prints_does_not_silence_what_follows(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = io.StringIO()
    lines: Iterator[str] = iter(["strike", "nothingatall", ":quit"])
    monkeypatch.setattr(prompt, "line_reader", lambda context, loader: lambda: next(lines))
    consoles = iter([InterruptedOnce(file=paper), console_for(paper, "never")])
    screen = Screen(lambda: next(consoles), colored=False, paging=False)
    assert not converse(Context(Session(index), screen))
    told = paper.getvalue()
    assert told.startswith("stopped\n") and "0 articles" in told and "24 articles" not in told
