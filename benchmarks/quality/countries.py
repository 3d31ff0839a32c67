"""The country that a dateline is filed from, against the places that the editors of Reuters gave the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.quality.score import Score
from benchmarks.real_articles import reuters_elements
from searchkit.article import Article
from searchkit.extract.completion import extract
from searchkit.extract.gazetteer import lookup

_DATELINE: Final = re.compile(r"<DATELINE>(.*?)</DATELINE>", re.S)
_PLACES: Final = re.compile(r"<PLACES>(.*?)</PLACES>", re.S)
_TAG: Final = re.compile(r"<D>(.*?)</D>", re.S)
# Datelines name towns, and those of these states are taken to lie where nearly all of them did.
_TODAY: Final = {"Soviet Union": "Russia", "Yugoslavia": "Serbia"}


def countries(shared: Path) -> list[Score]:
    """Articles of one place, a country, whose dateline names a place: the country that the dateline alone tells.

    An article may be tagged with the one country that it is about and filed from another, so even a perfect reader
    finds less than all.
    """
    gold = found = right = 0
    for dateline, country in _articles(shared):
        article = extract(Article(dateline=dateline))
        if article.place is None:
            continue
        gold += 1
        found += article.country is not None
        right += article.country == country
    return [Score("country of the dateline (Reuters-21578, articles of one country)", gold, found, right)]


def _articles(shared: Path) -> Iterator[tuple[str, str]]:
    """The dateline and the country of every article that is tagged with one country and no other place."""
    for text in reuters_elements(shared):
        dateline, tags = _DATELINE.search(text), _PLACES.search(text)
        places = _TAG.findall(tags[1]) if tags else []
        if dateline is None or len(places) != 1:
            continue
        country = next((place.country for place in lookup(places[0]) if place.kind == "country"), None)
        if country is not None:
            yield dateline[1], _TODAY.get(country, country)
