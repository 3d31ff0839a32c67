"""An article as an archive stores it, laid out again without its source."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from searchkit.archive.layout import document
from searchkit.article import Article
from searchkit.base.analysis import Analysis
from searchkit.base.origin import Origin
from searchkit.errors import ArticleInvalid, IndexDamaged
from searchkit.extract.place_hierarchy import rolled_up


def laid_out(
    stored: Mapping[str, Any],
    origin: Origin | None,
    analysis: Analysis,
    lists: Sequence[str],
    flags: Sequence[str] = (),
    change: Callable[[Article], Article] | None = None,
) -> tuple[Article, dict[str, Any]]:
    """A stored article with its origin and its index fields, without those of its story. Raises IndexDamaged.

    ``analysis`` is the rule to lay it out by, and ``lists`` are the names of the archive's lists. ``flags`` are added
    to what the article already says of itself. ``change`` gives the article that is laid out in its place.
    """
    try:
        article = Article(**json.loads(stored["record"]), origin=origin)
    except (ValueError, TypeError, ArticleInvalid) as error:
        raise IndexDamaged(f"a stored article cannot be read: {error}") from error
    if flags:
        article = article.with_changes(flags=(*article.flags, *flags))
    if change is not None:
        article = change(article)
    within = rolled_up(article, analysis.folded)
    return article, document(article, stored["source"] or "", within=within, lists=lists)
