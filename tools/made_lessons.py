"""Lessons made of patterns and lists: sentences as newspapers write them, filled with names of every kind."""

from __future__ import annotations

import random
import re
from typing import Final

from tools.tagger_lexicon import LARGE, listed, listed_under, places

Span = tuple[int, int, str | None]

_SLOT: Final = re.compile(r"\{(\w)\}")
_KIND: Final = {
    "P": "person",
    "p": "person",
    "C": "place",
    "T": "place",
    "R": "place",
    "U": "place",
    "O": "org",
    "K": "org",
    "M": "org",
    "A": "org",
    "B": "org",
    "F": "org",
    "k": "org",
    "l": "org",
    "L": "place",
    "s": "person",
    "W": "misc",
    "N": "misc",
    "E": "misc",
}
_DEPARTMENTS: Final = (
    "Finance|Foreign Affairs|Trade and Industry|Defence|Defense|Agriculture|Health|Education|Energy|Justice"
    "|Transport|Labour|Economy|the Interior|Culture|Science and Technology|International Trade|Commerce|Tourism"
    "|Fisheries|Oil|Planning"
).split("|")
_AIMS: Final = "Protection|Exploration|Conservation|Promotion|Study|Defence".split("|")
_FORMS: Final = (
    "Inc|Corp|Co|Ltd|Plc|AG|SA|Group|Holdings|Inc.|Corp.|Co Ltd|International|Industries|& Co|Bank|Airlines"
).split("|")
_SHORTENED: Final = frozenset(" ".join(_FORMS).split())
_WORDS: Final = (
    "American|National|United|General|First|Pacific|Atlantic|Global|Continental|Standard|Royal|Northern|Western"
    "|Universal|Federal|Consolidated|Allied|Great|Central|International|Southern|Eastern|Imperial"
).split("|")
_TRADES: Final = (
    "Oil|Steel|Motors|Airlines|Foods|Resources|Petroleum|Telecom|Electric|Chemical|Mining|Insurance|Systems"
    "|Technologies|Energy|Pharmaceuticals|Financial|Savings|Gas|Paper|Stores|Communications|Records|Press"
).split("|")
_EVENTS: Final = (
    "World Cup|European Cup|Olympic Games|Asian Games|Grand Prix|French Open|US Open|Australian Open"
    "|World Championships|Davis Cup|UEFA Cup|Ryder Cup|Tour de France|World Series|Super Bowl|Rio Summit"
    "|Peace Conference|Film Festival|World War II|World War I|Commonwealth Games|Premier League|Pulitzer Prize"
    "|Nobel Prize|Academy Award|Cold War|Gulf War"
).split("|")
_CLUBS: Final = (
    "United|City|Rovers|Wanderers|Athletic|Town|FC|Rangers|Albion|County|Bears|Tigers|Lions|Eagles|Hawks|Sharks"
    "|Giants|Knights|Kings|Warriors|Bulldogs|Panthers|Wildcats|Raiders|Royals|Stars|Comets|Rockets|Pioneers|Wolves"
).split("|")
_SITES: Final = (
    "River|Lake|Creek|Park|Hill|Street|Avenue|Road|Island|County|Bridge|Valley|Bay|Beach|Square|Hall|Stadium|Station"
    "|Airport|Forest|Mountain|Pond|Field|House|Castle|Point|Heights|District|Harbor|Dam|Canyon|Arena|Tower|Brook"
).split("|")
_SIMPLE: Final = (
    "Night|Fire|Love|Blood|Stone|Summer|Winter|Black|White|Red|Blue|Silver|Golden|Lost|Broken|Velvet|Electric|Silent"
    "|Burning|Dead|Wild|Star|Moon|Sun|Rain|Storm|Dream|Heart|Machine|Monkey|Wolf|Crow|Snake|Angel|Devil|Ghost|Mirror"
    "|Garden|River|Road|Train|City|House|Doll|Bullet|Razor|Sugar|Paper|Glass|Iron|Poison|Morning|Sunday|Yesterday"
).split("|")
_REGIONS: Final = (
    "Central Asia|Western Europe|Eastern Europe|Africa|Asia|Europe|Latin America|the Middle East|South America"
).split("|")
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS: Final = "January February March April May June July August September October November December".split()


class _Names:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        everywhere = list(places())
        self._countries = sorted({name for name, flag, _ in everywhere if flag == 4})
        self._large = sorted({name for name, flag, people in everywhere if flag == 8 or people > LARGE})
        self._given, self._surnames = listed("given.txt"), listed("surnames.txt")
        self._listed = listed("organisations.txt")
        self._companies = listed("companies.txt")
        self._bands = listed_under("organisations.txt", "who make music")
        self._clubs = listed_under("organisations.txt", "who play")
        self._landscape = listed("landscape.txt")
        self.first = self.last = self.surname = ""
        words = next(line for line in listed("words.txt") if line.startswith("demonym:"))
        self._peoples = [word.capitalize() for word in words.split()[1:]]

    def _one(self, of: list[str]) -> str:
        return of[int(self._random.random() * len(of))]

    def person(self) -> str:
        given = self._one(self._given)
        how = self._random.random()
        if how < 0.12:
            given += f" {given[0]}."
        elif how < 0.2:
            given = f"{given[0]}."
        elif how < 0.24:
            given += " " + self._one(["van", "de", "von", "al", "bin", "van der", "von der", "del", "di"])
        return f"{given} {self._one(self._surnames)}"

    def company(self) -> str:
        how = self._random.random()
        if how < 0.35:
            return f"{self._one(self._companies)} {self._one(_FORMS)}"
        if how < 0.6:
            return f"{self._one(self._surnames)} {self._one(_TRADES)} {self._one(_FORMS)}"
        if how < 0.75:
            return f"{self._one(_WORDS)} {self._one(_TRADES)} {self._one(_FORMS)}"
        if how < 0.85:
            return f"{self._one(self._surnames)} and {self._one(self._surnames)} {self._one(_FORMS)}"
        return f"{self._one(self._large)} {self._one(_TRADES)} {self._one(_FORMS)}"

    def body(self) -> str:
        one = self._one
        return one(
            [
                f"Ministry of {one(_DEPARTMENTS)}",
                f"{one(_DEPARTMENTS[:3])} Ministry",
                f"Department of {one(_DEPARTMENTS)}",
                f"Bank of {one(self._countries)}",
                f"University of {one(self._large)}",
                f"{one(self._surnames)} University",
                f"{one(self._large)} Stock Exchange",
                f"{one(_WORDS)} {one(_DEPARTMENTS[:1])} Commission",
                f"{one(self._peoples)} Development Bank",
                f"{one(_WORDS)} Council for {one(_DEPARTMENTS[3:10])}",
                f"Council for the {one(_AIMS)} of the {one(['Sea', 'Environment', 'Arts', 'Family', 'Andes'])}",
                f"{one(_WORDS)} Bank for Reconstruction and Development",
                f"{one(self._peoples)} {one(_TRADES)} Association",
                f"Institute for {one(['Strategic', 'International', 'Policy', 'Economic'])} Studies",
                f"{one(_WORDS)} {one(['Party', 'Front', 'Union', 'Assembly', 'Congress', 'Court', 'Guard', 'Agency'])}",
                f"{one(['Supreme', 'High', 'Constitutional', 'Federal'])} Court",
                f"{one(['Securities and Exchange', 'Atomic Energy', 'Human Rights', 'Electoral'])} Commission",
                f"{one(self._large)} {one(['City Council', 'Police', 'Times', 'Post', 'United', 'City', 'Symphony'])}",
            ]
        )

    def band(self) -> str:
        how = self._random.random()
        if how < 0.4:
            return self._one(self._bands)
        if how < 0.5:
            return f"The {self._one(_SIMPLE)} {self._one(_SIMPLE)}s"
        if how < 0.6:
            return f"The {self._one(_SIMPLE)}s"
        if how < 0.8:
            return f"{self._one(_SIMPLE)} {self._one(_SIMPLE)}"
        return self._one(_SIMPLE) if how < 0.9 else self._one(self._surnames)

    def club(self) -> str:
        how = self._random.random()
        if how < 0.5:
            return self._one(self._clubs)
        return f"{self._one(self._large)} {self._one(_CLUBS)}"

    def site(self) -> str:
        how = self._random.random()
        if how < 0.5:
            return self._one(self._landscape)
        return f"{self._one(self._surnames if how < 0.8 else self._large)} {self._one(_SITES)}"

    def work(self) -> str:
        one = self._one
        return one(
            [
                f"The {one(_SIMPLE)} of {one(_SIMPLE)}",
                f"{one(_SIMPLE)} {one(_SIMPLE)}",
                f"{one(_SIMPLE)} in the {one(_SIMPLE)}",
                f"{one(_SIMPLE)} and {one(_SIMPLE)}",
                f"The {one(_SIMPLE)} {one(_SIMPLE)}",
            ]
        )

    def acronym(self) -> str:
        known = [name for name in self._listed if name.isupper() and 1 < len(name) < 7]
        if self._random.random() < 0.6:
            return self._one(known)
        return "".join(self._one(list("ABCDEFGILMNOPRSTUW")) for _ in range(3 + int(self._random.random() * 3)))

    def fill(self, slot: str) -> str:
        match slot:
            case "P":
                person = self.person()
                self.surname = person.rsplit(" ", 1)[-1]
                return person
            case "s":
                return self.surname
            case "k":
                return self.first or self._one(self._companies)
            case "l":
                return self.last
            case "B":
                return self.band()
            case "F":
                return self.club()
            case "L":
                return self.site()
            case "W":
                return self.work()
            case "p":
                return self._one(self._surnames)
            case "C":
                return self._one(self._countries)
            case "T":
                return self._one(self._large)
            case "R":
                return self._one(_REGIONS).removeprefix("the ")
            case "O":
                return self._one(self._listed if self._random.random() < 0.7 else self._companies)
            case "K":
                company = self.company()
                self.last = _without_form(company)
                self.first = self.first or self.last
                return company
            case "M":
                return self.body()
            case "A":
                return self.acronym()
            case "N":
                return self._one(self._peoples)
            case "E":
                return self._one(_EVENTS)
            case "U":
                return "U.S."
            case "w":
                return self._one(_DAYS)
        return self._one(_MONTHS)


def _without_form(company: str) -> str:
    """As a text calls a company after its first mention."""
    words = company.split(" ")
    while len(words) > 1 and words[-1] in _SHORTENED:
        words.pop()
    return " ".join(words)


def made_lessons(times: int, seed: int = 1987) -> list[tuple[str, list[Span]]]:
    """Texts with their names, ``times`` of each pattern; the same at every call."""
    names = _Names(seed)
    lessons: list[tuple[str, list[Span]]] = []
    for pattern in listed("patterns.txt") * times:
        text, at = "", 0
        spans: list[Span] = []
        names.first = ""
        for match in _SLOT.finditer(pattern):
            text += pattern[at : match.start()]
            name = names.fill(match.group(1))
            kind = _KIND.get(match.group(1))
            if kind is not None:
                spans.append((len(text), len(text) + len(name), kind))
            text += name
            at = match.end()
        lessons.append((text + pattern[at:], spans))
    return lessons
