"""What earlier runs extracted from the articles of a file.

A file that grows by a line is read again as a whole. Its other articles are as they were, and what was extracted from
them is in the index. A column has the hash of what the source gave of an article: its record before extraction, and the
way in which the file is read. An article that comes with the id and the hash of one that the index has is not extracted
again: it gets the record of that one.
"""

from __future__ import annotations

from searchkit._native import PlainArticle, recorded_articles
from searchkit.archive.fields import GIVEN_HASH
from searchkit.article import Article
from searchkit.base.given_origin import GivenOrigin
from searchkit.base.light_hashlib import blake2b
from searchkit.base.version import VERSION
from searchkit.engine.writer import Writer
from searchkit.errors import ArticleInvalid
from searchkit.ingest.way_of_reading import WayOfReading

__all__ = ["EarlierExtraction"]


class EarlierExtraction:
    """Finds in the index of a writer what was extracted from the articles of files.

    ``way`` is how files are read. Articles of another way or version count as others. ``plain`` is whether articles
    may be as the core has them.
    """

    def __init__(self, writer: Writer, way: WayOfReading, *, plain: bool) -> None:
        self.plain = plain
        self._writer = writer
        self._way_of = way.of
        self._way = b""
        self._is_known = False

    def begin(self, key: str, *, is_known: bool) -> None:
        """A file is read from here on. ``is_known`` is whether the index may have any article of it."""
        self._way = blake2b(f"{VERSION} {self._way_of(key)}".encode(), digest_size=16).digest()
        self._is_known = is_known

    def of(self, article: Article | PlainArticle) -> tuple[Article | PlainArticle, bool]:
        """An article with the hash of what its source gave, and whether it is completed already.

        Raises IndexDamaged.
        """
        try:
            record = article.to_json()
        except ArticleInvalid:  # told when it is added
            return article, False
        number = blake2b(record.encode(), digest_size=8, key=self._way).digest()
        origin = GivenOrigin.beside(article.origin, int.from_bytes(number, "big", signed=True))
        if self._is_known and (found := self._found(article.id, origin)) is not None:
            return found, True
        if isinstance(article, PlainArticle):
            article.origin = origin
            return article, False
        return article.with_changes(origin=origin), False

    def _found(self, identity: str, origin: GivenOrigin) -> Article | PlainArticle | None:
        for docnum in self._writer.find("id", identity):
            if self._writer.number(GIVEN_HASH, docnum) == origin.given:
                record = self._writer.stored(docnum)["record"]
                # Flags are of the file as it was then. A name of a list is no name that was extracted.
                plain = None if '"flags":' in record else (recorded_articles(record.encode()) or [None])[0]
                if plain is not None:
                    plain.origin = origin
                    return plain if self.plain else Article.of_plain(plain)
        return None
