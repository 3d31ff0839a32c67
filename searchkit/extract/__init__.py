"""Article in, the same article with its date, its place and the names in it out.

Only what an article does not say itself is filled in, each with a provenance; what the rules cannot tell stays unknown.
"""

from __future__ import annotations

import re

from searchkit.article import Article, Provenance
from searchkit.extract.agencies import agency_signed
from searchkit.extract.dateline import Dateline, find_dateline, parse_dateline, place_of
from searchkit.extract.dates import date_in_path, dated, read_date
from searchkit.extract.entities import KINDS, find_entities
from searchkit.extract.gazetteer import lookup, tidy
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.partial_date import PartialDate

__all__ = ["body_start", "extract", "read_date"]

_SEVERAL = re.compile(r"\s*(?:/|;|\s-\s)\s*")
# How far into a text the date at its beginning is looked for.
_HEAD = 2000


def extract(article: Article) -> Article:
    """``article`` with what can be told from its text and path: date, place, country, agency, people, bodies, places,
    and the dates that it mentions.

    A field or a kind of entity that the article has is left as it is; only a place is given its usual English name
    (the written form is kept in ``place_written``) and a country likewise. Everything filled in is entered in
    ``provenance``: ``metadata`` (the source said so), ``dateline``, ``path``, ``rule``, ``gazetteer`` or ``model`` (the
    tagger of names, without a list or a rule that bears it out). Applying it
    twice changes nothing.
    """
    changes: dict[str, str | None] = {}
    provenance: dict[str, Provenance] = dict(article.provenance)
    for name in ("date", "place", "country", "agency"):
        if getattr(article, name) is not None:
            provenance.setdefault(name, "metadata")
    dateline = parse_dateline(article.dateline) if article.dateline else None
    in_body = find_dateline(article.body) if dateline is None else None
    dateline = dateline or in_body
    _fill_date(article, dateline, changes, provenance)
    _fill_place(article, dateline, changes, provenance)
    _fill_agency(article, dateline, changes, provenance)

    begin = in_body.end if in_body else _after_date(article.body)
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
        for kind in missing:
            if found.names[kind]:
                entities[kind] = found.names[kind]
                # Under "place" stands the provenance of the article's own place.
                provenance["places" if kind == "place" else kind] = found.provenance[kind]
                also_written.update(found.also_written(kind))
    return article.with_changes(
        **changes, entities=entities, mentions=mentions, also_written=also_written, provenance=provenance
    )


def _mentions(body: str, date: str | None, begin: int) -> tuple[str, ...]:
    published = PartialDate.parse(date) if date else None
    return tuple(mention.iso for mention in mentioned_dates(body, published, begin))


def body_start(body: str) -> int:
    """The offset at which a text begins in earnest, after a dateline or a date at its top."""
    dateline = find_dateline(body)
    if dateline is not None:
        return dateline.end
    return _after_date(body)


def _after_date(body: str) -> int:
    found = dated(body[:_HEAD])
    return found[1] if found else 0


def _fill_date(
    article: Article, dateline: Dateline | None, changes: dict[str, str | None], provenance: dict[str, Provenance]
) -> None:
    if article.date is not None:
        return
    source: Provenance = "metadata"
    date = read_date(article.body[:_HEAD])
    if date is None and dateline is not None and dateline.year is not None:
        source = "dateline"
        try:
            date = PartialDate(dateline.year, dateline.month, dateline.day)
        except ValueError:  # 29 February of a common year
            date = None
    if date is None:
        source = "path"
        date = (date_in_path(article.path) if article.path else None) or (
            date_in_path(article.url) if article.url else None
        )
    if date is not None:
        changes["date"], provenance["date"] = date.iso, source


def _fill_place(
    article: Article, dateline: Dateline | None, changes: dict[str, str | None], provenance: dict[str, Provenance]
) -> None:
    if article.place is not None:
        written, (name, qualifier) = article.place, _parts(article.place)
        qualifier = qualifier or article.country
        source: Provenance = provenance["place"]
    elif dateline is not None and dateline.place is not None:
        written = name = dateline.place
        qualifier, source = dateline.qualifier or article.country, "dateline"
    else:
        _tidy_country(article, changes)
        return
    place, country = place_of(name, qualifier)
    usual = place.name if place else tidy(written if article.place is not None and country is None else name)
    changes["place"], provenance["place"] = usual, source
    if usual != written and article.place_written is None:
        changes["place_written"] = written
    if article.country is None and country is not None:
        changes["country"], provenance["country"] = country, "gazetteer"
    _tidy_country(article, changes)


def _tidy_country(article: Article, changes: dict[str, str | None]) -> None:
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
    changes: dict[str, str | None],
    provenance: dict[str, Provenance],
) -> None:
    if article.agency is not None:
        return
    if dateline is not None and dateline.agency is not None:
        changes["agency"], provenance["agency"] = dateline.agency, "dateline"
        return
    signed = agency_signed(article.body)
    if signed is not None:
        changes["agency"], provenance["agency"] = signed, "rule"
