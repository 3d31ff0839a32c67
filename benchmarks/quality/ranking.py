"""How well searches are ranked, against the judgements of three collections, beside other engines."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import searchkit
from benchmarks.place import Missing
from benchmarks.quality.figures import Row, Table
from benchmarks.quality.judged import COLLECTIONS, Collection, collection
from benchmarks.quality.measures import average_precision, ndcg, recall
from benchmarks.quality.ranking_peers import Ranking, bm25s, tantivy
from searchkit.query.plain_words import plain_words
from searchkit.query.tree import Node

_DEPTH: Final = 1000
_MEASURES: Final[Mapping[str, Callable[[list[str], Mapping[str, int]], float]]] = {
    "nDCG@10": lambda ranked, grades: ndcg(ranked, grades, 10),
    "AP": average_precision,
    "R@100": lambda ranked, grades: recall(ranked, grades, 100),
}
System = Callable[[Collection], AbstractContextManager[Ranking]]


def searchkit_with(read: Callable[[str, searchkit.Index], str | Node], expand: bool = False) -> System:
    """searchkit over title and body. ``read`` makes the query of a topic, to which ``expand`` adds words."""

    @contextmanager
    def opened(collection: Collection) -> Iterator[Ranking]:
        with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder, "index")) as index:
            index.add(collection.articles, extract=False)
            yield lambda topic, depth: index.search(read(topic, index), limit=depth, expand=expand).ids

    return opened


# Each ranks the topics in its own way. Another way to search is one more line.
SYSTEMS: Final[Mapping[str, System]] = {
    "searchkit search (a topic as a query)": searchkit_with(lambda topic, index: topic),
    "searchkit run (its plain words)": searchkit_with(lambda topic, index: plain_words(topic, index.fields)),
    "searchkit run --expand": searchkit_with(lambda topic, index: plain_words(topic, index.fields), expand=True),
    "bm25s": bm25s,
    "tantivy, en_stem": tantivy,
}


def ranking(shared: Path) -> Table:
    """A row for each system and measure: its mean over the topics of each collection, and the mean of these."""
    collections = [collection(shared, name) for name in COLLECTIONS]
    rows: list[Row] = []
    missing: dict[str, str] = {}
    for name, system in SYSTEMS.items():
        try:
            means = [_means(system, each) for each in collections]
        except Missing as reason:
            missing[name] = str(reason)
            continue
        rows += [_row(f"{name}, {measure}", [mean[measure] for mean in means]) for measure in _MEASURES]
    return Table(("system and measure", *COLLECTIONS, "mean"), rows, missing)


def _row(label: str, means: list[float]) -> Row:
    return Row(label, dict(zip((*COLLECTIONS, "mean"), (*means, statistics.fmean(means)), strict=True)))


def _means(system: System, collection: Collection) -> dict[str, float]:
    """Each measure, as its mean over the topics that were judged."""
    with system(collection) as ranked:
        answers = {id: ranked(text, _DEPTH) for id, text in collection.topics.items()}
    return {
        name: statistics.fmean(measure(answers.get(id, []), grades) for id, grades in collection.judgements.items())
        for name, measure in _MEASURES.items()
    }
