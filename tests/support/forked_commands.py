"""Runs many commands of searchkit, each in a process that is forked from one that has loaded everything.

So a command costs a few milliseconds. Its output is a pipe, or a terminal of its own. Nobody types there: a command
that waits for keys is ended, and its code is that of the signal.
"""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from command import environment

# A command that takes so many seconds waits for something.
PATIENCE = 300


class Output(NamedTuple):
    """What a command wrote, as bytes. On a terminal, its ``err`` is part of ``out``."""

    code: int
    out: bytes
    err: bytes


class ForkedCommands:
    """The process that forks. Leave it as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment(PYTHONPATH=os.pathsep.join(p for p in sys.path if p), TERM="xterm-256color", PAGER="cat"),
        )

    def run(
        self,
        arguments: Sequence[str],
        *,
        terminal: bool = False,
        cwd: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Output:
        """Run one command. Arguments may hold what a command line cannot give.

        It runs in the folder ``cwd`` and with these ``variables``; without them, as this process was started.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        asked = [list(arguments), terminal, None if cwd is None else os.fsdecode(cwd), variables and dict(variables)]
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        code, *told = json.loads(self._process.stdout.readline())
        return Output(code, *map(base64.b64decode, told))

    def __enter__(self) -> ForkedCommands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _serve() -> None:
    import importlib

    import searchkit.index
    from searchkit.cli.main import VERBS

    for name in [f"searchkit.cli.{verb}" for verb in VERBS] + ["searchkit.display.report", "searchkit.display.console"]:
        importlib.import_module(name)
    import searchkit.display.article_view
    import searchkit.display.machine_formats
    import searchkit.display.results_view
    from searchkit.extract.completion import extract

    extract(searchkit.Article(body="PARIS, May 5 (Reuters) - Ann Example said so."))  # reads tables
    said = os.dup(1)
    os.dup2(2, 1)
    for line in sys.stdin:
        code, out, err = _run(*json.loads(line))
        told = json.dumps([code, base64.b64encode(out).decode(), base64.b64encode(err).decode()])
        os.write(said, told.encode() + b"\n")


def _run(
    arguments: list[str], terminal: bool, cwd: str | None, variables: dict[str, str] | None
) -> tuple[int, bytes, bytes]:
    import threading

    if terminal:
        reading, writing = os.openpty()
        error_reading, error_writing = reading, writing
    else:
        reading, writing = os.pipe()
        error_reading, error_writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 99
        signal.alarm(PATIENCE)
        try:
            os.dup2(writing if terminal else os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(writing, 1)
            os.dup2(error_writing, 2)
            if variables is not None:
                os.environ.clear()
                os.environ.update(variables)
            if cwd is not None:
                os.chdir(cwd)
            # As for ``python -m searchkit``.
            given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
            sys.path[:0] = [os.getcwd(), *(part for part in given if part)]
            sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False), "utf-8")
            sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), "utf-8")
            sys.stderr = io.TextIOWrapper(io.FileIO(2, "w", closefd=False), "utf-8", line_buffering=True)
            from searchkit.cli.main import main

            code = main(arguments)
        except BaseException:  # a fault of ours, told as Python tells it
            traceback.print_exc()
            code = 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    err = b""
    parts: list[bytes] = []
    if not terminal:
        os.close(error_writing)
        beside = threading.Thread(target=lambda: parts.append(_all(error_reading)))
        beside.start()
    out = _all(reading)
    if not terminal:
        beside.join()
        err = parts[0]
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), out, err


def _all(reading: int) -> bytes:
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(reading, 1 << 16)
        except OSError:  # a terminal whose last program has ended
            part = b""
        if not part:
            os.close(reading)
            return b"".join(parts)
        parts.append(part)


if __name__ == "__main__":
    _serve()
