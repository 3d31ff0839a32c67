"""How fast articles are read for their dates, places, names and language: ``python -m benchmarks.extraction``.

Articles of 150 words (longer ones are cut, those of make_corpus.py have as many in the mean) are read once each, on one
thread; what counts is processor time. They are timed in groups, since the speed of a shared machine moves: the median
group, and the quickest tenth of them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.place import shared
from benchmarks.real_articles import press_releases, reuters
from searchkit.article import Article
from searchkit.extract.completion import extract

_WORDS: Final = 150
_ARTICLES: Final = 5_000
_GROUP: Final = 250
_WORD: Final = re.compile(r"\S+")


def _untagged() -> Iterator[Article]:
    """Articles of Reuters as a reader has them, without what their tags tell."""
    for article in reuters(shared()):
        yield Article(id=article.id, title=article.title, body=f"{article.dateline or ''}{article.body}")


def _made() -> Iterator[Article]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        made = [sys.executable, str(shared() / "tools/make_corpus.py"), str(_ARTICLES), str(path)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield Article(id=str(record["id"]), title=record["title"], body=record["body"])


def _cut(articles: Iterator[Article]) -> Iterator[Article]:
    """The articles that are long enough, cut to ``_WORDS``."""
    for article in articles:
        ends = [word.end() for word in islice(_WORD.finditer(article.body), _WORDS)]
        if len(ends) == _WORDS:
            yield article.with_changes(body=article.body[: ends[-1]])


_CORPORA: Final[dict[str, Callable[[], Iterator[Article]]]] = {
    "press releases": lambda: _cut(press_releases(shared(), step=3)),
    "Reuters-21578": lambda: _cut(_untagged()),
    "make_corpus.py": _made,
}


def main() -> None:
    """Print a line for each corpus."""
    print("| corpus | articles | words of each | articles/s, median | quickest tenth |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, read in _CORPORA.items():
        articles = list(islice(read(), _ARTICLES))
        words = sum(len(_WORD.findall(article.body)) for article in articles) / len(articles)
        for article in articles[:_GROUP]:
            extract(article)
        rates = []
        for start in range(_GROUP, len(articles) - _GROUP + 1, _GROUP):
            began = time.process_time()
            for article in articles[start : start + _GROUP]:
                extract(article)
            rates.append(_GROUP / (time.process_time() - began))
        rates.sort(reverse=True)
        median, quick = rates[len(rates) // 2], rates[len(rates) // 10]
        print(f"| {name} | {len(articles) - _GROUP:,} | {words:.0f} | {median:,.0f} | {quick:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
