"""The places in the names of bodies: Edmonton in *Edmonton Police*, Texas in *University of Texas*."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from searchkit.extract.gazetteer import resolve
from searchkit.extract.names.place_names import is_place_in_text, usual_place

_LONGEST: Final = 4  # words of a place
_MOST_WORDS: Final = 16  # of a name that is looked at
# After these, a place may stand that is no sure one at the begin of a name (Austin, which is a first name, too).
_LINKS: Final = frozenset(("of", "at", "in"))
_KNOWN: Final = 100_000  # inhabitants of such a place
_AREAS: Final = ("country", "state", "region", "capital")


@lru_cache(maxsize=16_384)
def places_in_name(name: str) -> tuple[str, ...]:
    """The usual names of the places in the name of a body, each once, in order.

    A place stands at the begin of the name, or after *of*, *at*, *in* or a comma. The longest one counts, and never all
    of the name.
    """
    words = name.split()[:_MOST_WORDS]
    found: dict[str, None] = {}
    at = 0
    while at < len(words):
        linked = at > 0 and (words[at - 1] in _LINKS or words[at - 1].endswith(","))
        length, place = 0, None
        if at == 0 or linked:
            length, place = next(_places_at(words, at, linked=linked), (0, None))
        if place is not None:
            found[place] = None
        at += max(length, 1)
    return tuple(found)


def _places_at(words: list[str], at: int, *, linked: bool) -> Iterator[tuple[int, str]]:
    """How many words a place has that begins at a word, and its usual name; the longest one first."""
    if not words[at][:1].isupper():
        return
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        if length == len(words):
            continue
        written = " ".join(words[at : at + length]).rstrip(",")
        if is_place_in_text(written) and (place := usual_place(written)) is not None:
            yield length, place[0]
        elif linked and (known := _well_known(written)) is not None:
            yield length, known


def _well_known(written: str) -> str | None:
    """The usual name of a place that is large enough to stand in names."""
    place = resolve(written)
    is_known = place is not None and (place.kind in _AREAS or place.population >= _KNOWN)
    return place.name if place is not None and is_known else None
