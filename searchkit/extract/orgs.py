"""Organisations in a run of capitalised words: by their head words, their forms of company, or a list."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from searchkit.extract.capitalised import PARTICLES, Word
from searchkit.extract.cue_words import (
    CALLINGS,
    COMPANY_FORMS,
    DAYS_AND_MONTHS,
    HEADS,
    KNOWN_ORGS,
    NOT_OF,
    OF_HEADS,
    OFFICES,
    WEAK_OFFICES,
    word_set,
)
from searchkit.extract.gazetteer import places_in_text
from searchkit.extract.place_key import place_key

# What a word of a run has been found to be; the empty label is none yet.
ORG: Final = "org"
_OF = frozenset(("of", "of the", "for", "for the"))
_JOINING = frozenset(("and", "and the"))
# Heads that may be followed by "X and Y" (Ministry of Trade and Industry).
_LISTING = word_set(
    """
    agency bank commission committee council department ministry organisation organization
    """
)
# Words before a head that are the end of a name joined by "and" (Securities and Exchange Commission).
_SECOND_PARTS: Final = word_set(
    """
    agriculture border chemical co commerce culture customs development drug electric exchange finance fisheries
    forestry gas industry insurance investment light loan means mining monetary oil power science security sons
    sports steel technology telegraph telephone trade transport
    """
)
_REALMS: Final = frozenset(("republic", "kingdom", "emirate", "state"))
# Bodies of which there are too many for the words to be a name.
_GENERIC: Final = frozenset(
    (
        "trade union",
        "labor union",
        "labour union",
        "trade group",
        "working group",
        "first bank",
        "electric co",
        "steering committee",
    )
)
_FIRST_PARTS: Final = frozenset(name.split(" ")[0] for name in KNOWN_ORGS)
_LONGEST: Final = max(len(name.split(" ")) for name in KNOWN_ORGS)


@lru_cache(maxsize=65_536)
def bare(word: str) -> str:
    """A word of a run lower-cased and without its final stop."""
    return word.lower().rstrip(".")


def find_orgs(text: str, words: list[Word], labels: list[str], opens: bool) -> list[tuple[int, str]]:
    """The organisations among ``words`` with the offset of each; their words are labelled in ``labels``."""
    found = _listed(text, words, labels)
    if len(words) == 1:
        return found
    start = 0
    count = len(words)
    while start < count:
        end = start + 1
        while end < count and words[end].before in ("", "&"):
            end += 1
        taken = _in_segment(text, words, labels, start, end, opens and start == 0)
        if taken:
            first, stop, name = taken
            for at in range(first, stop):
                labels[at] = ORG
            found.append((words[first].start, name))
            end = max(end, stop)
        start = end
    return found


def _listed(text: str, words: list[Word], labels: list[str]) -> list[tuple[int, str]]:
    found = []
    at = 0
    while at < len(words):
        step = 1
        if words[at].text in _FIRST_PARTS:
            for stop in range(min(len(words), at + _LONGEST), at, -1):
                written = text[words[at].start : words[stop - 1].end]
                canonical = KNOWN_ORGS.get(written if "\n" not in written else " ".join(written.split()))
                if canonical and not _goes_on(words, stop):
                    for i in range(at, stop):
                        labels[i] = ORG
                    found.append((words[at].start, canonical))
                    step = stop - at
                    break
        at += step
    return found


def _goes_on(words: list[Word], stop: int) -> bool:
    """Whether a listed name is only the beginning of a longer one (European Union Border Mission, World Bank Group)."""
    return stop < len(words) and words[stop].before == "" and bare(words[stop].text) in HEADS


def _in_segment(
    text: str, words: list[Word], labels: list[str], start: int, end: int, opens: bool
) -> tuple[int, int, str] | None:
    """First word, end and name of the organisation in the segment ``start`` to ``end`` (joined by plain spaces)."""
    first = start
    while first < end and (_office(words, first, end) or bare(words[first].text) in DAYS_AND_MONTHS | {"the"}):
        first += 1
    if first == end:
        return None
    head = -1
    company = False
    for at in range(first, end):
        word = bare(words[at].text)
        if word in COMPANY_FORMS:
            if at > first and not words[at].text.islower():
                head, company = at, True
        elif word in HEADS:
            if not company:
                head = at
        elif _office(words, at, end) or word in CALLINGS:
            if head >= 0:
                break
            first = at + 1
    if head < first or labels[head]:
        return None
    if head - first == 1 and bare(words[first].text) in _SECOND_PARTS and first == start and start:
        first = _joined_before(words, labels, start)
    modifiers = head - first
    if all(bare(words[at].text) in _SECOND_PARTS for at in range(first, head)) and (company or opens):
        return None
    stop = head + 1
    if not company and stop == end and stop < len(words) and words[stop].before in _OF:
        stop = _extended(words, head, stop)
    if modifiers == 0 and (stop == head + 1 or bare(words[head].text) not in OF_HEADS):
        return None
    written = " ".join(text[words[first].start : words[stop - 1].end].split())
    if company and written.count(".") == 1:
        written = written.rstrip(".")  # Inc and Inc. are one
    key = place_key(written)
    if key in _GENERIC or key in places_in_text():
        return None  # the Soviet Union is a country
    if modifiers == 1 and stop == head + 1 and opens and first == start and len(words[first].text) < 3:
        return None
    return first, stop, KNOWN_ORGS.get(written, written)


def _office(words: list[Word], at: int, end: int) -> bool:
    """Whether the word is an office, and not the first of a name (General Motors, Foreign Ministry)."""
    word = bare(words[at].text)
    if word not in OFFICES:
        return False
    return word not in WEAK_OFFICES or (at + 1 < end and bare(words[at + 1].text) in OFFICES)


def _joined_before(words: list[Word], labels: list[str], start: int) -> int:
    """Where the name really begins whose second part is a segment like ``Exchange Commission``."""
    if words[start].before != "and":
        return start
    first = start - 1
    while first and not words[first].before and not labels[first]:
        first -= 1
    part = range(first, start)
    if any(labels[at] or bare(words[at].text) in OFFICES or bare(words[at].text) in HEADS for at in part):
        return start
    if place_key(" ".join(words[at].text for at in part)) in places_in_text():
        return start
    return first


def _extended(words: list[Word], head: int, stop: int) -> int:
    """The end of the name that begins with ``words[head]`` and goes on with "of ..."."""
    listing = bare(words[head].text) in _LISTING
    at = stop
    if bare(words[at].text) in NOT_OF:
        return stop
    while at < len(words):
        before, word = words[at].before, bare(words[at].text)
        if at > stop and before:
            joined = before in _JOINING and listing and not _another(words, at)
            # Council for the Exploration of the Sea, but not Ministry of Defence of Kazakhstan.
            joined = joined or (before in _OF and (bare(words[at - 1].text) in _REALMS or not _another(words, at)))
            if not joined and before not in PARTICLES:
                break
        if word in OFFICES and word not in ("foreign", "general", "justice", "special", "high"):
            break
        at += 1
    return at


def _another(words: list[Word], at: int) -> bool:
    """Whether the words from ``at`` on are a name of their own and not the second part of a listing."""
    end = at + 1
    while end < len(words) and words[end].before == "":
        end += 1
    last = bare(words[end - 1].text)
    if last in HEADS or last in COMPANY_FORMS or end - at > 3 or words[at].text.isupper():
        return True
    return place_key(" ".join(w.text for w in words[at:end])) in places_in_text()
