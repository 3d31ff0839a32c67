"""Places, and the divisions and countries that they lie in, by the names that newspapers write.

The data are ``gazetteer.tsv`` and, by name, ``gazetteer_names.tsv``. ``tools/condense_gazetteer.py`` makes them from
GeoNames (https://www.geonames.org, CC BY 4.0) and describes them. They are read on first use. A line is
looked up and split when it is asked for.
"""

from __future__ import annotations

import os

from searchkit.base.light_functools import lru_cache
from searchkit.base.record import changed, part, record
from searchkit.base.typing_names import Final, Literal, Mapping, Sequence
from searchkit.extract.cue_words import word_set
from searchkit.extract.line_table import LineTable
from searchkit.extract.place_key import place_key

PlaceKind = Literal["country", "capital", "city", "state", "region"]

_KINDS: Final[Mapping[str, PlaceKind]] = {
    "country": "country",
    "region": "region",
    "state": "state",
    "division": "state",
    "capital": "capital",
    "world": "city",
    "city": "city",
}

# A place that has so many times the inhabitants of a namesake is meant, unless the text says otherwise.
_DWARFED = 5.5
# The towns of these countries share names. One below this size is meant only if the text says where it is.
_SHARED_NAMES = frozenset(("US", "GB", "CA", "AU", "NZ", "IE", "ZA", "JM"))
_OWN_NAME = 100_000
# A foreign spelling (Roma) weighs less than a name, or Roma in Queensland would never be found.
_SPELLING_WEIGHT = 0.2
# It weighs still less if it is the name of another place (Hong Kong was Victoria).
_OTHERS_NAME_WEIGHT = 0.02
# Smaller cities are not looked for in running text, since too many share their name with persons and things.
_CITY_IN_TEXT = 300_000
_JAPANESE_CITY_IN_TEXT = 900_000  # the smaller ones are surnames as often

# How many inhabitants a division counts for. In the United States and Canada it is a million, since states share names
# with cities there. Elsewhere a division that newspapers name counts for more than any city, another for less. Beside a
# town of its own name it counts for nothing.
_STATE, _PROVINCE, _DIVISION, _DIVISION_OF_TOWN = 1e6, 1e8, 1e5, 1.0

# Names of cities that are first of all something else in English running text.
_NOT_IN_TEXT: Final = word_set(
    """
    aba agra aurora austin bannu bath bello best bor brent bury campo can canton carmen carrefour chanda
    charlotte columbus constantine east emirates faro fatih fort franca gaya general gloria golfe gorky
    guadalupe hail hama hamilton hue imus independence irvine jackson jamestown jian jos kawasaki kent kira koto
    leon lincoln long loni luan madison male man mandela marina mary mesa minna miri mission mobile moss most
    nancy natal navi nelson nice norfolk of om oral oran orange orlando oxford pali palma pasadena pereira perm
    pest plano point preston queens reading republic riverside rohini rosario rosetta safi sakai sale salem
    salvador samba same santiago santos sari serang serra shah soledad split stanley stockton surat surrey
    tamale teni thane tours toyota trujillo tula union uri valencia valenzuela van vaughan viana victoria
    virginia vladimir warder warren xian xico yan yola york
    """
)


@record
class Place:
    """One place.

    ``country`` is the English name of the country that it lies in, and ``country_code`` its ISO 3166 code. A region of
    several countries has no ``country``. ``admin`` is GeoNames' code of the state, province or other first division
    that it is or lies in, empty if that is unknown. ``population`` counts inhabitants, 0 if unknown. ``latitude`` and
    ``longitude`` are in degrees; those of a country, region or division are the middle of its towns. ``number`` is the
    line of the place in the gazetteer.
    """

    name: str
    kind: PlaceKind
    country: str | None
    country_code: str
    admin: str
    population: int
    latitude: float | None = part(default=None, compare=False)
    longitude: float | None = part(default=None, compare=False)
    number: int = part(default=-1, compare=False)

    def __hash__(self) -> int:
        """It is asked for all the time. These three tell nearly all places apart."""
        return hash((self.name, self.country_code, self.admin))


@record
class Line:
    """A line of the gazetteer. ``others`` are the other English names, ``called`` the names of the people.

    ``holds`` are the codes and names of what a region holds, or the codes of a country's neighbours.
    """

    kind: str
    place: Place
    others: tuple[str, ...]
    called: tuple[str, ...]
    holds: tuple[str, ...]


# importlib.resources would load a dozen modules to do the same.
@lru_cache(maxsize=1)
def _places() -> LineTable:
    return LineTable(os.path.join(os.path.dirname(__file__), "gazetteer.tsv"))


@lru_cache(maxsize=1)
def _names() -> LineTable:
    return LineTable(os.path.join(os.path.dirname(__file__), "gazetteer_names.tsv"))


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """The English name of every country by its ISO 3166 code. Former states stand under their last code."""
    found: dict[str, str] = {}
    for line in _places():
        kind, name, today, code, _ = line.split("\t", 4)
        if kind != "country":
            break
        found.setdefault(code, today or name)
    return found


def size() -> int:
    """How many places there are. Their numbers run from 0: countries, regions, divisions, then cities by size."""
    return len(_places())


@lru_cache(maxsize=8192)
def line(number: int) -> Line:
    """The line of a place."""
    values = _places()[number].split("\t")
    kind, name, today, code, admin, population, latitude, longitude, others, called, holds = values
    return Line(
        kind,
        Place(
            name,
            _KINDS[kind],
            (today or countries()[code]) if code else None,
            code,
            admin,
            int(population),
            float(latitude) if latitude else None,
            float(longitude) if longitude else None,
            number,
        ),
        _listed(others),
        _listed(called),
        _listed(holds),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _numbers(key: str) -> tuple[list[int], list[int], list[int]]:
    """The numbers of the places that a key names, that other languages spell so, and that are abbreviated so."""
    found = _names().of_key(key) if key else None
    if found is None:
        return [], [], []
    _, named, spelt, short = found.split("\t")
    return [int(n) for n in named.split()], [int(n) for n in spelt.split()], [int(n) for n in short.split()]


@record
class Candidate:
    """A place that a name can mean.

    ``weight`` counts inhabitants; countries, regions and divisions have a weight of the same scale. ``alone`` says that
    newspapers name the place without its country. ``kind`` is that of the gazetteer, finer than the place's own.
    """

    place: Place
    weight: float
    alone: bool
    kind: str


@lru_cache(maxsize=16_384)
def candidates(key: str) -> tuple[Candidate, ...]:
    """What a name can mean by its :func:`~searchkit.extract.place_key.place_key`, the likeliest first."""
    named, spelt, _ = _numbers(key)
    lines = [(line(number), 1.0) for number in named]
    spelt_weight = _OTHERS_NAME_WEIGHT if named else _SPELLING_WEIGHT
    lines += [(line(number), spelt_weight) for number in spelt if number not in named]
    near = [entry.place for entry, _ in lines if entry.place.kind in ("city", "capital")]
    towns = {(place.country_code, place.admin) for place in near}
    found: list[Candidate] = []
    for entry, factor in lines:
        kind, place = entry.kind, entry.place
        if kind == "country":
            weight = 1e12 if factor == 1 else 1.0 if named else 1e7
        elif kind == "region":
            weight = 1e11
        elif kind in ("state", "division"):
            weight = factor * _division_weight(kind, place, (place.country_code, place.admin) in towns)
        else:
            weight = max(place.population, 1) * factor
        found.append(Candidate(place, weight, factor == 1 and kind in ("world", "capital"), kind))
    found.sort(key=lambda c: (-c.weight, c.kind != "capital", c.place.name, c.place.number))
    return tuple(found)


def _division_weight(kind: str, place: Place, has_town: bool) -> float:
    """The weight of a division. ``has_town``: a town in it has the same name."""
    if kind == "division":
        return _DIVISION_OF_TOWN if has_town else _DIVISION
    return _STATE if place.country_code in ("US", "CA") else _PROVINCE


@lru_cache(maxsize=16_384)
def lookup(name: str) -> tuple[Place, ...]:
    """Every place of that name, regardless of case and accents. Countries come first, then the largest."""
    return tuple(candidate.place for candidate in candidates(place_key(name)))


@lru_cache(maxsize=4096)
def qualifiers(text: str) -> tuple[Place, ...]:
    """The countries, states, provinces and regions that ``text`` after a place can mean (``Calif.``)."""
    key = place_key(text)
    found = [c.place for c in candidates(key) if c.place.kind in ("country", "state", "region")]
    found += [line(number).place for number in _numbers(key)[2]]
    return tuple(found)


@lru_cache(maxsize=16_384)
def resolve(name: str, qualifier: str | None = None) -> Place | None:
    """The one place that ``name`` means. None where it is unknown, or where several may be meant.

    ``qualifier`` is a country, a state or province, or an abbreviation of one. Without it, countries, capitals and
    cities of world rank go before smaller namesakes. So does a city that has more than five times the inhabitants of
    the next one in another country. Where the namesakes all lie in one country, the answer has no ``admin``.
    """
    found = candidates(place_key(name))
    if qualifier is not None:
        scopes = qualifiers(qualifier)
        return _resolved_within([c for c in found if any(lies_in(c.place, scope) for scope in scopes)])
    return _resolved_alone(found) if found else None


def _resolved_within(inside: Sequence[Candidate]) -> Place | None:
    """The place that is meant, of the candidates within its qualifier."""
    alone = _known_alone(inside)
    if alone is not None or len(inside) < 2:
        return alone or (inside[0].place if inside else None)
    best, second = inside[0], inside[1]
    if best.weight < _DWARFED * second.weight and best.place.country_code == second.place.country_code:
        return _with_shared_admin(best.place, (second,))
    return best.place


def _resolved_alone(found: Sequence[Candidate]) -> Place | None:
    """The place that is meant where no qualifier stands beside the name."""
    best = found[0]
    if best.kind in ("country", "region"):
        areas = [c for c in found[1:] if c.kind in ("country", "state", "region")]
        return best.place if all(c.place.country == best.place.country for c in areas) else None
    if (alone := _known_alone(found)) is not None:
        return alone
    if best.place.country_code in _SHARED_NAMES and best.weight < _OWN_NAME and best.place.kind == "city":
        return None
    rivals = [c for c in found[1:] if c.weight * _DWARFED > best.weight]
    if any(c.place.country_code != best.place.country_code for c in rivals):
        return None
    return _with_shared_admin(best.place, rivals)


def _with_shared_admin(place: Place, rivals: Sequence[Candidate]) -> Place:
    """``place``, without its division if a rival lies in another one."""
    return changed(place, admin="") if any(c.place.admin != place.admin for c in rivals) else place


def _known_alone(found: Sequence[Candidate]) -> Place | None:
    """The only place of world rank, unless a namesake has twice its inhabitants."""
    alone = [c for c in found if c.alone and c.weight * 2 > found[0].weight]
    return alone[0].place if len(alone) == 1 else None


def lies_in(place: Place, scope: Place) -> bool:
    """Whether a place lies in a country, a state or a region of one country. A country lies in itself."""
    if not scope.country_code or scope.country_code != place.country_code or scope == place:
        return scope.kind == "country" and scope == place
    return scope.kind != "state" or scope.admin == place.admin


@lru_cache(maxsize=1)
def places_in_text() -> dict[str, Place]:
    """The places that running text names, by the keys of their English names.

    They are countries, capitals, regions, states and provinces, and cities of 300,000 inhabitants and more. Cities
    whose name is first of all a word or a person's name are left out. Of several places of one name the likeliest
    stands here, although a text may mean another: see :func:`searchkit.extract.place_resolution.resolve_names`.
    """
    chosen: dict[str, Place] = {}
    small = False  # cities stand by size: after the first small one, only capitals are of interest
    for number, text in enumerate(_places()):
        if small and not text.startswith("capital"):
            continue
        kind, name, _, code, _, population, _, _, also, _, _ = text.split("\t")
        if kind == "division":
            continue
        city = kind in ("city", "world")
        if city and int(population) < (_JAPANESE_CITY_IN_TEXT if code == "JP" else _CITY_IN_TEXT):
            small = int(population) < _CITY_IN_TEXT
            continue
        for written in (name, *also.split("|")) if also else (name,):
            key = place_key(written)
            if key in chosen or key in _NOT_IN_TEXT or len(key) < 2:
                continue
            named, spelt, _ = _numbers(key)
            place = resolve(written) if len(named) + len(spelt) > 1 else line(number).place  # most have no namesake
            if place is None or (city and place.kind == "state"):
                # Georgia, Congo, San Jose: whichever it is, it is so called.
                place = changed(candidates(key)[0].place, name=written)
            if kind != "capital" or place.number == number or place.kind in ("country", "state", "region"):
                chosen[key] = place
    return chosen
