"""The facts of an article one by one: the value, its spans in the body, and what else it could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from searchkit.article import ENTITY_KINDS, Article, Provenance
from searchkit.base.partial_date import PartialDate
from searchkit.extract.completion import named_in, resolved_places
from searchkit.extract.coordinates import Coordinates, coordinates_of
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.extract.opening import Opening, read_opening
from searchkit.extract.other_senses import other_senses
from searchkit.extract.place_hierarchy import ancestors, named
from searchkit.extract.settings import USUAL, Settings
from searchkit.extract.user_lists import ListedNames

_FIELDS: Final = ("date", "place", "country", "agency", "language")
_EXTRACTED: Final = ("model", "rule", "gazetteer")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact. ``kind`` is a field of articles, ``author``, ``person``, ``org``, ``about`` (a place), ``event``,
    ``other``, ``mention`` or the name of a list.

    ``spans`` are the stretches of the body that state it, as offsets of characters. An extracted name has the spans of
    all its forms. A name from the source has those where it stands as ``value``. For places, ``within`` is what they
    lie in, the nearest first, and ``coordinates`` are latitude and longitude in degrees. ``alternatives`` are the other
    places that the name could mean, the likeliest first.
    """

    kind: str
    value: str
    provenance: str | None
    spans: tuple[tuple[int, int], ...] = ()
    alternatives: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    coordinates: Coordinates | None = None


def findings(article: Article, listed: ListedNames | None = None, settings: Settings = USUAL) -> list[Finding]:
    """The facts of an article that was completed by ``settings`` and tagged by ``listed``."""
    opening = read_opening(article.body)
    return [
        *_fields(article, opening),
        *_entities(article, opening, settings),
        *_listed(article, listed),
        *_mentions(article, opening),
    ]


def _entities(article: Article, opening: Opening, settings: Settings) -> Iterator[Finding]:
    read = named_in(article, opening)
    places = resolved_places(article, read.names["place"], settings)
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    origins: dict[tuple[str, str], Provenance] = {}
    for mention in read.mentions:
        name = places.get(mention.name, mention.name) if mention.kind == "place" else mention.name
        spans.setdefault((mention.kind, name), []).append((mention.start, mention.end))
        origins.setdefault((mention.kind, name), mention.provenance)
    for kind in ENTITY_KINDS:
        for name in article.entities.get(kind, ()):
            origin = article.provenance_of(kind, name)
            if origin in _EXTRACTED and (kind, name) in spans:
                name_origin: str | None = origins[kind, name]
                name_spans = tuple(spans[kind, name])
            else:
                name_origin, name_spans = origin, _spans_of(name, article.body)
            if kind == "place":
                name_spans = name_spans or _spans_of(name.partition(",")[0], article.body)
                yield _place("about", name, name_origin, name_spans)
            else:
                yield Finding(kind, name, name_origin, name_spans)


def _listed(article: Article, listed: ListedNames | None) -> Iterator[Finding]:
    spans: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for kind, name, start, end in listed.find(article.body) if listed is not None else ():
        spans.setdefault((kind, name), []).append((start, end))
    for kind, names in article.entities.items():
        if article.provenance.get(kind) == "list":
            for name in names:
                yield Finding(kind, name, "list", tuple(spans.get((kind, name), ())))


def _fields(article: Article, opening: Opening) -> Iterator[Finding]:
    dateline = opening.dateline
    for name in _FIELDS:
        value = getattr(article, name)
        if value is None:
            continue
        origin = article.provenance.get(name)
        spans = ((dateline.start, dateline.end),) if origin == "dateline" and dateline is not None else ()
        if name == "place":
            yield _place(name, value, origin, spans, article.country)
            for place in article.more_places:
                yield _place(name, place, origin, spans)
        else:
            yield Finding(name, value, origin, spans)
    authors = article.metadata.get("author") if "author" in article.provenance else None
    for author in authors if isinstance(authors, list) else [authors]:
        if isinstance(author, str):
            yield Finding("author", author, article.provenance["author"])


def _mentions(article: Article, opening: Opening) -> Iterator[Finding]:
    published = PartialDate.parse(article.date) if article.date else None
    spans: dict[str, list[tuple[int, int]]] = {iso: [] for iso in article.mentions}
    for mention in mentioned_dates(article.body, published, opening.end):
        if mention.iso in spans:
            spans[mention.iso].append((mention.start, mention.end))
    for iso, iso_spans in spans.items():
        yield Finding("mention", iso, article.provenance.get("mentions"), tuple(iso_spans))


def _spans_of(name: str, body: str) -> tuple[tuple[int, int], ...]:
    pattern = r"\s+".join(map(re.escape, name.split()))
    return tuple(match.span() for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", body))


def _place(
    kind: str, name: str, origin: str | None, spans: tuple[tuple[int, int], ...], country: str | None = None
) -> Finding:
    others, within = other_senses(name, country), _within(name, country)
    return Finding(kind, name, origin, spans, others, within, coordinates_of(name, country))


def _within(name: str, country: str | None = None) -> tuple[str, ...]:
    place = named(name, country)
    return tuple(area.name for area in ancestors(place)) if place is not None else ()
