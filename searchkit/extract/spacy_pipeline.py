"""Runs a pipeline of spaCy (https://spacy.io) as an extractor. spaCy is loaded only when a pipeline is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, Final

from searchkit.article import ENTITY_KINDS
from searchkit.errors import UsageError
from searchkit.extract.named_span import BATCH, NamedSpan

_KINDS: Final = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "org",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "EVENT": "event" if "event" in ENTITY_KINDS else "other",
}
# Parts of a pipeline that finding names does not need, unless the patterns of a ruler use them.
_UNUSED: Final = frozenset({"parser", "senter", "tagger", "morphologizer", "attribute_ruler", "lemmatizer", "textcat"})
_RULERS: Final = frozenset({"entity_ruler", "span_ruler"})


def pipeline(name: str) -> SpacyPipeline:
    """The pipeline of an installed package or of a folder. Raises UsageError if the pipeline or spaCy is missing."""
    if not name:
        raise UsageError("spacy needs the name or the folder of a pipeline", hint="as in spacy:en_core_web_sm")
    try:
        spacy = import_module("spacy")
    except ImportError as error:
        raise UsageError(
            "the extractor spacy needs the extra 'spacy', which is not installed",
            hint="pip install 'searchkit-engine[spacy]'",
        ) from error
    try:
        return SpacyPipeline(spacy.load(name))
    except OSError as error:
        raise UsageError(
            f"spaCy finds no pipeline {name!r}",
            hint=f"python -m spacy download {name} (or give the folder of a pipeline)",
        ) from error
    except Exception as error:
        raise UsageError(f"spaCy cannot load the pipeline {name!r}: {type(error).__name__}: {error}") from error


class SpacyPipeline:
    """An extractor: the persons, organisations, places and events that a loaded pipeline (``spacy.Language``) finds.

    Of a text that is longer than the pipeline takes, it reads the beginning.
    """

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        meta = nlp.meta
        self.name = f"spacy:{meta.get('lang', '')}_{meta.get('name', '')}-{meta.get('version', '')}"
        labels = {label for name in nlp.pipe_names for label in getattr(nlp.get_pipe(name), "labels", ())}
        kinds = {_KINDS[label] for label in labels if label in _KINDS}
        self.kinds = tuple(sorted(kinds - {"other"})) or ("person", "org", "place")
        self._idle = [] if _RULERS.intersection(nlp.pipe_names) else [n for n in nlp.pipe_names if n in _UNUSED]

    def __call__(self, texts: Sequence[str]) -> Iterator[Iterable[NamedSpan]]:
        longest = self._nlp.max_length
        for doc in self._nlp.pipe((text[:longest] for text in texts), batch_size=BATCH, disable=self._idle):
            yield [
                NamedSpan(_KINDS[entity.label_], entity.start_char, entity.end_char)
                for entity in doc.ents
                if entity.label_ in _KINDS
            ]
