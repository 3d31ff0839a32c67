"""Places and the divisions and countries they lie in, by the names that newspapers write.

The data (``gazetteer.tsv`` and, by name, ``gazetteer_names.tsv``) are condensed from GeoNames
(https://www.geonames.org, CC BY 4.0) by ``tools/condense_gazetteer.py``, which describes them. They are read on first
use, and no line is taken apart before it is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from typing import Final, Literal, NamedTuple

from searchkit.extract.cue_words import word_set
from searchkit.extract.place_key import place_key

PlaceKind = Literal["country", "capital", "city", "state", "region"]

_FILES: Final = ("gazetteer.tsv", "gazetteer_names.tsv")
_KINDS: Final[Mapping[str, PlaceKind]] = {
    "country": "country",
    "region": "region",
    "state": "state",
    "division": "state",
    "capital": "capital",
    "world": "city",
    "city": "city",
}

# A namesake with less than this share of the inhabitants is not meant unless it is said to be.
_DWARFED = 5.5
# Towns below this size in the countries that lent each other their names are not meant unless it is said where.
_SHARED_NAMES = frozenset(("US", "GB", "CA", "AU", "NZ", "IE", "ZA", "JM"))
_OWN_NAME = 100_000
# A foreign spelling (Roma) weighs less than a name (Roma in Queensland would otherwise never be found).
_SPELLING_WEIGHT = 0.2
# ... unless the spelling is somebody else's name (Hong Kong was Victoria).
_OTHERS_NAME_WEIGHT = 0.02
# Cities smaller than this are not looked for in running text: too many share their name with persons and things.
_CITY_IN_TEXT = 300_000
_JAPANESE_CITY_IN_TEXT = 900_000  # the smaller ones are surnames as often

# An American state counts as a city of a million, since cities lend their names to states there; a division elsewhere
# that newspapers name counts as more than any city, another as less, and for nothing beside a town of its own name.
_STATE, _PROVINCE, _DIVISION, _DIVISION_OF_TOWN = 1e6, 1e8, 1e5, 1.0

_SMALL_WORDS = word_set(
    """
    a aan al am an and auf bei da de del della delle den der des di do dos du el en et i in la las le les los na
    nad of on op sur the und upon van von y
    """
)

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


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``country`` is the English name of the country that it lies in (None for a region of several), with
    its ISO 3166 code; ``admin`` GeoNames' code of the state, province or other first division that it is or lies in
    (empty where that is not known); ``population`` in inhabitants, 0 where it is not known; ``latitude`` and
    ``longitude`` in degrees, of cities only. ``number`` is the place's line in the gazetteer.
    """

    name: str
    kind: PlaceKind
    country: str | None
    country_code: str
    admin: str
    population: int
    latitude: float | None = field(default=None, compare=False)
    longitude: float | None = field(default=None, compare=False)
    number: int = field(default=-1, compare=False, repr=False)


class Line(NamedTuple):
    """A line of the gazetteer; ``others`` are its other English names, ``called`` the names of its people.

    ``holds`` are the codes and names of what a region holds, or the codes of the neighbours of a country.
    """

    kind: str
    place: Place
    others: tuple[str, ...]
    called: tuple[str, ...]
    holds: tuple[str, ...]


@lru_cache(maxsize=1)
def _tables() -> tuple[list[str], list[str]]:
    """The lines of places, and the lines of names in the order of their keys."""
    folder = resources.files("searchkit.extract")
    places, names = (folder.joinpath(name).read_text(encoding="utf-8") for name in _FILES)
    return places.split("\n")[:-1], names.split("\n")[:-1]


@lru_cache(maxsize=1)
def countries() -> Mapping[str, str]:
    """The English name of every country by its ISO 3166 code; states that are no more under their last code."""
    found: dict[str, str] = {}
    for line in _tables()[0]:
        kind, name, today, code, _ = line.split("\t", 4)
        if kind != "country":
            break
        found.setdefault(code, today or name)
    return found


def size() -> int:
    """How many places there are; they are numbered from 0: countries, regions, divisions, cities by inhabitants."""
    return len(_tables()[0])


@lru_cache(maxsize=8192)
def line(number: int) -> Line:
    """The line of a place."""
    kind, name, today, code, admin, population, latitude, longitude, others, called, holds = _tables()[0][number].split(
        "\t"
    )
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
    """The lines that bear the name of a key, those that are so spelt elsewhere, and those that are abbreviated so."""
    names = _tables()[1]
    at = bisect_left(names, key + "\t")
    if not key or at == len(names) or not names[at].startswith(key + "\t"):
        return [], [], []
    _, named, spelt, short = names[at].split("\t")
    return [int(n) for n in named.split()], [int(n) for n in spelt.split()], [int(n) for n in short.split()]


class Candidate(NamedTuple):
    """A place that a name can mean. ``weight`` is in inhabitants, and stands for more than them in what is no city;
    ``alone`` tells that newspapers name it without its country.
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
    for (kind, place, *_), factor in lines:
        if kind == "country":
            weight = 1e12 if factor == 1 else 1.0 if named else 1e7
        elif kind == "region":
            weight = 1e11
        elif kind in ("state", "division"):
            weight = _DIVISION if kind == "division" else _STATE if place.country_code in ("US", "CA") else _PROVINCE
            if kind == "division" and (place.country_code, place.admin) in towns:
                weight = _DIVISION_OF_TOWN
            weight *= factor
        else:
            weight = max(place.population, 1) * factor
        found.append(Candidate(place, weight, factor == 1 and kind in ("world", "capital"), kind))
    found.sort(key=lambda c: (-c.weight, c.kind != "capital", c.place.name, c.place.number))
    return tuple(found)


@lru_cache(maxsize=16_384)
def lookup(name: str) -> tuple[Place, ...]:
    """Every place of that name, regardless of case and accents: countries first, then by inhabitants."""
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
    """The one place that is meant by ``name``, or None where it is unknown or several may be meant.

    Without a ``qualifier`` (a country, a state or province or its abbreviation) a country, a capital or a city of
    world rank is meant before its smaller namesakes, and any city that has at least five times the inhabitants of the
    next in another country. Where the namesakes all lie in one country, the answer has no ``admin``.
    """
    found = candidates(place_key(name))
    if qualifier is not None:
        scopes = qualifiers(qualifier)
        inside = [c for c in found if any(lies_in(c.place, scope) for scope in scopes)]
        alone = _known_alone(inside)
        if alone is not None or len(inside) < 2:
            return alone or (inside[0].place if inside else None)
        best, second = inside[0], inside[1]
        if best.weight < _DWARFED * second.weight and best.place.country_code == second.place.country_code:
            return best.place if best.place.admin == second.place.admin else replace(best.place, admin="")
        return best.place
    if not found:
        return None
    best = found[0]
    if best.place.kind == "country" or best.kind == "region":
        rivals = [c for c in found[1:] if c.kind in ("country", "state", "region")]
        return best.place if all(c.place.country == best.place.country for c in rivals) else None
    if (alone := _known_alone(found)) is not None:
        return alone
    if best.place.country_code in _SHARED_NAMES and best.weight < _OWN_NAME and best.place.kind == "city":
        return None
    rivals = [c for c in found[1:] if c.weight * _DWARFED > best.weight]
    if any(c.place.country_code != best.place.country_code for c in rivals):
        return None
    if any(c.place.admin != best.place.admin for c in rivals):
        return replace(best.place, admin="")
    return best.place


def _known_alone(found: Sequence[Candidate]) -> Place | None:
    """The one place of world rank that no namesake has more than twice the inhabitants of."""
    alone = [c for c in found if c.alone and c.weight * 2 > found[0].weight]
    return alone[0].place if len(alone) == 1 else None


def lies_in(place: Place, scope: Place) -> bool:
    """Whether a place lies in a country, a state or a region of one country; a country lies in itself."""
    if not scope.country_code or scope.country_code != place.country_code or scope == place:
        return scope.kind == "country" and scope == place
    return scope.kind != "state" or scope.admin == place.admin


def tidy(name: str) -> str:
    """A name that the gazetteer does not know as newspapers print it: ``KNOKKE-HEIST`` becomes ``Knokke-Heist``.

    A name that is not all in capitals is kept, with its white space folded.
    """
    name = " ".join(name.split())
    if not name.isupper():
        return name[:1].upper() + name[1:] if name.islower() else name
    words: list[str] = []
    for word in name.split(" "):
        parts: list[str] = []
        for part in word.split("-"):
            small = part.lower()
            if (words or parts) and small in _SMALL_WORDS:
                parts.append(small)
            elif "." in part.rstrip("."):
                parts.append(part)  # initials
            elif small[:2] in ("mc", "o'", "d'", "o\u2019", "d\u2019") and len(small) > 4:
                parts.append(small[:2].capitalize() + small[2:].capitalize())
            else:
                parts.append(small.capitalize())
        words.append("-".join(parts))
    return " ".join(words)


@lru_cache(maxsize=1)
def places_in_text() -> dict[str, Place]:
    """Keys of the names that mean a place wherever running text writes them with a capital.

    Countries, capitals, regions, states and provinces under all their English names; cities of 300,000 inhabitants
    and more under theirs, except those that are first of all a word or a person's name. Of several places the likeliest
    stands there, though another may be meant: see :func:`searchkit.extract.place_resolution.resolve_names`.
    """
    chosen: dict[str, Place] = {}
    small = False  # cities stand in the order of their inhabitants
    for number, text in enumerate(_tables()[0]):
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
                place = replace(candidates(key)[0].place, name=written)
            if kind != "capital" or place.number == number or place.kind in ("country", "state", "region"):
                chosen[key] = place
    return chosen
