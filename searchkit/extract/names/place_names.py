"""Which names the gazetteer knows as places."""

from __future__ import annotations

from typing import Final

from searchkit.extract.cue_words import COMPASS
from searchkit.extract.gazetteer import Place, places_in_text, qualifiers, resolve
from searchkit.extract.place_key import place_key

# These mean a place only in capitals: "us" is a word.
_ABBREVIATED: Final = frozenset(("us", "uk", "uae", "usa", "ussr", "drc", "gdr", "prc"))
# A name that means one of these may stand for it although a person of the text has that surname: Jordan, not Houston.
_OUTWEIGH_PERSONS: Final = ("country", "capital", "region")


def is_place_in_text(name: str) -> bool:
    """Whether running text means a place whenever it writes this name with a capital."""
    return place_key(name) in places_in_text()


def usual_place(written: str) -> tuple[str, bool] | None:
    """The usual name of the place that a name means, and whether it outweighs a person of that surname."""
    place = _place_named(written)
    return (place.name, place.kind in _OUTWEIGH_PERSONS) if place is not None else None


def _place_named(written: str) -> Place | None:
    """The place that a name means: one that is known in running text, or else the only place of that name."""
    key = place_key(written)
    if key not in places_in_text() and key.split(" ", 1)[0] in COMPASS and " " in key:
        return places_in_text().get(key.split(" ", 1)[1])  # Northern Iraq
    if key in _ABBREVIATED and not written.isupper():
        return None
    if written.endswith(".") and (states := [scope for scope in qualifiers(written) if scope.kind == "state"]):
        return states[0] if len(states) == 1 else None  # Mich.
    return places_in_text().get(key) or resolve(written)


def last_words() -> frozenset[str]:
    """The last words of the places of several words that running text names, in small letters."""
    return frozenset(key.rpartition(" ")[2] for key in places_in_text() if " " in key)
