"""What the tagger finds in a text, with the mistakes mended that can be seen at the name itself."""

from __future__ import annotations

import re
from typing import Final

from searchkit._native import Tagger
from searchkit.extract.cue_words import DAYS_AND_MONTHS, WORDS_FIRST
from searchkit.extract.names.found_names import LONGEST, FoundName
from searchkit.extract.names.place_names import is_place_in_text, state_of_ministry, without_state
from searchkit.extract.names.tagger import tagger as shipped_tagger

# The tagger splits a person's name at these words: Daniel arap Moi.
_PARTICLES: Final = frozenset((" arap ", " bint ", " ould ", " wa ", " ap ", " zum ", " zur "))
_LONGEST_PARTICLE: Final = max(map(len, _PARTICLES))
# Ministry of Trade and Industry; Council for the Exploration of the Sea.
_LONG_ORG: Final = re.compile(
    r"(?:Agency|Bank|Commission|Committee|Council|Department|Ministry)[ \n](?:of|for|on)[ \n](?:the[ \n])?[A-Z][\w-]+"
    r"(?:[ \n][A-Z][\w-]+|,[ \n][A-Z][\w-]+(?=,?[ \n](?:and|[A-Z])))*,?(?:[ \n]and[ \n](?:the[ \n])?"
    r"(?:Commerce|Communications|Culture|Development|Education|Energy|Environment|Fisheries|Food|Forestry|Housing|Human|Industry"
    r"|Information|Labou?r|Means|Mining|Natural|Power|Rural|Sciences?|Security|Sports?|Technology|Tourism|Trade|Transport|Urban"
    r"|Water|Welfare|Youth)(?:[ \n][A-Z][\w-]+)?)"
    r"|Council[ \n]for[ \n](?:the[ \n])?[A-Z][\w-]+(?:[ \n]of[ \n]the[ \n][A-Z][\w-]+)?"
)
_LONG_ORG_BEGINS: Final = "ABCDM"


def tagged_names(text: str, start: int, *, in_body: bool, tagger: Tagger | None = None) -> list[FoundName]:
    """The names that the tagger finds from offset ``start`` on, in order. ``tagger`` replaces the shipped one."""
    found: list[FoundName] = []
    last: FoundName | None = None
    for kind, begin, end, _ in (tagger or shipped_tagger()).names(text[start:] if start else text):
        if end - begin > LONGEST:
            continue
        begin, end = begin + start, end + start
        if kind == "person":
            if text.endswith("day", begin, end) and (name := _before_weekday(text[begin:end])):
                end = begin + len(name)  # Obama Tuesday
            if (
                last is not None
                and last.kind == kind
                and begin - last.end <= _LONGEST_PARTICLE
                and text[last.end : begin] in _PARTICLES
            ):
                last.end, last.written = end, text[last.start : end]
                continue
        elif kind == "org":
            if text[begin] in _LONG_ORG_BEGINS and (longer := _LONG_ORG.match(text, begin, end + LONGEST)) is not None:
                end = max(end, longer.end())
            if (state := state_of_ministry(text[begin:end])) is not None:
                ministry = without_state(text[begin:end], state)
                found.append(FoundName(in_body, "org", begin, begin + len(ministry), ministry, "model"))
                kind, begin = "place", end - len(state)
        elif kind == "place" and text[begin:end].lower() in WORDS_FIRST and _begins_sentence(text, begin):
            continue
        if kind in ("org", "misc") and text.endswith("day", begin, end):
            name = _before_weekday(text[begin:end])
            if name and is_place_in_text(name):
                kind, end = "place", begin + len(name)  # left for Tokyo Monday
        last = FoundName(in_body, kind, begin, end, text[begin:end], "model")
        found.append(last)
    return found


def _before_weekday(written: str) -> str:
    """A name without the weekday at its end. Empty if it ends with none."""
    name, _, day = written.rpartition(" ")
    return name if day.lower() in DAYS_AND_MONTHS else ""


def _begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at an offset."""
    least = max(0, at - 8)
    while at > least and text[at - 1] in " \t\"'\u201c\u2018(":
        at -= 1
    return at == 0 or text[at - 1] in ".!?\n"
