"""What a source states, in the form that an archive counts by: the code of its language, and a date that can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from searchkit._native import PlainArticle, PlainArticles
from searchkit.archive.plausible_date import Years, implausible
from searchkit.article import Article, Provenance
from searchkit.base.language_code import language_code
from searchkit.base.problem import Problem
from searchkit.ingest.source import Source

__all__ = ["are_all_settled", "are_settled", "settled"]


# The codes of ISO 639 for no language in particular.
_NO_LANGUAGE: Final = frozenset({"und", "mul", "mis", "zxx"})


def are_settled(article: PlainArticle, years: Years) -> bool:
    """Whether :func:`settled` would leave an article as the core read it."""
    date, language = article.date, article.language
    return (date is None or years.have(date)) and (language is None or language == language_code(language))


def are_all_settled(articles: PlainArticles, years: Years) -> bool:
    """Whether :func:`are_settled` holds for each of them."""
    dates = articles.dates
    return (dates is None or all(map(years.have, dates))) and all(
        language == language_code(language) for language in articles.languages
    )


def settled(article: Article, source: Source, years: Years) -> Iterator[Article | Problem]:
    """The article with the code of its language and without a date that cannot be, after notes about it.

    A language that is not known stays as it is written. ``und`` says that nobody looked, so there is none.
    """
    written = article.language
    if written is not None and (code := language_code(written)) != written:
        if code is not None:
            article = article.with_changes(language=code)
        elif written.lower() in _NO_LANGUAGE:
            article = article.with_changes(language=None, provenance=_without_language(article))
        else:
            yield source.problem(
                "language_unknown",
                f"language not known: {written[:60]!r}",
                line=article.origin.line if article.origin is not None else None,
                hint="it is kept as it is; write a code such as en, or a name such as English",
                severity="note",
            )
    if (refused := implausible(article, years, source.problem)) is not None:
        article, note = refused
        yield note
    yield article


def _without_language(article: Article) -> dict[str, Provenance]:
    return {name: origin for name, origin in article.provenance.items() if name != "language"}
