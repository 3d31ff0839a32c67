"""Copies of one story: which article of the index a new one is a copy of, found while it is added.

What is compared are sets of shingles, runs of WIDTH words of the text (native/core/src/shingles.rs), without the title
and the dateline, by which copies differ. A short text says too little on its own (``Pay April 1, record March 15``):
there the title is part of it. Two articles are copies where their sets resemble each other (shared shingles over all of
either at least RESEMBLANCE), or where the shorter, at least half as long, is part of the longer but for a tenth.

MinHash finds whom to compare: of each set BANDS keys of ROWS minima each are terms of a field of the index, and sets
that resemble each other by j share a key with a probability of 1 - (1 - j^ROWS)^BANDS: 0.965 at 0.7, 0.996 at 0.8. The
keys only choose; the sets themselves, made anew from the stored text, decide. (A. Broder, On the resemblance and
containment of documents, 1997; the bands are those of J. Leskovec, A. Rajaraman and J. Ullman, Mining of Massive
Datasets, chapter 3.)

A new article joins the story of the copy with which it shares most keys, the earliest added of those that tie; else it
begins one. So a chain of edits is one story, two stories never become one, and what is added later changes no story.
The number of a story comes from its first copy's id and keys: it stays when that copy is deleted, or replaced by
another text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, Final

from searchkit._native import Shingles
from searchkit.archive_layout import STORY, STORY_KEYS
from searchkit.article import Article
from searchkit.engine.writer import Writer
from searchkit.extract import body_start

WIDTH: Final = 4
BANDS: Final = 8
ROWS: Final = 3
# In hundredths, so that no rounding decides.
RESEMBLANCE: Final = 70
CONTAINMENT: Final = 90
# Texts of fewer words are compared with their title.
SHORT: Final = 40
# In texts of more words a dateline changes too little to be looked for.
_LONG: Final = 100
# Articles that are compared with a new one at the most, and looked at for each key.
_COMPARED: Final = 16
_LOOKED_AT: Final = 32
# Shingles that are held for articles that are not in a segment yet, 4 bytes each.
_HELD: Final = 16 << 20


def sketch(title: str | None, body: str, dateline: str | None = None) -> Shingles:
    """The shingles by which an article is compared. ``dateline`` is one that its source tells apart from the text."""
    shingles = Shingles(body, WIDTH)
    if shingles.words >= _LONG:
        return shingles
    start = 0 if dateline else body_start(body)
    if start:
        shingles = Shingles(body[start:], WIDTH)
    if shingles.words < SHORT and title:
        shingles = Shingles(f"{title}\n{body[start:]}", WIDTH)
    return shingles


def are_copies(a: Shingles, b: Shingles) -> bool:
    """Whether two articles tell one story in the same words."""
    common = a.common(b)
    shorter, longer = sorted((len(a), len(b)))
    if 100 * common >= RESEMBLANCE * (shorter + longer - common):
        return common > 0
    return shorter >= SHORT and 2 * shorter >= longer and 100 * common >= CONTAINMENT * shorter


class _Gathered:
    """An article that is not in a segment yet."""

    __slots__ = ("id", "is_replaced", "shingles", "story")

    def __init__(self, id: str, story: int, shingles: Shingles) -> None:
        self.id = id
        self.story = story
        self.shingles = shingles
        self.is_replaced = False


class Stories:
    """Finds the stories of articles that are added with one writer. Not kept longer than the writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._flushes = writer.flushes
        self._held = 0
        self._by_id: dict[str, _Gathered] = {}
        self._by_key: dict[bytes, list[_Gathered]] = {}

    def place(self, article: Article | None, fields: dict[str, Any]) -> None:
        """Enter the story of an article in its index fields, just before they are added. Raises IndexDamaged.

        Without an article the fields are those of one that is placed in no story.
        """
        if self._held > _HELD:
            self._writer.flush()
        if self._flushes != self._writer.flushes:  # what was gathered is found in segments now
            self._flushes, self._held = self._writer.flushes, 0
            self._by_id.clear()
            self._by_key.clear()
        identity: str = fields["id"]
        earlier = self._by_id.pop(identity, None)
        if earlier is not None:  # it gives way to the new one when that is added
            earlier.is_replaced = True
        if article is None:
            return
        shingles = sketch(article.title, article.body, article.dateline)
        keys = shingles.keys(BANDS, ROWS)
        if not keys:
            return
        story = self._story_of_copies(keys, shingles)
        if story is None:
            digest = blake2b(b"".join((identity.encode(errors="replace"), b"\0", *keys)), digest_size=8).digest()
            story = int.from_bytes(digest) >> 1
        fields[STORY] = story
        fields[STORY_KEYS] = keys
        entry = self._by_id[identity] = _Gathered(identity, story, shingles)
        for key in keys:
            self._by_key.setdefault(key, []).append(entry)
        self._held += len(shingles)

    def _story_of_copies(self, keys: Sequence[bytes], shingles: Shingles) -> int | None:
        compared = islice(self._likely(keys), _COMPARED)
        return next((story for story, other in compared if are_copies(shingles, other)), None)

    def _likely(self, keys: Sequence[bytes]) -> Iterator[tuple[int, Shingles]]:
        """The stories and shingles of articles that share keys, those with most first, of these the earliest."""
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
                    record = json.loads(self._writer.stored(where)["record"])
                    yield story, sketch(record.get("title"), record.get("body", ""), record.get("dateline"))
            # What was deleted again while it was gathered is nobody's copy.
            elif not where.is_replaced and self._writer.awaits("id", where.id):
                yield where.story, where.shingles
