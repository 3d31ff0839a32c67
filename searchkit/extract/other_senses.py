"""What else the places of an article could mean."""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.typing_names import Final
from searchkit.extract.gazetteer import Place
from searchkit.extract.place_hierarchy import alternatives, full_name

_MOST_ALTERNATIVES: Final = 4


def senses(article: Article) -> dict[str, tuple[str, ...]]:
    """What else the places of an article could mean, by their names. Names that mean one place only are left out."""
    names = {name: other_senses(name) for name in article.entities.get("place", ())}
    if article.place:
        names[article.place] = other_senses(article.place, article.country)
    return {name: others for name, others in names.items() if others}


def other_senses(name: str, country: str | None = None) -> tuple[str, ...]:
    """The likeliest other places that a name could mean. ``name`` and ``country`` stand as in an article."""
    return tuple(_described(place) for place in alternatives(name, country)[:_MOST_ALTERNATIVES])


def _described(place: Place) -> str:
    written = full_name(place)
    if place.country is not None and place.country not in written:
        written = f"{written}, {place.country}"
    return f"{written} ({place.kind})"
