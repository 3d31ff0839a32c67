"""What was extracted from an article, fact by fact: its value, where it stands, and what else it could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from searchkit.article import Article
from searchkit.extract.gazetteer import Place, lookup
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.extract.opening import Opening, read_opening
from searchkit.partial_date import PartialDate

_FIELDS: Final = ("date", "place", "country", "agency", "language")
_MOST_ALTERNATIVES: Final = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact. ``kind`` is a field of articles, ``author``, ``person``, ``org``, ``about`` (a place), ``other`` or
    ``mention``.

    ``spans`` are the places in the body, as offsets of characters, that say it: of a name, wherever it stands as it is
    written here. ``alternatives`` are the other things that a name of a place could have meant, the likeliest first.
    """

    kind: str
    value: str
    provenance: str | None
    spans: tuple[tuple[int, int], ...] = ()
    alternatives: tuple[str, ...] = ()


def findings(article: Article) -> list[Finding]:
    """The facts of an article that went through :func:`searchkit.extract.extract`."""
    opening = read_opening(article.body)
    found = list(_fields(article, opening))
    for kind, label in (("person", "person"), ("org", "org"), ("place", "about"), ("other", "other")):
        origin = article.provenance.get("places" if kind == "place" else kind)
        for name in article.entities.get(kind, ()):
            others = _alternatives(name) if kind == "place" else ()
            found.append(Finding(label, name, origin, _standing(name, article.body), others))
    return [*found, *_mentions(article, opening)]


def _fields(article: Article, opening: Opening) -> Iterator[Finding]:
    dateline = opening.dateline
    for name in _FIELDS:
        value = getattr(article, name)
        if value is None:
            continue
        origin = article.provenance.get(name)
        spans = ((dateline.start, dateline.end),) if origin == "dateline" and dateline is not None else ()
        others = _alternatives(value, article.country) if name == "place" else ()
        yield Finding(name, value, origin, spans, others)
        if name == "place":
            for place in article.more_places:
                yield Finding(name, place, origin, spans, _alternatives(place))
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
