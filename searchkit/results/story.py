"""A story: what several articles tell in the same words."""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.record import record


@record
class Story:
    """Articles that are copies of each other, the first by date first. ``id`` is what ``story:ID`` finds them by."""

    id: str
    copies: tuple[Article, ...]
