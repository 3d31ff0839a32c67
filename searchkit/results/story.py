"""A story: several articles with the same words."""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.record import record


@record
class Story:
    """Articles that are copies of each other, in order of date. ``story:ID`` with this ``id`` finds them."""

    id: str
    copies: tuple[Article, ...]
