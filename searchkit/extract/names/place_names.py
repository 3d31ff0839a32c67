"""Which names the gazetteer knows as places."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from searchkit.extract.cue_words import BEFORE_PLACES, COMPASS
from searchkit.extract.gazetteer import Place, places_in_text, qualifiers, resolve
from searchkit.extract.place_key import place_key

# These mean a place only in capitals: "us" is a word.
ABBREVIATED_PLACES: Final = frozenset(("us", "uk", "uae", "usa", "ussr", "drc", "gdr", "prc"))
_BEFORE_STATE: Final = " of "


def is_place_in_text(name: str) -> bool:
    """Whether running text means a place whenever it writes this name with a capital."""
    return place_key(name) in places_in_text()


@lru_cache(maxsize=65_536)
def place_named(written: str) -> Place | None:
    """The place that a name means: one that is known in running text, or else the only place of that name."""
    key = place_key(written)
    if key not in places_in_text() and key.split(" ", 1)[0] in COMPASS and " " in key:
        return places_in_text().get(key.split(" ", 1)[1])  # Northern Iraq
    if key in ABBREVIATED_PLACES and not written.isupper():
        return None
    if written.endswith(".") and (states := [scope for scope in qualifiers(written) if scope.kind == "state"]):
        return states[0] if len(states) == 1 else None  # Mich.
    return places_in_text().get(key) or resolve(written)


def is_place_of_several_words(name: str) -> bool:
    """Whether a name of several words is a place that running text is known to write. ``name`` is on one line."""
    return " " in name and _may_end_place(name) and is_place_in_text(name)


def _may_end_place(name: str) -> bool:
    """Whether a place of several words may end as a name does. This quick test answers for most names."""
    last = name.rpartition(" ")[2].lower()
    return last in _last_words() or not (last.isascii() and last.isalpha())


@lru_cache(maxsize=1)
def _last_words() -> frozenset[str]:
    """The last words of the places of several words."""
    return frozenset(key.rpartition(" ")[2] for key in places_in_text() if " " in key)


def state_of_ministry(written: str) -> str | None:
    """The state at the end of the name of a ministry: Kazakhstan in ``Ministry of Trade of Kazakhstan``."""
    if written[:11] != "Ministry of" or _BEFORE_STATE not in written[12:]:
        return None
    state = written.rsplit(_BEFORE_STATE, 1)[1]
    return state if is_place_in_text(state) else None


def without_state(written: str, state: str) -> str:
    """The name of a ministry without its state."""
    return written[: -len(_BEFORE_STATE + state)]


def outweighs_persons(written: str) -> bool:
    """Whether a name may mean a place although a person of the text has that surname: Jordan, but not Houston."""
    place = place_named(written)
    return place is not None and place.kind in ("country", "capital", "region")


def follows_place_cue(text: str, at: int) -> bool:
    """Whether a word that leads to places stands before an offset: *in* Jordan."""
    before = text[max(0, at - 12) : at].split()
    return bool(before) and before[-1].lower() in BEFORE_PLACES
