"""Articles that the core read, as Python knows them."""

from __future__ import annotations

import json

from searchkit._native import PlainArticle
from searchkit.article import Article


def as_article(plain: PlainArticle) -> Article:
    """An article that the core read."""
    return Article.of_stored(json.loads(plain.to_json()), plain.origin)
