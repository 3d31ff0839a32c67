"""The place where a collection appears: the town of a local paper, whose texts do not say where that lies."""

from __future__ import annotations

from functools import lru_cache

from searchkit.errors import UsageError
from searchkit.extract.gazetteer import Place, line, lookup
from searchkit.extract.place_hierarchy import full_name, named


def checked_home(name: str) -> str:
    """The usual name of a home (``Paris, Texas``). Raises UsageError if it is no known town, or may be several."""
    place = home_place(name)
    if place is not None:
        return full_name(place)
    head = name.partition(",")[0].strip()
    towns = [full_name(each) for each in lookup(head) if each.kind in ("city", "capital")][:5]
    hint = (
        f"which one: {'; '.join(dict.fromkeys(towns))}" if towns else "name a town, and what it lies in: Paris, Texas"
    )
    raise UsageError(f"{name!r} is not one known town", hint=hint)


@lru_cache(maxsize=64)
def home_place(name: str | None) -> Place | None:
    """The town of that name; None if it is not known as one."""
    place = named(name.strip()) if name else None
    if place is None or place.kind not in ("city", "capital"):
        return None
    # Without its division, a Springfield may be any.
    return place if place.admin == line(place.number).place.admin else None
