"""What hunts share: their cases, what can be wrong with one, and the folder of what was found."""

from __future__ import annotations

import shlex
import zlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

# lost: an answer or an article is missing or wrong. raw: an exception that is not of searchkit's tree. hung: a case did
# not end. over: it took more processor time, memory or handles than it may, or ended its process.
Kind = Literal["lost", "raw", "hung", "over"]
KINDS: Final[tuple[Kind, ...]] = ("lost", "raw", "hung", "over")
_KEPT_ALIKE: Final = 3  # findings of one kind at one place that are written

ROOT: Final = Path(__file__).resolve().parents[2]


class Wrong(Exception):
    """What is wrong with a case. ``place`` tells findings apart that have other inputs and one cause."""

    def __init__(self, kind: Kind, message: str, place: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.place = place or message[:100]


@dataclass
class Counts:
    """How many cases of a hunt ran, and how many had something wrong with them, by kind."""

    run: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    note: str = ""

    def __str__(self) -> str:
        told = ", ".join(f"{kind} {self.wrong[kind]}" for kind in KINDS)
        return f"run {self.run:,}, {told}" + (f"; {self.note}" if self.note else "")


class Findings:
    """The folder of what one hunt finds."""

    def __init__(self, folder: Path, hunt: str) -> None:
        self._folder = folder / hunt
        self._alike: Counter[tuple[str, str]] = Counter()
        self.counts = Counts()

    def add(self, wrong: Wrong, case: bytes, how: str = "") -> None:
        """Count a finding, and keep its case with the command that replays it."""
        self.counts.wrong[wrong.kind] += 1
        self._alike[wrong.kind, wrong.place] += 1
        if self._alike[wrong.kind, wrong.place] > _KEPT_ALIKE:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{wrong.kind}-{zlib.crc32(case):08x}.case"
        path.write_bytes(case)
        replay = how or f"python -m tools.soak --replay {shlex.quote(str(path))}"
        told = f"{wrong.kind}: {wrong.message}\n\nreplay with:\n    {replay}\n"
        path.with_suffix(".txt").write_text(told, encoding="utf-8", errors="backslashreplace")
        print(f"found {path}: {wrong.kind}: {wrong.message[:300]!a}", flush=True)


class Hunt(ABC):
    """A hunt whose cases are bytes. Each case is a function of a seed and a number.

    ``number`` is how many cases a whole hunt has, ``share`` its part of the time. ``batch`` cases are checked together,
    and one by one if anything is wrong with them. A batch may take ``seconds`` of processor time, and ``megabytes`` of
    memory more than there were before.
    """

    name: str
    number: int
    share: float
    batch = 1
    seconds = 10.0
    megabytes = 512

    @abstractmethod
    def prepare(self, folder: Path) -> None:
        """Make what all cases use, in an empty folder."""

    def begin(self, folder: Path) -> None:  # noqa: B027  # a hunt may have nothing to open
        """Open in this process what :meth:`prepare` made."""

    @abstractmethod
    def case(self, seed: int, number: int) -> bytes:
        """One case."""

    @abstractmethod
    def check(self, cases: Sequence[bytes]) -> None:
        """Run cases. Raises Wrong, or whatever searchkit raises that it should not."""

    def note(self) -> str:
        """What there is to tell at the end of a hunt."""
        return ""

    @abstractmethod
    def run(self, seed: int, number: int, seconds: float, findings: Findings) -> None:
        """Run ``number`` cases, or as many as ``seconds`` allow."""


def raw(error: BaseException) -> Wrong:
    """The finding for an exception that is not of searchkit's tree."""
    import traceback

    trace = traceback.extract_tb(error.__traceback__)
    ours = [f"{Path(f.filename).name}:{f.name}" for f in trace if "/searchkit/" in f.filename]
    place = f"{type(error).__name__} {ours[-1] if ours else ''}"
    kind: Kind = "over" if isinstance(error, MemoryError) else "raw"
    return Wrong(kind, "".join(traceback.format_exception(error))[-3000:], place)
