"""How an article is cited: enough to find it again, and to see whether its text is still the same."""

from __future__ import annotations

from hashlib import sha256

from searchkit.article import Article
from searchkit.display.safe_text import one_line


def citation(article: Article) -> str:
    """Title, source, place, date, file, id, and the hash of the text, on one line."""
    place = ", ".join(part for part in (article.place, article.country) if part and part != article.agency)
    known = (
        f'"{article.headline}"',
        article.agency,
        place,
        article.date or "no date",
        article.path,
        f"id {article.id}",
    )
    digest = sha256(article.body.encode("utf-8", "surrogatepass")).hexdigest()
    return one_line(f"{', '.join(part for part in known if part)}, text sha256 {digest[:16]}")
