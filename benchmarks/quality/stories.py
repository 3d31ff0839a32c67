"""Copies of one story: articles of two archives are edited as newspapers edit, and looked for among the others.

Each edited article and its original are a pair to be found; any other article that it is put with is a mistake.
The originals stand among two thousand others of their archive, as near misses; what has copies there is left out.
"""

from __future__ import annotations

import itertools
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import searchkit
from benchmarks.quality.score import Score
from benchmarks.real_articles import press_releases, reuters
from searchkit.article import Article

_ORIGINALS: Final = 300
_OTHERS: Final = 2_000
_WORD: Final = re.compile(r"\w+")

Edit = Callable[[Article, random.Random], Article]


def _without_a_paragraph(article: Article, source: random.Random) -> Article:
    """A seventh of the text, in one piece, is dropped."""
    words = article.body.split(" ")
    length = len(words) // 7
    start = source.randrange(len(words) - length + 1)
    return article.with_changes(body=" ".join(words[:start] + words[start + length :]))


def _other_headline_and_dateline(article: Article, source: random.Random) -> Article:
    city = source.choice(["LONDON", "NAIROBI, Kenya", "NEW DELHI", "Buenos Aires", "BRUSSELS"])
    agency = source.choice(["Reuters", "AFP", "AP", "Xinhua"])
    return article.with_changes(
        title=f"What the day brought, number {source.randrange(1000)}",
        body=f"{city}, March {source.randrange(1, 28)} ({agency}) - {article.body}",
        dateline=None,
    )


def _cut(article: Article, source: random.Random) -> Article:
    return article.with_changes(body=article.body[: len(article.body) * 7 // 10])


def _words_replaced(article: Article, source: random.Random) -> Article:
    """One word in thirty is another."""
    words = _WORD.findall(article.body)

    def other(match: re.Match[str]) -> str:
        return source.choice(words) if source.random() < 1 / 30 else match.group()

    return article.with_changes(body=_WORD.sub(other, article.body))


def _agency_line(article: Article, source: random.Random) -> Article:
    number = source.randrange(1000)
    return article.with_changes(
        body=f"{article.body}\n\n(Reporting by Ana Costa; editing by Jo {number} Berg)\nCopyright AFP"
    )


def _all_but_cut(article: Article, source: random.Random) -> Article:
    for edit in (_without_a_paragraph, _other_headline_and_dateline, _agency_line):
        article = edit(article, source)
    return article


_EDITS: Final[dict[str, Edit]] = {
    "a seventh of the text dropped": _without_a_paragraph,
    "other headline and dateline": _other_headline_and_dateline,
    "cut to the first 70 %": _cut,
    "one word in thirty replaced": _words_replaced,
    "agency lines added": _agency_line,
    "a seventh dropped, other headline, dateline and agency lines": _all_but_cut,
}


def stories(shared: Path) -> list[Score]:
    """Pairs of an edited article and its original, one line for each kind of edit and archive."""
    scores: list[Score] = []
    releases = itertools.islice(press_releases(shared), 6_000)
    for name, articles in (("Reuters", list(reuters(shared, files=6))), ("press releases", list(releases))):
        source = random.Random(1987)
        every = [article for article in articles if len(article.body.split()) >= 60]
        chosen = source.sample(every, _ORIGINALS + _OTHERS)
        chosen = [article.with_changes(id=f"o{number}") for number, article in enumerate(chosen)]
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder, "originals")
            with searchkit.create(archive) as index:
                index.add(chosen)
                # What has copies already is no measure of those that are made here.
                several = [hit for hit in index.search("*", stories=True, limit=None) if hit.copy_count]
                index.delete(article.id for hit in several for article in (hit.article, *hit.copies))
                originals = [article for article in chosen if index.get(article.id) is not None][:_ORIGINALS]
            for what, edit in _EDITS.items():
                edited = [edit(article, source).with_changes(id=f"e{article.id[1:]}") for article in originals]
                pairs = list(_pairs(Path(shutil.copytree(archive, Path(folder, what))), edited))
                right = sum(a[1:] == b[1:] for a, b in pairs)
                scores.append(Score(f"copies of {name}: {what}", _ORIGINALS, len(pairs), right))
    return scores


def _pairs(folder: Path, edited: list[Article]) -> Iterator[tuple[str, str]]:
    """The edited articles with each article of an index that is in one story with them."""
    with searchkit.open(folder) as index:
        index.add(edited)
        for hit in index.search("*", stories=True, limit=None):
            ids = [hit.id, *(copy.id for copy in hit.copies)] if hit.copy_count else []
            for a, b in itertools.combinations(sorted(ids), 2):
                if a[0] == "e":
                    yield a, b
