"""How well datelines are read: marked lines of Reuters-21578, and the beginnings of press releases of US senators."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.quality.score import Score
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.dateline import parse_dateline

# Labelled by hand, line by line; tests/extract/README.md says how.
GOLD: Final = Path(__file__).resolve().parents[2] / "tests" / "extract"
_LINES = GOLD / "gold_datelines.tsv"
_OPENINGS = GOLD / "gold_openings.jsonl"


def datelines(shared: Path) -> list[Score]:
    """Places and days of datelines. The gold data are in the tests; nothing of ``shared`` is read."""
    return [*marked_lines(), *openings()]


def marked_lines() -> list[Score]:
    """The places and the days of 500 lines that Reuters-21578 marks as datelines, and the lines as a whole."""
    places, days, lines = [], [], []
    for line, written, day in table(_LINES):
        found = parse_dateline(line)
        place = "; ".join((found.place, *found.also)) if found and found.place else ""
        date = f"{found.month:02d}-{found.day:02d}" if found and found.month and found.day else ""
        places.append((written, place))
        days.append((day, date))
        lines.append((f"{written}\t{day}", f"{place}\t{date}"))
    return [
        score("place of a marked dateline", places),
        score("day of a marked dateline", days),
        score("place and day of a marked dateline", lines),
    ]


def openings() -> list[Score]:
    """The places of datelines and the days of publication at the beginnings of 320 press releases.

    About two thirds have no dateline; to find one there counts against precision.
    """
    places, dates = [], []
    for line in _OPENINGS.read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        article = extract(Article(body=gold["text"]))
        written = article.place_written or article.place
        places.append((gold["place"] or "", written if written and "place" in article.provenance else ""))
        dates.append((gold["date"] or "", article.date or ""))

    return [
        score("dateline of a press release", places),
        score("date at the top of a press release", dates),
    ]


def table(path: Path) -> Iterator[list[str]]:
    """The lines of a table of gold data, by column."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


def score(what: str, pairs: list[tuple[str, str]]) -> Score:
    """The score of pairs of gold and found, where an empty text is nothing."""
    return Score(
        what,
        sum(bool(gold) for gold, _ in pairs),
        sum(bool(found) for _, found in pairs),
        sum(bool(found) and gold == found for gold, found in pairs),
    )
