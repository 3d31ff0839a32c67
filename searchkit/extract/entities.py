"""The people, organisations and places that a text names, found by rules in one pass over its capitalised words.

The rules would rather miss a name than make one up: a word that only the beginning of a sentence or a headline in
capitals has raised is no name, two capitalised words are not yet a person, and a town that is first of all an English
word is not looked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from searchkit.extract.capitalised import Run, Word, runs
from searchkit.extract.cue_words import COMPASS, DAYS_AND_MONTHS, DEMONYMS, KNOWN_ORGS, OF_WATERS
from searchkit.extract.gazetteer import Place, places_in_text
from searchkit.extract.orgs import bare, find_orgs
from searchkit.extract.people import find_people
from searchkit.extract.place_key import place_key

_LONGEST_PLACE = 5  # words


def find_entities(title: str | None, body: str, start: int = 0) -> dict[str, tuple[str, ...]]:
    """The names in a title and in a body from offset ``start`` on, by kind: ``person``, ``org`` and ``place``.

    Each name stands once, in the order of first appearance; places and the best-known bodies by their usual English
    name. A title in capitals, or with a capital on every word, gives none.
    """
    people: list[str] = []
    orgs: list[str] = []
    places: list[str] = []
    texts = [body[start:] if start else body]
    if title and not _headline_case(title):
        texts.insert(0, title)
    for text in texts:
        for run in runs(text):
            _read_run(text, run, people, orgs, places)
    full = [name for name in people if " " in name]
    surnames = {name.rsplit(" ", 1)[1] for name in full}
    kept = [name for name in people if " " in name or name not in surnames]
    for name in kept:
        if " " not in name:
            surnames.add(name)
    return {
        "person": tuple(dict.fromkeys(kept)),
        "org": tuple(dict.fromkeys(orgs)),
        "place": tuple(dict.fromkeys(name for name in places if name not in surnames)),
    }


def _read_run(text: str, run: Run, people: list[str], orgs: list[str], places: list[str]) -> None:
    words = run.words
    if len(words) == 1 and "-" not in words[0].text:  # most runs: worth a short way
        written = words[0].text
        if written in KNOWN_ORGS:
            orgs.append(KNOWN_ORGS[written])
        elif (place := _place_named(written)) is not None:
            places.append(place.name)
        return
    if len(words) > 2 and all(len(word.text) > 3 and word.text.isupper() for word in words):
        return  # part of a headline in capitals
    labels = [""] * len(words)
    found = find_orgs(text, words, labels, run.opens)
    if found:
        found.sort()
        orgs.extend(name for _, name in found)
    if len(words) > 1:
        people.extend(name for _, name in find_people(text, words, labels, run.opens))
    places.extend(_places(words, labels))


def _places(words: list[Word], labels: list[str]) -> Iterable[str]:
    """The places among the words that are part of no other name.

    What stands between other names must be places from end to end: Paris in Paris Hilton is none.
    """
    at = 0
    while at < len(words):
        if labels[at]:
            at += 1
            continue
        end = at + 1
        while end < len(words) and not labels[end] and not words[end].before:
            end += 1
        if not (words[at].before.startswith("of") and at and bare(words[at - 1].text) in OF_WATERS):
            yield from _tiled(words, at, end)
        at = end


def _tiled(words: list[Word], start: int, end: int) -> list[str]:
    found: list[str] = []
    at = start
    while at < end:
        for stop in range(min(end, at + _LONGEST_PLACE), at, -1):
            written = words[at].text if stop - at == 1 else " ".join(word.text for word in words[at:stop])
            place = _place_named(written)
            if place is not None:
                found.append(place.name)
                at = stop
                break
        else:
            word = bare(words[at].text)
            if word not in COMPASS and word not in DAYS_AND_MONTHS and word not in DEMONYMS:
                # EU-Kazakhstan is two names; so is the written pair of two places.
                parts = words[at].text.split("-")
                both = [_place_named(part) for part in parts] if len(parts) == 2 and end - start == 1 else []
                return [place.name for place in both if place] if both and all(both) else []
            at += 1
    return found


@lru_cache(maxsize=65_536)
def _place_named(written: str) -> Place | None:
    """The place of that name, if it is written as one: abbreviations (US, UK) only in capitals."""
    key = place_key(written)
    if (
        len(key) <= 4
        and " " not in key
        and not written.isupper()
        and key in ("us", "uk", "uae", "usa", "ussr", "drc", "gdr", "prc")
    ):
        return None
    return places_in_text().get(key)


def _headline_case(title: str) -> bool:
    """Whether the capitals of a title say nothing, because all or nearly all its words have one."""
    words = [word for word in title.split() if word[:1].isalpha() and len(word) > 3]
    if title.isupper():
        return True
    raised = sum(word[0].isupper() for word in words)
    return len(words) > 2 and raised > 0.7 * len(words)
