"""The people, organisations, places and events that a text names, each where it stands and under one name.

A trained tagger reads the text (``tagger.py``). Rules then say what it cannot know: which short name means which full
one, what an acronym stands for, by which name the gazetteer and the list of known bodies file what was found, which
of the other names are events, and that capitals which say nothing make no new names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from searchkit import _native
from searchkit.article import Provenance
from searchkit.extract.acronyms import Acronym, acronyms
from searchkit.extract.cue_words import (
    BEFORE_PLACES,
    COMPANY_FORMS,
    COMPASS,
    DAYS_AND_MONTHS,
    PAPERS,
    STARTERS,
    WORDS_FIRST,
)
from searchkit.extract.events import SURE_HEADS, events, names_event
from searchkit.extract.found_names import LONGEST, FoundName, Kind, Near, Taken
from searchkit.extract.gazetteer import Place, places_in_text, qualifiers, resolve, tidy
from searchkit.extract.known_orgs import CAPITAL_ORGS, FILED_ORGS, KNOWN_ORGS
from searchkit.extract.mention import EntityKind, Mention
from searchkit.extract.persons import Persons, bare_name, surname_key, surname_of
from searchkit.extract.place_key import place_key
from searchkit.extract.tagger import tagger

KINDS: Final[tuple[EntityKind, ...]] = ("person", "org", "place", "event")
_MOST: Final = 100  # acronyms that are looked at, and names that are looked for again
_HONORIFICS: Final = (
    *("Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Gov", "Rep"),
    *("President", "Senator", "Ambassador", "Chancellor"),
)
_HONORIFIC: Final = re.compile(
    rf"(?:{'|'.join(_HONORIFICS)})\b\.?[ \n]"
    r"([A-Z][\w'\u2019-]+(?:[ \n](?:[A-Z]\.|[A-Z][\w'\u2019-]+)){0,3})"
)


@dataclass(frozen=True, slots=True)
class Entities:
    """What a title and a body name. ``names`` has for each kind the names, once each in order of first appearance;
    ``also_written`` for bodies, places and events how the body else writes a name (``EU``), nothing for persons, whose
    short names are parts; ``provenance`` for each kind what its names rest on: ``model`` if any of them rests on the
    trained weights alone, else ``rule`` or ``gazetteer``.
    """

    names: Mapping[EntityKind, tuple[str, ...]]
    also_written: Mapping[EntityKind, Mapping[str, tuple[str, ...]]]
    provenance: Mapping[EntityKind, Provenance]
    _found: Sequence[FoundName]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Where the names stand in the body, in order."""
        return tuple(
            Mention(i.kind, i.written, i.start, i.end, i.name, i.provenance)
            for i in self._found
            if i.text and i.name and i.kind != "misc"
        )


def find_entities(title: str | None, body: str, start: int = 0, by: _native.Tagger | None = None) -> Entities:
    """The names in a title and in a body from offset ``start`` on. The time is linear in their length.

    Places and the best-known bodies go by their usual English name, persons by the fullest name that the text gives
    them, bodies whose acronym it explains by what the acronym stands for. A title in capitals, or with a capital on
    every word, gives only names that the body or a list knows. ``by`` is another tagger than the one that is shipped.
    """
    texts = (title or "", body)
    explained = {acronym.short: acronym for acronym in acronyms(body)[:_MOST]}
    found = [
        *(_read(0, texts[0], 0, by) if title else ()),
        *_read(1, body, start, by),
    ]
    found = _settled(texts, found, explained, start)
    _name_all(found, explained)
    if title and found and not found[0].text and _says_nothing(title):
        known = {item.name for item in found if item.text == 1}
        found = [i for i in found if i.text or i.name in known or i.provenance == "gazetteer" or i.name in FILED_ORGS]
    return _gathered(found)


def _read(text: int, whole: str, start: int, by: _native.Tagger | None) -> list[FoundName]:
    """What the tagger finds from ``start`` on."""
    found: list[FoundName] = []
    last: FoundName | None = None
    for kind, begin, end, _ in (by or tagger()).names(whole[start:] if start else whole):
        if end - begin > LONGEST:
            continue
        begin, end = begin + start, end + start
        if kind == "person":
            if whole.endswith("day", begin, end) and (name := _before_a_day(whole[begin:end])):
                end = begin + len(name)  # Obama Tuesday
            if (
                last is not None
                and last.kind == kind
                and begin - last.end <= _PARTICLE
                and whole[last.end : begin] in _PARTICLES
            ):
                last.end, last.written = end, whole[last.start : end]  # Daniel arap Moi
                continue
        elif kind == "org":
            if whole[begin] in "ABCDM" and (more := _BODY_GOES_ON.match(whole, begin, end + LONGEST)) is not None:
                end = max(end, more.end())
            if (state := _of_a_state(whole[begin:end])) is not None:
                cut = end - len(state)
                found.append(
                    FoundName(text, "org", begin, cut - len(" of "), whole[begin : cut - len(" of ")], "model")
                )
                kind, begin = "place", cut
        elif kind == "place" and whole[begin:end].lower() in WORDS_FIRST and _opens(whole, begin):
            continue
        if kind in ("org", "misc") and whole.endswith("day", begin, end):
            name = _before_a_day(whole[begin:end])
            if name and place_key(name) in places_in_text():
                kind, end = "place", begin + len(name)  # left for Tokyo Monday
        last = FoundName(text, kind, begin, end, whole[begin:end], "model")
        found.append(last)
    return found


def _of_a_state(written: str) -> str | None:
    """The state in the name of a ministry that is written with it: Kazakhstan in Ministry of Trade of Kazakhstan."""
    if written[:11] != "Ministry of" or " of " not in written[12:]:
        return None
    state = written.rsplit(" of ", 1)[1]
    return state if place_key(state) in places_in_text() else None


def _before_a_day(written: str) -> str:
    """What stands before the day of the week that a name ends with; empty if it ends otherwise."""
    name, _, day = written.rpartition(" ")
    return name if day.lower() in DAYS_AND_MONTHS else ""


def _opens(text: str, at: int) -> bool:
    """Whether a sentence begins at an offset."""
    least = max(0, at - 8)
    while at > least and text[at - 1] in " \t\"'\u201c\u2018(":
        at -= 1
    return at == 0 or text[at - 1] in ".!?\n"


def _settled(
    texts: tuple[str, str], found: list[FoundName], explained: Mapping[str, Acronym], start: int
) -> list[FoundName]:
    """The names after the rules have had their say on the kinds, in order of appearance."""
    for item in found:
        item.kind, item.provenance = _filed(item.kind, item.written)
    read, count = found, len(found)
    body = texts[1]
    short, honorifics, heads, phrases = _CUES.find(body, start)
    found = _with_expansions(body, found, explained, start) if explained else found
    found = _with_events(body, found, heads, start) if heads else found
    taken = Taken(body, found)
    _add_acronyms(body, found, taken, explained, short)
    for phrase in sorted(_KNOWN_PHRASES[number] for number in phrases):
        _add_written(body, found, taken, start, phrase, "org", "rule")
    _add_honoured(body, found, taken, honorifics)
    _agreed(found)
    _called_as_companies(found)
    _add_repeated(body, found, taken, start)
    _surnames_are_persons(texts, found)
    if found is not read or len(found) > count:
        found.sort(key=lambda item: (item.text, item.start, -item.end))
    apart: list[FoundName] = []
    text, end = -1, 0
    for item in found:
        if end <= item.start or text != item.text:
            apart.append(item)
            text, end = item.text, item.end
    return apart


def _called_as_companies(found: list[FoundName]) -> None:
    """Makes bodies of the persons that are called as a company of the text is: Nelson, after Nelson Research Co."""
    short = [item for item in found if item.kind == "person" and item.provenance == "model" and " " not in item.written]
    called = {item.written for item in short}
    first = {
        word
        for item in found
        if item.kind == "org"
        and (word := item.written.split(None, 1)[0]) in called
        and _without_form(_plain(item.written))
    }
    if first:
        first -= {item.written.rsplit(" ", 1)[-1] for item in found if item.kind == "person" and " " in item.written}
    for item in short if first else ():
        if item.written in first:
            item.kind, item.provenance = "org", "rule"


def _surnames_are_persons(texts: tuple[str, str], found: list[FoundName]) -> None:
    """Makes persons of the bodies and places that are called as a person of the text is surnamed."""
    unsure = [
        item
        for item in found
        if item.kind in ("org", "place") and item.provenance != "rule" and " " not in item.written
    ]
    known = {_surname(item.written) for item in found if item.kind == "person"} if unsure else ()
    unsure = [item for item in unsure if surname_key(item.written) in known] if known else []
    lands = {
        item.written
        for item in unsure
        if item.kind == "place" and _outweighs_persons(item.written) and _stands_as_place(texts[item.text], item.start)
    }
    for item in unsure:
        if item.written not in lands:
            item.kind, item.provenance = "person", "rule"


@lru_cache(maxsize=65_536)
def _filed(kind: Kind, written: str) -> tuple[Kind, Provenance]:
    """The kind of a name, and what tells it, where the tagger has found ``kind``."""
    plain = _plain(written)
    if len(plain) < 5 and plain.lower() in _ABBREVIATED_PLACES and not plain.isupper():
        return "misc", "rule"  # us, at the beginning of a sentence
    if plain in KNOWN_ORGS or plain in CAPITAL_ORGS:
        return "org", "rule"
    if kind == "place" and _place(written) is not None:
        return kind, "gazetteer"
    if " " in plain and _may_end_place(plain) and place_key(plain) in places_in_text():
        return "place", "gazetteer"  # Hong Kong is no person, and the West Bank no bank
    if kind == "misc" and names_event(plain):
        return "event", "rule"
    if kind == "org":
        head = plain
        for of in (" of ", " on ", " for "):
            head = head.partition(of)[0]
        if head.rpartition(" ")[2].lower() in PAPERS:
            return "misc", "rule"
    return kind, "model"


def _may_end_place(name: str) -> bool:
    """Whether a place of several words may end as a name does."""
    last = name.rpartition(" ")[2].lower()
    return last in _last_words() or not (last.isascii() and last.isalpha())


@lru_cache(maxsize=1)
def _last_words() -> frozenset[str]:
    """The last words of places of several words: most names of other things end with none of them."""
    return frozenset(key.rpartition(" ")[2] for key in places_in_text() if " " in key)


@lru_cache(maxsize=65_536)
def _called_again(written: str) -> str | None:
    """The surname by which a text may call a person again whom it names in full."""
    surname = written.rsplit(" ", 1)[-1]
    return surname if len(surname) > 3 and surname[0].isupper() and surname.isalpha() else None


@lru_cache(maxsize=65_536)
def _surname(written: str) -> str | None:
    return surname_of(_plain(written))


def _with_expansions(
    body: str, found: list[FoundName], explained: Mapping[str, Acronym], start: int
) -> list[FoundName]:
    """With the long forms of acronyms as names, in place of what the tagger made of their words."""
    near = Near(found)
    shorts = {item.written: item.kind for item in found if item.written in explained}
    gone: set[int] = set()
    added: list[FoundName] = []
    for acronym in explained.values():
        inside = near.touching(acronym.start, acronym.end)
        if acronym.start < start or any(i.start <= acronym.start and acronym.end <= i.end for i in inside):
            continue
        if names_event(acronym.long):
            kind: Kind = "event"
        else:
            kind = "place" if shorts.get(acronym.short) == "place" else "org"
        gone.update(map(id, inside))
        added.append(FoundName(1, kind, acronym.start, acronym.end, body[acronym.start : acronym.end], "rule"))
    for item in found:
        if item.written in explained and item.kind in ("misc", "person"):
            item.kind, item.provenance = "org", "rule"
    return [item for item in found if id(item) not in gone] + added


def _with_events(body: str, found: list[FoundName], heads: Sequence[int], start: int) -> list[FoundName]:
    """With the events that their head words tell, in place of what the tagger made of their words."""
    near: Near | None = None
    gone: set[int] = set()
    added: list[FoundName] = []
    for begin, end in events(body, heads, start):
        near = near or Near(found)
        inside = near.touching(begin, end)
        if any(i.kind not in ("misc", "event") and (i.start < begin or end <= i.end) for i in inside):
            continue
        gone.update(id(i) for i in inside if i.kind in ("misc", "event") or i.start == begin)
        added.append(FoundName(1, "event", begin, end, body[begin:end], "rule"))
    return [item for item in found if id(item) not in gone] + added if added else found


def _add_acronyms(
    body: str, found: list[FoundName], taken: Taken, explained: Mapping[str, Acronym], short: Iterable[tuple[int, int]]
) -> None:
    """Adds the acronyms of known bodies, and those that the text explains, where the tagger saw none."""
    for begin, end in short:
        written = body[begin:end]
        if (written in KNOWN_ORGS or written in explained) and taken.free(begin, end) and _whole(body, begin, end):
            found.append(FoundName(1, "org", begin, end, written, "rule"))
            taken.take(begin, end)


def _add_written(
    body: str, found: list[FoundName], taken: Taken, start: int, form: str, kind: Kind, provenance: Provenance
) -> None:
    """Adds the places where a form stands as whole words and in no other name."""
    at = body.find(form, start)
    while at >= 0:
        end = at + len(form)
        if taken.free(at, end) and _whole(body, at, end):
            found.append(FoundName(1, kind, at, end, form, provenance))
            taken.take(at, end)
        at = body.find(form, end)


def _whole(body: str, start: int, end: int) -> bool:
    """Whether a stretch ends and begins where words do."""
    return not (start and body[start - 1].isalnum()) and not body[end : end + 1].isalnum()


def _add_repeated(body: str, found: list[FoundName], taken: Taken, start: int) -> None:
    """Adds the other places where names of several words stand, surnames of persons who were named in full, and
    companies without the form (Co Ltd) that they were named with.
    """
    forms: dict[str, tuple[Kind, Provenance]] = {}
    standing: dict[str, int] = {}  # how often names of the body are, or end with, a form: most stand nowhere else
    for item in found:
        if item.kind == "misc":
            continue
        written = item.written
        standing[written] = standing.get(written, 0) + item.text
        if " " in written:
            forms.setdefault(written, (item.kind, item.provenance))
            if item.kind == "person" and (surname := _called_again(written)):
                forms.setdefault(surname, ("person", "rule"))
                standing[surname] = standing.get(surname, 0) + item.text
            elif item.kind == "org" and (bare := _without_form(_plain(written))) is not None and len(bare) > 3:
                forms.setdefault(bare, ("org", "rule"))
                standing[bare] = standing.get(bare, 0) + item.text
    for form, (kind, provenance) in islice(forms.items(), _MOST):
        if body.count(form, start) > standing[form]:
            _add_written(body, found, taken, start, form, kind, provenance)


def _add_honoured(body: str, found: list[FoundName], taken: Taken, honorifics: Iterable[int]) -> None:
    """Adds the persons whom an honorific names where the tagger saw nobody."""
    last = 0
    for at in honorifics:
        match = _HONORIFIC.match(body, at) if at >= last else None
        if match is None:
            continue
        last = match.end()
        begin, end = match.span(1)
        if not taken.free(begin, end):
            continue
        if match.start() and (body[match.start() - 1].isalnum() or body[match.start() - 1] in "._"):
            continue
        words = match.group(1).split()
        while words and (words[-1].lower() in DAYS_AND_MONTHS or words[-1].lower() in STARTERS):
            words.pop()
        if not words or words[0].lower() in STARTERS or place_key(words[0]) in places_in_text():
            continue
        end = begin + match.group(1).rindex(words[-1]) + len(words[-1])
        found.append(FoundName(1, "person", begin, end, body[begin:end], "rule"))
        taken.take(begin, end)


def _agreed(found: list[FoundName]) -> None:
    """One kind for each written form: the one that it has most often, a rule's before the tagger's."""
    kind_of: dict[str, Kind] = {}
    for item in found:
        if kind_of.setdefault(item.written, item.kind) != item.kind:
            break
    else:  # as a rule nothing is in doubt
        return
    votes: dict[str, dict[Kind, int]] = {}
    for item in found:
        kinds = votes.setdefault(item.written, {})
        kinds[item.kind] = kinds.get(item.kind, 0) + (1 if item.provenance == "model" else 100)
    for item in found:
        kinds = votes[item.written]
        if len(kinds) > 1 and item.provenance == "model":
            item.kind = max(kinds, key=lambda kind: (kinds[kind], kind == item.kind))


def _name_all(found: list[FoundName], explained: Mapping[str, Acronym]) -> None:
    """Gives each name the one by which it goes."""
    raised = _Raised(found)
    people: list[str] = []
    bodies: list[str] = []
    for item in found:  # what the name is by itself
        if item.kind == "person":
            item.name = _mixed_person(item.written) or _person(item.written, raised)
            people.append(item.name)
        elif item.kind == "org":
            item.name = _mixed_body(item.written) or _body_name(item.written, raised)
            bodies.append(item.name)
    persons, orgs = Persons(people), Orgs(bodies)
    longs = {acronym.short: acronym.long for acronym in explained.values()}
    for item in found:
        if item.kind == "person":
            item.name = persons.meant(item.name)
        elif item.kind == "place":
            place = _place(item.written)
            item.name = place.name if place is not None else _tidied(_plain(item.written), raised)
        elif item.kind == "org":
            long = longs.get(item.written.rstrip(".")) if longs else None
            item.name = KNOWN_ORGS.get(long, _body_name(long, raised)) if long else orgs.meant(item.name)
        elif item.kind == "event":
            item.name = longs.get(item.written) or _without_the(_tidied(_plain(item.written), raised))


class _Raised:
    """The forms of a text's names that are not all in capitals; looked through for the first one that is."""

    def __init__(self, found: Sequence[FoundName]) -> None:
        self._found = found
        self._forms: dict[str, str] | None = None

    def form(self, name: str) -> str | None:
        """How the text writes a name elsewhere, of several ways the last."""
        if self._forms is None:
            self._forms = {i.written.casefold(): i.written for i in self._found if not i.written.isupper()}
        return self._forms.get(name.casefold())


_NOTHING_ELSE: Final = _Raised(())


def _person(written: str, raised: _Raised) -> str:
    return bare_name(_tidied(_plain(written), raised))


@lru_cache(maxsize=65_536)
def _mixed_person(written: str) -> str | None:
    """The person of a name for which it does not matter how the text writes it elsewhere; None where it does."""
    return None if written.isupper() else _person(written, _NOTHING_ELSE)


@lru_cache(maxsize=65_536)
def _mixed_body(written: str) -> str | None:
    """As _mixed_person, of a body."""
    return None if _without_the(_plain(written)).isupper() else _body_name(written, _NOTHING_ELSE)


def _plain(written: str) -> str:
    """A name on one line."""
    return " ".join(written.split()) if "\n" in written or "  " in written else written


def _tidied(name: str, raised: _Raised) -> str:
    """A name in capitals as it is written elsewhere in the text, or as newspapers print it."""
    if name.isupper() and len(name) > 1:
        elsewhere = raised.form(name)
        if elsewhere is not None:
            return _plain(elsewhere)
        if " " in name or len(name) > 5:
            return tidy(name)
    return name


def _without_the(name: str) -> str:
    return name[4:] if name[:4] in ("The ", "the ") and len(name) > 8 else name


def _body_name(written: str, raised: _Raised) -> str:
    name = _without_the(_plain(written))
    known = KNOWN_ORGS.get(name) or (CAPITAL_ORGS.get(name) if name.isupper() else None)
    if known is not None:
        return known
    name = _without_the(_tidied(name, raised))
    last = name.rsplit(" ", 1)[-1]
    if name.count(".") == 1 and last.endswith(".") and last[:-1].lower() in COMPANY_FORMS:
        name = name[:-1]  # Inc and Inc. are one
    return KNOWN_ORGS.get(name, name)


@lru_cache(maxsize=65_536)
def _without_form(name: str) -> str | None:
    """A company without its form (Co Ltd); None for what has none."""
    words = name.split(" ")
    at = len(words)
    while at > 1 and words[at - 1].lower().rstrip(".") in COMPANY_FORMS:
        at -= 1
    return " ".join(words[:at]).rstrip(",") if at < len(words) else None


class Orgs:
    """The bodies of one text: a company goes by the name that has its form (Acme is the Acme Co Ltd named before)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._full: dict[str, str] = {}
        for name in names:
            bare = _without_form(name)
            if bare is not None:
                self._full.setdefault(bare, name)

    def meant(self, name: str) -> str:
        """The full name of a body."""
        return self._full.get(name, name)


@lru_cache(maxsize=65_536)
def _place(written: str) -> Place | None:
    """The place that a name means to the gazetteer: one that it knows in running text, or the only one of the name."""
    key = place_key(written)
    if key not in places_in_text() and key.split(" ", 1)[0] in COMPASS and " " in key:
        key = key.split(" ", 1)[1]  # Northern Iraq
        return places_in_text().get(key)
    if key in _ABBREVIATED_PLACES and not written.isupper():
        return None
    if written.endswith(".") and (states := [scope for scope in qualifiers(written) if scope.kind == "state"]):
        return states[0] if len(states) == 1 else None  # Mich.
    return places_in_text().get(key) or resolve(written)


def _outweighs_persons(written: str) -> bool:
    """Whether a place may be one even where the text has a person of that surname: Jordan, but not Houston."""
    place = _place(written)
    return place is not None and place.kind in ("country", "capital", "region")


def _stands_as_place(text: str, at: int) -> bool:
    """Whether a word that leads to places stands before an offset: *in* Jordan."""
    before = text[max(0, at - 12) : at].split()
    return bool(before) and before[-1].lower() in BEFORE_PLACES


def _says_nothing(title: str) -> bool:
    """Whether the capitals of a title say nothing, because all or nearly all its words have one."""
    if title.isupper():
        return True
    words = [word[0] for word in title.split() if len(word) > 3 and word[0].isalpha()]
    return len(words) > 2 and sum(map(str.isupper, words)) > 0.7 * len(words)


def _gathered(found: list[FoundName]) -> Entities:
    names: dict[EntityKind, dict[str, None]] = {kind: {} for kind in KINDS}
    origins: dict[EntityKind, set[Provenance]] = {}
    also: dict[EntityKind, dict[str, dict[str, None]]] = {}
    for item in found:
        kind, name = item.kind, item.name
        if kind == "misc" or not name:
            continue
        given = names[kind]
        if not given:
            origins[kind] = set()
        given[name] = None
        origins[kind].add(item.provenance)
        if kind != "person" and item.text and item.written not in name:
            written = _plain(item.written)
            if written.casefold() != name.casefold():
                also.setdefault(kind, {}).setdefault(name, {})[written] = None
    return Entities(
        {kind: tuple(given) for kind, given in names.items()},
        {kind: {name: tuple(forms) for name, forms in of.items()} for kind, of in also.items()},
        {kind: _origin(of) for kind, of in origins.items()},
        found,
    )


def _origin(origins: set[Provenance]) -> Provenance:
    for origin in ("model", "rule", "gazetteer"):
        if origin in origins:
            return origin
    raise AssertionError(origins)


_PARTICLES: Final = frozenset((" arap ", " bint ", " ould ", " wa ", " ap ", " zum ", " zur "))
_PARTICLE: Final = max(map(len, _PARTICLES))
# Ministry of Trade and Industry; Council for the Exploration of the Sea.
_BODY_GOES_ON: Final = re.compile(
    r"(?:Agency|Bank|Commission|Committee|Council|Department|Ministry)[ \n](?:of|for|on)[ \n](?:the[ \n])?[A-Z][\w-]+"
    r"(?:[ \n][A-Z][\w-]+|,[ \n][A-Z][\w-]+(?=,?[ \n](?:and|[A-Z])))*,?(?:[ \n]and[ \n](?:the[ \n])?"
    r"(?:Commerce|Communications|Culture|Development|Education|Energy|Environment|Fisheries|Food|Forestry|Housing|Human|Industry"
    r"|Information|Labou?r|Means|Mining|Natural|Power|Rural|Sciences?|Security|Sports?|Technology|Tourism|Trade|Transport|Urban"
    r"|Water|Welfare|Youth)(?:[ \n][A-Z][\w-]+)?)"
    r"|Council[ \n]for[ \n](?:the[ \n])?[A-Z][\w-]+(?:[ \n]of[ \n]the[ \n][A-Z][\w-]+)?"
)
_ABBREVIATED_PLACES: Final = frozenset(("us", "uk", "uae", "usa", "ussr", "drc", "gdr", "prc"))
_KNOWN_PHRASES: Final = [name for name in KNOWN_ORGS if " " in name]
_CUES: Final = _native.NameCues(_HONORIFICS, SURE_HEADS, _KNOWN_PHRASES)
