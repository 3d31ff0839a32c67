"""Runs tests of a copy of the tree, each time in a fork of one process that has loaded what they need.

The plugin says which tests run, in which order and how long. It keeps what it saw in a file beside the copy, also when
the process dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import threading
import time
import traceback
import warnings
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from hypothesis import settings

ROOT: Final = Path(__file__).resolve().parents[1]
_EXAMPLES: Final = 10  # of each test from Hypothesis
_MEMORY: Final = 6 << 30
_LOADED: Final = ("hypothesis.strategies", "rich.console", "sqlite3", "whoosh.fields", "whoosh.qparser")

Place = tuple[str, int]  # a file and a line of it


class Baseline:
    """What the tests are without a change: how many seconds each takes, and which lines each reaches."""

    def __init__(self, took: Mapping[str, float], reached: Mapping[str, Sequence[Sequence[Any]]]) -> None:
        self.took = took
        self.reached = {test: {(name, line) for name, line in lines} for test, lines in reached.items()}

    def chosen(self, place: Place, files: Sequence[str], seconds: float) -> list[str]:
        """Tests of some files in the order to run them: those that reach a place, then the quickest."""
        mine = [test for test in self.took if test.startswith(tuple(files))]
        mine.sort(key=lambda test: (place not in self.reached[test], self.took[test]))
        found = []
        for test in mine:
            seconds -= self.took[test]
            if seconds >= 0:
                found.append(test)
        return found


class _Plugin:
    """Runs the ``chosen`` tests in that order, or all, and tells what it saw. With ``traced`` it sees all lines."""

    def __init__(self, told: Path, chosen: Sequence[str] | None, limits: Mapping[str, float], traced: bool) -> None:
        self.told, self.limits, self.traced = told, limits, traced
        self.order = {test: i for i, test in enumerate(chosen)} if chosen is not None else None
        self.failed = self.running = ""
        self.took: dict[str, float] = {}
        self.reached: dict[str, set[Place]] = defaultdict(set)  # by test, and by fixture that many tests share
        self.lines: set[Place] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if (order := self.order) is not None:
            items[:] = sorted((i for i in items if i.nodeid in order), key=lambda i: order[i.nodeid])
        for item in items:
            test: Any = getattr(item, "obj", None)
            if kept := getattr(test, "_hypothesis_internal_use_settings", None):
                few = min(_EXAMPLES, kept.max_examples)
                test._hypothesis_internal_use_settings = settings(kept, max_examples=few)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.lines, self.running = self.reached[item.nodeid], item.nodeid
        self.tell()
        if not self.traced:  # a loop without end dies of this signal, after seconds of the processor
            signal.setitimer(signal.ITIMER_PROF, 20 + 5 * self.limits.get(item.nodeid, 10))
        began = sum(os.times()[:4])  # with the processes that a test starts
        yield
        self.took[item.nodeid] = sum(os.times()[:4]) - began
        for name in getattr(item, "fixturenames", ()):
            self.reached[item.nodeid] |= self.reached.get(f"fixture {name}", set())

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, object, object]:
        before = self.lines
        if fixturedef.scope != "function":
            self.lines = self.reached[f"fixture {fixturedef.argname}"]
        made = yield
        self.lines = before
        return made

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or f"loading {report.nodeid}"

    def pytest_sessionfinish(self) -> None:
        self.running = ""
        self.tell()

    def tell(self) -> None:
        done = {k: sorted(v) for k, v in self.reached.items()} if self.traced and not self.running else {}
        told = {"failed": self.failed, "running": self.running, "took": self.took, "reached": done}
        self.told.write_text(json.dumps(told))

    def trace(self, frame: FrameType, event: str, argument: object) -> Any:
        return self.trace_line if "/searchkit/" in frame.f_code.co_filename else None

    def trace_line(self, frame: FrameType, event: str, argument: object) -> Any:
        self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self.trace_line


def load() -> None:
    """Load what every fork would load anew; nothing of searchkit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _LOADED:
            __import__(name)
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"


def baseline(tree: Path, files: Sequence[str]) -> Baseline:
    """Run the tests of some files as they are. Exits if one fails."""
    plugin = _Plugin(tree.parent / "told", None, {}, True)
    if _run(tree, files, plugin, 3600):
        sys.exit(f"without a change the tests fail:\n{(tree.parent / 'log').read_text()[-3000:]}")
    told = json.loads(plugin.told.read_text())
    return Baseline(told["took"], told["reached"])


def outcome(tree: Path, files: Sequence[str], chosen: Sequence[str] | None, took: Mapping[str, float]) -> str:
    """What tests say of a changed tree: the ``chosen`` ones, or all of some files."""
    if chosen is not None:
        files = sorted({test.partition("::")[0] for test in chosen})
    plugin = _Plugin(tree.parent / "told", chosen, took, False)
    plugin.told.unlink(missing_ok=True)
    status = _run(tree, files, plugin, 600)
    if status == 0:
        return "survived"
    told = json.loads(plugin.told.read_text()) if plugin.told.exists() else {"failed": "", "running": ""}
    if status == -1 or os.WIFSIGNALED(status):
        by = "the clock" if status == -1 else signal.Signals(os.WTERMSIG(status)).name
        return f"watchdog: {by} in {told['running'] or 'loading'}"
    return f"killed by {told['failed'] or 'loading'}"


def _run(tree: Path, files: Sequence[str], plugin: _Plugin, limit: float) -> int:
    """The status of a fork that runs tests, as waitpid gives it, or -1 after ``limit`` seconds."""
    child = os.fork()
    if child == 0:
        _tests(tree, files, plugin)
    deadline = time.monotonic() + limit
    status = -1
    while status < 0 and time.monotonic() < deadline:
        done, found = os.waitpid(child, os.WNOHANG)
        status = found if done else -1
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):  # also what it started
        os.killpg(child, signal.SIGKILL)
    if status < 0:
        os.waitpid(child, 0)
    return status


def _tests(tree: Path, files: Sequence[str], plugin: _Plugin) -> None:
    """The work of a fork, which ends here."""
    code = 99
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        with open(tree.parent / "log", "wb") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.chdir(tree)
        os.environ["PYTHONPATH"] = str(tree)
        sys.path[:] = [str(tree), *(p for p in sys.path if Path(p or ".").resolve() not in (ROOT, tree))]
        if plugin.traced:
            threading.settrace(plugin.trace)
            sys.settrace(plugin.trace)
        options = ["-qx", f"--basetemp={tree.parent / 'tmp'}", "-Wignore::pytest.PytestAssertRewriteWarning"]
        code = int(pytest.main([*options, *files], [plugin]))
        loaded = Path(sys.modules["searchkit"].__file__ or "")
        code = code if loaded.is_relative_to(tree) else 99
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
