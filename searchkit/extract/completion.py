"""Fills in what an article does not state: date, place, country, agency, author, language, mentioned dates, names.

Each value that is filled in gets a provenance. What the rules cannot tell stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from searchkit._native import tidy
from searchkit.article import Article, Provenance, provenance_key
from searchkit.base.partial_date import PartialDate
from searchkit.extract.agencies import agency_signed, unsigned
from searchkit.extract.dateline import Dateline, parse_dateline, place_of
from searchkit.extract.dates import date_in_path
from searchkit.extract.gazetteer import Place, lookup, qualifiers
from searchkit.extract.home import home_place
from searchkit.extract.language import language_of
from searchkit.extract.mentioned_dates import mentioned_dates
from searchkit.extract.names.entities import KINDS, Entities, EntityKind, find_entities
from searchkit.extract.opening import Opening, read_opening
from searchkit.extract.place_hierarchy import full_name, named
from searchkit.extract.place_key import place_key
from searchkit.extract.place_resolution import resolve_names
from searchkit.extract.places_in_names import places_in_names
from searchkit.extract.settings import USUAL, Settings
from searchkit.extract.stated_names import joined, stated_names

_FIELDS = ("date", "place", "country", "agency", "language")
_SEVERAL = re.compile(r"\s*(?:/|;|\s-\s)\s*")


def extract(article: Article, settings: Settings = USUAL) -> Article:
    """``article`` with what its text and its path tell: date, place, country, agency, author, language, mentioned
    dates, and names of people, organisations, places and events.

    A field that the article has stays as it is, with two exceptions. A country gets its usual English name. So does a
    place, whose written form goes to ``place_written``. Names that the source states stay, and names that the text has
    beside them are added. A kind of which the source states no name is looked for as if it said nothing, unless the
    ``settings`` trust it. The ``provenance`` of a value is

    - ``metadata``: the source states it,
    - ``dateline``, ``path``: it was read there,
    - ``rule``, ``gazetteer``: a rule or the gazetteer says so,
    - ``model``: only the trained tagger of names says so,
    - ``org``: a place that stands only in the name of a body (``Edmonton Police``).

    Extracting twice changes nothing.
    """
    draft = _Draft(article, settings)
    _fill_date(draft)
    _fill_place(draft)
    _fill_agency(draft)
    _fill_author(draft)
    _fill_language(draft)
    _fill_mentions(draft)
    _fill_entities(draft)
    _fill_places_in_names(draft)
    return article.with_changes(**draft.changes, provenance=draft.provenance)


class _Draft:
    """An article that is being completed: what its top says, and what was filled in so far.

    ``dateline`` is the one that the source marks, or else the one in the ``opening`` of the text.
    """

    def __init__(self, article: Article, settings: Settings) -> None:
        self.article = article
        self.settings = settings
        self.changes: dict[str, Any] = {}
        self.provenance: dict[str, Provenance] = dict(article.provenance)
        for name in _FIELDS:
            if getattr(article, name) is not None:
                self.provenance.setdefault(name, "metadata")
        marked = parse_dateline(article.dateline) if article.dateline else None
        self.opening = read_opening(article.body, marked=marked is not None)
        self.dateline = marked or self.opening.dateline
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The title and the body."""
        if self._text is None:
            self._text = _text(self.article)
        return self._text

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
        place, country = _at_home(draft, stated) or place_of(stated.name, stated.qualifier)
        if place is not None:
            usual = full_name(place)
        else:
            usual = tidy(stated.written if article.place is not None and country is None else stated.name)
            scopes = qualifiers(stated.qualifier) if stated.qualifier else ()
            if len(scopes) == 1 and scopes[0].kind == "state":
                usual = f"{usual}, {full_name(scopes[0])}"
        draft.fill("place", usual, stated.origin)
        if more := article.more_places or stated.more:
            draft.changes["more_places"] = tuple(dict.fromkeys(_usual_name(part) for part in more))
        if usual != stated.written and article.place_written is None:
            draft.changes["place_written"] = stated.written
        if article.country is None and country is not None:
            draft.fill("country", country, "gazetteer")
    if article.country is not None and (country := _usual_country(article.country)) is not None:
        draft.changes["country"] = country


def _at_home(draft: _Draft, stated: _StatedPlace) -> tuple[Place, str | None] | None:
    """The home of the collection, if that is what the place means: its bare name, and no agency's."""
    home = home_place(draft.settings.home)
    if home is None or stated.qualifier or place_key(stated.name) != place_key(home.name):
        return None
    by_agency = draft.article.agency or (draft.dateline is not None and draft.dateline.agency)
    return None if by_agency else (home, home.country)


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
    # Most sources state no names, and all kinds are looked for.
    states_none = not article.entities and not draft.settings.own_kinds
    stated: dict[EntityKind, tuple[str, ...]] = dict.fromkeys(KINDS, ()) if states_none else {}
    for kind_of_names in () if states_none else KINDS:
        if (stated_of := _to_join(draft, kind_of_names)) is not None:
            stated[kind_of_names] = stated_of
    if not stated:
        return
    entities, also_written = dict(article.entities), dict(article.also_written)
    found = named_in(article, draft.opening)
    places = _resolve_places(draft, found.names["place"]) if "place" in stated else {}
    origins: dict[tuple[EntityKind, str], Provenance] | None = None
    for kind, given in stated.items():
        names, forms = found.names[kind], found.also_written.get(kind)
        if not names:
            continue
        if kind == "place":
            names = tuple(dict.fromkeys([places.get(name, name) for name in names]))
            forms = {places.get(name, name): others for name, others in forms.items()} if forms else None
        same: Mapping[str, str] = {}
        if not given:
            entities[kind] = names
            draft.provenance[provenance_key(kind)] = found.provenance[kind]
        else:
            both = joined(kind, given, names, forms)
            entities[kind], same = both.names, both.same
            if both.added:
                origins = origins or _origins(found, places)
            for name in both.added:
                origin = (origins or {}).get((kind, name), found.provenance[kind])
                draft.provenance[f"{provenance_key(kind)}:{name}"] = origin
        for name, others in forms.items() if forms else ():
            name, other_name = same.get(name, name), name
            others = (*others, other_name) if name != other_name else others
            also_written[name] = tuple(dict.fromkeys((*also_written.get(name, ()), *others)))
    draft.changes |= {"entities": entities, "also_written": also_written}


def _fill_places_in_names(draft: _Draft) -> None:
    """The places in the names of bodies, after those that the article names itself."""
    article, settings = draft.article, draft.settings
    stated = stated_names(article, "place")
    if "place" in settings.own_kinds or (settings.trust_empty and stated == ()):
        return
    entities: dict[str, tuple[str, ...]] = draft.value("entities")
    orgs, before = entities.get("org"), entities.get("place", ())
    inside = [name for name in places_in_names(orgs) if name not in before] if orgs else None
    if not inside:
        return
    key = provenance_key("place")
    whole = draft.provenance.get(key)
    own = [name for name in before if draft.provenance.get(f"{key}:{name}", whole) != "org"]
    # What the article names itself tells what these mean, and not the other way round.
    place, country, home = draft.value("place"), draft.value("country"), settings.home
    resolved = _full_names(article, [*own, *inside], place, country, home, draft.text)
    added = joined("place", own, [resolved[name] for name in inside]).added
    if not added:
        return
    draft.changes["entities"] = {**entities, "place": tuple(dict.fromkeys((*before, *added)))}
    if not own:
        draft.provenance[key] = "org"
    else:
        draft.provenance |= dict.fromkeys((f"{key}:{name}" for name in added), "org")


def named_in(article: Article, opening: Opening) -> Entities:
    """The names in the title and the text of an article, without those above the text and below it."""
    text = unsigned(article.body)
    return find_entities(article.title, text, min(opening.end, len(text)))


def _to_join(draft: _Draft, kind: EntityKind) -> tuple[str, ...] | None:
    """The names that those in the text are added to, maybe none. None for a kind that is not looked for."""
    article, settings = draft.article, draft.settings
    if kind in settings.own_kinds:
        return None
    if kind not in article.entities:
        return ()
    names = stated_names(article, kind)
    return None if settings.trust_empty and not names else names


def _origins(found: Entities, places: Mapping[str, str]) -> dict[tuple[EntityKind, str], Provenance]:
    """What says that a name in the body is one, by kind and name."""
    origins: dict[tuple[EntityKind, str], Provenance] = {}
    for mention in found.mentions:
        name = places.get(mention.name, mention.name) if mention.kind == "place" else mention.name
        origins.setdefault((mention.kind, name), mention.provenance)
    return origins


def _resolve_places(draft: _Draft, names: Sequence[str]) -> dict[str, str]:
    """The full names of the places in an article, by the names in its text.

    Where the article was filed helps to tell them apart. If that is not clear itself, they help to tell it first.
    """
    article, text = draft.article, draft.text
    place, country = draft.value("place"), draft.value("country")
    if place and country is None and named(place, country) is None:
        filed = resolve_names([place, *names], text=text, home=home_place(draft.settings.home))[0].place
        if filed is not None:
            if article.place_written is None:
                draft.changes.setdefault("place_written", place)
            draft.changes["place"], draft.changes["country"] = full_name(filed), filed.country
            if filed.country is not None:
                draft.provenance["country"] = "gazetteer"
            place, country = draft.value("place"), draft.value("country")
    return _full_names(article, names, place, country, draft.settings.home, text) if names else {}


def resolved_places(article: Article, names: Sequence[str], settings: Settings = USUAL) -> dict[str, str]:
    """The full names of places in an article that went through :func:`extract`, by the names in its text."""
    return _full_names(article, names, article.place, article.country, settings.home, _text(article))


def _full_names(
    article: Article, names: Sequence[str], place: str | None, country: str | None, home: str | None, text: str
) -> dict[str, str]:
    filed = named(place, country) if place else None
    # The places that the source states stand beside those in the text.
    beside = [name for name in stated_names(article, "place") or () if name not in names]
    town = None if place else home_place(home)
    resolved = resolve_names([*names, *beside], filed, text=text, country=country, home=town)
    return {name: found.name for name, found in zip(names, resolved, strict=False)}


def _text(article: Article) -> str:
    return f"{article.title}\n{article.body}" if article.title else article.body


def filed_from(article: Article) -> str | None:
    """Where an article says that it was filed, by its usual name. None if it does not say, or an agency filed it."""
    draft = _Draft(article, USUAL)
    _fill_agency(draft)
    if draft.value("agency") is not None:
        return None
    _fill_place(draft)
    place: str | None = draft.value("place")
    return place
