"""The names under which tables and front matter hold the fields of an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["AUTHOR_NAMES", "FIELD_NAMES", "columns_of_fields", "name_key"]

# Field of Article.from_dict -> its names, the best first.
FIELD_NAMES: Final = {
    field: tuple(names.split())
    for field, names in {
        "title": "title headline heading article_title head",
        "body": "body text content article full_text fulltext article_text article_body articlebody maintext story "
        "article_content description summary abstract lead",
        "date": "date published published_at publishedat publication_date date_published datepublished pubdate "
        "pub_date publish_date publishdate published_date published_time published_on datetime",
        "id": "id article_id articleid guid uuid",
        "url": "canonical_url canonical url link permalink href web_url article_url source_url",
        "place": "place location city",
        "country": "country",
        "agency": "agency news_agency newswire wire",
        "language": "language lang",
        "dateline": "dateline",
        "people": "people persons person",
        "orgs": "orgs organisations organizations org",
        "places": "places",
    }.items()
}
AUTHOR_NAMES: Final = frozenset({"author", "authors", "byline", "creator"})
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """The form in which names are compared: ``Published At`` and ``published-at`` become ``published_at``."""
    return _NOT_A_WORD.sub("_", name.casefold()).strip("_")


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
