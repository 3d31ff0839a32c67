"""Names in 60 short articles of Reuters-21578, by exact spans; their texts stay in the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.quality.entities import KINDS
from benchmarks.quality.score import Score
from benchmarks.real_articles import reuters
from searchkit.extract.names.entities import find_entities

# Labelled by hand; tests/extract/README.md says how.
_GOLD: Final = Path(__file__).resolve().parents[2] / "tests" / "extract" / "gold_names.tsv"
_SIGNATURE: Final = "reuter"

Name = tuple[str, int, int]


def news_names(shared: Path) -> list[Score]:
    """One line for each kind and half: the articles in sight while the tagger was made, and the others."""
    gold: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    labelled = dict(_labelled())
    for article in reuters(shared):
        if article.id not in labelled:
            continue
        body, (half, expected) = article.body, labelled[article.id]
        # Each article is signed; that is no name in its text.
        signed = body.rstrip()
        end = len(signed) - len(_SIGNATURE) if signed.lower().endswith(_SIGNATURE) else len(signed)
        names = {(m.kind, m.start, m.end) for m in find_entities(None, body).mentions if m.end <= end}
        for counts, which in ((gold, expected), (found, names), (right, names & expected)):
            counts.update((half, kind) for kind, _, _ in which)
    return [
        Score(f"{label} in Reuters-21578, exact spans, 30 articles {half}", gold[key], found[key], right[key])
        for half in dict.fromkeys(half for half, _ in labelled.values())
        for kind, label in KINDS.items()
        for key in [(half, kind)]
    ]


def _labelled() -> Iterator[tuple[str, tuple[str, set[Name]]]]:
    """Number of the article, half, and its names."""
    for line in _GOLD.read_text(encoding="utf-8").splitlines():
        id, half, marks = line.split("\t")
        names = (mark.split(":") for mark in marks.split())
        yield id, (half, {(kind, int(start), int(end)) for kind, start, end in names})
