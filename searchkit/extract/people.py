"""People in a run of capitalised words: only where an office, a calling, an apposition or speech vouches for them."""

from __future__ import annotations

import re
from typing import Final

from searchkit.extract.capitalised import PARTICLES, Word
from searchkit.extract.cue_words import (
    CALLINGS,
    COMPANY_FORMS,
    DAYS_AND_MONTHS,
    DEMONYMS,
    GIVEN_NAMES,
    HEADS,
    NOT_NAMES,
    OFFICES,
    PORTFOLIOS,
    SAID,
    SURNAME_OFFICES,
    WEAK_CALLINGS,
    WEAK_OFFICES,
)
from searchkit.extract.gazetteer import places_in_text
from searchkit.extract.orgs import ORG, bare
from searchkit.extract.place_key import place_key

PERSON: Final = "person"
OFFICE: Final = "office"
_WORD_BEFORE: Final = re.compile(r"([A-Za-z]+)\s$")
_SAID_AFTER: Final = re.compile(r"\s(" + "|".join(sorted(SAID)) + r")\b")
_SAID_BEFORE: Final = re.compile(r"\b(" + "|".join(sorted(SAID)) + r")\s$")
_APPOSITION: Final = re.compile(r",\s(?:(\d{2}),|((?:[A-Za-z'\u2019-]+\s){0,5}[A-Za-z'\u2019-]+))")
_SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii"))
_OF: Final = frozenset(("of", "of the", "for", "for the"))
_NOT_IN_NAMES: Final = (
    HEADS | COMPANY_FORMS | DAYS_AND_MONTHS | DEMONYMS | (OFFICES - GIVEN_NAMES) | NOT_NAMES | PORTFOLIOS
) - frozenset(("rose", "church", "co"))
_LONGEST: Final = 4


def find_people(text: str, words: list[Word], labels: list[str], opens: bool) -> list[tuple[int, str]]:
    """The people named among ``words``, with the offset of each; offices and names are labelled in ``labels``.

    A single word is taken for a surname only after an office (President Reagan).
    """
    found: list[tuple[int, str]] = []
    at = 0
    count = len(words)
    while at < count:
        if labels[at]:
            at += 1
            continue
        if bare(words[at].text) in OFFICES:
            name_at, cue = _after_office(words, labels, at)
            stop = _name_end(words, labels, name_at)
            length = stop - name_at
            unsure = length >= 2 and cue in WEAK_OFFICES and bare(words[name_at].text) not in GIVEN_NAMES
            if unsure or (length == 1 and not _surname(words, labels, name_at, cue)):
                stop = name_at
            if stop > name_at:
                found.append(_take(text, words, labels, name_at, stop))
            at = max(stop, name_at, at + 1)
            continue
        stop = _name_end(words, labels, at)
        if stop - at >= 2 and (at == 0 or words[at].before) and _vouched(text, words, at, stop, opens and at == 0):
            found.append(_take(text, words, labels, at, stop))
            at = stop
        else:
            at = max(stop, at + 1)
    return found


def _after_office(words: list[Word], labels: list[str], at: int) -> tuple[int, str]:
    """Where the name after the office at ``at`` would begin, and the last word of the office."""
    count = len(words)
    cue = bare(words[at].text)
    while at < count and not labels[at] and bare(words[at].text) in OFFICES:
        if words[at].before in _OF or (words[at].before and cue == ""):
            break
        labels[at] = OFFICE
        cue = bare(words[at].text) if bare(words[at].text) != "general" or cue == "general" else cue
        at += 1
    # Minister of Foreign Affairs X, Secretary of State X
    portfolio = at
    while (
        portfolio < count
        and not labels[portfolio]
        and bare(words[portfolio].text) in (PORTFOLIOS | WEAK_OFFICES)
        and words[portfolio].before in (_OF | {"and", ""})
    ):
        portfolio += 1
    if portfolio > at and words[at].before in _OF:
        for i in range(at, portfolio):
            labels[i] = OFFICE
        at = portfolio
    elif at < count and words[at].before in _OF:
        # President of Kazakhstan X, President of the European Commission X
        stop = at
        while stop < count and labels[stop] == ORG and (stop == at or not words[stop].before):
            stop += 1
        if stop == at:
            stop = _place_end(words, at)
        if stop > at and stop < count and words[stop].before == "" and _name_end(words, labels, stop) - stop >= 2:
            return stop, cue
        return (stop if stop > at and labels[at] else at), ""
    if at < count and words[at].before not in PARTICLES and words[at].before != "":
        return at, ""
    return at, cue


def _place_end(words: list[Word], at: int) -> int:
    places = places_in_text()
    for stop in range(min(len(words), at + 5), at, -1):
        if place_key(" ".join(word.text for word in words[at:stop])) in places:
            return stop
    return at


def _name_end(words: list[Word], labels: list[str], start: int) -> int:
    """The end of the words from ``start`` on that can be one name."""
    at = start
    while at < len(words) and at - start < _LONGEST + 1:
        word = words[at]
        if labels[at] or (at > start and word.before and not set(word.before.split()) <= PARTICLES):
            break
        plain = bare(word.text)
        if plain in _SUFFIXES and at > start:
            at += 1
            break
        if plain in _NOT_IN_NAMES:
            break
        if len(plain) > 1 and word.text.isupper() and "." not in word.text:
            break  # an acronym
        if at == start and len(plain.replace(".", "")) > 3 and word.text.endswith("."):
            break
        at += 1
    if at - start > _LONGEST:
        return start
    return at


def _surname(words: list[Word], labels: list[str], at: int, cue: str) -> bool:
    """Whether the single word at ``at`` is a surname by the office before it."""
    word = words[at].text
    if cue not in SURNAME_OFFICES or len(word) < 3 or words[at].before not in (PARTICLES | {""}):
        return False
    follows = at + 1 < len(words) and words[at + 1].before == ""
    if follows and bare(words[at + 1].text) not in DAYS_AND_MONTHS | DEMONYMS:
        return False
    return place_key(word) not in places_in_text() and not word.endswith("-")


def _take(text: str, words: list[Word], labels: list[str], start: int, stop: int) -> tuple[int, str]:
    for at in range(start, stop):
        labels[at] = PERSON
    begin = words[start].start
    if start and words[start].before in PARTICLES and words[start].before:
        begin = words[start - 1].end + 1
    return words[start].start, " ".join(text[begin : words[stop - 1].end].split())


def _vouched(text: str, words: list[Word], start: int, stop: int, opens: bool) -> bool:
    """Whether the words around two or more capitalised ones say that they name somebody."""
    if place_key(text[words[start].start : words[stop - 1].end]) in places_in_text():
        return False
    begin, end = words[start].start, words[stop - 1].end
    ends_run = stop == len(words) or bool(words[stop].before)
    given = bare(words[start].text) in GIVEN_NAMES or (len(words[start].text) == 2 and words[start].text[1] == ".")
    if start == 0 and not opens:
        before = _WORD_BEFORE.search(text, max(0, begin - 24), begin)
        calling = before.group(1) if before else ""
        if calling in CALLINGS or (given and calling in WEAK_CALLINGS):
            return True
        if given and calling in SAID:
            return True
    if not ends_run:
        return False
    if given and _SAID_AFTER.match(text, end):
        return True
    match = _APPOSITION.match(text, end, end + 90)
    if match is None:
        return False
    if match.group(1):
        return given or opens is False
    return _calls(match.group(2), given)


def _calls(phrase: str, given: bool) -> bool:
    """Whether the words after the comma are an office or a calling (``deputy secretary general of ...``)."""
    lowered = 0
    for word in phrase.split():
        if word in CALLINGS or (given and word in WEAK_CALLINGS):
            return True
        if word in ("of", "in", "at", "on", "and", "which", "where", "is", "was", "said", "that", "to", "with", "but"):
            return False
        if word[0].isupper():
            if given and word.lower() in OFFICES:
                return True
            continue
        lowered += 1
        if lowered > 4:
            return False
    return False
