"""Extraction during a run over files: in this process, or in several others at once, with the same result.

The first articles are always completed here, because starting processes takes longer than that. Other processes get
articles in batches. The articles come back in order, each once, whatever happens to those processes: a batch that one
of them does not answer is completed here.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from searchkit._native import PlainArticle, recorded_articles
from searchkit.article import Article
from searchkit.base.origin import Origin
from searchkit.base.problem import Problem
from searchkit.errors import ArticleInvalid
from searchkit.extract.settings import USUAL, Settings
from searchkit.extract.worker import received, send

__all__ = ["ExtractionWorkers"]

Completed = Article | PlainArticle
Item = Completed | Problem
# What an earlier run made of an article (else the article), and whether it is completed already.
Earlier = Callable[[Completed], tuple[Completed, bool]]
Complete = Callable[[Article], Article]
# So many articles are completed here before other processes start.
_FIRST: Final = 300
# Articles of a batch, and characters of their texts after which it is closed.
_BATCH: Final = 48
_CHARACTERS: Final = 256_000
# Fewer articles than this are not worth the way.
_FEW: Final = 8


class _Done:
    """What needs no extraction: a Problem, or an article that an earlier run completed."""

    __slots__ = ("item",)

    def __init__(self, item: Item) -> None:
        self.item = item


class ExtractionWorkers:
    """Completes articles, with up to ``number`` other processes. Close it after use.

    ``extract`` does it here, and the others do it by the same ``settings``. With ``plain``, articles may come back as
    the core has them.
    """

    def __init__(self, extract: Complete, number: int, settings: Settings = USUAL, *, plain: bool = False) -> None:
        self._extract = extract
        self._settings = settings
        self._plain = plain
        self._number = number if number > 1 and sys.executable else 0
        self._done = 0
        self._threads: ThreadPoolExecutor | None = None
        self._own = threading.local()
        self._processes: list[subprocess.Popen[bytes]] = []

    def completed(self, items: Iterator[Item], earlier: Earlier | None = None) -> Iterator[Item]:
        """The same items in order, with the articles completed. Only as many as the processes need are read ahead.

        ``earlier`` knows which of them earlier runs completed.
        """
        coming = (_coming(item, earlier) for item in items)
        while not self._number or self._done < _FIRST:
            item = next(coming, None)
            if item is None:
                return
            yield self._here(item)
        waiting: deque[tuple[list[Completed | _Done], Future[list[Completed]] | None]] = deque()
        for batch in _batches(coming):
            waiting.append((batch, self._submitted(batch)))
            if len(waiting) > 2 * self._number:
                yield from self._back(*waiting.popleft())
        while waiting:
            yield from self._back(*waiting.popleft())

    def close(self) -> None:
        """End the other processes."""
        for process in self._processes:
            process.kill()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.communicate()

    def _here(self, item: Completed | _Done) -> Item:
        if isinstance(item, _Done):
            return item.item
        self._done += 1
        return self._extract(Article.of_plain(item) if isinstance(item, PlainArticle) else item)

    def _submitted(self, batch: list[Completed | _Done]) -> Future[list[Completed]] | None:
        articles = [item for item in batch if not isinstance(item, _Done)]
        if len(articles) < _FEW:
            return None
        try:
            records = "\n".join(article.to_json() for article in articles).encode()
        except ArticleInvalid:  # told when it is added
            return None
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._number, "extraction")
        # A record does not tell its origin.
        return self._threads.submit(self._elsewhere, records, [article.origin for article in articles])

    def _back(self, batch: list[Completed | _Done], future: Future[list[Completed]] | None) -> Iterator[Item]:
        found: list[Completed] | None = None
        if future is not None:
            with contextlib.suppress(OSError, ValueError, ArticleInvalid):
                found = future.result()
        if found is None or len(found) != sum(not isinstance(item, _Done) for item in batch):
            yield from map(self._here, batch)
            return
        articles = iter(found)
        for item in batch:
            yield item.item if isinstance(item, _Done) else next(articles)

    def _elsewhere(self, records: bytes, origins: list[Origin | None]) -> list[Completed]:
        """A batch as the process of this thread completes it. Raises OSError, ValueError or ArticleInvalid."""
        process: subprocess.Popen[bytes] | None = getattr(self._own, "process", None)
        if process is None:
            process = self._own.process = _started(self._settings)
            self._processes.append(process)
        assert process.stdin is not None
        assert process.stdout is not None
        send(process.stdin, records)
        answer = received(process.stdout) or b""
        lines = answer.split(b"\n") if answer else []
        plain = (recorded_articles(answer) if self._plain else None) or [None] * len(lines)
        found: list[Completed] = []
        for article, line, origin in zip(plain, lines, origins, strict=True):
            if article is None:
                found.append(Article.of_stored(json.loads(line), origin))
            else:
                article.origin = origin
                found.append(article)
        return found


def _coming(item: Item, earlier: Earlier | None) -> Completed | _Done:
    if isinstance(item, Problem):
        return _Done(item)
    article, is_completed = earlier(item) if earlier is not None else (item, False)
    return _Done(article) if is_completed else article


def _batches(items: Iterator[Completed | _Done]) -> Iterator[list[Completed | _Done]]:
    batch: list[Completed | _Done] = []
    characters = 0
    for item in items:
        batch.append(item)
        if not isinstance(item, _Done):
            characters += item.size if isinstance(item, PlainArticle) else len(item.body)
        if len(batch) >= _BATCH or characters >= _CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _started(settings: Settings) -> subprocess.Popen[bytes]:
    """A process of ours. Raises OSError."""
    places = dict.fromkeys((str(Path(__file__).parents[2]), *filter(None, sys.path)))
    return subprocess.Popen(
        # -P: the current folder may be anybody's, and no module comes from it.
        [sys.executable, "-P", "-m", "searchkit.extract.worker", settings.to_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
    )
