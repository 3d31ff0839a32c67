"""Which kind a name is: what lists say of the name alone, then what the other names of the text say of it."""

from __future__ import annotations

from functools import lru_cache

from searchkit.article import Provenance
from searchkit.extract.cue_words import PAPERS
from searchkit.extract.names.events import names_event
from searchkit.extract.names.found_names import FoundName, Kind, one_line
from searchkit.extract.names.organisations import CAPITAL_ORGS, KNOWN_ORGS, without_form
from searchkit.extract.names.persons import surname_key, surname_of
from searchkit.extract.names.place_names import (
    ABBREVIATED_PLACES,
    follows_place_cue,
    is_place_of_several_words,
    outweighs_persons,
    place_named,
)

_RULE_VOTES = 100  # a rule outvotes the tagger, however often that says otherwise


@lru_cache(maxsize=65_536)
def known_kind(kind: Kind, written: str) -> tuple[Kind, Provenance]:
    """The kind of a name that the tagger holds for ``kind``, and what says so."""
    name = one_line(written)
    if len(name) < 5 and name.lower() in ABBREVIATED_PLACES and not name.isupper():
        return "misc", "rule"  # us, at the beginning of a sentence
    if name in KNOWN_ORGS or name in CAPITAL_ORGS:
        return "org", "rule"
    if kind == "place" and place_named(written) is not None:
        return kind, "gazetteer"
    if is_place_of_several_words(name):
        return "place", "gazetteer"  # Hong Kong is no person, and the West Bank no bank
    if kind == "misc" and names_event(name):
        return "event", "rule"
    if kind == "org" and _is_paper(name):
        return "misc", "rule"
    return kind, "model"


def _is_paper(name: str) -> bool:
    """Whether a name is that of an agreement, a report or the like, and not of the body that wrote it."""
    head = name
    for link in (" of ", " on ", " for "):
        head = head.partition(link)[0]
    return head.rpartition(" ")[2].lower() in PAPERS


def agree_on_kinds(found: list[FoundName]) -> None:
    """Give all names that are written alike one kind: the one that most of them have. Rules go before the tagger."""
    first_kind: dict[str, Kind] = {}
    for item in found:
        if first_kind.setdefault(item.written, item.kind) != item.kind:
            break
    else:  # in most texts nothing is in doubt
        return
    votes: dict[str, dict[Kind, int]] = {}
    for item in found:
        kinds = votes.setdefault(item.written, {})
        kinds[item.kind] = kinds.get(item.kind, 0) + (1 if item.provenance == "model" else _RULE_VOTES)
    for item in found:
        kinds = votes[item.written]
        if len(kinds) > 1 and item.provenance == "model":
            item.kind = max(kinds, key=lambda kind: (kinds[kind], kind == item.kind))


def persons_called_as_companies(found: list[FoundName]) -> None:
    """Make organisations of persons who bear the short name of a company: Nelson, beside Nelson Research Co."""
    short = [item for item in found if item.kind == "person" and item.provenance == "model" and " " not in item.written]
    candidates = {item.written for item in short}
    companies = {
        word
        for item in found
        if item.kind == "org"
        and (word := item.written.split(None, 1)[0]) in candidates
        and without_form(one_line(item.written))
    }
    if companies:
        companies -= {
            item.written.rsplit(" ", 1)[-1] for item in found if item.kind == "person" and " " in item.written
        }
    for item in short if companies else ():
        if item.written in companies:
            item.kind, item.provenance = "org", "rule"


def surnames_are_persons(title: str, body: str, found: list[FoundName]) -> None:
    """Make persons of organisations and places that bear the surname of a person of the text."""
    unsure = [
        item
        for item in found
        if item.kind in ("org", "place") and item.provenance != "rule" and " " not in item.written
    ]
    surnames = {_surname(item.written) for item in found if item.kind == "person"} if unsure else ()
    unsure = [item for item in unsure if surname_key(item.written) in surnames] if surnames else []
    places = {
        item.written
        for item in unsure
        if item.kind == "place"
        and outweighs_persons(item.written)
        and follows_place_cue(body if item.in_body else title, item.start)
    }
    for item in unsure:
        if item.written not in places:
            item.kind, item.provenance = "person", "rule"


@lru_cache(maxsize=65_536)
def _surname(written: str) -> str | None:
    return surname_of(one_line(written))
