"""Whether engines agree: on counts exactly, on the ten best as far as their formulas do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.engines.base import LIMIT, Answer, Engine
from benchmarks.engines.brute_force import BruteForceReader
from benchmarks.queries import CONSTANT, Spec

# Two computations of the same formula in single precision.
SAME = 1e-3
# A length kept in a byte is up to an eighth too short, which weighs at most b k1 / (k1 + 1) of a score.
ROUNDED = 0.06
Top = list[tuple[int, float]]


@dataclass(frozen=True)
class Disagreement:
    """One query that two engines do not agree on."""

    query: int
    kind: str
    message: str


def tolerance(spec: Spec, ours: type[Engine], theirs: type[Engine]) -> float | None:
    """How far the scores of a query may be apart; None if the engines score it by different formulas."""
    if spec.kind in CONSTANT or ours.lengths is None or theirs.lengths is None:
        return None
    if spec.phrase and ours.phrases != theirs.phrases:
        return None
    return SAME if ours.lengths == theirs.lengths else ROUNDED


def compare_counts(spec: Spec, ours: int, theirs: int) -> str | None:
    """What is wrong with a count, if anything is."""
    return None if ours == theirs else f"counts {ours} and {theirs}"


def compare_tops(ours: Top, theirs: Top, within: float | None) -> str | None:
    """What is wrong with the ten best, if anything is: length, scores rank by rank, ids but for ties."""
    if len(ours) != len(theirs):
        return f"{len(ours)} and {len(theirs)} of the ten best"
    if within is None:
        return None
    for rank, ((_, a), (_, b)) in enumerate(zip(ours, theirs, strict=True), 1):
        if not _close(a, b, within):
            return f"scores {a:.6g} and {b:.6g} at rank {rank}"
    if within > SAME or len(theirs) < LIMIT:
        missing = {n for n, _ in theirs} ^ {n for n, _ in ours} if len(theirs) < LIMIT else set()
        return f"different documents: {sorted(missing)}" if missing else None
    last = theirs[-1][1]
    scores = dict(ours) | dict(theirs)
    strangers = {number for number, _ in ours} ^ {number for number, _ in theirs}
    beyond = sorted(number for number in strangers if not _close(scores[number], last, within))
    return f"different documents: {beyond}" if beyond else None


def overlap(ours: Top, theirs: Top) -> float:
    """The share of one engine's ten best that is among the other's."""
    return len({n for n, _ in ours} & {n for n, _ in theirs}) / len(theirs) if theirs else 1.0


def against(
    specs: Sequence[Spec],
    ours: type[Engine],
    counts: Mapping[int, Answer],
    tops: Mapping[int, Answer],
    theirs: type[Engine],
    their_counts: Mapping[int, Answer],
    their_tops: Mapping[int, Answer],
) -> list[Disagreement]:
    """Every query that two engines do not agree on, of those that both were asked."""
    found: list[Disagreement] = []
    for spec in specs:
        number = spec.number
        wrong = []
        if number in counts and number in their_counts:
            wrong.append(compare_counts(spec, counts[number], their_counts[number]))
        if number in tops and number in their_tops:
            scaled = [(n, score * ours.factor) for n, score in tops[number]]
            reference = [(n, score * theirs.factor) for n, score in their_tops[number]]
            wrong.append(compare_tops(scaled, reference, tolerance(spec, ours, theirs)))
        found.extend(Disagreement(number, spec.kind, message) for message in wrong if message)
    return found


def against_formula(
    spec: Spec, reference: BruteForceReader, engine: type[Engine], count: int, top: Top
) -> list[Disagreement]:
    """What is wrong with an engine's answers to a query, given the formula with the engine's own lengths."""
    scores = reference.scores(spec)
    wrong = [compare_counts(spec, count, len(scores))]
    strangers = [number for number, _ in top if number not in scores]
    if strangers:
        wrong.append(f"documents that do not match: {strangers}")
    comparable = engine.lengths is not None and spec.kind not in CONSTANT
    scaled = [(number, score * engine.factor) for number, score in top]
    wrong.append(compare_tops(scaled, reference.top(spec), SAME if comparable else None))
    return [Disagreement(spec.number, spec.kind, message) for message in wrong if message]


def _close(a: float, b: float, within: float) -> bool:
    return abs(a - b) <= within * max(abs(a), abs(b), 1e-9)
