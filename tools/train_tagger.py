"""Makes searchkit/extract/tagger.weights: ``python -m tools.train_tagger [SHARED]`` (a folder like ../shared).

Learns from Wikigold (Balasuriya et al. 2009, CC BY 4.0), from sentences made of patterns and lists
(``made_lessons.py``) and, by self-training, from press releases of United States senators (works of the United
States government): a first tagger reads these, and what it is sure of teaches the second one, while what it is unsure
of stays open. Classes of words that ``learn_classes.py`` found in unlabelled texts let words that no lesson has be
known by their like. The same data give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from searchkit import _native
from tools.made_lessons import made_lessons
from tools.tagger_lexicon import lexicon, press_releases, word_classes
from tools.wikigold import GoldText, gold_texts

ROOT = Path(__file__).resolve().parents[1]

Span = tuple[int, int, str | None]
Lesson = tuple[str, list[Span], float]

_ROUNDS = 16
_RATE = 0.05
_DROPOUT = 0.5
_LEAST = 2
_FEATURES = 90_000
_RELEASES = 1_000
_CHARACTERS = 2_500  # of each
_SURE = 0.8
_SILVER_WEIGHT = 0.1
_CAPITALS_WEIGHT = 0.03
_MADE = 8  # sentences of each pattern
_MADE_WEIGHT = 0.3


def _capitals(text: str) -> str:
    """``text`` in capitals, character for character."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _gold(texts: Iterable[GoldText]) -> list[Lesson]:
    lessons: list[Lesson] = []
    for text in texts:
        spans: list[Span] = [(start, end, kind) for kind, start, end in text.names]
        lessons.append((text.body, spans, 1.0))
        lessons.append((_capitals(text.body), spans, _CAPITALS_WEIGHT))
    return lessons


def _silver(weights: bytes, texts: Iterable[str]) -> list[Lesson]:
    tagger = _native.Tagger(weights, "first weights")
    return [
        (
            text,
            [(start, end, kind if sure >= _SURE else None) for kind, start, end, sure in tagger.names(text, True)],
            _SILVER_WEIGHT,
        )
        for text in texts
    ]


def weights(texts: Sequence[GoldText], shared: Path) -> bytes:
    """The weights that gold texts and the press releases of ``shared`` teach."""
    known = lexicon(shared)
    gold = [*_gold(texts), *((text, spans, _MADE_WEIGHT) for text, spans in made_lessons(_MADE))]
    first = _learned(gold, known)
    releases = [text[:_CHARACTERS] for text in press_releases(shared, _RELEASES)]
    return _learned([*gold, *_silver(first, releases)], known)


def _learned(lessons: list[Lesson], known: list[tuple[str, int]]) -> bytes:
    return _native.train_tagger(
        lessons, known, word_classes(), rounds=_ROUNDS, rate=_RATE, dropout=_DROPOUT, least=_LEAST, most=_FEATURES
    )


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared")
    made = weights(gold_texts(shared), shared)
    (ROOT / "searchkit/extract/tagger.weights").write_bytes(made)
    print(f"{len(made):,} bytes")


if __name__ == "__main__":
    main()
