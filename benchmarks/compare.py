"""``python -m benchmarks compare DIR SIZE``: this checkout beside another one, whose native core is built.

Each checkout indexes the documents with its own engine and answers in a process of its own. Every class of queries, the
pages of an archive and one-shot searches go by turns, five rounds; the best of the rounds of each query counts.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import archive, corpus, queries
from benchmarks.place import ROOT, Missing, Place, say, shared, size_name

ROUNDS: Final = 5
ONE_SHOT_ROUNDS: Final = 21
_SERVER: Final = Path(__file__).with_name("checkout_server.py")
_WORD: Final = "sonora"
Times = dict[str, list[list[float]]]  # by checkout, of each round


class Checkout:
    """A process that serves one checkout."""

    def __init__(self, name: str, folder: Path) -> None:
        if not list((folder / "searchkit").glob("_native*.so")):
            raise Missing(f"the native core of {folder} is not built: run make there, or copy its _native module there")
        self.name = name
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(folder)}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._process = subprocess.Popen(
            [sys.executable, str(_SERVER)],
            cwd=folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *command: Any) -> Any:
        """The answer to a command of the server."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise Missing(f"{self.folder} gave no answer to {command[0]}")
        return json.loads(answer)

    def one_shot(self, index: Path) -> list[float]:
        """Milliseconds of processor time of one search by a process of its own, from start to end."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.command("search", _WORD, "--json", "--index", str(index))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return [(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000]

    def command(self, *arguments: str) -> None:
        """Run the checkout's command. Raises CalledProcessError if it fails."""
        program = [sys.executable, "-m", "searchkit", *arguments]
        subprocess.run(program, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL, check=True)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def compare(place: Place, other: Path, size: int) -> str:
    """The table of both checkouts: milliseconds of processor time, and the ratios of this one to the other."""
    documents = corpus.make(place, size)
    if not place.queries.exists():
        real = queries.real_unions(shared() / "queries" / "search_benchmark_game.jsonl")
        drawn = corpus.read(corpus.make(place, 100_000))
        queries.save(place.queries, queries.generate(drawn, real))
    checkouts = [Checkout("before", other.resolve()), Checkout("now", ROOT)]
    articles = place.index(f"compared-archive-{size_name(size)}")
    if not articles.exists():
        say("before: indexing the archive ...")  # which a later version reads, too
        checkouts[0].command("index", str(corpus.make_raw(place, size)), "-i", str(articles), "--no-extract", "-q")
    rows: list[tuple[str, float, float, float]] = []
    for checkout in checkouts:
        folder = place.index(f"compared-{checkout.name}")
        shutil.rmtree(folder, ignore_errors=True)
        say(f"{checkout.name}: indexing ...")
        seconds = checkout("index", str(documents), str(folder))
        say(f"{checkout.name}: {seconds:.2f} s of processor time")
        checkout("open", str(folder), str(articles))
    specs = queries.load(place.queries)
    for kind in queries.KINDS:
        numbers = [spec.number for spec in specs if spec.kind == kind]
        for checkout in checkouts:
            checkout("build", kind, numbers, str(place.queries))
        for operation in ("top", "count"):
            rows.append(_row(f"{kind}, {operation}", _turns(checkouts, partial(_ask, kind, operation))))
    texts, facets = list(archive.TEXTS), list(archive.FACETS["corpus"])
    rows.append(_row("page of an archive", _turns(checkouts, lambda c: c("page", texts, facets))))
    rows.append(_row("one-shot search", _turns(checkouts, lambda c: c.one_shot(articles), ONE_SHOT_ROUNDS)))
    for checkout in checkouts:
        checkout.close()
    return table(rows)


def _ask(kind: str, operation: str, checkout: Checkout) -> list[float]:
    found: list[float] = checkout("ask", kind, operation)
    return found


def _turns(
    checkouts: Sequence[Checkout], run: Callable[[Checkout], list[float]], rounds: int = ROUNDS
) -> Mapping[str, list[list[float]]]:
    """The times of each round; the first pass warms up and is left out."""
    times: Times = {checkout.name: [] for checkout in checkouts}
    for round_number in range(rounds + 1):
        for checkout in checkouts if round_number % 2 else reversed(checkouts):
            found = run(checkout)
            if round_number:
                times[checkout.name].append(found)
    return times


def _row(name: str, times: Mapping[str, list[list[float]]]) -> tuple[str, float, float, float]:
    """The class, the medians over its queries, and the geometric mean of the ratios of its queries."""
    best = {checkout: [min(each) for each in zip(*rounds, strict=True)] for checkout, rounds in times.items()}
    ratios = [now / before for now, before in zip(best["now"], best["before"], strict=True) if now and before]
    mean = math.exp(statistics.fmean(map(math.log, ratios)))
    row = name, statistics.median(best["before"]), statistics.median(best["now"]), mean
    say(f"  {row[0]:24} {row[1]:9.4f} ms {row[2]:9.4f} ms  {row[3]:.3f}")
    return row


def table(rows: Sequence[tuple[str, float, float, float]]) -> str:
    """The rows as Markdown, with the geometric mean of all ratios."""
    lines = ["| class | before, ms | now, ms | now / before |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {name} | {before:.4f} | {now:.4f} | {ratio:.3f} |" for name, before, now, ratio in rows]
    mean = math.exp(statistics.fmean(math.log(ratio) for *_, ratio in rows))
    return "\n".join([*lines, f"| geometric mean | | | {mean:.3f} |"])
