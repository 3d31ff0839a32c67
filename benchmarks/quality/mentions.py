"""How well the dates that texts mention are read, in sentences of 76 press releases of US senators."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.quality.score import Score
from searchkit.base.partial_date import PartialDate
from searchkit.extract.mentioned_dates import mentioned_dates

# Labelled by hand; tests/extract/README.md says how.
_SENTENCES = Path(__file__).resolve().parents[2] / "tests" / "extract" / "gold_mentions.tsv"


def mentions(shared: Path) -> list[Score]:
    """The dates mentioned, each counted as often as it is. Nothing of ``shared`` is read."""
    gold = found = right = 0
    for line in _SENTENCES.read_text(encoding="utf-8").splitlines():
        published, sentence, dates = line.split("\t")
        meant = Counter(dates.split())
        read = Counter(mention.iso for mention in mentioned_dates(sentence, PartialDate.parse(published)))
        gold, found, right = gold + meant.total(), found + read.total(), right + (meant & read).total()
    return [Score("dates mentioned in press releases", gold, found, right)]
