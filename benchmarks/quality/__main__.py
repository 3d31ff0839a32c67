"""Prints how well extraction reads: ``python -m benchmarks.quality [SHARED]``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.quality.countries import countries
from benchmarks.quality.datelines import datelines
from benchmarks.quality.entities import entities
from benchmarks.quality.languages import languages
from benchmarks.quality.mentions import mentions
from benchmarks.quality.news_names import news_names
from benchmarks.quality.score import Score
from benchmarks.quality.stories import stories

# Each measures one question on the real data of a folder like ../shared.
_QUESTIONS: Sequence[Callable[[Path], list[Score]]] = (
    entities,
    news_names,
    datelines,
    countries,
    mentions,
    languages,
    stories,
)


def table(shared: Path) -> str:
    """The table of all questions, in Markdown."""
    lines = ["| what | gold | found | precision | recall | F1 |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for question in _QUESTIONS:
        lines += [
            f"| {score.what} | {score.gold:,} | {score.found:,} | {score.precision:.3f} | {score.recall:.3f}"
            f" | {score.f1:.3f} |"
            for score in question(shared)
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")))
