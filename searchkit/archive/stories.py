"""Stories: which articles of an archive are copies of one report.

The stories of an archive follow from its present articles alone, in whatever order these were added, changed or
removed:

- A *text* is what ``copies.py`` compares of an article: a set of shingles and a number of words. It has eight keys.
- A key is *crowded* if more than TEXTS different texts of the archive have it. It belongs to a form, such as that of a
  weather report, not to a story. So it is no evidence, and no key costs more than so many comparisons.
- Two articles are *linked* if they are copies (``copies.py``), and if they have one text or share a key that is not
  crowded.
- A story is a connected component of the articles under this relation. So a chain of edits is one story, a new article
  can make two stories one, and an article that leaves can make one story two.

Sources: A. Broder, On the resemblance and containment of documents, 1997, also clusters by connected components. For
crowded keys, and texts that are looked at once for all articles that have them, see A. Broder and others, Syntactic
clustering of the Web, 1997 (common shingles and identical documents).

The number of a story is a name, and says nothing of what is in it. A new story gets one that no story had before. Of
two stories that become one, the larger keeps its number. So does the larger part of a story that falls apart.

An article is placed when it is added, beside all that are there by then. What that cannot tell is settled before the
next commit: stories that became one, stories that lost an article, and keys that became crowded or are so no more. Only
the articles of such stories are read again, and only those whose number changes are written again. An article in a
segment of before there was a column of texts counts as a text of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

from searchkit._native import PlainArticle
from searchkit.archive.components import components
from searchkit.archive.connected import Connected
from searchkit.archive.copies import Days, Sketch, apart, are_copies, reach, sketch_of
from searchkit.archive.fields import STORY, STORY_KEYS, STORY_TEXT
from searchkit.archive.gathered_texts import GatheredTexts
from searchkit.archive.layout import analysis_of, list_names
from searchkit.archive.origins import origin_of
from searchkit.archive.segment_texts import SegmentTexts
from searchkit.archive.stored_article import laid_out
from searchkit.article import Article
from searchkit.engine import live_segments
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.writer import Writer

# The most texts that a key may have and still be evidence.
TEXTS: Final = 256
# The most shingles (4 bytes each) to keep in memory, of articles that are not in a segment yet.
_HELD: Final = 16 << 20
_ALL: Final = 1 << 40


def is_unsettled(segment: LiveSegment) -> bool:
    """Whether articles of a segment were placed in stories before there was a column of texts."""
    return segment.reader.number_count(STORY) > segment.reader.number_count(STORY_TEXT)


class Stories:
    """Places the articles that are added with one writer, and settles its commits. It lives as long as the writer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        writer.settle_with(self.settle)
        self._gathered = GatheredTexts(writer)
        self._flushes = writer.flushes
        self._made = 0
        self._segments = SegmentTexts(writer)
        self._begin()

    def _begin(self) -> None:
        """Forget what was learned since the last commit."""
        self._retreats = self._writer.retreats
        self._segments.changed()
        # The numbers of stories that became one.
        self._joined = Connected()
        # What was said of keys that have many texts: "crowded", "open", or "crossed" when a text made it crowded.
        self._judged: dict[bytes, set[str]] = {}
        self._taken: set[int] = set()

    # Placing

    def place(
        self,
        article: Article | PlainArticle | None,
        identity: str,
        fields: dict[str, Any],
        *,
        earlier: int | None = None,
    ) -> None:
        """Enter the story of the article with this id in its index fields. Call it just before the fields are added.

        ``article`` is None if it belongs to no story. ``earlier`` is the number that its story had, and keeps if no
        other story has it by now. Raises IndexDamaged.
        """
        self.replace([identity])
        if article is None:
            return
        drawn = sketch_of(article)
        keys = drawn.keys
        if not keys:
            return
        found = self._linked(drawn, keys)
        if not found:
            story = self._new_story(identity, keys, earlier)
        else:
            story, *others = found
            for other in others:
                self._joined.join(story, other)
        _enter(fields, story, drawn, keys)
        self._gathered.add(identity, drawn, keys, story)

    def replace(self, ids: Iterable[str]) -> None:
        """Articles with these ids come, which belong to no story. Call it just before they are added."""
        if self._gathered.held > _HELD:
            self._writer.flush()
        if self._retreats != self._writer.retreats:
            self._gathered.clear()
            self._begin()
        if self._flushes != self._writer.flushes:  # the gathered articles are in segments now
            self._flushes = self._writer.flushes
            self._gathered.clear()
            self._segments.changed()
        for identity in ids:
            self._gathered.forget(identity)  # the new article will replace it

    def _new_story(self, identity: str, keys: Sequence[bytes], earlier: int | None = None) -> int:
        if earlier is not None and earlier not in self._taken:
            self._taken.add(earlier)
            return earlier
        # The same article may begin a story again, while copies of it still have the number of the first.
        self._made += 1
        when = f"{self._writer.revision} {self._made}".encode()
        told = b"\0".join((identity.encode(errors="replace"), b"".join(keys), when))
        return int.from_bytes(blake2b(told, digest_size=8).digest()) >> 1

    def _linked(self, drawn: Sketch, keys: Sequence[bytes]) -> list[int]:
        """The stories of all articles that an article is linked with."""
        same = self._gathered.same(drawn)
        if same is not None:  # it is linked with all that this one is linked with
            return [self._joined.root(same)]
        counted = list(dict.fromkeys(keys))
        if self._judged:
            counted = [key for key in counted if "crowded" not in self._judged.get(key, ())]
        found, looked_at = self._segments.sharing(counted, TEXTS + 1)
        waiting = self._gathered.with_keys(counted)
        linked: dict[int, None] = {}
        if counted and looked_at + len(waiting) < TEXTS:  # none of them can be crowded
            for docnum, _ in sorted(found, key=lambda item: -item[1]):
                number = self._segments.story(docnum)
                if number is not None and self._joined.root(number) not in linked:
                    other = self._segments.sketch(docnum)
                    if are_copies(drawn, other):
                        linked[self._joined.root(number)] = None
        else:
            counted = [key for key in counted if not self._judge(key, drawn)]
            linked.update(dict.fromkeys(self._linked_in_segments(drawn, counted)))
            waiting = self._gathered.with_keys(counted)
        waiting += self._gathered.with_text(drawn)
        for text in {id(text): text for text in waiting}.values():
            within = reach(drawn.shingles, text.shingles)
            for number in self._gathered.stories(text, drawn.days, within) if within is not None else ():
                linked[self._joined.root(number)] = None
        return list(linked)

    def _judge(self, key: bytes, drawn: Sketch) -> bool:
        """Whether a key is crowded when an article comes that has it.

        One that was found to be crowded is taken for crowded until the commit, which looks again.
        """
        kept = self._segments.with_key(key, TEXTS)
        live, dead = set(kept.texts), set(kept.dead)
        for text in self._gathered.with_key(key):
            if len(live) > TEXTS:
                break
            (live if self._gathered.is_live(text) else dead).add(text.shingles.digest)
        digest = drawn.shingles.digest
        is_crowded = len(live | {digest}) > TEXTS
        if len(live | dead | {digest}) > TEXTS:
            told = self._judged.setdefault(key, set())
            told.add("crowded" if is_crowded else "open")
            if is_crowded and len(live) <= TEXTS:
                told.add("crossed")
        return is_crowded

    def _linked_in_segments(self, drawn: Sketch, keys: Sequence[bytes]) -> Iterator[int]:
        """The stories in segments that an article is linked with by its text, or by keys that are not crowded."""
        digest = drawn.shingles.digest
        if not keys:  # no key leads to those of the same text
            within = reach(drawn.shingles, drawn.shingles)
            for docnum in live_segments.with_numbers(self._writer.segments, STORY_TEXT, [digest]):
                number = self._segments.story(docnum)
                is_near = within is not None and apart(drawn.days, self._segments.days(docnum)) <= within
                if number is not None and is_near:
                    yield self._joined.root(number)
        texts = {name: text for key in keys for name, text in self._segments.with_key(key, TEXTS).texts.items()}
        for name, text in texts.items():
            other = drawn if name == digest else self._segments.sketch(text.docnum)
            within = reach(drawn.shingles, other.shingles)
            if within is not None:
                for dated in text.near(drawn.days, within):
                    yield self._joined.root(dated.story)

    # Settling

    def settle(self) -> None:
        """Make the stories of the next commit those of its articles. The writer calls it before it commits.

        Raises IndexDamaged or IndexUnwritable.
        """
        self._writer.flush()
        if self._retreats != self._writer.retreats:
            self._begin()
        self._flushes = self._writer.flushes
        self._gathered.clear()
        lost = self._after_losses()
        together = self._after_crowding()
        for story in lost:
            together.join(story, story)
        groups = self._joined.groups()
        unsettled: dict[int, list[set[int]]] = {}
        for story, connected in together.groups().items():
            unsettled[story] = [groups.pop(root, {root}) for root in connected]
        numbers = {number for parts in (*unsettled.values(), groups.values()) for part in parts for number in part}
        members: dict[int, list[int]] = {}
        if numbers:
            for docnum in live_segments.with_numbers(self._writer.segments, STORY, numbers):
                number = self._writer.number(STORY, docnum)
                if number is not None:
                    members.setdefault(number, []).append(docnum)
        changes: list[tuple[int, int]] = []
        for parts in unsettled.values():
            told = {number for part in parts for number in part}
            changes += self._apart([(docnum, n) for n in sorted(told) for docnum in members.get(n, ())])
        for connected in groups.values():
            changes += _as_one({n: members[n] for n in sorted(connected) if n in members})
        self._write_again(changes)
        self._begin()

    def _after_losses(self) -> set[int]:
        """The stories that lost an article of which they have no other of the same text and date."""
        gone = [
            (segment, local, story, segment.reader.number(STORY_TEXT, local), self._segments.days_in(segment, local))
            for segment in self._writer.segments
            for local in segment.newly_deleted
            if (story := segment.reader.number(STORY, local)) is not None
        ]
        texts = {text for *_, text, _ in gone if text is not None}
        there: dict[int, set[Days]] = {}
        for docnum in live_segments.with_numbers(self._writer.segments, STORY_TEXT, texts) if texts else ():
            text = self._writer.number(STORY_TEXT, docnum)
            if text is not None:
                there.setdefault(text, set()).add(self._segments.days(docnum))
        lost: set[int] = set()
        many = sum(segment.record.documents for segment in self._writer.segments) > TEXTS
        for segment, local, story, text, days in gone:
            if text is None or days not in there.get(text, ()):
                lost.add(self._joined.root(story))
            if many and (text is None or text not in there):
                self._note_loss(self._segments.sketch_in(segment, local).keys)
        return lost

    def _note_loss(self, keys: Sequence[bytes]) -> None:
        """Note which keys may have been crowded before a text with them left."""
        if self._segments.sharing(keys, TEXTS + 1)[1] > TEXTS:
            for key in keys:
                found = self._segments.read(key, TEXTS)
                if len(found.texts) + len(found.dead) > TEXTS:
                    self._judged.setdefault(key, set()).add("left")

    def _after_crowding(self) -> Connected:
        """The stories to look at because a key of them became crowded, or is so no more; those of one key connected."""
        together = Connected()
        for key, told in self._judged.items():
            wrong = {"open", "crossed"} if self._is_crowded(key) else {"crowded", "left"}
            if told & wrong:
                found = self._segments.read(key, _ALL).texts.values()
                stories = [self._joined.root(dated.story) for text in found for dated in text.dates.values()]
                for story in stories:
                    together.join(stories[0], story)
        return together

    def _is_crowded(self, key: bytes) -> bool:
        return self._segments.sharing([key], TEXTS + 1)[1] > TEXTS < len(self._segments.read(key, TEXTS).texts)

    def _apart(self, members: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The articles whose number changes if these (document, number) fall into stories anew, and the new numbers."""
        if len(members) < 2:
            return []
        found = components([self._segments.sketch(docnum) for docnum, _ in members], self._is_crowded)
        kept: dict[int, int] = {}  # number -> which story keeps it
        counts = []
        for place, story in enumerate(found):
            tally: dict[int, int] = {}
            for member in story:
                tally[members[member][1]] = tally.get(members[member][1], 0) + 1
            counts += [(-count, place, number) for number, count in tally.items()]
        named: dict[int, int] = {}
        for _, place, number in sorted(counts):
            if place not in named and number not in kept:
                named[place], kept[number] = number, place
        changes: list[tuple[int, int]] = []
        for place, story in enumerate(found):
            if place not in named:
                named[place] = self._new_story("", self._segments.sketch(members[story[0]][0]).keys)
            changes += [(members[m][0], named[place]) for m in story if members[m][1] != named[place]]
        return changes

    def _write_again(self, changes: Sequence[tuple[int, int]]) -> None:
        """Replace articles in segments by the same articles in other stories, which have these numbers."""
        described = self._writer.description
        analysis, lists = analysis_of(described), list_names(described)
        for docnum, story in sorted(changes):
            origin = origin_of(self._writer, docnum)
            article, fields = laid_out(self._writer.stored(docnum), origin, analysis, lists)
            drawn = sketch_of(article)
            _enter(fields, story, drawn, drawn.keys)
            self._writer.add(fields)


def _enter(fields: dict[str, Any], story: int, drawn: Sketch, keys: Sequence[bytes]) -> None:
    fields[STORY] = story
    fields[STORY_KEYS] = keys
    fields[STORY_TEXT] = drawn.shingles.digest


def _as_one(members: Mapping[int, Sequence[int]]) -> list[tuple[int, int]]:
    """The articles that change their number if stories (documents by number) become one, and the number."""
    if not members:
        return []
    kept = max(members, key=lambda number: (len(members[number]), -number))
    return [(docnum, kept) for number, docnums in members.items() if number != kept for docnum in docnums]
