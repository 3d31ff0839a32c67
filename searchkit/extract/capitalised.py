"""Runs of capitalised words: where the names of a text may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from searchkit.extract.cue_words import STARTERS, word_set

_UPPER = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x250)) if c.isupper())
_INNER = r"(?:(?:[^\W_]|[\u0300-\u036f])+)"
_PARTICLE_INSIDE = "au|aux|de|des|du|la|le|les|sur|en|on|of|e|al|el|ad|ul|am|the"
_TAILS = (
    "based|born|bound|built|day|era|free|funded|held|led|level|like|listed|long|made|only|owned|run|scale|style|term"
    "|type|wide|area|backed|brand|class|range|rate|rich|size|speed|tax|trade|year|related|to|in|by|hour|week|month|ended|end"
    "|linked|controlled|dollar|yen|mark|plus|up|down|off|out|old|time|line|side|shaped|aided|armed"
)
_WORD: Final = re.compile(
    r"(?<![^\W_])(?:"
    rf"(?:[{_UPPER}]\.){{2,}}"
    r"|(?:Mrs?|Ms|Dr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Maj|Adm|Rev|St|Jr|Sr|Inc|Corp|Ltd|Co|Bros|Cos)\.(?=[\s,)])"
    rf"|[{_UPPER}]\.(?=\s?[{_UPPER}])"
    rf"|[{_UPPER}]{_INNER}?(?:['\u2019](?![sS]\b){_INNER}|-(?:(?:{_PARTICLE_INSIDE})-)?[{_UPPER}\d]{_INNER}?)*"
    # The second half of a Chinese or Korean given name (Ka-shing), but not Paris-based.
    rf"(?:-(?!(?:{_TAILS})\b)[a-z]{{2,6}}\b(?!-))?"
    r")"
)
_CONNECTORS: Final = word_set(
    """
    & abu al and ben bin da de del della den der di do dos du el et for ibn la le of ten ter the und van von y
    zu
    """
)
PARTICLES: Final = _CONNECTORS - {"of", "the", "for", "and", "&"}
_OPENING = " \t\"'\u201c\u2018\u00ab([*"
_ENDING = ".!?:;\n\r|\u2022"


class Word(NamedTuple):
    """One capitalised word, its place in the text, and the small words between it and the word before in its run."""

    text: str
    start: int
    end: int
    before: str


@dataclass(slots=True)
class Run:
    """Capitalised words that nothing but white space and small words separates.

    ``opens`` tells that the first word begins a sentence, so that its capital says nothing.
    """

    words: list[Word]
    opens: bool


def runs(text: str) -> Iterator[Run]:
    """The runs of ``text`` in order; lines that are all in capitals have none."""
    words: list[Word] = []
    opens = False
    last_end = -1
    skipped_to = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start < skipped_to:
            continue
        written = match.group()
        before: str | None = None
        if words:
            before = _joins(text, last_end, start)
        if before is None:
            line_end = _shouting(text, start)
            if line_end:
                skipped_to = line_end
                continue
            if words:
                yield Run(words, opens)
            words = []
            opens = _opens_sentence(text, start)
            before = ""
        lowered = written.lower()
        if lowered in STARTERS and (words or opens) and not (len(written) > 1 and written.isupper()):
            if words:
                yield Run(words, opens)
            words, opens = [], False
            last_end = -1
            continue
        # EU-Kazakhstan, US-China: two names, not one.
        head, hyphen, tail = written.partition("-")
        if hyphen and head.isupper() and len(head) > 1 and tail[0].isupper():
            words.append(Word(head, start, start + len(head), before))
            yield Run(words, opens)
            words, opens, before = [], False, ""
            start += len(head) + 1
            written = tail
        words.append(Word(written, start, end, before))
        last_end = end
    if words:
        yield Run(words, opens)


def _joins(text: str, end: int, start: int) -> str | None:
    """The small words between two capitalised ones (often none), or None where they do not belong together."""
    if start - end == 1:
        return "" if text[end] in " \n\t\u00a0" else None
    if start - end > 24 or start <= end:
        return None
    gap = text[end:start]
    if "\n" in gap and (gap.count("\n") > 1 or gap.endswith("  ")):
        return None
    small = gap.split()
    if not gap[0].isspace() or not gap[-1].isspace():
        return None
    for word in small:
        if word not in _CONNECTORS:
            return None
    return " ".join(small)


def _opens_sentence(text: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and text[at] in _OPENING:
        at -= 1
    return at < 0 or text[at] in _ENDING or (text[at] in "-\u2013\u2014_" and text[at + 1] == " ")


def _shouting(text: str, start: int) -> int:
    """The end of the line if it is all in capitals (a headline, a table), else 0."""
    if not text[start + 1 : start + 2].isupper() and not text[start + 1 : start + 2].isspace():
        return 0
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    line = text[begin:end]
    return end if end - begin > 12 and line.isupper() else 0
