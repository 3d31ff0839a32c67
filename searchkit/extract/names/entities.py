"""The people, organisations, places and events that a text names, with their spans and usual names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from searchkit._native import NameCues, Tagger
from searchkit.article import Provenance
from searchkit.extract.names.acronyms import Acronym, acronyms
from searchkit.extract.names.events import SURE_HEADS
from searchkit.extract.names.found_names import EntityKind, FoundName, TakenCharacters, one_line
from searchkit.extract.names.kinds import agree_on_kinds, known_kind, persons_called_as_companies, surnames_are_persons
from searchkit.extract.names.missed_names import (
    HONORIFICS,
    add_acronyms,
    add_after_honorifics,
    add_everywhere,
    add_repeated,
    with_events,
    with_long_forms,
)
from searchkit.extract.names.naming import file_names
from searchkit.extract.names.organisations import FILED_ORGS, KNOWN_ORGS
from searchkit.extract.names.reading import tagged_names

KINDS: Final[tuple[EntityKind, ...]] = ("person", "org", "place", "event")
_MOST_ACRONYMS: Final = 100
_KNOWN_PHRASES: Final = [name for name in KNOWN_ORGS if " " in name]
_CUES: Final = NameCues(HONORIFICS, SURE_HEADS, _KNOWN_PHRASES)


class Mention(NamedTuple):
    """One place in a body where a name stands. ``written`` is exactly ``body[start:end]``.

    ``name`` is the form under which the name is filed. ``provenance`` is ``model`` (trained weights), ``rule``, or
    ``gazetteer`` for places that it knows.
    """

    kind: EntityKind
    written: str
    start: int
    end: int
    name: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Entities:
    """What a title and a body name.

    ``names`` gives for each kind its names, each once, in the order of first appearance. ``also_written`` gives for
    organisations, places and events the other forms of a name in the body (``EU``). Persons have none: their short
    names are parts of the full name. ``provenance`` gives for each kind the weakest origin of its names, which is
    ``model`` before ``rule`` before ``gazetteer``.
    """

    names: Mapping[EntityKind, tuple[str, ...]]
    also_written: Mapping[EntityKind, Mapping[str, tuple[str, ...]]]
    provenance: Mapping[EntityKind, Provenance]
    _found: Sequence[FoundName]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The places in the body where the names stand, in order."""
        return tuple(
            Mention(i.kind, i.written, i.start, i.end, i.name, i.provenance)
            for i in self._found
            if i.in_body and i.name and i.kind != "misc"
        )


def find_entities(title: str | None, body: str, start: int = 0, tagger: Tagger | None = None) -> Entities:
    """The names in a title, and in a body from offset ``start`` on. The time is linear in their length.

    Places and the best-known organisations get their usual English name. Persons get the fullest name in the text. An
    acronym that the text explains gets its long form. In a title where all words have capitals, only names count that
    the body or a list also has. ``tagger`` replaces the tagger that ships with the package.
    """
    explained = {acronym.short: acronym for acronym in acronyms(body)[:_MOST_ACRONYMS]}
    found = tagged_names(title, 0, in_body=False, tagger=tagger) if title else []
    found += tagged_names(body, start, in_body=True, tagger=tagger)
    found = _corrected(title or "", body, found, explained, start)
    file_names(found, explained)
    if title and found and not found[0].in_body and _has_capitals_throughout(title):
        in_body = {item.name for item in found if item.in_body}
        found = [
            i for i in found if i.in_body or i.name in in_body or i.provenance == "gazetteer" or i.name in FILED_ORGS
        ]
    return _gathered(found)


def _corrected(
    title: str, body: str, found: list[FoundName], explained: Mapping[str, Acronym], start: int
) -> list[FoundName]:
    """The names after the rules corrected their kinds and added what was missed, in order. None overlap."""
    for item in found:
        item.kind, item.provenance = known_kind(item.kind, item.written)
    from_tagger, count = found, len(found)
    short_forms, honorifics, heads, phrases = _CUES.find(body, start)
    if explained:
        found = with_long_forms(body, found, explained, start)
    if heads:
        found = with_events(body, found, heads, start)
    taken = TakenCharacters(body, found)
    add_acronyms(body, found, taken, explained, short_forms)
    for phrase in sorted(_KNOWN_PHRASES[number] for number in phrases):
        add_everywhere(body, found, taken, start, phrase, "org", "rule")
    add_after_honorifics(body, found, taken, honorifics)
    agree_on_kinds(found)
    persons_called_as_companies(found)
    add_repeated(body, found, taken, start)
    surnames_are_persons(title, body, found)
    if found is not from_tagger or len(found) > count:  # else they stand in order
        found.sort(key=lambda item: (item.in_body, item.start, -item.end))
    return _without_overlaps(found)


def _without_overlaps(found: list[FoundName]) -> list[FoundName]:
    """The names, in order, that begin after the last one ended."""
    apart: list[FoundName] = []
    in_body, end = False, 0
    for item in found:
        if end <= item.start or in_body != item.in_body:
            apart.append(item)
            in_body, end = item.in_body, item.end
    return apart


def _has_capitals_throughout(title: str) -> bool:
    """Whether all or nearly all words of a title have a capital, so that capitals tell nothing."""
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
        of_kind = names[kind]
        if not of_kind:
            origins[kind] = set()
        of_kind[name] = None
        origins[kind].add(item.provenance)
        if kind != "person" and item.in_body and item.written not in name:
            written = one_line(item.written)
            if written.casefold() != name.casefold():
                also.setdefault(kind, {}).setdefault(name, {})[written] = None
    return Entities(
        {kind: tuple(of_kind) for kind, of_kind in names.items()},
        {kind: {name: tuple(forms) for name, forms in by_name.items()} for kind, by_name in also.items()},
        {kind: _weakest(of_kind) for kind, of_kind in origins.items()},
        found,
    )


def _weakest(origins: set[Provenance]) -> Provenance:
    for origin in ("model", "rule", "gazetteer"):
        if origin in origins:
            return origin
    raise AssertionError(origins)
