"""Names that the tagger did not see: acronyms, events, persons after an honorific, and names that stand again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from searchkit.article import Provenance
from searchkit.extract.cue_words import DAYS_AND_MONTHS, STARTERS
from searchkit.extract.names.acronyms import Acronym
from searchkit.extract.names.events import events, names_event
from searchkit.extract.names.found_names import FoundName, Kind, NamesByPosition, TakenCharacters, one_line
from searchkit.extract.names.organisations import KNOWN_ORGS, without_form
from searchkit.extract.names.persons import surname_in_text
from searchkit.extract.names.place_names import is_place_in_text

_MOST_REPEATED: Final = 100  # forms of names that are looked for again
HONORIFICS: Final = (
    *("Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Gov", "Rep"),
    *("President", "Senator", "Ambassador", "Chancellor"),
)
_HONORIFIC: Final = re.compile(
    rf"(?:{'|'.join(HONORIFICS)})\b\.?[ \n]"
    r"([A-Z][\w'\u2019-]+(?:[ \n](?:[A-Z]\.|[A-Z][\w'\u2019-]+)){0,3})"
)


def with_long_forms(body: str, found: list[FoundName], explained: Mapping[str, Acronym], start: int) -> list[FoundName]:
    """The names with the long forms of acronyms. A long form replaces the names within it."""
    by_position = NamesByPosition(found)
    kind_of_short = {item.written: item.kind for item in found if item.written in explained}
    replaced: set[int] = set()
    added: list[FoundName] = []
    for acronym in explained.values():
        touching = by_position.touching(acronym.start, acronym.end)
        if acronym.start < start or any(i.start <= acronym.start and acronym.end <= i.end for i in touching):
            continue
        if names_event(acronym.long):
            kind: Kind = "event"
        else:
            kind = "place" if kind_of_short.get(acronym.short) == "place" else "org"
        replaced.update(map(id, touching))
        added.append(FoundName(True, kind, acronym.start, acronym.end, body[acronym.start : acronym.end], "rule"))
    for item in found:
        if item.written in explained and item.kind in ("misc", "person"):
            item.kind, item.provenance = "org", "rule"
    return [item for item in found if id(item) not in replaced] + added


def with_events(body: str, found: list[FoundName], heads: Sequence[int], start: int) -> list[FoundName]:
    """The names with the events whose head words stand at ``heads``. An event replaces what the tagger made of it."""
    by_position: NamesByPosition | None = None
    replaced: set[int] = set()
    added: list[FoundName] = []
    for begin, end in events(body, heads, start):
        by_position = by_position or NamesByPosition(found)
        touching = by_position.touching(begin, end)
        if any(i.kind not in ("misc", "event") and (i.start < begin or end <= i.end) for i in touching):
            continue
        replaced.update(id(i) for i in touching if i.kind in ("misc", "event") or i.start == begin)
        added.append(FoundName(True, "event", begin, end, body[begin:end], "rule"))
    return [item for item in found if id(item) not in replaced] + added if added else found


def add_acronyms(
    body: str,
    found: list[FoundName],
    taken: TakenCharacters,
    explained: Mapping[str, Acronym],
    spans: Iterable[tuple[int, int]],
) -> None:
    """Add the acronyms at ``spans`` that are known or that the text explains."""
    for begin, end in spans:
        written = body[begin:end]
        if (
            (written in KNOWN_ORGS or written in explained)
            and taken.free(begin, end)
            and _is_whole_words(body, begin, end)
        ):
            found.append(FoundName(True, "org", begin, end, written, "rule"))
            taken.take(begin, end)


def add_everywhere(
    body: str,
    found: list[FoundName],
    taken: TakenCharacters,
    start: int,
    form: str,
    kind: Kind,
    provenance: Provenance,
) -> None:
    """Add a form of a name wherever it stands as whole words and in no other name."""
    at = body.find(form, start)
    while at >= 0:
        end = at + len(form)
        if taken.free(at, end) and _is_whole_words(body, at, end):
            found.append(FoundName(True, kind, at, end, form, provenance))
            taken.take(at, end)
        at = body.find(form, end)


def _is_whole_words(body: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends where words do."""
    return not (start and body[start - 1].isalnum()) and not body[end : end + 1].isalnum()


def add_repeated(body: str, found: list[FoundName], taken: TakenCharacters, start: int) -> None:
    """Add the names of several words where they stand again.

    A person who was named in full may stand again by the surname. A company may stand again without its form
    (Co Ltd).
    """
    forms: dict[str, tuple[Kind, Provenance]] = {}
    # How many names of the body are a form or end with it. Most forms stand nowhere else.
    known: dict[str, int] = {}
    for item in found:
        if item.kind == "misc":
            continue
        written = item.written
        known[written] = known.get(written, 0) + item.in_body
        if " " in written:
            forms.setdefault(written, (item.kind, item.provenance))
            if item.kind == "person" and (surname := surname_in_text(written)):
                forms.setdefault(surname, ("person", "rule"))
                known[surname] = known.get(surname, 0) + item.in_body
            elif item.kind == "org" and (bare := without_form(one_line(written))) is not None and len(bare) > 3:
                forms.setdefault(bare, ("org", "rule"))
                known[bare] = known.get(bare, 0) + item.in_body
    for form, (kind, provenance) in islice(forms.items(), _MOST_REPEATED):
        if body.count(form, start) > known[form]:
            add_everywhere(body, found, taken, start, form, kind, provenance)


def add_after_honorifics(body: str, found: list[FoundName], taken: TakenCharacters, honorifics: Iterable[int]) -> None:
    """Add the persons who are named after the honorifics at these offsets, in order."""
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
        person = _person_in(match.group(1))
        if person:
            end = begin + len(person)
            found.append(FoundName(True, "person", begin, end, person, "rule"))
            taken.take(begin, end)


def _person_in(written: str) -> str:
    """The person among the words after an honorific. Empty if they name nobody."""
    words = written.split()
    while words and (words[-1].lower() in DAYS_AND_MONTHS or words[-1].lower() in STARTERS):
        words.pop()
    if not words or words[0].lower() in STARTERS or is_place_in_text(words[0]):
        return ""
    return written[: written.rindex(words[-1]) + len(words[-1])]
