"""Which place a name means in its article: by what stands beside it, where the article was filed, what else it names.

Each candidate has a prior: its inhabitants by powers of ten, and more for countries, capitals and cities of world rank.
Evidence of the article adds to it. The primary place is the one that the name means without evidence. Another one must
lead by a margin to replace it. Where no place is likely enough, the name stays as it is written, and means what all its
candidates lie in. The weights were set by hand, on the cases of tests/extract/test_place_resolution.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import cos, hypot, inf, log10, radians
from typing import Final, NamedTuple

from searchkit.extract.gazetteer import Candidate, Place, candidates, lies_in, line, qualifiers, resolve, size
from searchkit.extract.place_hierarchy import full_name, named
from searchkit.extract.place_key import place_key

# Priors, as powers of ten of inhabitants.
_PRIORS: Final = {"country": 8.4, "region": 8.4, "state": 7.2, "division": 5.5}
_NAMED_ALONE: Final = 1.0  # newspapers name it without its country
_CAPITAL: Final = 0.3
# Evidence, in the same powers of ten.
_SAME_NAME: Final = 8.0  # it is the place of the dateline
_FILED_IN_COUNTRY: Final = 1.6
_COUNTRY_NAMED: Final = 0.8
_PEOPLE_NAMED: Final = 0.5
_ALSO: Final = 0.4  # each of these three beside the strongest one: they often come together
_FILED_IN_DIVISION: Final = 1.0
_IN_COUNTRY_NAMED: Final = 0.6  # another place of the same country
_IN_DIVISION_NAMED: Final = 0.8  # its division, or another place in it
_TOWN_OF_STATE_NAMED: Final = 1.2  # of a state or province: a town in it
_SISTER_NAMED: Final = 0.6  # of a state or province: another one of the same country, and a second one
_NEIGHBOUR_NAMED: Final = 1.4  # of a country: one that it borders on
_FILED_NEAR: Final = 0.5  # no more than 250 km away
# Of the home of a collection, for articles that do not say where they were filed.
_HOME_NAME: Final = 1.0  # it is the home: so much more than the likeliest namesake has without evidence
_HOME_NEAR: Final = 1.5  # at the home; less with distance, and nothing from 1,000 km on
_MOST_EVIDENCE: Final = 2.8  # less than would turn a bare Paris into the town in Texas
_LEAD: Final = 0.5
# Limits: places of an article, candidates of a name, places where a name stands, characters searched for peoples.
_MOST_NAMES: Final = 64
_MOST_CANDIDATES: Final = 12
_MOST_TIMES: Final = 4
_MOST_TEXT: Final = 20_000

_TOWNS: Final = ("city", "capital")
_NEAR_HOME: Final = 250.0  # kilometres from the home to a small town that is named without what it lies in

_BESIDE: Final = re.compile(r"(?:, ?| \()((?:[^\W\d_][\w.'-]*)(?: [^\W\d_][\w.'-]*){0,2})")
_RAISED: Final = re.compile(r"[A-Z][a-z]+")


class Resolved(NamedTuple):
    """What a name means.

    ``name`` is the name to enter (see :func:`~searchkit.extract.place_hierarchy.full_name`). ``place`` is None where
    the gazetteer has no such name, or where nothing tells which place is meant.
    """

    name: str
    place: Place | None


class _Sense(NamedTuple):
    """What a name can mean without an article: the primary place, all candidates with their priors, their countries.

    ``entered`` is the name to enter if the primary place is meant. ``likeliest`` is the highest prior.
    ``is_known_alone`` says that newspapers name one of the candidates without what it lies in.
    """

    primary: Place | None
    entered: str
    candidates: tuple[tuple[Candidate, float], ...]
    countries: frozenset[str]
    likeliest: float
    is_known_alone: bool


@lru_cache(maxsize=16_384)
def _sense(name: str) -> _Sense:
    found = candidates(place_key(name))
    primary = named(name)
    if primary is not None and all(c.place.number != primary.number for c in found):
        found = (Candidate(primary, 1.0, False, line(primary.number).kind),)  # Paris, Texas
    found = found[:_MOST_CANDIDATES]
    priors = tuple([(c, _prior(c, primary)) for c in found])
    return _Sense(
        primary,
        full_name(primary) if primary is not None else name,
        priors,
        frozenset([c.place.country_code for c in found]),
        max([prior for _, prior in priors], default=0.0),
        any(c.alone or c.kind in ("country", "capital", "state") for c in found),
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
    """What an article says about where its places lie."""

    def __init__(self, filed: Place | None, places: Sequence[Place | None], text: str, *, is_home: bool) -> None:
        self.filed = filed
        self._is_home = is_home  # ``filed`` is the home of the collection
        self._by_country: dict[str, list[tuple[int, Place]]] = {}
        for number, place in enumerate(places):
            if place is not None:
                self._by_country.setdefault(place.country_code, []).append((number, place))
        self._text = text
        self._peoples: frozenset[str] | None = None

    @property
    def peoples(self) -> frozenset[str]:
        """The codes of the countries and divisions whose people or things the text mentions."""
        if self._peoples is None:
            codes, phrases = _names_of_peoples()
            text = self._text[:_MOST_TEXT].replace("-", " ")
            words = set(_RAISED.findall(text))
            found = codes.keys() & words
            for word in phrases.keys() & words:
                found.update(phrase for phrase in phrases[word] if phrase in text)
            self._peoples = frozenset([code for word in found if (code := codes[word])])
        return self._peoples

    def weigh(self, number: int, name: str, candidate: Candidate, sense: _Sense) -> float:
        """The evidence for a candidate of a name; ``number`` is that of the name among those of the article."""
        place = candidate.place
        code = place.country_code
        if not code:
            return 0.0
        filed = self.filed if self.filed is not None and self.filed.country_code == code else None
        is_same = filed is not None and _is_same(filed, place, name)
        if is_same and not self._is_home:
            return _SAME_NAME
        if self._is_home and filed is not None and (sense.is_known_alone or place_key(filed.name) == place_key(name)):
            # Only what the text says counts for and against the home itself, and a bare Athens is in Greece.
            filed = None
        country, inside, division, sisters = self._named_beside(number, candidate, sense)
        grounds: list[float] = []
        if filed is not None:
            grounds.append(_FILED_IN_COUNTRY)
        if country:
            grounds.append(_COUNTRY_NAMED)
        peoples = self.peoples
        if peoples and (code in peoples or f"{code}.{place.admin}" in peoples):
            grounds.append(_PEOPLE_NAMED)
        found = _filed_close(filed, place, is_home=self._is_home) if filed is not None else 0.0
        if grounds:
            found += max(grounds) + _ALSO * (len(grounds) - 1)
        found += _IN_COUNTRY_NAMED * inside
        found += (_TOWN_OF_STATE_NAMED if candidate.kind == "state" else _IN_DIVISION_NAMED) * division
        neighbour = place.kind == "country" and self._names_neighbour(place, sense)
        found += _SISTER_NAMED * min(sisters, 2) + _NEIGHBOUR_NAMED * neighbour
        found = min(found, _MOST_EVIDENCE + _HOME_NEAR * self._is_home)
        return found + _home_lead(candidate, sense) if is_same else found

    def _named_beside(self, number: int, candidate: Candidate, sense: _Sense) -> tuple[bool, bool, bool, int]:
        """What else the article names: the candidate's country, another place in it, the candidate's division or a
        place there, and how many sister states of a state.
        """
        place = candidate.place
        others = self._by_country.get(place.country_code)
        if not others:
            return False, False, False, 0
        # States are named beside Washington the city as often as beside Washington the state.
        has_sisters = candidate.kind == "state" and not _is_town(sense.primary, place.country_code)
        country = inside = division = False
        sisters: set[str] = set()
        for other_number, other in others:
            if other_number == number:
                continue
            if other.kind == "country":
                country = True
                continue
            inside = True
            if place.admin and other.admin == place.admin:
                division = True
            elif other.kind == "state" and has_sisters:
                sisters.add(other.admin)
        return country, inside, division, len(sisters)

    def _names_neighbour(self, place: Place, sense: _Sense) -> bool:
        """Whether the article names a country that borders on this one, and that the name itself cannot mean."""
        neighbours = line(place.number).holds
        return any(code in neighbours and code not in sense.countries for code in self._by_country)


def _is_same(filed: Place, place: Place, name: str) -> bool:
    """Whether a candidate of a name is the place where the article was filed."""
    if filed.number == place.number:
        return True
    return filed.admin == place.admin and place_key(filed.name) == place_key(name)


def _home_lead(candidate: Candidate, sense: _Sense) -> float:
    """The evidence for the home by its name: it leads its namesakes where the text says nothing of either."""
    priors = {each.place.number: prior for each, prior in sense.candidates}
    return max(priors.values()) - priors[candidate.place.number] + _HOME_NAME


def _filed_close(filed: Place, place: Place, *, is_home: bool) -> float:
    """The evidence for a place in the division of the place of filing, or near it."""
    found = 0.0
    if place.admin and filed.admin == place.admin:
        found += _FILED_IN_DIVISION
    distance = _kilometres(filed, place)
    if is_home:
        found += _HOME_NEAR * max(0.0, 1 - max(0.0, log10(max(distance, 1.0) / 30)) / log10(1000 / 30))
    elif distance < 250:
        found += _FILED_NEAR
    return found


def _kilometres(one: Place, other: Place) -> float:
    """The distance of two towns. It is infinite for what is no town."""
    if one.kind not in _TOWNS or other.kind not in _TOWNS:
        return inf
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return inf
    north = one.latitude - other.latitude
    east = (one.longitude - other.longitude + 180) % 360 - 180
    return hypot(north, east * cos(radians(one.latitude))) * 111.2  # kilometres of a degree


@lru_cache(maxsize=1)
def _names_of_peoples() -> tuple[dict[str, str], dict[str, list[str]]]:
    """The codes of countries and divisions by the names of their people, and names of several words by the first word.

    A name of several peoples has an empty code.
    """
    codes: dict[str, str] = {}
    for number in range(size()):
        entry = line(number)
        place = entry.place
        if place.kind not in ("country", "region", "state"):
            break
        for name in entry.called:
            code = f"{place.country_code}.{place.admin}" if place.admin else place.country_code
            codes[name] = "" if name in codes else code
    phrases: dict[str, list[str]] = {}
    for name in codes:
        if " " in name:
            phrases.setdefault(name.split(" ", 1)[0], []).append(name)
    return codes, phrases


def resolve_names(
    names: Sequence[str],
    filed: Place | None = None,
    *,
    text: str = "",
    country: str | None = None,
    home: Place | None = None,
) -> list[Resolved]:
    """What the names of places in one article mean, in the order of ``names``.

    ``names`` stand as the article writes them, in the order of their mention. ``filed`` is where it was filed. Where
    that is unknown, ``country`` may be the English name of the country that the article comes from. Where that is
    unknown, too, ``home`` is the town where it appeared: of namesakes it means the nearer one if the text says no more.
    In ``text`` are sought what stands beside ambiguous names (``Paris, Texas``), and the names of peoples.
    """
    senses = [_sense(name) for name in names]
    filed = filed or (resolve(country) if country else None)
    is_home = filed is None and home is not None
    filed = filed or home
    places = [sense.primary for sense in senses]
    open_names: list[int] = []
    for number, (name, sense) in enumerate(zip(names, senses, strict=True)):
        if len(sense.candidates) < 2:
            if is_home and filed is not None and places[number] is None:
                places[number] = _small_town(sense, filed)
            continue
        beside = _beside(name, sense, text) if text else None
        if beside is not None:
            places[number] = beside
        elif number < _MOST_NAMES and not (
            _certain(name, filed.number, filed.country_code, filed.admin, is_home) if filed else _certain(name)
        ):
            open_names.append(number)
    if open_names:
        clues = _Clues(filed, places[:_MOST_NAMES], text, is_home=is_home)
        for number in open_names:
            places[number] = _chosen(number, names[number], senses[number], clues)
    return [
        Resolved(sense.entered if place is sense.primary or place is None else full_name(place), place)
        for sense, place in zip(senses, places, strict=True)
    ]


@lru_cache(maxsize=16_384)
def _certain(name: str, filed: int | None = None, code: str = "", admin: str = "", is_home: bool = False) -> bool:
    """Whether a name means its primary place, with a known division, whatever the evidence of an article.

    ``filed`` is the number of the place where the article was filed, ``code`` and ``admin`` its country and division;
    ``is_home`` if that is the home of the collection.
    """
    sense = _sense(name)
    primary = sense.primary
    priors = [(prior, c.place) for c, prior in sense.candidates if primary and c.place.number == primary.number]
    if primary is None or len(priors) != 1 or (priors[0][1].admin and not primary.admin):
        return False
    prior, place = priors[0]
    same_name = _HOME_NAME if is_home else _SAME_NAME
    least = prior + (same_name if filed == primary.number and code and code == place.country_code else 0.0)
    for candidate, prior in sense.candidates:
        place = candidate.place
        if place.number != primary.number:
            same = code == place.country_code and (filed == place.number or admin == place.admin)
            most = _MOST_EVIDENCE + _HOME_NEAR * is_home
            if prior + (_SAME_NAME if same else most) >= least:
                return False
    return True


def _chosen(number: int, name: str, sense: _Sense, clues: _Clues) -> Place | None:
    # A candidate that no evidence can bring near the likeliest one needs no look.
    least = sense.likeliest - _LEAD - _MOST_EVIDENCE
    filed = clues.filed.country_code if clues.filed is not None else None
    evidence = [
        clues.weigh(number, name, candidate, sense) if prior > least or candidate.place.country_code == filed else 0.0
        for candidate, prior in sense.candidates
    ]
    scores = [prior + found for (_, prior), found in zip(sense.candidates, evidence, strict=True)]
    best = scores.index(max(scores))
    place, primary = sense.candidates[best][0].place, sense.primary
    if evidence[best] == 0.0:
        return primary
    limit = scores[best] - _LEAD
    leads = len([score for score in scores if score > limit]) == 1  # the best one
    if primary is not None and place.number == primary.number:
        # The division may have been open (one of many Springfields): evidence can tell it.
        return place if leads and place.admin and not primary.admin else primary
    return place if leads else primary


def _small_town(sense: _Sense, home: Place) -> Place | None:
    """The only place of a name, where that is a town in the division of the home or not far from it."""
    for candidate, _ in sense.candidates:
        place = candidate.place
        close = place.country_code == home.country_code and place.admin == home.admin
        if place.kind in _TOWNS and (close or _kilometres(home, place) < _NEAR_HOME):
            return place
    return None


def _beside(name: str, sense: _Sense, text: str) -> Place | None:
    """The candidate that lies in what the text writes after the name, in brackets or after a comma."""
    for words in _words_after(name, text):
        cut = len(words)
        while cut > 0:
            scopes = qualifiers(words[:cut])
            cut = words.rfind(" ", 0, cut)
            if sense.primary is not None and sense.primary.kind == "country":
                scopes = tuple(scope for scope in scopes if scope.kind == "state")  # Brazil, Mexico, Philippines
            for candidate, _ in sense.candidates if scopes else ():
                if any(lies_in(candidate.place, scope) and scope != candidate.place for scope in scopes):
                    return candidate.place
    return None


def _words_after(name: str, text: str) -> Iterator[str]:
    """What may say where a place lies: the words after its name, where they follow in brackets or after a comma."""
    at = -1
    for _ in range(_MOST_TIMES):
        at = text.find(name, at + 1)
        if at < 0:
            return
        match = _BESIDE.match(text, at + len(name), at + len(name) + 60)
        if match and match[1][0].isupper():
            yield match[1]
