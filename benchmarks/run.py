"""The steps of a run, in order. Each leaves a result file and is not run again while that is there."""

from __future__ import annotations

import itertools
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from benchmarks import archive, children, corpus, machine, queries, searching, verify
from benchmarks.engines import BASELINE, engine
from benchmarks.engines.base import Answer, Reader
from benchmarks.engines.brute_force import BruteForceReader
from benchmarks.place import QUERY_DOCUMENTS, Missing, Place, say, shared, size_name
from benchmarks.whole_process import whole_process

CHECKED_DOCUMENTS: Final = 5_000
_OPENS: Final = 15
_STARTS: Final = 11
_WORD: Final = "sonora"


class Run:
    """One run over documents of one size."""

    def __init__(self, place: Place, size: int, engines: Sequence[str], seconds: float) -> None:
        self.place = place
        self.size = size
        self.name = size_name(size)
        self.seconds = seconds
        self.engines = [name for name in engines if self._there(name)]

    def _there(self, name: str) -> bool:
        try:
            engine(name)
        except Missing as missing:
            say(f"without {name}: {missing}")
            return False
        return True

    def all(self, archives: Sequence[str]) -> None:
        """Every step."""
        self.place.write("machine", machine.describe())
        corpus.make(self.place, self.size)
        self.make_queries()
        for name in self.engines:
            self.check(name)
        self.index()
        self.search()
        self.open()
        for kind in archives if "searchkit" in self.engines else ():
            self.archive(kind)
        self.start(archives)

    # Documents and queries

    def make_queries(self) -> list[queries.Spec]:
        """The queries of every class, from as many documents whatever the size of the run."""
        path = self.place.queries
        if not path.exists():
            documents = corpus.make(self.place, QUERY_DOCUMENTS)
            real = queries.real_unions(shared() / "queries" / "search_benchmark_game.jsonl")
            say("drawing queries ...")
            queries.save(path, queries.generate(corpus.read(documents), real))
        return queries.load(path)

    def check(self, name: str) -> dict[str, Any]:
        """Whether an engine answers as the formula says, over a few documents."""

        def run() -> dict[str, Any]:
            documents = self.place.folder / "checked.jsonl"
            source = corpus.make(self.place, self.size)
            with source.open(encoding="utf-8") as lines:
                documents.write_text("".join(itertools.islice(lines, CHECKED_DOCUMENTS)), encoding="utf-8")
            folder = self.place.index(f"{name}-checked")
            shutil.rmtree(folder, ignore_errors=True)
            made = engine(name)
            made.index(documents, folder, 2)
            reader = made.open(folder)
            reference = BruteForceReader(corpus.read(documents), made.lengths or "exact", made.phrases)
            wrong, asked = [], 0
            for spec in self.make_queries():
                query = reader.build(spec)
                if query is not None:
                    asked += 1
                    answer = reader.count(query), reader.top(query)
                    wrong += verify.against_formula(spec, reference, type(made), *answer)
            reader.close()
            shutil.rmtree(folder)
            return {"version": made.version, "asked": asked, "wrong": [asdict(w) for w in wrong]}

        return self.place.once(f"check-{name}", run)

    # Indexing

    def index(self) -> None:
        """Index with two threads, from lines and from dicts, the engines by turns; then once more for the queries."""
        sources: tuple[children.Source, ...] = ("jsonl", "dicts")
        for repeat in range(1, 4 if self.size <= 100_000 else 2):
            for source, name in itertools.product(sources, self.engines):
                # The peers take long, and only the first two are compared closely.
                wanted = repeat == 1 or name in (BASELINE, "searchkit")
                if wanted and (source == "jsonl" or engine(name).takes_dicts):
                    self._index(f"index-{self.name}-{name}-{source}-{repeat}", name, source)
        for name in self.engines:
            self._index(f"index-{self.name}-{name}-single", name, "jsonl", keep=True)

    def _index(self, step: str, name: str, source: children.Source, keep: bool = False) -> None:
        folder = self.place.index(f"{name}-{self.name}" if keep else "timed")
        documents = self.place.documents(self.size)

        def run() -> dict[str, Any]:
            found = children.run("index", name, documents, folder, 2, source, *(["single"] if keep else []))
            say(f"  {self.size / found['seconds']:,.0f} documents a second")
            return {**found, "documents": self.size, "json_bytes": documents.stat().st_size}

        self.place.once(step, run)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)

    # Searching

    def search(self) -> None:
        """Every class of queries, the engines by turns."""
        specs = self.make_queries()
        readers: dict[str, Reader] = {}
        for kind in queries.KINDS:
            step = f"search-{self.name}-{kind}"
            found = self.place.read(step)
            if found is not None and set(found["engines"]) >= set(self.engines):
                continue
            if not readers:
                readers = {name: engine(name).open(self.place.index(f"{name}-{self.name}")) for name in self.engines}
            self.place.write(step, self._class(kind, readers, [spec for spec in specs if spec.kind == kind]))
        for reader in readers.values():
            reader.close()

    def _class(self, kind: str, readers: dict[str, Reader], specs: Sequence[queries.Spec]) -> dict[str, Any]:
        top = searching.measure(readers, specs, "top", self.seconds)
        count = searching.measure(readers, specs, "count", self.seconds)
        found: dict[str, Any] = {
            "engines": list(readers),
            "segments": {name: reader.segments for name, reader in readers.items()},
            "top": searching.told(top, BASELINE),
            "count": searching.told(count, BASELINE),
            "disagreements": {},
            "overlap": {},
        }
        for name, figures in found["top"].items():
            say(f"  {kind:12} {name:10} {figures['median']:8.4f} ms, p95 {figures['p95']:8.4f}")
        if BASELINE in readers:
            for name in found["top"]:
                if name != BASELINE:
                    answers = (count[name].answers, top[name].answers)
                    baseline = (count[BASELINE].answers, top[BASELINE].answers)
                    found["disagreements"][name] = self._disagreements(specs, name, answers, baseline)
                    found["overlap"][name] = _overlap(answers[1], baseline[1])
        return found

    def _disagreements(
        self,
        specs: Sequence[queries.Spec],
        name: str,
        ours: tuple[dict[int, Answer], dict[int, Answer]],
        theirs: tuple[dict[int, Answer], dict[int, Answer]],
    ) -> list[dict[str, Any]]:
        found = verify.against(specs, type(engine(name)), *ours, type(engine(BASELINE)), *theirs)
        for wrong in found:
            say(f"  {name} and {BASELINE} disagree on query {wrong.query} ({wrong.kind}): {wrong.message}")
        return [asdict(wrong) for wrong in found]

    # Opening and starting

    def open(self) -> None:
        """Open each engine's index in fresh processes, by turns."""

        def run() -> dict[str, Any]:
            times: dict[str, list[float]] = {name: [] for name in self.engines}
            for _, (name, found) in itertools.product(range(_OPENS), times.items()):
                found.append(children.run("open_once", name, self.place.index(f"{name}-{self.name}"))["ms"])
            return {name: {"median": statistics.median(found)} for name, found in times.items()}

        step = f"open-{self.name}"
        found = self.place.read(step)
        if found is None or not set(found) >= set(self.engines):
            say(f"{step} ...")
            self.place.write(step, run())

    def archive(self, kind: str) -> None:
        """Index an archive and search it as people do: ``reuters``, or ``corpus`` of this size."""
        name = kind if kind == "reuters" else f"{kind}-{self.name}"
        folder = self.place.index(f"archive-{name}")

        def index() -> dict[str, Any]:
            shutil.rmtree(folder, ignore_errors=True)
            if kind == "reuters":
                return archive.index(archive.extract_reuters(self.place), folder)
            return archive.index(corpus.make_raw(self.place, self.size), folder, "--no-extract")

        self.place.once(f"archive-{name}-index", index)
        self.place.once(f"archive-{name}-search", lambda: children.run("search_archive", folder, kind))

    def start(self, archives: Sequence[str]) -> None:
        """One search by a process of its own, from start to end."""
        programs = {"python -c pass": [sys.executable, "-c", "pass"]}
        for kind in archives if "searchkit" in self.engines else ():
            name = kind if kind == "reuters" else f"{kind}-{self.name}"
            folder = str(self.place.index(f"archive-{name}"))
            search = [*archive.command(), "search", _WORD, "--json", "--index", folder]
            programs[f"searchkit search --json, {name}"] = search
        if BASELINE in self.engines:
            folder = str(self.place.index(f"{BASELINE}-{self.name}"))
            programs[f"{BASELINE}, ids only, {self.name}"] = [sys.executable, "-c", _TANTIVY, folder, _WORD]

        def run() -> dict[str, Any]:
            found: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
            for repeat, (name, program) in itertools.product(range(_STARTS + 1), programs.items()):
                measured = whole_process(program)
                if repeat:
                    found[name].append(measured)
            return {
                name: {
                    "median": statistics.median(ms for ms, _ in measured),
                    "rss_mb": max(rss for _, rss in measured),
                }
                for name, measured in found.items()
            }

        step = f"start-{self.name}"
        result = self.place.read(step)
        if result is None or not set(result) >= set(programs):
            say(f"{step} ...")
            self.place.write(step, run())


_TANTIVY = """
import sys, tantivy
index = tantivy.Index.open(sys.argv[1])
searcher = index.searcher()
query = tantivy.Query.term_query(index.schema, "place", sys.argv[2])
print([searcher.doc(address)["id"] for _, address in searcher.search(query, 10).hits])
"""


def _overlap(ours: dict[int, Answer], theirs: dict[int, Answer]) -> float:
    shares = [verify.overlap(ours[number], theirs[number]) for number in ours.keys() & theirs.keys()]
    return statistics.fmean(shares) if shares else 1.0


def forget(place: Place, what: str) -> None:
    """Drop results so that their steps run again: all of them, or those of one engine and all that compares it."""
    everything = what == "1"
    for path in (place.folder / "results").glob("*.json"):
        if everything or what in path.stem.split("-") or path.stem.startswith(("search-", "open-", "start-")):
            path.unlink()
    if what == "searchkit":
        for path in (place.folder / "results").glob("archive-*.json"):
            path.unlink()
