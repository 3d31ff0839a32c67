"""Article in, the same article with its date, its place and the names in it out.

Only what an article does not say itself is filled in, each with a provenance; what the rules cannot tell stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from searchkit.article import Article, Provenance
from searchkit.base.partial_date import PartialDate
from searchkit.extract.agencies import agency_signed
from searchkit.extract.dateline import Dateline, parse_dateline, place_of
from searchkit.extract.dates import date_in_path, read_date
from searchkit.extract.entities import KINDS, find_entities
from searchkit.extract.gazetteer import lookup, qualifiers, tidy
from searchkit.extract.language import language_of
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.extract.opening import Opening, read_opening
from searchkit.extract.place_hierarchy import full_name, named
from searchkit.extract.place_resolution import resolve_names

__all__ = ["body_start", "extract", "read_date"]

_SEVERAL = re.compile(r"\s*(?:/|;|\s-\s)\s*")


def extract(article: Article) -> Article:
    """``article`` with what can be told from its text and path: date, place, country, agency, language, people, bodies,
    places, and the dates that it mentions.

    A field or a kind of entity that the article has is left as it is; only a place is given its usual English name
    (the written form is kept in ``place_written``) and a country likewise. Everything filled in is entered in
    ``provenance``: ``metadata`` (the source said so), ``dateline``, ``path``, ``rule``, ``gazetteer`` or ``model`` (the
    tagger of names, without a list or a rule that bears it out). Applying it
    twice changes nothing.
    """
    changes: dict[str, Any] = {}
    provenance: dict[str, Provenance] = dict(article.provenance)
    for name in ("date", "place", "country", "agency", "language"):
        if getattr(article, name) is not None:
            provenance.setdefault(name, "metadata")
    dateline = parse_dateline(article.dateline) if article.dateline else None
    opening = read_opening(article.body, marked=dateline is not None)
    dateline = dateline or opening.dateline
    _fill_date(article, dateline, opening, changes, provenance)
    _fill_place(article, dateline, changes, provenance)
    _fill_agency(article, dateline, opening, changes, provenance)
    _fill_author(article, dateline, opening, changes, provenance)
    if article.language is None and (language := language_of(article.title, article.body)):
        changes["language"], provenance["language"] = language, "rule"

    begin = opening.end
    mentions = article.mentions or _mentions(article.body, changes.get("date") or article.date, begin)
    if mentions:
        provenance.setdefault("mentions", "rule" if not article.mentions else "metadata")
    entities = dict(article.entities)
    for kind in entities:
        provenance.setdefault("places" if kind == "place" else kind, "metadata")
    also_written = dict(article.also_written)
    missing = [kind for kind in KINDS if kind not in entities]
    if missing:
        found = find_entities(article.title, article.body, begin)
        places = _resolve_places(article, found.names["place"], changes, provenance) if "place" in missing else {}
        for kind in missing:
            if found.names[kind]:
                entities[kind] = tuple(dict.fromkeys(places.get(name, name) for name in found.names[kind]))
                # Under "place" stands the provenance of the article's own place.
                provenance["places" if kind == "place" else kind] = found.provenance[kind]
                for name, others in found.also_written.get(kind, {}).items():
                    name = places.get(name, name) if kind == "place" else name
                    also_written[name] = (*also_written.get(name, ()), *others)
    return article.with_changes(
        **changes, entities=entities, mentions=mentions, also_written=also_written, provenance=provenance
    )


def _resolve_places(
    article: Article, names: Sequence[str], changes: dict[str, Any], provenance: dict[str, Provenance]
) -> dict[str, str]:
    """What the names of places in an article mean, told apart by one another and by where it was filed, as that is by
    them.
    """
    place = changes.get("place") or article.place
    country = changes.get("country") or article.country
    if place and country is None and named(place, country) is None:
        filed = resolve_names([place, *names], text=_text(article))[0].place
        if filed is not None:
            if article.place_written is None:
                changes.setdefault("place_written", place)
            changes["place"], changes["country"] = full_name(filed), filed.country
            if filed.country is not None:
                provenance["country"] = "gazetteer"
        place, country = changes.get("place") or place, changes.get("country") or country
    return _meant(names, place, country, _text(article))


def resolved_places(article: Article, names: Sequence[str]) -> dict[str, str]:
    """The names that the places of an article get, whose own place is known, by those that it gives them."""
    return _meant(names, article.place, article.country, _text(article))


def _meant(names: Sequence[str], place: str | None, country: str | None, text: str) -> dict[str, str]:
    filed = named(place, country) if place else None
    resolved = resolve_names(names, filed, text=text, country=country)
    return {name: found.name for name, found in zip(names, resolved, strict=True)}


def _text(article: Article) -> str:
    return f"{article.title}\n{article.body}" if article.title else article.body


def _mentions(body: str, date: str | None, begin: int) -> tuple[str, ...]:
    published = PartialDate.parse(date) if date else None
    return tuple(mention.iso for mention in mentioned_dates(body, published, begin))


def body_start(body: str) -> int:
    """The offset at which a text begins in earnest, after a dateline, a byline or a date at its top."""
    return read_opening(body).end


def _fill_date(
    article: Article,
    dateline: Dateline | None,
    opening: Opening,
    changes: dict[str, Any],
    provenance: dict[str, Provenance],
) -> None:
    if article.date is not None:
        exact = _with_day(PartialDate.parse(article.date), dateline)
        if exact is not None:
            changes["date"], provenance["date"] = exact.iso, "dateline"
        return
    source, date = opening.origin, opening.date
    if dateline is not None and (exact := _with_day(date, dateline) if date else dateline.date):
        source, date = "dateline", exact
    if date is None:
        source = "path"
        date = (date_in_path(article.path) if article.path else None) or (
            date_in_path(article.url) if article.url else None
        )
    if date is not None:
        changes["date"], provenance["date"] = date.iso, source


def _with_day(date: PartialDate, dateline: Dateline | None) -> PartialDate | None:
    """The day that a dateline names in the year or the month of ``date``; None where they do not go together."""
    if date.day is not None or dateline is None or dateline.day is None:
        return None
    if dateline.year not in (None, date.year) or date.month not in (None, dateline.month):
        return None
    try:
        return PartialDate(date.year, dateline.month, dateline.day)
    except ValueError:  # 29 February of a common year
        return None


def _fill_place(
    article: Article, dateline: Dateline | None, changes: dict[str, Any], provenance: dict[str, Provenance]
) -> None:
    if article.place is not None:
        written, (name, qualifier) = article.place, _parts(article.place)
        qualifier = qualifier or article.country
        more = tuple(part for part in _SEVERAL.split(article.place)[1:] if lookup(part))
        source: Provenance = provenance["place"]
    elif dateline is not None and dateline.place is not None:
        name, more = dateline.place, dateline.also
        written = "/".join((name, *more))
        qualifier, source = dateline.qualifier or article.country, "dateline"
    else:
        _tidy_country(article, changes)
        return
    place, country = place_of(name, qualifier)
    if place is not None:
        usual = full_name(place)
    else:
        usual = tidy(written if article.place is not None and country is None else name)
        scopes = qualifiers(qualifier) if qualifier else ()
        if len(scopes) == 1 and scopes[0].kind == "state":
            usual = f"{usual}, {full_name(scopes[0])}"
    changes["place"], provenance["place"] = usual, source
    if more and not article.more_places:
        changes["more_places"] = tuple(_usual(part) for part in more)
    if usual != written and article.place_written is None:
        changes["place_written"] = written
    if article.country is None and country is not None:
        changes["country"], provenance["country"] = country, "gazetteer"
    _tidy_country(article, changes)


def _usual(name: str) -> str:
    place = place_of(name, None)[0]
    return full_name(place) if place else tidy(name)


def _tidy_country(article: Article, changes: dict[str, Any]) -> None:
    """The usual name of a country that the source gives (USA is the United States), if it means one country."""
    if article.country is not None:
        meant = {place.country for place in lookup(article.country) if place.kind == "country"}
        if len(meant) == 1:
            changes["country"] = meant.pop()


def _parts(place: str) -> tuple[str, str | None]:
    """The name and the qualifier of a place as a source writes it: ``Brussels, Belgium``; of several the first."""
    first = _SEVERAL.split(place.strip(" -\u2013\u2014"), maxsplit=1)[0]
    name, _, qualifier = first.partition(",")
    return name.strip(), qualifier.strip(" .") or None


def _fill_agency(
    article: Article,
    dateline: Dateline | None,
    opening: Opening,
    changes: dict[str, Any],
    provenance: dict[str, Provenance],
) -> None:
    if article.agency is not None:
        return
    if dateline is not None and dateline.agency is not None:
        changes["agency"], provenance["agency"] = dateline.agency, "dateline"
        return
    signed = (opening.byline.agency if opening.byline else None) or agency_signed(article.body)
    if signed is not None:
        changes["agency"], provenance["agency"] = signed, "rule"


def _fill_author(
    article: Article,
    dateline: Dateline | None,
    opening: Opening,
    changes: dict[str, Any],
    provenance: dict[str, Provenance],
) -> None:
    """Who signs the article, into the metadata, where feeds and pages state it."""
    if "author" in article.metadata:
        return
    authors: tuple[str, ...] = ()
    if opening.byline is not None:
        authors = opening.byline.authors
    elif dateline is not None and dateline.author is not None:
        authors = (tidy(dateline.author),)
    if authors:
        changes["metadata"] = {**article.metadata, "author": authors[0] if len(authors) == 1 else list(authors)}
        provenance["author"] = "rule"
