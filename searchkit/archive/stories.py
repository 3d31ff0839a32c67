"""Copies of one story: finds the article of the index that a new article is a copy of.

Articles are compared by their sets of shingles: runs of WIDTH words of the text (native/core/src/shingles.rs). The
title and the dateline are left out, because copies differ in them. A text of fewer than BRIEF words says too little on
its own (``Pay April 1, record March 15``), so its title is part of it.

The resemblance of two sets is the number of shared shingles, divided by the number of shingles in either. Two articles
are copies if their resemblance is at least RESEMBLANCE. They are also copies if the longer contains the shorter
(CONTAINMENT), which must be at least half as long. Regular notices repeat the same words with another name, number or
day, so short texts have stricter rules:

- Below SHORT words, the resemblance must be ALIKE, or one must contain the other except at one seam (BUT_A_SEAM).
- Below BRIEF words, one must contain the other completely, and they must be dated at most one day apart.
- Articles dated more than a week apart must be ALIKE and LONG.

MinHash finds the articles to compare. Each set has BANDS keys of ROWS minima each, which are terms of an index field.
Two sets of resemblance j share a key with a probability of 1 - (1 - j^ROWS)^BANDS: 0.965 at 0.7, 0.996 at 0.8. The keys
only find candidates; the sets, computed again from the stored text, decide. Sources: A. Broder, On the resemblance and
containment of documents, 1997; for the bands, J. Leskovec, A. Rajaraman and J. Ullman, Mining of Massive Datasets,
chapter 3.

A new article joins the story of the copy that shares most keys with it. Of several such copies, the one added first
counts. If there is none, the article begins a story. So a chain of edits is one story, two stories never become one,
and later articles change no story. The number of a story comes from the id and keys of its first copy. It stays the
same if that copy is deleted or its text replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, Final, NamedTuple

from searchkit._native import Shingles
from searchkit.archive.fields import STORY, STORY_KEYS
from searchkit.article import Article
from searchkit.base.partial_date import PartialDate
from searchkit.engine.writer import Writer
from searchkit.extract.opening import body_start

WIDTH: Final = 3
BANDS: Final = 8
ROWS: Final = 3
# In percent.
RESEMBLANCE: Final = 70
CONTAINMENT: Final = 90
ALIKE: Final = 90
# A text of fewer than SHORT words with one other word has less than this in common.
BUT_A_SEAM: Final = 95
# Numbers of words. In texts of LONG words and more, a dateline makes too little difference to look for it.
BRIEF: Final = 40
SHORT: Final = 60
LONG: Final = 100
# Days between copies for which the usual rules hold.
WEEK: Final = 7
# The most articles to compare with a new one, and to look at for each key.
_COMPARED: Final = 16
_LOOKED_AT: Final = 32
# The most shingles (4 bytes each) to keep in memory, of articles that are not in a segment yet.
_HELD: Final = 16 << 20


class Sketch(NamedTuple):
    """What articles are compared by: shingles, and the ordinals of the first and last day of the date."""

    shingles: Shingles
    days: tuple[int, int] | None


def sketch(title: str | None, body: str, date: str | None = None, dateline: str | None = None) -> Sketch:
    """The sketch of an article. ``dateline`` is one that the source states outside the text."""
    when = PartialDate.parse(date) if date else None
    days = (when.first.toordinal(), when.last.toordinal()) if when else None
    shingles = Shingles(body, WIDTH)
    if shingles.words >= LONG:
        return Sketch(shingles, days)
    start = 0 if dateline else body_start(body)
    if start:
        shingles = Shingles(body[start:], WIDTH)
    if shingles.words < BRIEF and title:
        shingles = Shingles(f"{title}\n{body[start:]}", WIDTH)
    return Sketch(shingles, days)


def are_copies(a: Sketch, b: Sketch) -> bool:
    """Whether two articles tell one story in the same words."""
    common = a.shingles.common(b.shingles)
    shorter, longer = sorted((len(a.shingles), len(b.shingles)))
    resemblance = 100 * common / max(1, shorter + longer - common)
    words = min(a.shingles.words, b.shingles.words)
    apart = max(a.days[0], b.days[0]) - min(a.days[1], b.days[1]) if a.days and b.days else 0
    if apart > WEEK:
        return resemblance >= ALIKE and words >= LONG
    contained = 100 * common / max(1, shorter) if 2 * shorter >= longer else 0.0
    if words < BRIEF:
        return contained == 100 and apart <= 1
    if words < SHORT:
        return resemblance >= ALIKE or contained >= BUT_A_SEAM
    return resemblance >= RESEMBLANCE or contained >= CONTAINMENT


def stay_in_story(story: int | None, article: Article, fields: dict[str, Any]) -> None:
    """Enter the story that an article already has in its index fields, with new keys. None: it is in no story."""
    if story is None:
        return
    fields[STORY] = story
    fields[STORY_KEYS] = _sketch_of(article).shingles.keys(BANDS, ROWS)


def _sketch_of(article: Article) -> Sketch:
    return sketch(article.title, article.body, article.date, article.dateline)


class _Gathered:
    """An article that is not in a segment yet."""

    __slots__ = ("id", "is_replaced", "sketch", "story")

    def __init__(self, id: str, story: int, sketch: Sketch) -> None:
        self.id = id
        self.story = story
        self.sketch = sketch
        self.is_replaced = False


class Stories:
    """Finds the stories of articles that are added with one writer. It lives as long as the writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._flushes = writer.flushes
        self._held = 0
        self._by_id: dict[str, _Gathered] = {}
        self._by_key: dict[bytes, list[_Gathered]] = {}

    def place(self, article: Article | None, fields: dict[str, Any]) -> None:
        """Enter the story of an article in its index fields. Call it just before the fields are added.

        ``article`` is None for fields of an article that belongs to no story. Raises IndexDamaged.
        """
        if self._held > _HELD:
            self._writer.flush()
        if self._flushes != self._writer.flushes:  # the gathered articles are in segments now
            self._flushes, self._held = self._writer.flushes, 0
            self._by_id.clear()
            self._by_key.clear()
        identity: str = fields["id"]
        earlier = self._by_id.pop(identity, None)
        if earlier is not None:  # the new article will replace it
            earlier.is_replaced = True
        if article is None:
            return
        drawn = _sketch_of(article)
        keys = drawn.shingles.keys(BANDS, ROWS)
        if not keys:
            return
        story = self._story_of_copies(keys, drawn)
        if story is None:
            digest = blake2b(b"".join((identity.encode(errors="replace"), b"\0", *keys)), digest_size=8).digest()
            story = int.from_bytes(digest) >> 1
        fields[STORY] = story
        fields[STORY_KEYS] = keys
        entry = self._by_id[identity] = _Gathered(identity, story, drawn)
        for key in keys:
            self._by_key.setdefault(key, []).append(entry)
        self._held += len(drawn.shingles)

    def _story_of_copies(self, keys: Sequence[bytes], drawn: Sketch) -> int | None:
        compared = islice(self._likely(keys), _COMPARED)
        return next((story for story, other in compared if are_copies(drawn, other)), None)

    def _likely(self, keys: Sequence[bytes]) -> Iterator[tuple[int, Sketch]]:
        """The stories and sketches of articles that share keys: most shared keys first, then the earliest."""
        found = self._writer.holders(STORY_KEYS, keys, _LOOKED_AT)
        gathered: dict[int, tuple[int, _Gathered]] = {}
        for key in keys:
            for entry in self._by_key.get(key, ())[:_LOOKED_AT]:
                shared, _ = gathered.get(id(entry), (0, entry))
                gathered[id(entry)] = shared + 1, entry
        ranked: list[tuple[int, int | _Gathered]] = [(shared, docnum) for docnum, shared in found]
        ranked += gathered.values()
        for _, where in sorted(ranked, key=lambda item: -item[0]):
            if isinstance(where, int):
                story = self._writer.number(STORY, where)
                if story is not None:
                    told = json.loads(self._writer.stored(where)["record"]).get
                    yield story, sketch(told("title"), told("body", ""), told("date"), told("dateline"))
            # An article may have been deleted before it got into a segment.
            elif not where.is_replaced and self._writer.awaits("id", where.id):
                yield where.story, where.sketch
