"""Paired measurement: in every round each engine answers the queries of a class once, in alternating order."""

from __future__ import annotations

import gc
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.engines.base import Answer, Operation, Reader
from benchmarks.queries import Spec

LEAST_ROUNDS = 5
MOST_ROUNDS = 101
# A first pass over a class may take so many times the seconds given for all its rounds; what is left is not asked.
_PATIENCE = 4


@dataclass
class Measured:
    """What one engine did with the queries of a class."""

    answers: dict[int, Answer] = field(default_factory=dict)  # by number of the query
    times: dict[int, list[float]] = field(default_factory=dict)  # milliseconds; the first pass is not among them
    spent: float = 0.0

    def medians(self) -> dict[int, float]:
        """The median of each query."""
        return {number: statistics.median(times) for number, times in self.times.items() if times}


def measure(
    readers: Mapping[str, Reader], specs: Sequence[Spec], operation: Operation, seconds: float
) -> dict[str, Measured]:
    """Measure one class of queries; an engine that cannot ask them has no answers.

    Every engine gets about ``seconds`` of its own, and at least five rounds if a round takes less than that. An engine
    so slow that its first pass takes longer keeps that pass as its measurement.
    """
    built = {name: [(spec.number, reader.build(spec)) for spec in specs] for name, reader in readers.items()}
    measured = {name: Measured() for name in readers}
    running = [name for name, queries in built.items() if queries and all(q is not None for _, q in queries)]
    gc.collect()
    gc.disable()
    try:
        for name in list(running):
            times, answers = readers[name].timed(operation, [q for _, q in built[name]], seconds * _PATIENCE)
            numbers = [number for number, _ in built[name]]
            result = measured[name]
            result.answers = dict(zip(numbers, answers, strict=False))
            result.times = {number: [] for number in result.answers}
            built[name] = built[name][: len(answers)]
            if sum(times) / 1000 > seconds:
                running.remove(name)
                result.times = {number: [ms] for number, ms in zip(numbers, times, strict=False)}
        for round_number in range(MOST_ROUNDS):
            order = running if round_number % 2 else running[::-1]
            for name in list(order):
                result = measured[name]
                times, _ = readers[name].timed(operation, [q for _, q in built[name]], math.inf)
                for (number, _), ms in zip(built[name], times, strict=True):
                    result.times[number].append(ms)
                result.spent += sum(times) / 1000
            if round_number + 1 >= LEAST_ROUNDS:
                running = [name for name in running if measured[name].spent < seconds]
            if not running:
                break
    finally:
        gc.enable()
    return measured


def summary(values: Iterable[float]) -> dict[str, float]:
    """Median and 95th percentile (the nearest value at or above it)."""
    ordered = sorted(values)
    return {
        "median": statistics.median(ordered),
        "p95": ordered[math.ceil(0.95 * len(ordered)) - 1],
        "queries": len(ordered),
    }


def ratio(ours: Mapping[int, float], theirs: Mapping[int, float]) -> float | None:
    """The geometric mean of the ratios of each query that both were asked."""
    pairs = [(ours[number], theirs[number]) for number in ours.keys() & theirs.keys()]
    if not pairs or not all(a > 0 and b > 0 for a, b in pairs):
        return None
    return math.exp(statistics.fmean(math.log(a / b) for a, b in pairs))


def told(measured: Mapping[str, Measured], baseline: str) -> dict[str, Any]:
    """The figures of a class, as they are kept in its result file."""
    medians = {name: result.medians() for name, result in measured.items() if result.answers}
    found: dict[str, Any] = {}
    for name, times in medians.items():
        found[name] = {**summary(times.values()), "rounds": max(map(len, measured[name].times.values()))}
        if name != baseline and baseline in medians:
            found[name]["ratio"] = ratio(times, medians[baseline])
    return found
