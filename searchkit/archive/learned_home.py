"""The home of a collection, as its own articles tell it: the town that they are most often filed from.

A run tells it of all articles, and the user decides whether the index keeps it as its home. By itself, an archive takes
a home only with its first articles (ingest/first_home.py), and only where these leave no doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from searchkit.extract.home import home_place
from searchkit.extract.place_hierarchy import full_name
from searchkit.query.tree import Everything
from searchkit.results.request import FacetRequest, Request
from searchkit.results.view import View

# A town is the home if so many articles name it as their place of filing, and so large a share of those that name any.
_LEAST: Final = 10
_SHARE: Final = 1 / 3


@dataclass(frozen=True, slots=True)
class LearnedHome:
    """A town, how many articles were filed from it, and how many tell where they were filed at all."""

    place: str
    articles: int
    of: int


def learned_home(view: View) -> LearnedHome | None:
    """The home that the articles of an archive tell. None if they tell none, or there are too few of them."""
    if not view.has_articles:
        return None
    (places,) = view.search(Request(Everything(), facets=(FacetRequest("place", limit=50),))).facets
    placed = len(view) - places.missing
    towns = [(-each.count, each.value) for each in places.values if home_place(each.value) is not None]
    if not towns:
        return None
    count, place = min(towns)
    if -count < _LEAST or -count < _SHARE * placed:
        return None
    town = home_place(place)
    return LearnedHome(full_name(town), -count, placed) if town is not None else None
