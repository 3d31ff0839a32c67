"""What ranking costs: the classes of queries over one archive, ranked by title and body as one text and by each alone.

Both rank the same plans' matches in one process, by turns. The times are those of the native search.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from typing import Any, Final

from benchmarks import archive, corpus, queries
from benchmarks.place import Place, shared, size_name
from benchmarks.queries import Spec

_ROUNDS: Final = 9
_LIMIT: Final = 10


def weightings(place: Place, size: int) -> str:
    """A table: milliseconds of processor time for each class by both weightings, and their ratio."""
    import searchkit
    from searchkit.results.request import WEIGHTINGS

    if not place.queries.exists():
        real = queries.real_unions(shared() / "queries" / "search_benchmark_game.jsonl")
        queries.save(place.queries, queries.generate(corpus.read(corpus.make(place, 100_000)), real))
    folder = place.index(f"weighted-archive-{size_name(size)}")
    if not folder.exists():
        archive.index(corpus.make_raw(place, size), folder, "--no-extract")
    specs = queries.load(place.queries)
    lines = ["| class | bm25 ms | combined ms | ratio |", "|---|---|---|---|"]
    with searchkit.open(folder) as index:
        view: Any = index.view
        for kind in queries.KINDS:
            texts = [text_of(spec) for spec in specs if spec.kind == kind]
            plans: dict[str, list[Any]] = {
                weighting: [view.plan(index.parse(text).tree, weighting=weighting) for text in texts]
                for weighting in WEIGHTINGS
            }
            times = _times(view, plans)
            combined, bm25 = times["combined"], times["bm25"]
            ratio = statistics.geometric_mean(ours / theirs for ours, theirs in zip(combined, bm25, strict=True))
            lines.append(f"| {kind} | {statistics.mean(bm25):.3f} | {statistics.mean(combined):.3f} | {ratio:.2f} |")
    return "\n".join(lines)


def _times(view: Any, plans: dict[str, list[Any]]) -> dict[str, list[float]]:
    """For each weighting and plan the least time of several rounds, in milliseconds."""
    search = view._snapshot.search
    best: dict[str, list[float]] = {name: [float("inf")] * len(each) for name, each in plans.items()}
    totals: dict[str, list[int]] = {name: [0] * len(each) for name, each in plans.items()}
    for number in range(_ROUNDS):
        names: Sequence[str] = list(plans) if number % 2 else list(reversed(plans))
        for at in range(len(next(iter(plans.values())))):
            for name in names:
                begun = time.process_time_ns()
                found = search(plans[name][at], limit=_LIMIT)
                best[name][at] = min(best[name][at], (time.process_time_ns() - begun) / 1e6)
                totals[name][at] = found.total
    assert len({tuple(each) for each in totals.values()}) == 1, "both find the same"
    return best


def text_of(spec: Spec) -> str:
    """A query of a class as somebody types it."""
    if spec.kind == "prefix":
        return f"{spec.prefix}*"
    if spec.kind == "fuzzy1":
        return f"{spec.terms[0]}~1"
    words = f" {spec.operator.upper()} ".join(spec.terms)
    parts = [f'"{" ".join(spec.phrase)}"'] if spec.phrase else []
    parts += [words] if words else []
    if spec.days is not None:
        first, last = (day // 10_000 for day in spec.days)
        parts.append(f"date:{first}..{last}")
    if spec.place:
        parts.append(f'place:="{spec.place}"')
    return " ".join(parts)
