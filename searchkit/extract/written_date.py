"""How the text or the path of an article writes its date, for notes that tell a date as its source has it."""

from __future__ import annotations

from searchkit.article import Article
from searchkit.extract.dates import day_in_path, whole_dates
from searchkit.extract.opening import read_opening

# How many characters of a text its opening may take.
_HEAD = 2000


def written_date(article: Article) -> str | None:
    """The date of an article as it stands in its dateline, above its text or in its path. None if it is not found."""
    origin = article.provenance.get("date")
    if origin == "path":
        for where in (article.path, article.url):
            found = day_in_path(where) if where else None
            if found is not None:
                return found[1]
        return None
    opening = read_opening(article.body)
    if origin == "dateline":
        if article.dateline:
            return article.dateline.strip()
        return article.body[opening.dateline.start : opening.dateline.end].strip() if opening.dateline else None
    if opening.date is None or opening.date.iso != article.date:
        return None
    spans = (article.body[start:end] for date, start, end in whole_dates(article.body, _HEAD) if date == opening.date)
    return next(spans, None)
