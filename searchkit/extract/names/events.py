"""Names of events, which a head word tells: Conference, Cup, War."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from searchkit.extract.cue_words import STARTERS, word_set

# Head words: names of events end with one, or have one before "of" and "on".
_HEADS: Final = word_set(
    """
    assembly battle biennale bowl carnival ceremony championship championships conference congress convention crisis
    crusade cup derby dialogue earthquake election elections exhibition expo fair festival final finals flood forum
    games genocide hurricane invasion marathon massacre olympics open peace plebiscite prix rally rebellion
    referendum regatta revolt revolution riots seminar siege summit superbowl symposium talks tournament trial
    trials trophy typhoon uprising war wars week
    """
)
# Head words that begin a name: Operation Desert Storm.
_FIRST: Final = word_set("battle conference expo hurricane operation siege summit tour typhoon cyclone")
_NOT_ALONE: Final = re.compile(r"\W")


def names_event(name: str) -> bool:
    """Whether a name of at least two words is that of an event (``World War II``, ``Conference on Disarmament``)."""
    words = [word for word in _NOT_ALONE.split(name.lower()) if word]
    if len(words) < 2:
        return words == ["olympics"]
    if words[0] in _FIRST:
        return True
    # World War II, Euro Cup 1996, Rio Summit; the part before "of", "on", "in" has the head.
    for stop, word in enumerate(words):
        if word in ("of", "on", "in", "for", "at", "against") and stop:
            return words[stop - 1] in _HEADS
    last = words[-1]
    if last in ("i", "ii", "iii", "iv") or last.isdigit():
        last = words[-2]
    return last in _HEADS


# The head words that name an event wherever words with capitals stand before them.
SURE_HEADS: Final = (
    *("Championship", "Championships", "Conference", "Cup", "Dialogue", "Festival", "Forum", "Games", "Grand Prix"),
    *("Olympics", "Summit", "Symposium", "World War"),
)
_SURE: Final = re.compile(
    rf"(?:{'|'.join(SURE_HEADS)}(?: II?)?)\b"  # World War II
    r"(?! (?:Board|Center|Centre|Committee|Council|Federation|Hall|Inc|Secretariat)\b)"
)
_BEFORE: Final = re.compile(r"((?:(?<![\w.'\u2019-])[A-Z][\w-]*[ \n](?:(?:and|of|for|on)[ \n](?=[A-Z]))?)+)$")
_AFTER: Final = re.compile(
    r"[ \n](?:on|of|for)[ \n](?:the[ \n])?[A-Z][\w-]*"
    r"(?:[ \n](?:(?:and|of|its|the|on|for|through)[ \n])*[A-Z][\w-]*)*"
)
_REACH_BEFORE: Final = 80  # characters before a head word within which its name begins
_REACH_AFTER: Final = 160
# What such an event is about may follow it.
_WITH_TOPIC: Final = ("Conference", "Forum", "Symposium", "Dialogue", "Festival", "Summit")


def events(text: str, heads: Iterable[int], start: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of events with a head word and other words with capitals around it (``Istanbul Summit``).

    ``heads`` are the offsets of SURE_HEADS in the text from ``start`` on, in order.
    """
    last = 0
    for head in heads:
        match = _SURE.match(text, head) if head >= last else None
        if match is None:
            continue
        begin, last = match.span()
        if begin and (text[begin - 1].isalnum() or text[begin - 1] == "_"):
            continue
        begin = _name_begins(text, begin, start)
        end = match.end()
        if match.group() in _WITH_TOPIC:
            topic = _AFTER.match(text, end, end + _REACH_AFTER)
            end = topic.end() if topic is not None else end
        if (begin, end) != match.span() or match.group().startswith(("World War", "Olympics")):
            yield begin, end


def _name_begins(text: str, head: int, start: int) -> int:
    """Where the name with a head word begins: at the words with capitals before it, unless they open a sentence."""
    before = _BEFORE.search(text[max(start, head - _REACH_BEFORE) : head])
    if before is None:
        return head
    words = before.group(1)
    skipped = 0
    while (first := words[skipped:].split(maxsplit=1)) and first[0].lower() in STARTERS:
        skipped += len(words[skipped:]) - len(first[1] if len(first) > 1 else "")
    return head - len(words) + skipped
