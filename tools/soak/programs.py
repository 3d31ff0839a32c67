"""Hunts that are programs of their own: each runs slice after slice, and says what it found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.soak.guided import TARGETS
from tools.soak.hunt import ROOT, Findings, Hunt, Kind, Wrong

_MOST_SECONDS = 1800.0  # a slice that takes longer hangs


class Program(Hunt):
    """A hunt that runs a program for each ``slice`` of its number."""

    slice = 100
    python = sys.executable

    @abstractmethod
    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        """The arguments of Python for a slice."""

    @abstractmethod
    def wrong(self, output: str, code: int) -> Iterator[Wrong]:
        """What a slice found."""

    def environment(self, number: int) -> Mapping[str, str]:
        """What the program finds in its environment besides."""
        return {}

    def missing(self) -> str:
        """Why the program cannot run; empty if it can."""
        return ""

    def run(self, seed: int, number: int, seconds: float, findings: Findings) -> None:
        if missing := self.missing():
            findings.counts.note = missing
            return
        end = time.monotonic() + seconds
        for first in range(0, number, self.slice):
            if time.monotonic() >= end:
                return
            many = min(self.slice, number - first)
            arguments = self.command(seed, first, many)
            changes = {"PYTHONPATH": str(ROOT), **self.environment(many)}
            how = " ".join((*(f"{name}={value}" for name, value in changes.items()), "python", *arguments))
            try:
                done = subprocess.run(
                    [self.python, *arguments],
                    cwd=ROOT,
                    env={**os.environ, **changes},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=_MOST_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired as late:
                findings.add(Wrong("hung", f"{how} did not end"), late.output or b"", how)
                continue
            findings.counts.run += many
            told = done.stdout.decode("utf-8", "replace")
            found = list(self.wrong(told, done.returncode))
            if done.returncode and not found:
                found = [Wrong("raw", f"ended with {done.returncode}: {told[-1000:]}")]
            for wrong in found:
                findings.add(wrong, done.stdout, how)

    def prepare(self, folder: Path) -> None:
        """Nothing: the program makes what it needs."""

    def case(self, seed: int, number: int) -> bytes:
        raise NotImplementedError("the program draws its own cases")

    def check(self, cases: Sequence[bytes]) -> None:
        raise NotImplementedError("replay with the command that stands beside the finding")


class _Support(Program):
    program: str

    def missing(self) -> str:
        return "" if (ROOT / self.program).is_file() else f"{self.program} is not there"


class Segments(_Support):
    """Segments that mislead, with right checksums."""

    name = "segments"
    number = 6_000
    share = 0.15
    program = "tests/support/crafted_segments.py"

    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        return [self.program, str(seed), str(number), str(first)]

    def wrong(self, output: str, code: int) -> Iterator[Wrong]:
        for line in output.splitlines():
            told = json.loads(line) if line.startswith("{") else {}
            if what := told.get("what"):
                kind: Kind = "lost" if "verify" in what else "hung" if "SIGALRM" in what else "raw"
                yield Wrong(kind, line, what[:60])


class Faults(_Support):
    """Calls of the system that fail."""

    name = "faults"
    number = 3_000
    share = 0.1
    program = "tests/support/failing_calls.py"

    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        return [self.program, str(number), str(seed + first)]

    def wrong(self, output: str, code: int) -> Iterator[Wrong]:
        counted = re.search(r"lost (\d+), raw (\d+), hung (\d+), wrong (\d+)", output)
        lost, raw, hung, other = map(int, counted.groups()) if counted else (0, 0, 0, 0)
        many: dict[Kind, int] = {"lost": lost + other, "raw": raw, "hung": hung}
        for kind, number in many.items():
            for _ in range(number):
                yield Wrong(kind, output[-2000:], kind)


class Histories(_Support):
    """Random edits of sources: an index that followed them equals a fresh one."""

    name = "histories"
    number = 2_000
    share = 0.1
    slice = 200
    program = "tests/ingest/test_incremental.py"

    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        return ["-m", "pytest", "-q", "-x", f"--hypothesis-seed={seed + first}", self.program]

    def environment(self, number: int) -> Mapping[str, str]:
        return {"SEARCHKIT_HISTORIES": str(number)}

    def wrong(self, output: str, code: int) -> Iterator[Wrong]:
        if code:
            yield Wrong("lost", output[-3000:])


class Guided(Program):
    """Inputs that reach new lines of Python. Its cases are the targets."""

    name = "guided"
    number = len(TARGETS)
    share = 0.15
    slice = 1
    _environment = ROOT / ".venv/soak"

    def missing(self) -> str:
        python = os.environ.get("SOAK_PYTHON", str(self._environment / "bin/python"))
        self.python = python
        return "" if Path(python).is_file() else "atheris is not installed: make soak installs it"

    def run(self, seed: int, number: int, seconds: float, findings: Findings) -> None:
        # Each target gets the same part of the time.
        self._each = max(5, int(min(seconds, _MOST_SECONDS) / len(TARGETS)))
        super().run(seed, number, seconds + 60, findings)

    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        target = TARGETS[first % len(TARGETS)]
        work = ROOT / "build/soak/corpora" / target
        found = ROOT / "build/soak/found/guided"
        found.mkdir(parents=True, exist_ok=True)
        limits = [f"-max_total_time={self._each}", "-timeout=30", "-rss_limit_mb=3000", f"-seed={seed % (1 << 31)}"]
        return ["-m", "tools.soak.guided", target, str(work), *limits, f"-artifact_prefix={found}/{target}-"]

    def wrong(self, output: str, code: int) -> Iterator[Wrong]:
        if code:
            kind: Kind = "hung" if "ERROR: libFuzzer: timeout" in output else "raw"
            kind = "over" if "out-of-memory" in output else kind
            kind = "lost" if "AssertionError" in output else kind
            yield Wrong(kind, output[-2500:], output.rpartition("Error")[0][-80:])


class _Own(Program):
    def wrong(self, output: str, code: int) -> Iterator[Wrong]:
        for line in output.splitlines():
            if line.startswith("{"):
                told = json.loads(line)
                yield Wrong(told["kind"], told["message"])


class Kills(_Own):
    """Writers that are killed at random moments."""

    name = "kills"
    number = 300
    share = 0.1
    slice = 20

    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        return ["-m", "tools.soak.kills", str(seed + first), str(number)]


class Readers(_Own):
    """Eight readers beside one writer; its number is the seconds they run."""

    name = "readers"
    number = 180
    share = 0.1
    slice = 60

    def command(self, seed: int, first: int, number: int) -> Sequence[str]:
        return ["-m", "tools.soak.readers", str(seed + first), str(number)]
