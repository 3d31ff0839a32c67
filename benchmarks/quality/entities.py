"""Names in Wikigold, by exact spans: each text is read with weights that saw neither it nor labels made with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.score import Score
from searchkit import _native
from searchkit.extract.names.entities import find_entities
from tools.train_tagger import weights
from tools.wikigold import GoldText, gold_texts

_FOLDS = 5
# What the lines of the table call each kind.
KINDS = {"person": "people", "place": "places", "org": "organisations"}


def entities(shared: Path) -> list[Score]:
    """Five rounds of training on four fifths of the texts; a name is right if kind, begin and end are."""
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for text, names in _read(gold_texts(shared), shared):
        expected = set(text.names)
        gold.update(kind for kind, _, _ in expected)
        found.update(kind for kind, _, _ in names)
        right.update(kind for kind, _, _ in names & expected)
    what = "{} in Wikigold, exact spans, 5-fold cross-validation"
    return [Score(what.format(label), gold[kind], found[kind], right[kind]) for kind, label in KINDS.items()]


def _read(texts: list[GoldText], shared: Path) -> Iterator[tuple[GoldText, set[tuple[str, int, int]]]]:
    for fold in range(_FOLDS):
        taught = [text for number, text in enumerate(texts) if number % _FOLDS != fold]
        tagger = _native.Tagger(weights(taught, shared), f"weights of fold {fold}")
        for text in texts[fold::_FOLDS]:
            mentions = find_entities(None, text.body, tagger=tagger).mentions
            yield text, {(mention.kind, mention.start, mention.end) for mention in mentions}
