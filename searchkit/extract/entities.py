"""The people, organisations, places and events that a text names, each where it stands and under one name.

A trained tagger reads the text (``tagger.py``). Rules then say what it cannot know: which short name means which full
one, what an acronym stands for, by which name the gazetteer and the list of known bodies file what was found, which
of the other names are events, and that capitals which say nothing make no new names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from searchkit import _native
from searchkit.article import Provenance
from searchkit.extract.acronyms import Acronym, acronyms
from searchkit.extract.cue_words import COMPANY_FORMS, DAYS_AND_MONTHS, PAPERS, STARTERS
from searchkit.extract.events import events, names_event
from searchkit.extract.gazetteer import Place, places_in_text, resolve, tidy
from searchkit.extract.known_orgs import KNOWN_ORGS
from searchkit.extract.mention import EntityKind, Mention
from searchkit.extract.persons import Persons, bare_name
from searchkit.extract.place_key import place_key
from searchkit.extract.tagger import tagged

KINDS: Final[tuple[EntityKind, ...]] = ("person", "org", "place", "event")
_LONGEST: Final = 120  # characters; what is longer is a table or a mistake, and no name
_HONORIFIC: Final = re.compile(
    r"(?<![\w.])(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep|President|Senator|Ambassador|Chancellor)\b\.?[ \n]"
    r"([A-Z][\w'\u2019-]+(?:[ \n](?:[A-Z]\.|[A-Z][\w'\u2019-]+)){0,3})"
)
_CAPITALS: Final = re.compile(r"\b[A-Z][A-Z.]+\b")


@dataclass(frozen=True, slots=True)
class Entities:
    """What a title and a body name. ``names`` has for each kind the names, once each in order of first appearance;
    ``mentions`` where they stand in the body, in order; ``provenance`` for each kind what its names rest on: ``model``
    if any of them rests on the trained weights alone, else ``rule`` or ``gazetteer``.
    """

    names: Mapping[EntityKind, tuple[str, ...]]
    mentions: tuple[Mention, ...]
    provenance: Mapping[EntityKind, Provenance]


@dataclass(slots=True)
class _Found:
    """A name while it is looked at: ``text`` is the title (0) or the body (1)."""

    text: int
    kind: str
    start: int
    end: int
    written: str
    provenance: Provenance
    name: str = ""


def find_entities(
    title: str | None, body: str, start: int = 0, by: _native.Tagger | None = None
) -> Entities:
    """The names in a title and in a body from offset ``start`` on. The time is linear in their length.

    Places and the best-known bodies go by their usual English name, persons by the fullest name that the text gives
    them, bodies whose acronym it explains by what the acronym stands for. A title in capitals, or with a capital on
    every word, gives only names that the body or a list knows. ``by`` is another tagger than the one that is shipped.
    """
    texts = (title or "", body)
    explained = {acronym.short: acronym for acronym in acronyms(body)}
    found = [
        *(_read(0, texts[0], 0, by) if title else ()),
        *_read(1, body, start, by),
    ]
    found = _settled(texts, found, explained, start)
    _name_all(found, explained)
    if title and _says_nothing(title):
        known = {item.name for item in found if item.text == 1}
        found = [i for i in found if i.text or i.name in known or i.provenance == "gazetteer" or i.name in _FILED]
    return _gathered(found)


def _read(text: int, whole: str, start: int, by: _native.Tagger | None) -> Iterator[_Found]:
    """What the tagger finds from ``start`` on."""
    for kind, begin, end in tagged(whole[start:] if start else whole, by):
        if end - begin <= _LONGEST:
            begin, end = begin + start, end + start
            yield _Found(text, kind, begin, end, whole[begin:end], "model")


def _settled(texts: tuple[str, str], found: list[_Found], explained: Mapping[str, Acronym], start: int) -> list[_Found]:
    """The names after the rules have had their say on the kinds, in order of appearance."""
    for item in found:
        _known(item)
    body = texts[1]
    found = _with_expansions(body, found, explained, start)
    found = _with_events(body, found, start)
    found = _with_honorifics(body, found, start)
    _agreed(found)
    persons = Persons(_plain(item.written) for item in found if item.kind == "person")
    for item in found:
        if item.kind == "org" or (item.kind == "place" and item.provenance != "gazetteer"):
            if " " not in item.written and persons.surname(item.written) and item.written not in KNOWN_ORGS:
                item.kind = "person"
    found.sort(key=lambda item: (item.text, item.start))
    return found


def _known(item: _Found) -> None:
    """What lists say of one name by itself."""
    plain = _plain(item.written)
    if plain in KNOWN_ORGS or (plain.isupper() and plain in _CAPITAL_ORGS):
        item.kind, item.provenance = "org", "rule"
    elif item.kind == "place":
        if _place(item.written) is not None:
            item.provenance = "gazetteer"
    elif item.kind == "misc" and names_event(plain):
        item.kind, item.provenance = "event", "rule"
    elif item.kind == "org" and plain.rsplit(" ", 1)[-1].lower() in PAPERS:
        item.kind = "misc"


def _with_expansions(
    body: str, found: list[_Found], explained: Mapping[str, Acronym], start: int
) -> list[_Found]:
    """With the long forms of acronyms as names, in place of what the tagger made of their words."""
    for acronym in explained.values():
        if acronym.start < start:
            continue
        inside = [i for i in found if i.text and i.start < acronym.end and acronym.start < i.end]
        same = [i for i in inside if (i.start, i.end) == (acronym.start, acronym.end)]
        around = [i for i in inside if i.start <= acronym.start and acronym.end <= i.end]
        if same or around:
            continue
        kinds = [i.kind for i in inside if i.end == acronym.end or i.start == acronym.start]
        kinds += [i.kind for i in found if i.written == acronym.short]
        kind = "org" if "org" in kinds or not kinds or "person" in kinds or "place" in kinds else kinds[0]
        if kind == "misc" and names_event(acronym.long):
            kind = "event"
        found = [i for i in found if i not in inside]
        kind = "org" if kind == "misc" else kind
        found.append(_Found(1, kind, acronym.start, acronym.end, body[acronym.start : acronym.end], "rule"))
    for item in found:
        if item.written in explained and item.kind in ("misc", "person", "place") and item.provenance == "model":
            item.kind = "org"
    return found


def _with_events(body: str, found: list[_Found], start: int) -> list[_Found]:
    """With the events that their head words tell, in place of what the tagger made of their words."""
    for begin, end in events(body, start):
        inside = [i for i in found if i.text and i.start < end and begin < i.end]
        if any(i.kind != "misc" and (i.start < begin or end < i.end or i.end == end) for i in inside):
            continue
        gone = [i for i in inside if i.kind in ("misc", "event") or i.start == begin]
        found = [i for i in found if i not in gone]
        found.append(_Found(1, "event", begin, end, body[begin:end], "rule"))
    return found


def _with_honorifics(body: str, found: list[_Found], start: int) -> list[_Found]:
    """With the persons whom an honorific names where the tagger saw nobody."""
    taken: list[tuple[int, int]] | None = None
    for match in _HONORIFIC.finditer(body, start):
        begin, end = match.span(1)
        if taken is None:
            taken = [(i.start, i.end) for i in found if i.text]
        if any(first < end and begin < last for first, last in taken):
            continue
        words = match.group(1).split()
        while words and (words[-1].lower() in DAYS_AND_MONTHS or words[-1].lower() in STARTERS):
            words.pop()
        if not words or words[0].lower() in STARTERS or place_key(words[0]) in places_in_text():
            continue
        end = begin + match.group(1).rindex(words[-1]) + len(words[-1])
        found.append(_Found(1, "person", begin, end, body[begin:end], "rule"))
    return found


def _agreed(found: list[_Found]) -> None:
    """One kind for each written form: the one that it has most often, a rule's before the tagger's."""
    votes: dict[str, Counter[str]] = {}
    for item in found:
        votes.setdefault(item.written, Counter())[item.kind] += 1 if item.provenance == "model" else 100
    for item in found:
        kinds = votes[item.written]
        if len(kinds) > 1 and item.provenance == "model":
            most = kinds.most_common(1)[0]
            if most[1] > kinds[item.kind]:
                item.kind = most[0]


def _name_all(found: list[_Found], explained: Mapping[str, Acronym]) -> None:
    """Gives each name the one by which it goes."""
    raised = {i.written.casefold(): i.written for i in found if not i.written.isupper()}
    persons = Persons(_person(item, raised) for item in found if item.kind == "person")
    longs = {acronym.short: acronym.long for acronym in explained.values()}
    orgs = Orgs(_body_name(item.written, raised) for item in found if item.kind == "org")
    for item in found:
        if item.kind == "person":
            item.name = persons.meant(_person(item, raised))
        elif item.kind == "place":
            place = _place(item.written)
            item.name = place.name if place is not None else _tidied(_plain(item.written), raised)
        elif item.kind == "org":
            long = longs.get(item.written.rstrip("."))
            item.name = KNOWN_ORGS.get(long, _body_name(long, raised)) if long else orgs.meant(
                _body_name(item.written, raised)
            )
        elif item.kind == "event":
            item.name = longs.get(item.written) or _without_the(_tidied(_plain(item.written), raised))


def _person(item: _Found, raised: Mapping[str, str]) -> str:
    return bare_name(_tidied(_plain(item.written), raised))


def _plain(written: str) -> str:
    """A name on one line."""
    return " ".join(written.split()) if "\n" in written or "  " in written else written


def _tidied(name: str, raised: Mapping[str, str]) -> str:
    """A name in capitals as it is written elsewhere in the text, or as newspapers print it."""
    if name.isupper() and len(name) > 1:
        elsewhere = raised.get(name.casefold())
        if elsewhere is not None:
            return _plain(elsewhere)
        if " " in name or len(name) > 5:
            return tidy(name)
    return name


def _without_the(name: str) -> str:
    return name[4:] if name[:4] in ("The ", "the ") and len(name) > 8 else name


def _body_name(written: str, raised: Mapping[str, str]) -> str:
    name = _without_the(_plain(written))
    known = KNOWN_ORGS.get(name) or (_CAPITAL_ORGS.get(name) if name.isupper() else None)
    if known is not None:
        return known
    name = _without_the(_tidied(name, raised))
    last = name.rsplit(" ", 1)[-1]
    if name.count(".") == 1 and last.endswith(".") and last[:-1].lower() in COMPANY_FORMS:
        name = name[:-1]  # Inc and Inc. are one
    return KNOWN_ORGS.get(name, name)


class Orgs:
    """The bodies of one text: a company goes by the name that has its form (Acme is the Acme Co Ltd named before)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._full: dict[str, str] = {}
        for name in names:
            words = name.split(" ")
            at = len(words)
            while at > 1 and words[at - 1].lower().rstrip(".") in COMPANY_FORMS:
                at -= 1
            if at < len(words):
                self._full.setdefault(" ".join(words[:at]).rstrip(","), name)

    def meant(self, name: str) -> str:
        """The full name of a body."""
        return self._full.get(name, name)


@lru_cache(maxsize=65_536)
def _place(written: str) -> Place | None:
    """The place that a name means to the gazetteer: one that it knows in running text, or the only one of the name."""
    key = place_key(written)
    return places_in_text().get(key) or resolve(written)


def _says_nothing(title: str) -> bool:
    """Whether the capitals of a title say nothing, because all or nearly all its words have one."""
    if title.isupper():
        return True
    words = [word for word in title.split() if word[:1].isalpha() and len(word) > 3]
    raised = sum(word[0].isupper() for word in words)
    return len(words) > 2 and raised > 0.7 * len(words)


def _gathered(found: list[_Found]) -> Entities:
    names: dict[EntityKind, dict[str, None]] = {kind: {} for kind in KINDS}
    origins: dict[EntityKind, set[Provenance]] = {kind: set() for kind in KINDS}
    mentions: list[Mention] = []
    for item in found:
        for kind in KINDS:
            if item.kind == kind and item.name:
                names[kind].setdefault(item.name)
                origins[kind].add(item.provenance)
                if item.text == 1:
                    mentions.append(Mention(kind, item.written, item.start, item.end, item.name, item.provenance))
    return Entities(
        {kind: tuple(given) for kind, given in names.items()},
        tuple(mentions),
        {kind: _origin(of) for kind, of in origins.items() if of},
    )


def _origin(origins: set[Provenance]) -> Provenance:
    for origin in ("model", "rule", "gazetteer"):
        if origin in origins:
            return origin
    raise AssertionError(origins)


_FILED: Final = frozenset(KNOWN_ORGS.values())
_CAPITAL_ORGS: Final = {name.upper(): filed for name, filed in KNOWN_ORGS.items() if " " in name}
