"""What places lie in (state or province, country, regions, continent), and the names that tell namesakes apart.

A place has its plain name where that means no other place (Paris). Else the name says what it lies in
(``Paris, Texas``). So each name in an article leads back to one place of the gazetteer.
"""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.analysis import folded
from searchkit.base.light_functools import lru_cache
from searchkit.base.record import record
from searchkit.base.typing_names import Callable, Final, Iterable, Mapping
from searchkit.extract.gazetteer import Place, candidates, countries, line, lookup, qualifiers, resolve, size
from searchkit.extract.place_key import place_key

Folded = Callable[[str], str]
# Where newspapers tell towns apart by the state or the part of the country that they lie in.
_BY_STATE: Final = frozenset(("US", "CA", "AU", "GB"))
# Of the places that an ambiguous name may mean, one is left out if the likeliest weighs so many times as much.
_UNLIKELY: Final = 5.5


@record
class _Areas:
    """The lines of all that is no city: countries by code, divisions by country and code, and what regions hold.

    ``holders`` gives the regions that hold a country or a division, by its code, or a region, by its name.
    """

    countries: Mapping[str, int]
    divisions: Mapping[tuple[str, str], int]
    holders: Mapping[str, tuple[int, ...]]
    region_sizes: Mapping[int, int]  # how many countries and divisions a region holds


@lru_cache(maxsize=1)
def _areas() -> _Areas:
    names: dict[str, int] = {}
    divisions: dict[tuple[str, str], int] = {}
    holds: dict[int, tuple[str, ...]] = {}
    regions: dict[str, int] = {}
    for number in range(size()):
        found = line(number)
        place = found.place
        if place.kind == "country":
            names.setdefault(place.country_code, number)
        elif place.kind == "region":
            regions[place.name] = number
            holds[number] = found.holds
        elif place.kind == "state":
            divisions[place.country_code, place.admin] = number
        else:
            break
    holders: dict[str, list[int]] = {}
    for number, items in holds.items():
        for item in items:
            holders.setdefault(item, []).append(number)
    sizes = {number: len(_codes(number, holds, regions)) for number in holds}
    return _Areas(names, divisions, {item: tuple(found) for item, found in holders.items()}, sizes)


def _codes(region: int, holds: Mapping[int, tuple[str, ...]], regions: Mapping[str, int]) -> set[str]:
    found: set[str] = set()
    for item in holds[region]:
        if item in regions:
            found |= _codes(regions[item], holds, regions)
        else:
            found.add(item)
    return found


def _holding(item: str, areas: _Areas) -> list[int]:
    """The regions that hold an item, directly or through others. The smallest region comes first."""
    found: dict[int, None] = {}
    left = [item]
    while left:
        for number in areas.holders.get(left.pop(), ()):
            if number not in found:
                found[number] = None
                left.append(line(number).place.name)
    return sorted(found, key=lambda number: (areas.region_sizes[number], number))


@lru_cache(maxsize=16_384)
def ancestors(place: Place) -> tuple[Place, ...]:
    """What a place lies in, the nearest first: its division, country, regions and continents.

    A former state lies in the one that has its ground today.
    """
    areas = _areas()
    code, admin = place.country_code, place.admin
    found: dict[int, None] = {}
    if admin:
        if place.kind != "state" and (division := areas.divisions.get((code, admin))) is not None:
            found[division] = None
        found |= dict.fromkeys(_holding(f"{code}.{admin}", areas))
    if place.kind == "region":
        found |= dict.fromkeys(_holding(place.name, areas))
    if code:
        found[areas.countries[code]] = None
        # East Germany lay elsewhere than Germany does.
        found |= dict.fromkeys(_holding(place.name if place.name in areas.holders else code, areas))
    return tuple(line(number).place for number in found if number != place.number)


@lru_cache(maxsize=16_384)
def full_name(place: Place) -> str:
    """The name of a place. It says what the place lies in if the plain name means another place, or may mean several.

    Countries, regions of the world, and cities whose division is unknown have their plain name.
    """
    name = place.name
    if place.kind == "country" or not place.country or (not place.admin and place.kind != "region"):
        return name
    plain = resolve(name)
    if plain is not None and plain.number == place.number and plain.admin == place.admin:
        return name
    country = countries()[place.country_code]
    if place.kind in ("state", "region"):
        return f"{name}, {country}"
    division = _areas().divisions.get((place.country_code, place.admin))
    scopes = [country]
    if division is not None:
        scopes.insert(0 if place.country_code in _BY_STATE else 1, line(division).place.name)
    for scope in scopes:
        written = f"{name}, {scope}"
        found = named(written)
        if found is not None and found.number == place.number and found.admin == place.admin:
            return written
    return f"{name}, {scopes[0]}"


@lru_cache(maxsize=16_384)
def named(name: str, country: str | None = None) -> Place | None:
    """The place that a name means, as :func:`full_name` or a source writes it. ``country`` says where it lies.

    None where the name is unknown, or where it may mean several places.
    """
    head, comma, tail = name.rpartition(",")
    if comma and head:
        inside = resolve(head.strip(), tail.strip())
        if inside is not None:
            return inside
    if country and not (lookup(name) and lookup(name)[0].kind == "country"):
        return resolve(name, country)
    place = resolve(name)
    if place is None and len(places := lookup(name)) > 1 and places[0].kind == "country" != places[1].kind:
        return places[0]  # the plain name of a country means the country
    return place


def alternatives(name: str, country: str | None = None) -> tuple[Place, ...]:
    """The other places that a name could mean, the likeliest first. ``name`` and ``country`` stand as in an article."""
    place = named(name, country)
    head, comma, _ = name.rpartition(",")
    places = lookup(head if comma and not lookup(name) else name)
    return tuple(other for other in places if place is None or other.number != place.number)


@lru_cache(maxsize=16_384)
def within(name: str, country: str | None = None, folded: Folded = folded) -> tuple[str, ...]:
    """The terms by which a place is found: the whole names, folded, of the place and of all that it lies in.

    If a name may mean several places, these are the terms that they share. If it is unknown, they are those of what the
    name says that it lies in (``Suffield, Connecticut``).
    """
    place = named(name, country)
    if place is not None:
        return tuple(_terms(place, folded))
    found = candidates(place_key(name))
    likely = [c.place for c in found if c.weight * _UNLIKELY > found[0].weight]
    if country:
        likely = [place for place in likely if place.country == country]
    if not likely:
        head, comma, tail = name.rpartition(",")
        scopes = qualifiers(tail.strip()) if comma and head else ()
        likely = list(scopes) or [place for place in lookup(country or "") if place.kind == "country"][:1]
    shared = _terms(likely[0], folded) if likely else {}
    for other in likely[1:]:
        terms = _terms(other, folded)
        shared = {term: None for term in shared if term in terms}
    return tuple(shared)


def _terms(place: Place, folded: Folded) -> dict[str, None]:
    """The terms of a place and its ancestors, each once."""
    found = dict.fromkeys(map(folded, (full_name(place), place.name)))
    if place.number >= 0:
        found.update(dict.fromkeys(_area_terms(place, folded)))
    for area in ancestors(place):
        if area.number >= 0:
            found.update(dict.fromkeys(_remembered_area_terms(area, folded)))
    found.pop("", None)
    return found


def _area_terms(area: Place, folded: Folded) -> tuple[str, ...]:
    return tuple(map(folded, (area.name, full_name(area), *line(area.number).others)))


# Countries and regions hold many places.
_remembered_area_terms: Final = lru_cache(maxsize=1024)(_area_terms)


def rolled_up(article: Article, folded: Folded = folded) -> dict[str, list[str]]:
    """The terms of the places of an article and of what they lie in, by field.

    ``folded`` makes one term of a whole name, by the rule of the archive.
    """
    about = article.entities.get("place", ())
    return rolled_up_names(article.place, article.country, article.more_places, about, folded)


def rolled_up_names(
    place: str | None, country: str | None, more: Iterable[str], about: Iterable[str], folded: Folded = folded
) -> dict[str, list[str]]:
    """As :func:`rolled_up`, from an article's place, its country, further places of filing and places that it names."""
    found: dict[str, list[str]] = {}
    if place:
        terms = dict.fromkeys(within(place, country, folded))
        found["place"] = list(terms | _terms_of_all(more, folded))
    if about:
        found["about"] = list(_terms_of_all(about, folded))
    return found


def _terms_of_all(names: Iterable[str], folded: Folded) -> dict[str, None]:
    terms: dict[str, None] = {}
    for name in names:
        terms |= dict.fromkeys(within(name, folded=folded))
    return terms
