"""The terminal is as it was, however the block of kept keys ends."""

from __future__ import annotations

import fcntl
import io
import os
import sys
import termios
from collections.abc import Iterator

import pytest

from searchkit.display.kept_keys import KeptKeys, keys_released
from waiting import wait_until


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: what a user types at, and what a program reads."""
    user, program = os.openpty()
    with open(program, closefd=False) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield user, program
    os.close(user)
    os.close(program)


def waiting_at(program: int) -> int:
    """How many bytes a program can read."""
    return int.from_bytes(fcntl.ioctl(program, termios.FIONREAD, bytes(4)), sys.byteorder)


def test_it_shows_no_keys_until_they_are_released(ends: tuple[int, int]) -> None:
    user, program = ends
    before = termios.tcgetattr(program)
    with KeptKeys():
        quiet = termios.tcgetattr(program)
        assert not quiet[3] & (termios.ECHO | termios.ICANON) and quiet[3] & termios.ISIG
        os.write(user, b"oil\r")
        # The system passes on by itself what is typed, and a little later.
        wait_until(lambda: waiting_at(program) == 4, "what was typed is there")
        with keys_released():
            assert termios.tcgetattr(program) == before
        assert termios.tcgetattr(program) == quiet
    assert termios.tcgetattr(program) == before
    termios.tcsetattr(program, termios.TCSANOW, quiet)  # as a prompt does that reads keys
    assert os.read(program, 10) == b"oil\r"


def test_an_interrupt_leaves_the_terminal_as_it_was(ends: tuple[int, int]) -> None:
    before = termios.tcgetattr(ends[1])
    with pytest.raises(KeyboardInterrupt), KeptKeys():
        raise KeyboardInterrupt
    assert termios.tcgetattr(ends[1]) == before


def test_what_is_no_terminal_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("oil\n"))
    with KeptKeys():
        assert sys.stdin.read() == "oil\n"
