"""Which place a name means in its article: what stands beside it, where the article was filed, what else it names.

Each candidate has a prior (its inhabitants, by powers of ten; more for countries, capitals and cities of world rank)
and is helped by evidence of the article. The likeliest without any evidence is only given up for one that leads by a
margin, and where nothing is likely enough, the name stays as it is written and means what all its candidates lie in.
The weights were set by hand, on the cases of tests/extract/test_place_resolution.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, log10, radians
from typing import Final, NamedTuple

from searchkit.extract.gazetteer import Candidate, Place, candidates, lies_in, line, qualifiers, resolve, size
from searchkit.extract.place_hierarchy import full_name, named
from searchkit.extract.place_key import place_key

# Priors: powers of ten of inhabitants, or as good as.
_PRIORS: Final = {"country": 8.4, "region": 8.4, "state": 7.2, "division": 5.5}
_NAMED_ALONE: Final = 1.0  # newspapers name it without its country
_CAPITAL: Final = 0.3
# Evidence, in the same powers of ten.
_SAME_NAME: Final = 8.0  # it is the place of the dateline
_FILED_IN_COUNTRY: Final = 1.6
_COUNTRY_NAMED: Final = 0.8
_PEOPLE_NAMED: Final = 0.5
_ALSO: Final = 0.4  # for each of these three beside the strongest, since they come together
_FILED_IN_DIVISION: Final = 1.0
_IN_COUNTRY_NAMED: Final = 0.6  # another place of the same country
_IN_DIVISION_NAMED: Final = 0.8  # its division, or another place in it
_TOWN_OF_STATE_NAMED: Final = 1.2  # of a state or province: a town in it
_SISTER_NAMED: Final = 0.6  # of a state or province: another one of the same country, and a second one
_NEIGHBOUR_NAMED: Final = 1.4  # of a country: one that it borders on
_FILED_NEAR: Final = 0.5  # no more than 250 km away
_MOST_EVIDENCE: Final = 2.8  # short of what makes a town in Texas of a Paris without further words
_LEAD: Final = 0.5
# What is looked at: places named, candidates of a name, times that a name stands in the text, characters for peoples.
_MOST_NAMES: Final = 64
_MOST_CANDIDATES: Final = 12
_MOST_TIMES: Final = 4
_MOST_TEXT: Final = 20_000

_BESIDE: Final = re.compile(r"(?:, ?| \()((?:[^\W\d_][\w.'-]*)(?: [^\W\d_][\w.'-]*){0,2})")
_RAISED: Final = re.compile(r"[A-Z][a-z]+")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name means: the ``name`` to keep (see :func:`~searchkit.extract.place_hierarchy.full_name`), and the
    ``place``, None where the gazetteer has none of that name or nothing tells which is meant.
    """

    name: str
    place: Place | None


class _Sense(NamedTuple):
    """What a name can mean without an article: its primary place, its candidates with their priors, their countries."""

    primary: Place | None
    candidates: tuple[tuple[Candidate, float], ...]
    countries: frozenset[str]


@lru_cache(maxsize=16_384)
def _sense(name: str) -> _Sense:
    found = candidates(place_key(name))
    primary = named(name)
    if primary is not None and all(c.place.number != primary.number for c in found):
        found = (Candidate(primary, 1.0, False, line(primary.number).kind),)  # Paris, Texas
    found = found[:_MOST_CANDIDATES]
    return _Sense(
        primary, tuple((c, _prior(c, primary)) for c in found), frozenset(c.place.country_code for c in found)
    )


def _prior(candidate: Candidate, primary: Place | None) -> float:
    place = candidate.place
    if candidate.kind in _PRIORS:
        prior = _PRIORS[candidate.kind]
        if _is_town(primary, place.country_code):
            prior -= 1  # Washington
        return prior if candidate.weight > 10 else prior - 2
    rank = 0.0
    if candidate.alone:
        rank = _NAMED_ALONE if primary is not None and primary.number == place.number else _CAPITAL
    return log10(max(candidate.weight, 1.0)) + rank


def _is_town(primary: Place | None, code: str) -> bool:
    return primary is not None and primary.country_code == code and primary.kind in ("city", "capital")


class _Clues:
    """What an article says about where its places lie, apart from the name that is looked at."""

    def __init__(self, filed: Place | None, places: Sequence[Place | None], text: str) -> None:
        self.filed = filed
        self._by_country: dict[str, list[tuple[int, Place]]] = {}
        for number, place in enumerate(places):
            if place is not None:
                self._by_country.setdefault(place.country_code, []).append((number, place))
        self._text = text
        self._peoples: frozenset[str] | None = None

    @property
    def peoples(self) -> frozenset[str]:
        """The codes of the countries and divisions whose people or things the text speaks of."""
        if self._peoples is None:
            called, begun = _called()
            text = self._text[:_MOST_TEXT].replace("-", " ")
            words = set(_RAISED.findall(text))
            found = called.keys() & words
            for word in begun.keys() & words:
                found.update(phrase for phrase in begun[word] if phrase in text)
            self._peoples = frozenset([code for word in found if (code := called[word])])
        return self._peoples

    def weigh(self, at: int, name: str, candidate: Candidate, sense: _Sense) -> float:
        """The evidence for a candidate of the name with number ``at``."""
        place, filed = candidate.place, self.filed
        code, admin = place.country_code, place.admin
        if not code:
            return 0.0
        found = 0.0
        grounds: list[float] = []
        if filed is not None and filed.country_code == code:
            if filed.number == place.number or (filed.admin == admin and place_key(filed.name) == place_key(name)):
                return _SAME_NAME
            grounds.append(_FILED_IN_COUNTRY)
            if admin and filed.admin == admin:
                found += _FILED_IN_DIVISION
            if _near(filed, place):
                found += _FILED_NEAR
        # States are named beside Washington the city as often as beside Washington the state.
        town = _is_town(sense.primary, code)
        country = inside = division = beside = False
        sisters: set[str] = set()
        if place.kind == "country":
            neighbours = line(place.number).holds
            beside = any(near in neighbours and near not in sense.countries for near in self._by_country)
        for number, other in self._by_country.get(code, ()):
            if number == at:
                continue
            if other.kind == "country":
                country = True
                continue
            inside = True
            if admin and other.admin == admin:
                division = True
            elif other.kind == "state" and candidate.kind == "state" and not town:
                sisters.add(other.admin)
        if country:
            grounds.append(_COUNTRY_NAMED)
        peoples = self.peoples
        if peoples and (code in peoples or f"{code}.{admin}" in peoples):
            grounds.append(_PEOPLE_NAMED)
        if grounds:
            found += max(grounds) + _ALSO * (len(grounds) - 1)
        found += _IN_COUNTRY_NAMED * inside
        found += (_TOWN_OF_STATE_NAMED if candidate.kind == "state" else _IN_DIVISION_NAMED) * division
        found += _SISTER_NAMED * min(len(sisters), 2) + _NEIGHBOUR_NAMED * beside
        return min(found, _MOST_EVIDENCE)


def _near(one: Place, other: Place) -> bool:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return False
    north = one.latitude - other.latitude
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(north, east) * 111.2 < 250  # kilometres of a degree


@lru_cache(maxsize=1)
def _called() -> tuple[dict[str, str], dict[str, list[str]]]:
    """The codes of countries and divisions by what their people are called, a word of several means none; and of that
    what has several words by the first of them.
    """
    found: dict[str, str] = {}
    for number in range(size()):
        entry = line(number)
        place = entry.place
        if place.kind not in ("country", "region", "state"):
            break
        for word in entry.called:
            code = f"{place.country_code}.{place.admin}" if place.admin else place.country_code
            found[word] = "" if word in found else code
    begun: dict[str, list[str]] = {}
    for phrase in found:
        if " " in phrase:
            begun.setdefault(phrase.split(" ", 1)[0], []).append(phrase)
    return found, begun


def resolve_names(
    names: Sequence[str], filed: Place | None = None, *, text: str = "", country: str | None = None
) -> list[Resolved]:
    """What the names of places in one article mean, in the order given.

    ``names`` stand as the article writes them, in the order of their mention; ``filed`` is where it was filed;
    ``text`` is searched for what stands beside ambiguous names (``Paris, Texas``) and for what peoples are called;
    ``country`` is the English name of the country that the article is known to be from, where ``filed`` is unknown.
    """
    senses = [_sense(name) for name in names]
    filed = filed or (resolve(country) if country else None)
    places = [sense.primary for sense in senses]
    open_names: list[int] = []
    for at, (name, sense) in enumerate(zip(names, senses, strict=True)):
        if len(sense.candidates) < 2:
            continue
        beside = _beside(name, sense, text) if text else None
        if beside is not None:
            places[at] = beside
        elif at < _MOST_NAMES and not (
            _certain(name, filed.number, filed.country_code, filed.admin) if filed else _certain(name)
        ):
            open_names.append(at)
    if open_names:
        clues = _Clues(filed, places[:_MOST_NAMES], text)
        for at in open_names:
            places[at] = _chosen(at, names[at], senses[at], clues)
    return [
        Resolved(full_name(place) if place is not None else name, place)
        for name, place in zip(names, places, strict=True)
    ]


@lru_cache(maxsize=16_384)
def _certain(name: str, filed: int | None = None, code: str = "", admin: str = "") -> bool:
    """Whether no evidence of an article can speak for another place than the primary one, whose division is known.

    ``filed`` is the number of the place where the article was filed, in that country and division.
    """
    sense = _sense(name)
    primary = sense.primary
    own = [(prior, c.place) for c, prior in sense.candidates if primary and c.place.number == primary.number]
    if primary is None or len(own) != 1 or (own[0][1].admin and not primary.admin):
        return False
    least = own[0][0] + (_SAME_NAME if filed == primary.number and code and code == own[0][1].country_code else 0.0)
    for candidate, prior in sense.candidates:
        place = candidate.place
        if place.number != primary.number:
            same = code == place.country_code and (filed == place.number or admin == place.admin)
            if prior + (_SAME_NAME if same else _MOST_EVIDENCE) >= least:
                return False
    return True


def _chosen(at: int, name: str, sense: _Sense, clues: _Clues) -> Place | None:
    weighed = [(prior, clues.weigh(at, name, candidate, sense), candidate) for candidate, prior in sense.candidates]
    best = max(weighed, key=lambda w: w[0] + w[1])
    if best[1] == 0.0:
        return sense.primary
    score = best[0] + best[1] - _LEAD
    if sense.primary is not None and best[2].place.number == sense.primary.number:
        return _known_part(best[2].place, sense.primary, best, weighed)
    if any(w[0] + w[1] > score for w in weighed if w is not best):
        return sense.primary
    return best[2].place


def _known_part(
    place: Place,
    primary: Place,
    best: tuple[float, float, Candidate],
    weighed: Sequence[tuple[float, float, Candidate]],
) -> Place:
    """The primary place; with its division where that was open (one of many Springfields) and evidence tells it."""
    if primary.admin or not place.admin:
        return primary
    score = best[0] + best[1] - _LEAD
    return primary if any(w[0] + w[1] > score for w in weighed if w is not best) else place


def _beside(name: str, sense: _Sense, text: str) -> Place | None:
    """The candidate that lies in what stands after the name somewhere in the text, in brackets or after a comma."""
    for words in _after(name, text):
        cuts = [len(words), *(match.start() for match in re.finditer(" ", words))]
        for cut in sorted(cuts, reverse=True):
            scopes = qualifiers(words[:cut])
            if sense.primary is not None and sense.primary.kind == "country":
                scopes = tuple(scope for scope in scopes if scope.kind == "state")  # Brazil, Mexico, Philippines
            for candidate, _ in sense.candidates if scopes else ():
                if any(lies_in(candidate.place, scope) and scope != candidate.place for scope in scopes):
                    return candidate.place
    return None


def _after(name: str, text: str) -> Iterator[str]:
    at = -1
    for _ in range(_MOST_TIMES):
        at = text.find(name, at + 1)
        if at < 0:
            return
        match = _BESIDE.match(text, at + len(name), at + len(name) + 60)
        if match and match[1][0].isupper():
            yield match[1]
