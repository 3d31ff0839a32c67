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
# Places that stand in the names of bodies although running text names them with what they lie in.
_AREAS: Final = ("country", "state", "region", "capital")
_KNOWN: Final = 100_000  # inhabitants of other ones


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


def well_known(written: str) -> str | None:
    """The usual name of a place that is large enough to stand in the names of bodies."""
    place = resolve(written)
    is_known = place is not None and (place.kind in _AREAS or place.population >= _KNOWN)
    return place.name if place is not None and is_known else None
