"""Whether the language of a text is recognised, in our own sentences and headlines, and in English of the corpora."""

from __future__ import annotations

import json
import lzma
from itertools import islice
from pathlib import Path

from benchmarks.quality.score import Score
from searchkit.base.analysis import STEMMERS
from searchkit.extract.language import language_of

# Of each corpus, one article in so many.
_STEP = 25
_ENGLISH = ("senate-15k", "arxiv-80k")


def sentences() -> list[tuple[str | None, str]]:
    """(language, text); None for what is in no language that can be told."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines)
    return [(None if code == "-" else code, text) for code, text in pairs]


def languages(shared: Path) -> list[Score]:
    """One line for each language that is stemmed, for the others that have a code, and for the corpora in English."""
    told = [(code, language_of(None, text)) for code, text in sentences()]
    scores = [
        Score(
            f"sentences in {language}",
            sum(code == language for code, _ in told),
            sum(found == language for _, found in told),
            sum(code == found == language for code, found in told),
        )
        for language in STEMMERS
    ]
    others = [(code, found) for code, found in told if code not in STEMMERS]
    scores.append(
        Score(
            "sentences in other languages",
            sum(code is not None for code, _ in others),
            sum(found is not None for _, found in others),
            sum(code == found is not None for code, found in others),
        )
    )
    for corpus in _ENGLISH:
        with lzma.open(shared / "corpora" / f"{corpus}.jsonl.xz", "rt", encoding="utf-8") as lines:
            articles = [json.loads(line) for line in islice(lines, 0, None, _STEP)]
        found = [language_of(article["title"], article["body"]) for article in articles]
        scores.append(
            Score(f"language of {corpus}", len(found), sum(code is not None for code in found), found.count("en"))
        )
    return scores
