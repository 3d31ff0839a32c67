"""What an engine has to do to be measured."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from benchmarks.corpus import Document
from benchmarks.queries import Spec

Operation = Literal["top", "count"]
Answer = Any  # of top: a list of (id, score); of count: an int
LIMIT = 10


class Reader(ABC):
    """An open index. Queries are built before they are timed."""

    # How long opening took, where the engine's own process has to tell.
    open_ms: float | None = None

    @abstractmethod
    def build(self, spec: Spec) -> Any:
        """The engine's query object, or None for what it cannot ask."""

    @abstractmethod
    def top(self, query: Any) -> list[tuple[int, float]]:
        """The ids and scores of the ten best documents, best first."""

    @abstractmethod
    def count(self, query: Any) -> int:
        """How many documents match, exactly."""

    @property
    @abstractmethod
    def segments(self) -> int:
        """The parts that every query has to visit."""

    def close(self) -> None:  # noqa: B027
        """Let go of the files, where that does not happen by itself."""

    def timed(self, operation: Operation, queries: Sequence[Any], seconds: float) -> tuple[list[float], list[Answer]]:
        """Milliseconds and answers of the queries, one after the other; ends early when the time is used up."""
        run = self.top if operation == "top" else self.count
        times: list[float] = []
        answers: list[Answer] = []
        clock = time.perf_counter
        end = clock() + seconds
        for query in queries:
            started = clock()
            answer = run(query)
            finished = clock()
            times.append((finished - started) * 1000)
            answers.append(answer)
            if finished > end:
                break
        return times, answers


class Engine(ABC):
    """Makes and opens indexes."""

    name: ClassVar[str]
    # BM25 with k1 1.2 and b 0.75 over the exact length of a document, or over its length rounded down to eight bits;
    # None: another formula, whose scores are not compared.
    lengths: ClassVar[Literal["exact", "byte"] | None] = "exact"
    # What its scores are multiplied with to be BM25 with the factor k1 + 1.
    factor: ClassVar[float] = 1.0
    # A phrase scores as a term of its own frequency, whose idf is the sum of its words', or as its words do.
    phrases: ClassVar[Literal["own", "words"]] = "own"
    takes_dicts: ClassVar[bool] = True

    @property
    @abstractmethod
    def version(self) -> str:
        """The version, as the report names it."""

    @abstractmethod
    def index(self, corpus: Path | Sequence[Document], folder: Path, threads: int, *, single: bool = False) -> None:
        """Index JSON Lines or dicts into a new folder; returns when all is committed and merging has settled.

        ``single`` asks for one segment, or as few as the engine lets its caller ask for.
        """

    @abstractmethod
    def open(self, folder: Path) -> Reader:
        """Open an index."""
