"""The names under which tables and front matter hold the fields of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["AUTHOR_NAMES", "FIELD_NAMES", "columns_of_fields", "name_key"]

# Field of Article.from_dict -> its names, the best first. The core knows them as well (`article/field_names.rs`).
FIELD_NAMES: Final = {
    field: tuple(name.replace("_", "") for name in names.split())
    for field, names in {
        "title": "title headline heading article_title article_headline headline_text news_title story_title "
        "post_title page_title web_title main_headline head dc_title og_title",
        "body": "body text content contents article full_text fulltext article_text article_body main_text "
        "body_text body_plain body_content content_text content_plain plain_text text_plain text_content "
        "article_content article_contents main_content story story_text story_body story_content news_text news_body "
        "news_content post_text post_body post_content page_text text_body clean_text cleaned_text raw_text ocr_text "
        "transcript paragraphs body_html body_xhtml html_body content_html html_content content_encoded text_html "
        "article_html story_html description lead_paragraph lead summary abstract excerpt standfirst dc_description",
        "date": "date published published_at publication_date date_published pubdate publish_date date_publish "
        "date_of_publication published_date publish_time published_time publication_time published_on "
        "published_date_time published_timestamp publication_datetime first_published first_published_at "
        "first_publication_date web_publication_date display_date release_date issue_date issued datetime date_time "
        "article_date news_date story_date post_date first_created content_created version_created "
        "date_created created_date created_at created creation_date dc_date",
        "id": "id article_id guid uuid doc_id document_id docno news_id story_id post_id item_id unique_id "
        "dc_identifier",
        "url": "canonical_url canonical url link permalink perma_link href web_url article_url story_url page_url "
        "post_url news_url short_url external_url source_url original_url",
        "place": "place location city",
        "country": "country country_name",
        "agency": "agency news_agency newswire wire",
        "language": "language lang language_code lang_code dc_language",
        "dateline": "dateline",
        "people": "people persons person",
        "orgs": "orgs organisations organizations org",
        "places": "places",
    }.items()
}
AUTHOR_NAMES: Final = frozenset({"author", "authors", "byline", "creator"})
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """The form in which names are compared: ``Published At`` and ``publishedAt`` become ``publishedat``."""
    return _NOT_A_WORD.sub("", name.casefold())


def columns_of_fields(names: Sequence[str]) -> dict[int, str]:
    """Which of ``names`` (by number from 0) holds which field. A field has one column at most."""
    columns: dict[str, int] = {}
    for number, name in enumerate(names):
        columns.setdefault(name_key(name), number)
    found: dict[int, str] = {}
    for field, known in FIELD_NAMES.items():
        column = next((columns[name] for name in known if name in columns), None)
        if column is not None:
            found[column] = field
    return found
