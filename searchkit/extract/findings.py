"""What was extracted from an article, fact by fact: its value, where it stands, and what else it could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from searchkit.article import ENTITY_KINDS, Article, Provenance
from searchkit.extract import body_start
from searchkit.extract.dateline import find_dateline
from searchkit.extract.entities import find_entities
from searchkit.extract.gazetteer import Place, lookup
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.partial_date import PartialDate

_FIELDS: Final = ("date", "place", "country", "agency", "language")
_MOST_ALTERNATIVES: Final = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact. ``kind`` is a field of articles, ``person``, ``org``, ``about`` (a place), ``event``,
    ``other`` or ``mention``.

    ``spans`` are the places in the body, as offsets of characters, that say it: of a name that was extracted, its
    mentions, however they are written; of one that the source gave, wherever it stands as it is written here.
    ``alternatives`` are the other things that a name of a place could have meant, the likeliest first.
    """

    kind: str
    value: str
    provenance: str | None
    spans: tuple[tuple[int, int], ...] = ()
    alternatives: tuple[str, ...] = ()


def findings(article: Article) -> list[Finding]:
    """The facts of an article that went through :func:`searchkit.extract.extract`."""
    found = list(_fields(article))
    read = find_entities(article.title, article.body, body_start(article.body))
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    origins: dict[tuple[str, str], Provenance] = {}
    for mention in read.mentions:
        spans.setdefault((mention.kind, mention.name), []).append((mention.start, mention.end))
        origins.setdefault((mention.kind, mention.name), mention.provenance)
    for kind in ENTITY_KINDS:
        label = "about" if kind == "place" else kind
        origin = article.provenance.get("places" if kind == "place" else kind)
        for name in article.entities.get(kind, ()):
            others = _alternatives(name) if kind == "place" else ()
            if origin in ("model", "rule", "gazetteer") and (kind, name) in spans:
                own = origins[kind, name]
                found.append(Finding(label, name, own, tuple(spans[kind, name]), others))
            else:
                found.append(Finding(label, name, origin, _standing(name, article.body), others))
    return [*found, *_mentions(article)]


def _fields(article: Article) -> Iterator[Finding]:
    dateline = find_dateline(article.body)
    for name in _FIELDS:
        value = getattr(article, name)
        if value is None:
            continue
        origin = article.provenance.get(name)
        spans = ((dateline.start, dateline.end),) if origin == "dateline" and dateline is not None else ()
        others = _alternatives(value, article.country) if name == "place" else ()
        yield Finding(name, value, origin, spans, others)


def _mentions(article: Article) -> Iterator[Finding]:
    published = PartialDate.parse(article.date) if article.date else None
    spans: dict[str, list[tuple[int, int]]] = {iso: [] for iso in article.mentions}
    for mention in mentioned_dates(article.body, published, body_start(article.body)):
        if mention.iso in spans:
            spans[mention.iso].append((mention.start, mention.end))
    for iso, standing in spans.items():
        yield Finding("mention", iso, article.provenance.get("mentions"), tuple(standing))


def _standing(name: str, body: str) -> tuple[tuple[int, int], ...]:
    pattern = r"\s+".join(map(re.escape, name.split()))
    return tuple(match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", body))


def _alternatives(name: str, country: str | None = None) -> tuple[str, ...]:
    places = lookup(name)
    meant = next((place for place in places if country is None or place.country == country), None)
    others = [place for place in places if place is not meant]
    return tuple(_described(place) for place in others[:_MOST_ALTERNATIVES])


def _described(place: Place) -> str:
    parts = [place.name, *([place.admin] if place.admin else []), *([place.country] if place.country else [])]
    return ", ".join(dict.fromkeys(parts)) + f" ({place.kind})"
