"""The stories of a set of articles, from nothing but the articles: the connected components of what are copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Final

from searchkit._native import Shingles
from searchkit.archive.connected import Connected
from searchkit.archive.copies import Days, Sketch, reach

_LONG_AGO: Final = -(1 << 60)


class _Text:
    """One text, and an article that has it for each of its dates."""

    __slots__ = ("dates", "shingles")

    def __init__(self, shingles: Shingles) -> None:
        self.shingles = shingles
        self.dates: dict[Days, int] = {}


def components(articles: Sequence[Sketch], is_crowded: Callable[[bytes], bool]) -> list[list[int]]:
    """The stories of articles, each as the places of its articles. ``is_crowded`` says which keys do not count."""
    stories = Connected()
    texts: dict[int, _Text] = {}
    holders: dict[bytes, list[_Text]] = {}
    for place, drawn in enumerate(articles):
        text = texts.get(drawn.shingles.digest)
        if text is None:
            text = texts[drawn.shingles.digest] = _Text(drawn.shingles)
            for key in set(drawn.keys):
                holders.setdefault(key, []).append(text)
        stories.join(text.dates.setdefault(drawn.days, place), place)
    for text in texts.values():
        _connect(stories, reach(text.shingles, text.shingles), text.dates.items())
    compared: set[tuple[int, int]] = set()
    for key, sharing in holders.items():
        if len(sharing) < 2 or is_crowded(key):
            continue
        for a, b in combinations(sharing, 2):
            dated = [*a.dates.items(), *b.dates.items()]
            if (id(a), id(b)) in compared or len({stories.root(place) for _, place in dated}) == 1:
                continue
            compared.add((id(a), id(b)))
            _connect(stories, reach(a.shingles, b.shingles), dated)
    found: dict[int, list[int]] = {}
    for place in range(len(articles)):
        found.setdefault(stories.root(place), []).append(place)
    return list(found.values())


def _connect(stories: Connected, within: int | None, dated: Iterable[tuple[Days, int]]) -> None:
    """Connect articles that are copies if they are dated at most ``within`` days apart.

    They have one text or two; those of one text that are so near are copies in any case. So it is enough to compare
    each, in the order of first days, with the one before it that ends last: that one is connected with all others that
    are near enough.
    """
    dates = sorted(((days or (_LONG_AGO, _LONG_AGO), place) for days, place in dated), key=lambda item: item[0])
    if within is None or not dates:
        return
    if dates[0][0][0] == _LONG_AGO:  # one without a date is a copy of all
        for _, place in dates:
            stories.join(dates[0][1], place)
        return
    last, latest = dates[0][0][1], dates[0][1]
    for (first, end), place in dates[1:]:
        if first - last <= within:
            stories.join(latest, place)
        if end > last:
            last, latest = end, place
