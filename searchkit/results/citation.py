"""What a citation of an article tells: enough to find the article again, and to see whether it is still the same."""

from __future__ import annotations

from typing import Any

from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.record import record


@record(kw_only=True)
class Citation:
    """One article as a source. What is not known is None.

    ``source`` is the agency or the publication. ``line`` counts from 1 in the file at ``path``, and ``start`` and
    ``end`` are its bytes there. ``text_hash`` is the digest of the body: 16 hexadecimal digits of BLAKE2b, of 8 bytes,
    over its UTF-8.
    """

    id: str
    title: str
    author: str | None = None
    source: str | None = None
    place: str | None = None
    date: str | None = None
    url: str | None = None
    path: str | None = None
    line: int | None = None
    page: int | None = None
    start: int | None = None
    end: int | None = None
    text_hash: str = ""

    @classmethod
    def of(cls, article: Article) -> Citation:
        """The citation of an article."""
        metadata = article.metadata
        origin = article.origin or Origin()
        return cls(
            id=article.id,
            title=article.headline,
            author=_names(metadata.get("author")),
            source=article.agency or _names(metadata.get("publisher")) or _names(metadata.get("source")),
            place=article.place,
            date=article.date,
            url=article.url,
            path=article.path,
            line=origin.line,
            page=origin.page,
            start=origin.start,
            end=origin.end,
            text_hash=article.text_hash,
        )

    def text(self) -> str:
        """The citation on one line, as people write it."""
        title = f"\u201c{self.title}\u201d" if self.title else "(no title)"
        head = [each for each in (self.author, title, self.source, self.place, self.date or "no date") if each]
        return f"{', '.join(head)}. {', '.join(self._where())}."

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {name: getattr(self, name) for name in Citation.__annotations__}

    def _where(self) -> list[str]:
        place = [each for each in (self.url, self.path) if each]
        numbers = {"line": self.line, "page": self.page}
        place += [f"{name} {number:,}" for name, number in numbers.items() if number is not None]
        if self.start is not None:
            place.append(f"bytes {self.start:,} to {self.end:,}")
        return [*place, f"id {self.id}", f"text {self.text_hash}"]


def _names(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    return ", ".join(name for name in names if isinstance(name, str) and name) or None
