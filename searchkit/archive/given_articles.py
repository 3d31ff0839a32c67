"""Articles that a program hands over: checked, identified, completed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from searchkit.article import Article
from searchkit.errors import ArticleInvalid

if TYPE_CHECKING:
    from searchkit.archive.chosen_extractor import Extraction


def given_articles(documents: Iterable[Article | Mapping[str, Any]], extract: Extraction) -> list[Article]:
    """The articles of documents, with what their texts tell if ``extract`` says so. Raises ArticleInvalid."""
    articles = [_checked(item) for item in documents]
    if extract is False:
        return articles
    from searchkit.extract import extract as complete

    if extract is not True:
        from searchkit.archive.chosen_extractor import given_extractor

        extractor = given_extractor(extract)
        articles = extractor.complete(articles) if extractor is not None else articles
    return [complete(article) for article in articles]


def _checked(item: Article | Mapping[str, Any]) -> Article:
    if not isinstance(item, (Article, Mapping)):
        raise ArticleInvalid(f"an article is an Article or a dict, not {type(item).__name__}")
    article = item if isinstance(item, Article) else Article.from_dict(item)
    if not (article.title or article.body.strip()):
        raise ArticleInvalid("an article needs a title or a body")
    if not article.id:
        article = article.with_changes(id=blake2b(article.to_json().encode(), digest_size=8).hexdigest())
    article.to_json()  # raises for what cannot be kept, before anything is changed
    return article
