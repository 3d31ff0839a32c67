"""Upgrading an archive: its stored articles are indexed again by the current analysis, in one commit.

No source is read. The articles and where their facts came from stay as they are, with two exceptions. Their flags may
grow, by what the register tells of their files (file_flags.py). A language that is written as a name or a tag becomes
its code (recoded_languages.py). Stories are found anew, and keep their numbers as far as they have
the same articles. The description of the schema, with the archive's lists, columns and extractor, only gets new
numbers. The aliases and the register of sources are not touched. As after every commit, the one before is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from searchkit.archive.fields import STORY, TEXT_HASH
from searchkit.archive.file_flags import registered_flags
from searchkit.archive.layout import (
    ArchiveLayout,
    analysis_of,
    description,
    is_archive,
    is_older,
    list_names,
    numbers_of,
)
from searchkit.archive.origins import origin_in_live
from searchkit.archive.recoded_languages import RecodedLanguage, RecodedLanguages, has_other_languages
from searchkit.archive.stored_article import laid_out
from searchkit.archive.stories import Stories, is_unsettled
from searchkit.base.analysis import CURRENT
from searchkit.base.record import record
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import UsageError

# Called with the number of articles indexed again so far, and the number of all.
OnProgress = Callable[[int, int], None]


@record
class Upgrade:
    """What an upgrade did.

    ``revision`` is the number of the latest commit, ``articles`` the number of articles indexed again. ``before`` and
    ``after`` are the numbers of the analysis. ``is_changed`` is false if the archive was up to date. ``interrupted``:
    the upgrade was stopped, and nothing has changed. ``languages`` has the languages that were written in another way
    than by their codes, and became these.
    """

    folder: Path
    revision: int
    articles: int
    before: int
    after: int
    seconds: float
    is_changed: bool
    interrupted: bool = False
    languages: tuple[RecodedLanguage, ...] = ()


class _Stopped(Exception):
    """The upgrade was asked to stop."""


def upgrade(
    path: str | Path,
    *,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Upgrade:
    """Index the stored articles of the archive in ``path`` again by the current analysis. Nothing if it is up to date.

    ``should_stop`` is called before each article. If it returns true, the archive stays as it was. Raises IndexMissing,
    IndexDamaged, IndexLocked or IndexUnwritable. Raises IndexIncompatible for an archive of a later version, and
    UsageError for an index that is not an archive.
    """
    began = time.monotonic()
    folder = Path(path)
    store = Store.open(folder, _layout)
    _, before = numbers_of(store.description)
    languages = RecodedLanguages()

    def told(revision: int, articles: int = 0, *, is_changed: bool = False, interrupted: bool = False) -> Upgrade:
        after = before if interrupted else CURRENT.number
        seconds = time.monotonic() - began
        changed = () if interrupted else languages.changed
        return Upgrade(folder, revision, articles, before, after, seconds, is_changed, interrupted, changed)

    with Writer(store, ("id",), should_stop=should_stop) as writer:
        if not (is_older(writer.description) or _lacks_fields(writer) or has_other_languages(writer)):
            return told(writer.revision)
        earlier = list(writer.segments)
        upgraded = _upgraded(writer.description)
        writer.use(ArchiveLayout(upgraded), upgraded)
        articles = sum(segment.live for segment in earlier)
        try:
            flags = registered_flags(folder, writer)
            # Their articles are not copies of those that take their place.
            writer.drop(earlier)
            for done, fields in enumerate(_again(writer, earlier, flags, languages)):
                if should_stop is not None and should_stop():
                    raise _Stopped
                if on_progress is not None:
                    on_progress(done, articles)
                writer.add(fields)
        except _Stopped:
            writer.cancel()
            return told(writer.revision, interrupted=True)
        # No merge here: it would mix segments of two analyses.
        return told(writer.commit(merge=False), articles, is_changed=True)


def _lacks_fields(writer: Writer) -> bool:
    """Whether a segment was written before a field came that archives have now, or before stories had their texts."""
    names = ArchiveLayout(writer.description).term_fields
    return any(
        is_unsettled(segment)
        or TEXT_HASH not in segment.reader.number_columns()
        or any(segment.reader.field(name) is None for name in names)
        for segment in writer.segments
    )


def _again(
    writer: Writer,
    segments: list[LiveSegment],
    flags: Mapping[str, tuple[str, ...]],
    languages: RecodedLanguages,
) -> Iterator[dict[str, Any]]:
    """The index fields of all articles in the segments, in the order of addition. Raises IndexDamaged.

    ``flags`` are those of the articles of a file, by its key. They are added to what an article already has, and the
    ``languages`` become codes. The
    articles are placed in stories anew, so each must be added before the next is asked for.
    """
    lists = list_names(writer.description)
    stories = Stories(writer)
    for segment in segments:
        for docnum in range(segment.record.documents):
            if docnum in segment.deleted:
                continue
            stored = writer.stored_in(segment, docnum)
            origin = origin_in_live(segment, docnum)
            own_flags = flags.get(stored["source"] or "", ())
            article, fields = laid_out(stored, origin, CURRENT, lists, own_flags, languages.recoded)
            story = segment.reader.number(STORY, docnum)
            stories.place(None if story is None else article, article.id, fields, earlier=story)
            yield fields


def _layout(described: Mapping[str, Any]) -> ArchiveLayout:
    """The layout of an archive that may be older. Raises UsageError or IndexIncompatible."""
    if not is_archive(described):
        raise UsageError("the index has a Whoosh schema of its own, which has nothing to upgrade")
    if not is_older(described):
        analysis_of(described)  # raises for a later one
    return ArchiveLayout(_upgraded(described))


def _upgraded(described: Mapping[str, Any]) -> dict[str, Any]:
    """A description with the current numbers. All else in it stays."""
    return {**described, **description()}
