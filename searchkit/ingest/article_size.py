"""How long the text of an article from a file may be. What is beyond is left out, and the user is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from searchkit.article import LONGEST_BODY, LONGEST_TITLE, Article
from searchkit.base.problem import Problem
from searchkit.ingest.source import Source

__all__ = ["cut", "cut_notes"]


def cut(article: Article) -> Article:
    """The article with the beginning of its title and body, as much as an index takes."""
    changes: dict[str, Any] = {}
    if len(article.title or "") > LONGEST_TITLE:
        changes["title"] = (article.title or "")[:LONGEST_TITLE]
    if len(article.body) > LONGEST_BODY:
        changes["body"] = article.body[:LONGEST_BODY]
        if starts := article.page_starts:
            pages = [start for start in starts if start <= LONGEST_BODY]
            changes["metadata"] = {**article.metadata, "pages": pages}
    return article.with_changes(**changes, flags=(*article.flags, "truncated")) if changes else article


def cut_notes(article: Article, source: Source) -> Iterator[Problem]:
    """What :func:`cut` leaves out of an article."""
    for what, text, limit in (("title", article.title or "", LONGEST_TITLE), ("body", article.body, LONGEST_BODY)):
        if len(text) > limit:
            yield source.problem(
                "article_cut",
                f"a {what} of more than {limit:,} characters; the rest is left out",
                hint="split the file into its articles",
                severity="note",
            )
