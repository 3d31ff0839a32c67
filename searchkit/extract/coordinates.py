"""Where the places of an article lie, by the gazetteer: degrees of latitude and longitude, north and east positive.

A town has its own coordinates. A country, region or division has the middle of its towns, weighted by inhabitants
(``tools/middle_of_cities.py``).
"""

from __future__ import annotations

from searchkit.article import Article
from searchkit.extract.gazetteer import line
from searchkit.extract.place_hierarchy import named

Coordinates = tuple[float, float]


def coordinates_of(name: str, country: str | None = None) -> Coordinates | None:
    """Latitude and longitude of a place. ``name`` and ``country`` stand as in an article.

    None where the name is unknown, or where it may mean several places.
    """
    place = named(name, country)
    if place is None or place.latitude is None or place.longitude is None:
        return None
    if place.number >= 0 and place.admin != line(place.number).place.admin:  # one of several Springfields
        return None
    return place.latitude, place.longitude


def coordinates(article: Article) -> dict[str, Coordinates]:
    """The coordinates of the places of an article, by their names: where it was filed, and the places it names."""
    found = {article.place: coordinates_of(article.place, article.country)} if article.place else {}
    for name in (*article.more_places, *article.entities.get("place", ())):
        if name not in found:
            found[name] = coordinates_of(name)
    return {name: where for name, where in found.items() if where is not None}
