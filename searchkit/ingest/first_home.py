"""The home that an archive learns with its first articles, before the places of any of them are resolved.

The first articles are read in the order of the walk, so neither the number of processes nor a commit changes what is
learned. Most collections get no home. That of a local paper has to be beyond doubt: nearly all articles that say where
they were filed, and that no agency filed, were filed from one town, which is no capital and no large city. From these,
people write about the whole country. There, the nearer of two namesakes is often the wrong one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from searchkit.archive.extraction_settings import keep_learned, may_learn_home
from searchkit.archive.learned_home import LearnedHome
from searchkit.article import Article
from searchkit.base.location import key_of
from searchkit.engine.writer import Writer
from searchkit.extract.completion import filed_from
from searchkit.extract.home import home_place
from searchkit.extract.settings import Settings
from searchkit.ingest.column_mapping import Columns, Remembered
from searchkit.ingest.container import Limits
from searchkit.ingest.reading import read_file
from searchkit.ingest.regular_file import Check, Stopped
from searchkit.ingest.report import ShouldStop
from searchkit.ingest.walk import Found, walk

__all__ = ["with_first_home"]

# How many articles are looked at, and up to how many bytes their files may have, but for the first.
_ARTICLES: Final = 400
_BYTES: Final = 16 << 20
# A town is the home if so many articles were filed from it, so large a share of those that say where they were filed,
# and so large a share of all.
_LEAST: Final = 10
_SHARE: Final = 2 / 3
_SHARE_OF_ALL: Final = 1 / 10
_MOST_PEOPLE: Final = 500_000


def with_first_home(
    settings: Settings,
    writer: Writer,
    folder: Path,
    paths: Sequence[Path],
    *,
    columns: Columns | None,
    limits: Limits,
    should_stop: ShouldStop | None,
) -> tuple[Settings, LearnedHome | None]:
    """The settings of a run, with the home that an empty archive learns from the files at and under ``paths``.

    ``writer`` remembers it. The other arguments are those of the run. Raises IndexDamaged.
    """
    if not may_learn_home(writer):
        return settings, None

    def check() -> None:
        if should_stop is not None and should_stop():
            raise Stopped

    remembered = Remembered(writer.description)
    if columns is not None:
        remembered = remembered.changed(paths, folder, columns)
    try:
        learned = _home_of(_first_articles(folder, paths, remembered, limits, check))
    except Stopped:  # so is the run
        return settings, None
    return (settings, None) if learned is None else (keep_learned(writer, learned), learned)


def _first_articles(
    folder: Path, paths: Sequence[Path], columns: Remembered, limits: Limits, check: Check
) -> Iterator[Article]:
    number = size = 0
    files = {key_of(item.path, folder): item for item in walk(paths) if isinstance(item, Found)}
    for key in sorted(files, key=lambda key: key.split("/")):
        check()
        size += _size(files[key].path)
        if number and size > _BYTES:
            return
        for item in read_file(files[key].path, key, columns=columns.of(key), limits=limits, check=check):
            if isinstance(item, Article):
                yield item
                number += 1
                if number == _ARTICLES:
                    return


def _home_of(articles: Iterator[Article]) -> LearnedHome | None:
    """The home that these articles leave no doubt of."""
    counted: Counter[str] = Counter()
    read = 0
    for article in articles:
        read += 1
        if (place := filed_from(article)) is not None:
            counted[place] += 1
    return _beyond_doubt(counted, read)


def _beyond_doubt(counted: Mapping[str, int], read: int) -> LearnedHome | None:
    of = sum(counted.values())
    place = max(counted, key=lambda name: (counted[name], name), default="")
    number = counted.get(place, 0)
    town = home_place(place)
    if town is None or town.kind != "city" or town.population > _MOST_PEOPLE:
        return None
    is_sure = number >= _LEAST and number >= _SHARE * of and number >= _SHARE_OF_ALL * read
    return LearnedHome(place, number, of) if is_sure else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
