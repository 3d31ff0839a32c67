"""Places and the countries they lie in, by the names that newspapers write.

The data (``gazetteer.tsv``) are condensed from GeoNames (https://www.geonames.org, CC BY 4.0) by
``tools/condense_gazetteer.py`` and read on first use.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Final, Literal

from searchkit.extract.cue_words import word_set
from searchkit.extract.place_key import place_key

PlaceKind = Literal["country", "capital", "city", "state", "region"]

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
    its ISO 3166 code; ``admin`` the code of its state or province (United States and Canada only, else empty);
    ``population`` in inhabitants, 0 where it is not known.
    """

    name: str
    kind: PlaceKind
    country: str | None
    country_code: str
    admin: str
    population: int


@dataclass(frozen=True, slots=True)
class _Tables:
    names: dict[str, list[int]]  # key: numbers of lines that bear the name
    spellings: dict[str, list[int]]  # key: numbers of lines that are so spelt elsewhere
    shorts: dict[str, list[int]]  # key of the abbreviation of a state: numbers of lines
    lines: list[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    text = resources.files("searchkit.extract").joinpath("gazetteer.tsv").read_text(encoding="utf-8")
    tables = _Tables({}, {}, {}, text.splitlines())
    for number, line in enumerate(tables.lines):
        kind, name, _, _, _, _, also, keys = line.split("\t")
        tables.names.setdefault(place_key(name), []).append(number)
        if also:
            for other in also.split("|"):
                numbers = tables.names.setdefault(place_key(other), [])
                if number not in numbers:
                    numbers.append(number)
        if keys:
            table = tables.shorts if kind == "state" else tables.spellings
            for key in keys.split("|"):
                table.setdefault(key, []).append(number)
    return tables


@lru_cache(maxsize=4096)
def _place(number: int) -> tuple[Place, bool]:
    """The place of a line, and whether newspapers name it without its country."""
    kind, name, country, code, admin, population, _, _ = _tables().lines[number].split("\t")
    world = kind == "world"
    known: PlaceKind = "city" if world else kind  # type: ignore[assignment]  # the file holds no other kinds
    return Place(name, known, country or None, code, admin, int(population)), world


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: Place
    weight: float
    alone: bool


@lru_cache(maxsize=16_384)
def _candidates(key: str) -> tuple[_Candidate, ...]:
    tables = _tables()
    found: list[_Candidate] = []
    named = tables.names.get(key, ())
    spelt = _OTHERS_NAME_WEIGHT if named else _SPELLING_WEIGHT
    for numbers, factor in ((named, 1.0), (tables.spellings.get(key, ()), spelt)):
        for number in numbers:
            if factor < 1 and number in named:
                continue
            place, world = _place(number)
            # Whole countries and regions before any city; a state counts as a city of a million.
            weight = {"country": 1e12, "region": 1e11}.get(place.kind, max(place.population, 1) * factor)
            found.append(_Candidate(place, weight, factor == 1 and (world or place.kind == "capital")))
    found.sort(key=lambda c: (c.place.kind != "country", -c.weight, c.place.kind != "capital", c.place.name))
    return tuple(found)


def lookup(name: str) -> tuple[Place, ...]:
    """Every place of that name, regardless of case and accents: countries first, then by inhabitants."""
    return tuple(candidate.place for candidate in _candidates(place_key(name)))


@lru_cache(maxsize=4096)
def qualifiers(text: str) -> tuple[Place, ...]:
    """The countries, states, provinces and regions that ``text`` after a place can mean (``Calif.``)."""
    key = place_key(text)
    found = [c.place for c in _candidates(key) if c.place.kind in ("country", "state", "region")]
    found += [_place(number)[0] for number in _tables().shorts.get(key, ())]
    return tuple(found)


@lru_cache(maxsize=16_384)
def resolve(name: str, qualifier: str | None = None) -> Place | None:
    """The one place that is meant by ``name``, or None where it is unknown or several may be meant.

    Without a ``qualifier`` (a country, a state or province or its abbreviation) a country, a capital or a city of
    world rank is meant before its smaller namesakes, and any city that has at least five times the inhabitants of the
    next in another country. Where the namesakes all lie in one country, the answer has no ``admin``.
    """
    candidates = _candidates(place_key(name))
    if qualifier is not None:
        scopes = qualifiers(qualifier)
        inside = [c for c in candidates if any(_lies_in(c.place, scope) for scope in scopes)]
        return inside[0].place if inside else None
    if not candidates:
        return None
    best = candidates[0]
    if best.place.kind in ("country", "region"):
        rivals = [c for c in candidates[1:] if c.place.kind in ("country", "state", "region")]
        return best.place if all(c.place.country == best.place.country for c in rivals) else None
    alone = [c for c in candidates if c.alone and c.weight * 2 > best.weight]
    if len(alone) == 1:
        return alone[0].place
    if best.place.country_code in _SHARED_NAMES and best.weight < _OWN_NAME and best.place.kind == "city":
        return None
    rivals = [c for c in candidates[1:] if c.weight * _DWARFED > best.weight]
    if any(c.place.country_code != best.place.country_code for c in rivals):
        return None
    if any(c.place.admin != best.place.admin for c in rivals):
        return replace(best.place, admin="")
    return best.place


def _lies_in(place: Place, scope: Place) -> bool:
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
    and more under theirs, except those that are first of all a word or a person's name.
    """
    chosen: dict[str, Place] = {}
    for line in _tables().lines:
        kind, name, _, code, _, population, also, _ = line.split("\t")
        smallest = _JAPANESE_CITY_IN_TEXT if code == "JP" else _CITY_IN_TEXT
        if kind in ("city", "world") and int(population) < smallest:
            continue
        for written in (name, *also.split("|")) if also else (name,):
            key = place_key(written)
            if key in chosen or key in _NOT_IN_TEXT or len(key) < 2:
                continue
            place = resolve(written)
            if place is not None and (kind not in ("city", "world") or place.kind != "state"):
                chosen[key] = place
            elif kind == "country" and place is None and name == written:
                chosen[key] = lookup(written)[0]  # Georgia: whichever it is, it is so called
    return chosen
