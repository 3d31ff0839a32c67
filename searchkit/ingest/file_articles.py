"""The articles of the files of a run, as they are added: read, named by the user's extractor, and completed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit._native import PlainArticle, PlainArticles
from searchkit.archive.plausible_date import implausible, problem_of
from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.extract.extractor import BATCH, UserExtractor
from searchkit.extract.settings import USUAL, Settings
from searchkit.ingest.column_mapping import Remembered
from searchkit.ingest.container import Limits
from searchkit.ingest.earlier_extraction import EarlierExtraction
from searchkit.ingest.problem_limit import FewProblems
from searchkit.ingest.reading import plain_or_articles, read_file, together
from searchkit.ingest.regular_file import Check

if TYPE_CHECKING:
    from searchkit.ingest.extraction import ExtractionWorkers

__all__ = ["FileArticles"]


class FileArticles:
    """Reads files. ``extractor`` gives the articles names, and ``workers`` processes complete them by ``settings``.

    Without settings, articles stay as their sources have them. ``earlier`` knows which of them earlier runs completed,
    and whether they may be as the core has them. Close it after use.
    """

    def __init__(
        self,
        extractor: UserExtractor | None,
        settings: Settings | None,
        workers: int,
        earlier: EarlierExtraction,
        *,
        columns: Remembered,
        limits: Limits,
        check: Check,
    ) -> None:
        self._extractor = extractor
        self._settings = settings or USUAL
        self._extraction = None if settings is None else _workers(settings, workers, earlier.plain)
        self._earlier = earlier
        self._columns = columns
        self._limits = limits
        self._check = check
        self._file: BinaryIO | None = None

    def of(self, key: str, path: Path, *, is_known: bool) -> Iterator[Article | PlainArticle | PlainArticles | Problem]:
        """The articles and Problems of a file, in order. ``is_known`` is whether the index may have any article of it.

        An extractor of the user's is asked about all of them.
        """
        self._file = None
        how: dict[str, Any] = {"limits": self._limits, "check": self._check, "on_open": self._opened}
        how["columns"] = self._columns.of(key)
        if self._extractor is not None:
            named = self._named(self._extractor, read_file(path, key, **how))
            items = named if self._extraction is None else self._extraction.completed(named)
        elif self._extraction is not None:
            self._earlier.begin(key, is_known=is_known)
            items = self._extraction.completed(plain_or_articles(path, key, **how), self._earlier.of)
        else:
            yield from (together if self._earlier.plain else read_file)(path, key, **how)
            return
        few = FewProblems(key)
        for item in items:
            refused = None
            if not isinstance(item, Problem) and item.date is not None and not self._limits.years.have(item.date):
                told = Article.of_plain(item) if isinstance(item, PlainArticle) else item
                refused = implausible(told, self._limits.years, problem_of(told))
            if refused is None:
                yield item
                continue
            article, note = refused
            if few.keeps(note):
                yield note
            # Without the hash of what the source gave, it is extracted again next time, and told again.
            yield article.with_changes(origin=article.origin and Origin(*article.origin))
        yield from few.rest()

    @property
    def position(self) -> int:
        """How many bytes of the file were read."""
        try:
            return 0 if self._file is None else self._file.tell()
        except ValueError:  # it is closed
            return 0

    def _opened(self, file: BinaryIO) -> None:
        self._file = file

    def close(self) -> None:
        """End the other processes."""
        if self._extraction is not None:
            self._extraction.close()

    def _named(self, extractor: UserExtractor, items: Iterator[Article | Problem]) -> Iterator[Article | Problem]:
        """The same items in order, with the names that the user's extractor finds. It gets many articles at once."""
        while waiting := list(islice(items, BATCH)):
            articles = [item for item in waiting if isinstance(item, Article)]
            completed = iter(extractor.complete(articles, self._settings))
            for item in waiting:
                yield next(completed) if isinstance(item, Article) else item


def _workers(settings: Settings, workers: int, takes_plain: bool) -> ExtractionWorkers:
    # Not all runs extract.
    from searchkit.extract.completion import extract
    from searchkit.ingest.extraction import ExtractionWorkers

    return ExtractionWorkers(partial(extract, settings=settings), workers, settings, plain=takes_plain)
