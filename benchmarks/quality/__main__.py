"""Prints how well extraction reads and searches rank: ``python -m benchmarks.quality [SHARED]``.

--only NAME    measure this question alone; may be repeated
--accept       keep the figures as those to compare with from now on, and write the table of docs/performance.md

The exit code is 1 if a figure fell by more than 0.003.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.place import ROOT, Missing
from benchmarks.quality.countries import countries
from benchmarks.quality.datelines import datelines
from benchmarks.quality.entities import entities
from benchmarks.quality.figures import Record, Row, Table, fallen
from benchmarks.quality.headlines import headlines
from benchmarks.quality.languages import languages
from benchmarks.quality.mentions import mentions
from benchmarks.quality.news_names import news_names
from benchmarks.quality.ranking import ranking
from benchmarks.quality.score import Score
from benchmarks.quality.stories import stories

# What the figures were when they were last accepted, by question.
EXPECTED: Final = Path(__file__).with_name("expected.json")
# Has the tables of some questions, between marks.
PAGE: Final = ROOT / "docs" / "performance.md"
_SECTION: Final = re.compile(r"(<!-- quality: (\w+) -->\n).*?(<!-- end -->)", re.S)


def _counted(question: Callable[[Path], list[Score]]) -> Callable[[Path], Table]:
    return lambda shared: Table(
        ("what", "gold", "found", "precision", "recall", "F1"), [_row(score) for score in question(shared)]
    )


def _row(score: Score) -> Row:
    cells = (score.gold, score.found, score.precision, score.recall, score.f1)
    return Row(score.what, dict(zip(("gold", "found", "precision", "recall", "F1"), cells, strict=True)))


# Each measures one question on the real data of a folder like ../shared.
QUESTIONS: Final[Mapping[str, Callable[[Path], Table]]] = {
    "entities": _counted(entities),
    "news_names": _counted(news_names),
    "datelines": _counted(datelines),
    "headlines": _counted(headlines),
    "countries": _counted(countries),
    "mentions": _counted(mentions),
    "languages": _counted(languages),
    "stories": _counted(stories),
    "ranking": ranking,
}


def main(arguments: Sequence[str]) -> int:
    """Measure what the arguments say; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("shared", nargs="?", type=Path, default=Path("../shared"), metavar="SHARED")
    parser.add_argument("--only", action="append", choices=QUESTIONS, metavar="NAME")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args(arguments)
    expected: dict[str, Record] = json.loads(EXPECTED.read_text(encoding="utf-8")) if EXPECTED.exists() else {}
    fell: list[str] = []
    head: Sequence[str] = ()
    for name in options.only or QUESTIONS:
        table = QUESTIONS[name](options.shared)
        lines = table.markdown().splitlines()
        # Tables with the same columns are printed as one.
        print("\n".join(lines[2:] if table.head == head else [*([""] if head else []), *lines]), flush=True)
        head = table.head
        for what, reason in table.missing.items():
            print(f"{what} was not measured: {reason}", file=sys.stderr)
        if options.accept and table.missing:
            raise Missing("figures are accepted only where all are measured")
        if options.accept or name not in expected:
            expected[name] = table.as_dict()
        else:
            fell += fallen(table, Table.of(expected[name]))
    if options.accept:
        EXPECTED.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8"), expected), encoding="utf-8")
    for line in fell:
        print(f"fell: {line}", file=sys.stderr)
    return 1 if fell else 0


def with_tables(page: str, expected: Mapping[str, Record]) -> str:
    """A page with the accepted tables between its marks."""
    return _SECTION.sub(lambda match: f"{match[1]}{Table.of(expected[match[2]]).markdown()}\n{match[3]}", page)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Missing as error:
        sys.exit(f"{error}")
