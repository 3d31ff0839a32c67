"""Extractors of names that users bring: functions, pipelines of spaCy, and extractors of other packages.

An extractor takes texts and gives the names in each of them. For its kinds of names it replaces the rules. All else,
such as dates and the place of filing, stays with the rules. What a source states stays, and the names join it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final

from searchkit.article import ENTITY_KINDS, Article, Provenance, clean_line, provenance_key
from searchkit.errors import SearchkitError, UsageError
from searchkit.extract.gazetteer import lookup
from searchkit.extract.named_span import BATCH, Extractor, NamedSpan
from searchkit.extract.settings import USUAL, Settings
from searchkit.extract.stated_names import joined, stated_names

__all__ = ["BATCH", "ENTRY_POINT_GROUP", "Extractor", "NamedSpan", "UserExtractor", "loaded"]

ENTRY_POINT_GROUP: Final = "searchkit.extractors"
_USUAL_KINDS: Final = ("person", "org", "place")
_LONGEST: Final = 300  # characters of a name; what is longer is left out


def loaded(spec: str) -> Extractor:
    """The extractor for ``NAME`` or ``NAME:ARGUMENT``, such as ``spacy:PIPELINE``.

    Other packages add a name by an entry point of the group ``searchkit.extractors``. It names a function that takes
    the argument, or an empty text, and returns the extractor. Raises UsageError.
    """
    name, _, argument = spec.partition(":")
    if name == "spacy":
        from searchkit.extract.spacy_pipeline import pipeline

        return pipeline(argument)
    from importlib.metadata import entry_points

    found = {entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}
    if name not in found:
        raise UsageError(f"there is no extractor {name!r}", hint="choose from: " + ", ".join(["spacy", *sorted(found)]))
    try:
        extractor = found[name].load()(argument)
    except SearchkitError:
        raise
    except Exception as error:
        raise UsageError(f"the extractor {name!r} could not be loaded: {type(error).__name__}: {error}") from error
    if not callable(extractor):
        raise UsageError(f"the extractor {name!r} is a {type(extractor).__name__}, which cannot be called")
    checked: Extractor = extractor
    return checked


class UserExtractor:
    """Runs a user's extractor on articles and checks what it gives. Raises UsageError for what cannot be called."""

    def __init__(self, extractor: Extractor) -> None:
        if not callable(extractor):
            raise UsageError(f"an extractor is a function of texts, not a {type(extractor).__name__}")
        self._extract = extractor
        usual = f"{getattr(extractor, '__module__', '')}.{getattr(extractor, '__qualname__', type(extractor).__name__)}"
        self.name = str(getattr(extractor, "name", usual))
        kinds: Collection[str] = getattr(extractor, "kinds", _USUAL_KINDS)
        self._kinds = tuple(kind for kind in kinds if kind in ENTITY_KINDS)

    @property
    def fingerprint(self) -> str:
        """What the register records with a file that was read with this extractor: a digest of its name."""
        return blake2b(self.name.encode("utf-8", "replace"), digest_size=8).hexdigest()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of names that it finds, so that the rules leave them alone."""
        return self._kinds

    def complete(self, articles: Sequence[Article], settings: Settings = USUAL) -> list[Article]:
        """Articles with the names that the extractor finds, with the provenance ``model``.

        Names that an article states stay. A kind of which it states none is left alone if the ``settings`` trust that.
        Raises UsageError if the extractor fails, or if it gives anything but spans.
        """
        texts = [_text(article) for article in articles]
        try:
            found = [list(spans) for spans in self._extract(texts)]
        except SearchkitError:
            raise
        except Exception as error:
            raise UsageError(f"the extractor {self.name} failed: {type(error).__name__}: {error}") from error
        if len(found) != len(texts):
            raise UsageError(f"the extractor {self.name} gave names of {len(found)} texts, and got {len(texts)}")
        return [self._with_names(*each, settings) for each in zip(articles, texts, found, strict=True)]

    def _with_names(self, article: Article, text: str, spans: Iterable[tuple[Any, ...]], settings: Settings) -> Article:
        names: dict[str, dict[str, None]] = {kind: {} for kind in self._kinds}
        for span in spans:
            kind, name = self._checked(text, span)
            if name:
                names.setdefault(kind, {})[name] = None
        entities, origins = dict(article.entities), dict(article.provenance)
        for kind, found in names.items():
            stated = stated_names(article, kind)
            if kind in article.entities and (stated is None or (settings.trust_empty and not stated)):
                continue
            both = joined(kind, stated or (), found)
            entities[kind] = both.names
            if not stated:
                origins[provenance_key(kind)] = "model"
            else:
                added: dict[str, Provenance] = {f"{provenance_key(kind)}:{name}": "model" for name in both.added}
                origins |= added
        return article.with_changes(entities=entities, provenance=origins)

    def _checked(self, text: str, span: tuple[Any, ...]) -> tuple[str, str]:
        """The kind and the name of a span. The name is empty if it is too long."""
        try:
            kind, start, end, name = NamedSpan(*span)
            if not 0 <= start <= end <= len(text) or not isinstance(kind, str) or not isinstance(name, str):
                raise ValueError("it lies outside the text, or has a wrong type")
        except (TypeError, ValueError) as error:
            raise UsageError(f"the extractor {self.name} gave {str(span)[:80]}, no valid span: {error}") from error
        kind = kind if kind in ENTITY_KINDS else "other"
        name = _bare(name or text[start:end])
        if kind == "place" and (places := lookup(name)):
            name = places[0].name
        return kind, name if len(name) <= _LONGEST else ""


def _text(article: Article) -> str:
    """The text in which an extractor looks for names: the title, and the body after its dateline."""
    from searchkit.extract.opening import body_start  # slow to load, and few runs have an extractor

    body = article.body[body_start(article.body) :]
    return f"{article.title}\n\n{body}" if article.title else body


def _bare(name: str) -> str:
    """A name on one line, without *the* before it and without *'s* after it."""
    name = clean_line(name.encode("utf-8", "replace").decode()).removeprefix("the ")
    for ending in ("'s", "\u2019s"):
        name = name.removesuffix(ending)
    return name
