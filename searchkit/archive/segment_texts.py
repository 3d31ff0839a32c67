"""The texts of articles in the segments of a writer: read when they are asked for, and kept for a while."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from searchkit.archive.copies import Days, Sketch, sketch
from searchkit.archive.dated_text import Dated, DatedText
from searchkit.archive.fields import FIRST_DAY, LAST_DAY, STORY, STORY_KEYS, STORY_TEXT
from searchkit.engine import live_segments
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.writer import Writer

# The most shingles (4 bytes each), and the most dates of texts, to keep in memory.
_SHINGLES: Final = 16 << 20
_DATES: Final = 1 << 18
_COLUMNS: Final = (STORY_TEXT, STORY, FIRST_DAY, LAST_DAY)


class SegmentText(DatedText):
    """One text in segments. ``docnum`` is an article that has it."""

    __slots__ = ("docnum",)

    def __init__(self, docnum: int) -> None:
        super().__init__()
        self.docnum = docnum


class Holders(NamedTuple):
    """The texts that have a key, by digest, and the digests of those that only deleted articles have.

    If there are more than was asked for, some are missing.
    """

    texts: dict[int, SegmentText]
    dead: set[int]


class SegmentTexts:
    """The texts of articles in segments. An article of before there was a column of texts counts as one of its own."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._sketches: dict[tuple[str, int], Sketch] = {}
        self._shingles = 0
        self.changed()

    def changed(self) -> None:
        """There are other segments now."""
        self._holders: dict[bytes, Holders] = {}
        self._dates = 0

    def with_key(self, key: bytes, most: int) -> Holders:
        """The texts that have a key, all if they are no more than ``most``.

        They may be of a while ago: articles that were deleted since the last commit may be among them.
        """
        found = self._holders.get(key)
        if found is None:
            if self._dates > _DATES:
                self.changed()
            found = self._holders[key] = self.read(key, most)
            self._dates += sum(1 + len(text.dates) for text in found.texts.values())
        return found

    def read(self, key: bytes, most: int) -> Holders:
        """The texts that have a key now, all if they are no more than ``most``."""
        texts: dict[int, SegmentText] = {}
        dead: set[int] = set()
        for (digest, story, *days), docnum, is_live in live_segments.grouped(
            self._writer.segments, STORY_KEYS, key, _COLUMNS, most
        ):
            if story is None:
                continue
            name = -1 - docnum if digest is None else digest
            if not is_live:
                dead.add(name)
                continue
            text = texts.get(name)
            if text is None:
                text = texts[name] = SegmentText(docnum)
            text.put(Dated(_span(*days), story))
        return Holders(texts, dead - texts.keys())

    def sharing(self, keys: Sequence[bytes], most: int) -> tuple[list[tuple[int, int]], int]:
        """As ``Writer.holders``."""
        return self._writer.holders(STORY_KEYS, keys, most)

    def story(self, docnum: int) -> int | None:
        """The number of the story of an article."""
        return self._writer.number(STORY, docnum)

    def days(self, docnum: int) -> Days:
        """The days of an article."""
        return self.days_in(*live_segments.place(self._writer.segments, docnum))

    def days_in(self, segment: LiveSegment, local: int) -> Days:
        """The days of an article of a segment."""
        return _span(segment.reader.number(FIRST_DAY, local), segment.reader.number(LAST_DAY, local))

    def sketch(self, docnum: int) -> Sketch:
        """The sketch of an article. Raises IndexDamaged."""
        return self.sketch_in(*live_segments.place(self._writer.segments, docnum))

    def sketch_in(self, segment: LiveSegment, local: int) -> Sketch:
        """The sketch of an article of a segment, even of one that was deleted. Raises IndexDamaged."""
        where = segment.record.id, local
        found = self._sketches.get(where)
        if found is None:
            told = json.loads(self._writer.stored_in(segment, local)["record"]).get
            found = sketch(told("title"), told("body", ""), told("date"), told("dateline"))
            if self._shingles > _SHINGLES:
                self._sketches.clear()
                self._shingles = 0
            self._sketches[where] = found
            self._shingles += len(found.shingles)
        return found


def _span(first: int | None, last: int | None) -> Days:
    return None if first is None or last is None else (first, last)
