"""Fills in what an article does not state: date, place, country, agency, author, language, mentioned dates, names.

Each value that is filled in gets a provenance. What the rules cannot tell stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from searchkit._native import tidy
from searchkit.article import Article, Provenance, provenance_key
from searchkit.base.partial_date import PartialDate
from searchkit.extract.agencies import agency_signed
from searchkit.extract.dateline import Dateline, parse_dateline, place_of
from searchkit.extract.dates import date_in_path
from searchkit.extract.gazetteer import lookup, qualifiers
from searchkit.extract.language import language_of
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.extract.names.entities import KINDS, find_entities
from searchkit.extract.opening import read_opening
from searchkit.extract.place_hierarchy import full_name, named
from searchkit.extract.place_resolution import resolve_names

_FIELDS = ("date", "place", "country", "agency", "language")
_SEVERAL = re.compile(r"\s*(?:/|;|\s-\s)\s*")


def extract(article: Article) -> Article:
    """``article`` with what its text and its path tell: date, place, country, agency, author, language, mentioned
    dates, and names of people, organisations, places and events.

    A field or a kind of entity that the article has stays as it is, with two exceptions. A country gets its usual
    English name. So does a place, whose written form goes to ``place_written``. The ``provenance`` of a value is

    - ``metadata``: the source states it,
    - ``dateline``, ``path``: it was read there,
    - ``rule``, ``gazetteer``: a rule or the gazetteer says so,
    - ``model``: only the trained tagger of names says so.

    Extracting twice changes nothing.
    """
    draft = _Draft(article)
    _fill_date(draft)
    _fill_place(draft)
    _fill_agency(draft)
    _fill_author(draft)
    _fill_language(draft)
    _fill_mentions(draft)
    _fill_entities(draft)
    return article.with_changes(**draft.changes, provenance=draft.provenance)


class _Draft:
    """An article that is being completed: what its top says, and what was filled in so far.

    ``dateline`` is the one that the source marks, or else the one in the ``opening`` of the text.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.changes: dict[str, Any] = {}
        self.provenance: dict[str, Provenance] = dict(article.provenance)
        for name in _FIELDS:
            if getattr(article, name) is not None:
                self.provenance.setdefault(name, "metadata")
        marked = parse_dateline(article.dateline) if article.dateline else None
        self.opening = read_opening(article.body, marked=marked is not None)
        self.dateline = marked or self.opening.dateline

    def fill(self, field: str, value: Any, provenance: Provenance) -> None:
        self.changes[field], self.provenance[field] = value, provenance

    def value(self, field: str) -> Any:
        """The value of a field as it is now."""
        return self.changes.get(field) or getattr(self.article, field)


def _fill_date(draft: _Draft) -> None:
    article, dateline = draft.article, draft.dateline
    if article.date is not None:
        exact = _with_day(PartialDate.parse(article.date), dateline)
        if exact is not None:
            draft.fill("date", exact.iso, "dateline")
        return
    origin, date = draft.opening.origin, draft.opening.date
    if dateline is not None and (exact := _with_day(date, dateline) if date else dateline.date):
        origin, date = "dateline", exact
    if date is None:
        origin = "path"
        date = (date_in_path(article.path) if article.path else None) or (
            date_in_path(article.url) if article.url else None
        )
    if date is not None:
        draft.fill("date", date.iso, origin)


def _with_day(date: PartialDate, dateline: Dateline | None) -> PartialDate | None:
    """The day that a dateline names in the year or the month of ``date``. None where they do not go together."""
    if date.day is not None or dateline is None or dateline.day is None:
        return None
    if dateline.year not in (None, date.year) or date.month not in (None, dateline.month):
        return None
    try:
        return PartialDate(date.year, dateline.month, dateline.day)
    except ValueError:  # 29 February of a common year
        return None


class _StatedPlace(NamedTuple):
    """Where an article was filed, as the source or a dateline states it."""

    written: str
    name: str
    qualifier: str | None
    more: tuple[str, ...]
    origin: Provenance


def _fill_place(draft: _Draft) -> None:
    article = draft.article
    stated = _stated_place(draft)
    if stated is not None:
        place, country = place_of(stated.name, stated.qualifier)
        if place is not None:
            usual = full_name(place)
        else:
            usual = tidy(stated.written if article.place is not None and country is None else stated.name)
            scopes = qualifiers(stated.qualifier) if stated.qualifier else ()
            if len(scopes) == 1 and scopes[0].kind == "state":
                usual = f"{usual}, {full_name(scopes[0])}"
        draft.fill("place", usual, stated.origin)
        if stated.more and not article.more_places:
            draft.changes["more_places"] = tuple(_usual_name(part) for part in stated.more)
        if usual != stated.written and article.place_written is None:
            draft.changes["place_written"] = stated.written
        if article.country is None and country is not None:
            draft.fill("country", country, "gazetteer")
    if article.country is not None and (country := _usual_country(article.country)) is not None:
        draft.changes["country"] = country


def _stated_place(draft: _Draft) -> _StatedPlace | None:
    article, dateline = draft.article, draft.dateline
    if article.place is not None:
        first = _SEVERAL.split(article.place.strip(" -\u2013\u2014"), maxsplit=1)[0]
        name, _, qualifier = first.partition(",")
        more = tuple(part for part in _SEVERAL.split(article.place)[1:] if lookup(part))
        scope = qualifier.strip(" .") or article.country
        return _StatedPlace(article.place, name.strip(), scope, more, draft.provenance["place"])
    if dateline is not None and dateline.place is not None:
        written = "/".join((dateline.place, *dateline.also))
        scope = dateline.qualifier or article.country
        return _StatedPlace(written, dateline.place, scope, dateline.also, "dateline")
    return None


def _usual_name(name: str) -> str:
    place = place_of(name, None)[0]
    return full_name(place) if place else tidy(name)


def _usual_country(name: str) -> str | None:
    """The usual name of a country (USA is the United States). None where the name does not mean one country."""
    countries = {place.country for place in lookup(name) if place.kind == "country"}
    return countries.pop() if len(countries) == 1 else None


def _fill_agency(draft: _Draft) -> None:
    if draft.article.agency is not None:
        return
    dateline, byline = draft.dateline, draft.opening.byline
    if dateline is not None and dateline.agency is not None:
        draft.fill("agency", dateline.agency, "dateline")
        return
    signed = (byline.agency if byline else None) or agency_signed(draft.article.body)
    if signed is not None:
        draft.fill("agency", signed, "rule")


def _fill_author(draft: _Draft) -> None:
    """Who signs the article. It goes into the metadata, where feeds and pages state it."""
    metadata, dateline, byline = draft.article.metadata, draft.dateline, draft.opening.byline
    if "author" in metadata:
        return
    authors: tuple[str, ...] = ()
    if byline is not None:
        authors = byline.authors
    elif dateline is not None and dateline.author is not None:
        authors = (tidy(dateline.author),)
    if authors:
        draft.changes["metadata"] = {**metadata, "author": authors[0] if len(authors) == 1 else list(authors)}
        draft.provenance["author"] = "rule"


def _fill_language(draft: _Draft) -> None:
    article = draft.article
    if article.language is None and (language := language_of(article.title, article.body)):
        draft.fill("language", language, "rule")


def _fill_mentions(draft: _Draft) -> None:
    article, date = draft.article, draft.value("date")
    if article.mentions:
        draft.provenance.setdefault("mentions", "metadata")
        return
    published = PartialDate.parse(date) if date else None
    mentions = tuple(mention.iso for mention in mentioned_dates(article.body, published, draft.opening.end))
    if mentions:
        draft.changes["mentions"] = mentions
        draft.provenance.setdefault("mentions", "rule")


def _fill_entities(draft: _Draft) -> None:
    article = draft.article
    for kind in article.entities:
        draft.provenance.setdefault(provenance_key(kind), "metadata")
    missing = [kind for kind in KINDS if kind not in article.entities]
    if not missing:
        return
    entities, also_written = dict(article.entities), dict(article.also_written)
    found = find_entities(article.title, article.body, draft.opening.end)
    places = _resolve_places(draft, found.names["place"]) if "place" in missing else {}
    for kind in missing:
        if names := found.names[kind]:
            if not places.keys().isdisjoint(names):
                names = tuple(dict.fromkeys(places.get(name, name) for name in names))
            entities[kind] = names
            draft.provenance[provenance_key(kind)] = found.provenance[kind]
            for name, others in found.also_written.get(kind, {}).items():
                name = places.get(name, name) if kind == "place" else name
                also_written[name] = (*also_written.get(name, ()), *others)
    draft.changes |= {"entities": entities, "also_written": also_written}


def _resolve_places(draft: _Draft, names: Sequence[str]) -> dict[str, str]:
    """The full names of the places in an article, by the names in its text.

    Where the article was filed helps to tell them apart. If that is not clear itself, they help to tell it first.
    """
    article, text = draft.article, _text(draft.article)
    place, country = draft.value("place"), draft.value("country")
    if place and country is None and named(place, country) is None:
        filed = resolve_names([place, *names], text=text)[0].place
        if filed is not None:
            if article.place_written is None:
                draft.changes.setdefault("place_written", place)
            draft.changes["place"], draft.changes["country"] = full_name(filed), filed.country
            if filed.country is not None:
                draft.provenance["country"] = "gazetteer"
            place, country = draft.value("place"), draft.value("country")
    return _full_names(names, place, country, text)


def resolved_places(article: Article, names: Sequence[str]) -> dict[str, str]:
    """The full names of places in an article that went through :func:`extract`, by the names in its text."""
    return _full_names(names, article.place, article.country, _text(article))


def _full_names(names: Sequence[str], place: str | None, country: str | None, text: str) -> dict[str, str]:
    filed = named(place, country) if place else None
    resolved = resolve_names(names, filed, text=text, country=country)
    return {name: found.name for name, found in zip(names, resolved, strict=True)}


def _text(article: Article) -> str:
    return f"{article.title}\n{article.body}" if article.title else article.body
