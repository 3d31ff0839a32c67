"""The door for extractors of names that users bring: pipelines of spaCy, functions, and those of other packages.

An extractor takes texts and gives, for each, the names in it. What it finds takes the place of what the rules would
find of the same kinds; dates, places of filing and all else stay with the rules. A source's own word wins over both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from searchkit.article import ENTITY_KINDS, Article, Provenance, clean_line, provenance_key
from searchkit.errors import SearchkitError, UsageError
from searchkit.extract.gazetteer import lookup
from searchkit.extract.opening import body_start

__all__ = ["BATCH", "ENTRY_POINT_GROUP", "Extractor", "NamedSpan", "OwnExtractor", "loaded"]

ENTRY_POINT_GROUP: Final = "searchkit.extractors"
# So many articles are given at once.
BATCH: Final = 64
_USUAL_KINDS: Final = ("person", "org", "place")
_LONGEST: Final = 300


class NamedSpan(NamedTuple):
    """A name in a text: its kind (person, org, place, other), its place in characters, and what it is to be called.

    Without ``name`` it is called as it is written.
    """

    kind: str
    start: int
    end: int
    name: str = ""


# Texts in, for each its names out. It may have a ``name``, by which an index knows which files were read with it, and
# ``kinds``, those that it answers for (else persons, organisations and places).
Extractor = Callable[[Sequence[str]], Iterable[Iterable[tuple[Any, ...]]]]


def loaded(spec: str) -> Extractor:
    """The extractor of a text ``NAME`` or ``NAME:ARGUMENT``: ``spacy:PIPELINE``, or one of another package's.

    A package adds one by an entry point of the group ``searchkit.extractors`` that names a function, which takes the
    argument (or an empty text) and gives the extractor. Raises UsageError.
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


class OwnExtractor:
    """An extractor at work on articles. Raises UsageError for what is none."""

    def __init__(self, extractor: Extractor) -> None:
        if not callable(extractor):
            raise UsageError(f"an extractor is a function of texts, not a {type(extractor).__name__}")
        self._extract = extractor
        usual = f"{getattr(extractor, '__module__', '')}.{getattr(extractor, '__qualname__', type(extractor).__name__)}"
        self.name = str(getattr(extractor, "name", usual))
        kinds: Collection[str] = getattr(extractor, "kinds", _USUAL_KINDS)
        self._kinds = tuple(kind for kind in kinds if kind in ENTITY_KINDS)

    @property
    def manner(self) -> str:
        """What is remembered of a file that was read with it."""
        return blake2b(self.name.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def complete(self, articles: Sequence[Article]) -> list[Article]:
        """Articles with the names that it finds, where they have no names of that kind, with the provenance ``model``.

        Raises UsageError if it fails, or gives what are no spans.
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
        return [self._named(*each) for each in zip(articles, texts, found, strict=True)]

    def _named(self, article: Article, text: str, spans: Iterable[tuple[Any, ...]]) -> Article:
        names: dict[str, dict[str, None]] = {kind: {} for kind in self._kinds}
        for given in spans:
            kind, name = self._checked(text, given)
            if name:
                names.setdefault(kind, {})[name] = None
        added = {kind: tuple(found) for kind, found in names.items() if kind not in article.entities}
        origins: dict[str, Provenance] = {provenance_key(kind): "model" for kind in added}
        return article.with_changes(
            entities={**article.entities, **added}, provenance={**article.provenance, **origins}
        )

    def _checked(self, text: str, given: tuple[Any, ...]) -> tuple[str, str]:
        try:
            kind, start, end, name = NamedSpan(*given)
            if not 0 <= start <= end <= len(text) or not isinstance(kind, str) or not isinstance(name, str):
                raise ValueError("it lies outside of its text, or is none")
        except (TypeError, ValueError) as error:
            raise UsageError(f"the extractor {self.name} gave {str(given)[:80]}, which is no span: {error}") from error
        kind = kind if kind in ENTITY_KINDS else "other"
        called = _bare(name or text[start:end])
        if kind == "place" and (places := lookup(called)):
            called = places[0].name
        return kind, called if len(called) <= _LONGEST else ""


def _text(article: Article) -> str:
    """What names are looked for in: the title, and the text after its dateline."""
    body = article.body[body_start(article.body) :]
    return f"{article.title}\n\n{body}" if article.title else body


def _bare(name: str) -> str:
    """A name on one line, without the article before it and a possessive after it."""
    name = clean_line(name.encode("utf-8", "replace").decode()).removeprefix("the ")
    for ending in ("'s", "\u2019s"):
        name = name.removesuffix(ending)
    return name
