"""Where a run works, what it was asked for, and its result files."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
# Queries are always made from this many documents, so that runs of all sizes ask the same.
QUERY_DOCUMENTS: Final = 100_000


class Missing(Exception):
    """Something that a step needs is not there; its message is one sentence for whoever runs the benchmarks."""


@dataclass(frozen=True)
class Place:
    """The work folder of a run."""

    folder: Path

    @classmethod
    def from_environment(cls) -> Place:
        """The folder that BENCH_DIR names, else build/bench."""
        place = cls(Path(os.environ.get("BENCH_DIR") or ROOT / "build" / "bench").absolute())
        for name in ("results", "indexes"):
            (place.folder / name).mkdir(parents=True, exist_ok=True)
        return place

    def corpus(self, size: int) -> Path:
        """The news-like corpus as tools/make_corpus.py writes it."""
        return self.folder / f"corpus{size_name(size)}.jsonl"

    def documents(self, size: int) -> Path:
        """The same, as the engines are fed it."""
        return self.folder / f"documents{size_name(size)}.jsonl"

    @property
    def queries(self) -> Path:
        """The queries of all classes."""
        return self.folder / "queries.jsonl"

    def index(self, name: str) -> Path:
        """The folder of an index."""
        return self.folder / "indexes" / name

    def result(self, step: str) -> Path:
        """The result file of a step."""
        return self.folder / "results" / f"{step}.json"

    def read(self, step: str) -> dict[str, Any] | None:
        """The result of a step, or None if it has not run."""
        try:
            found: dict[str, Any] = json.loads(self.result(step).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def write(self, step: str, result: dict[str, Any]) -> None:
        """Keep the result of a step; a step that was interrupted leaves none."""
        path = self.result(step)
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        unfinished.replace(path)

    def once(self, step: str, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The result of a step, which is run if it has none yet."""
        found = self.read(step)
        if found is None:
            say(f"{step} ...")
            found = run()
            self.write(step, found)
        return found


def shared() -> Path:
    """The folder of real data that SHARED names, else the one beside the checkout. Raises Missing."""
    folder = Path(os.environ.get("SHARED") or ROOT.parent / "shared")
    if not (folder / "tools" / "make_corpus.py").is_file():
        raise Missing(f"the benchmarks need the corpora and tools of {folder}; SHARED=DIR names another folder")
    return folder


def size_name(size: int) -> str:
    """``100k`` for 100,000."""
    for unit, name in ((1_000_000, "m"), (1_000, "k")):
        if size % unit == 0 and size:
            return f"{size // unit}{name}"
    return str(size)


def parse_size(text: str) -> int:
    """100,000 for ``100k``."""
    found = re.fullmatch(r"(\d+)([km]?)", text.lower())
    if not found:
        raise ValueError(f"{text!r} is no number of documents: say 100k or 1m")
    return int(found[1]) * {"": 1, "k": 1_000, "m": 1_000_000}[found[2]]


def folder_size(folder: Path) -> int:
    """The bytes of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def say(line: str) -> None:
    """Tell how far the run is; tables go to standard output, this does not."""
    print(line, file=sys.stderr, flush=True)
