"""The texts of articles that were added with a writer and are in no segment yet, by key and by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit._native import Shingles
from searchkit.archive.copies import Days, Sketch
from searchkit.archive.dated_text import Dated, DatedText
from searchkit.engine.writer import Writer


class GatheredText(DatedText):
    """One text of articles that wait."""

    __slots__ = ("shingles",)

    def __init__(self, shingles: Shingles) -> None:
        super().__init__()
        self.shingles = shingles


class GatheredTexts:
    """The articles that wait with a writer. ``held`` is how many shingles are kept for them (4 bytes each)."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self.clear()

    def clear(self) -> None:
        """Forget them: they are in segments now, or the writer went back."""
        self.held = 0
        self._by_id: dict[str, Dated] = {}
        self._by_digest: dict[int, GatheredText] = {}
        self._by_key: dict[bytes, list[GatheredText]] = {}

    def forget(self, id: str) -> None:
        """Another article replaces the one with this id."""
        self._by_id.pop(id, None)

    def add(self, id: str, drawn: Sketch, keys: Sequence[bytes], story: int) -> None:
        """Remember an article and the number of its story."""
        digest = drawn.shingles.digest
        text = self._by_digest.get(digest)
        if text is None:
            text = self._by_digest[digest] = GatheredText(drawn.shingles)
            self.held += len(drawn.shingles)
            by_key = self._by_key
            for key in keys:
                held = by_key.get(key)
                if held is None:
                    by_key[key] = [text]
                elif held[-1] is not text:
                    held.append(text)
        dated = text.dates.get(drawn.days)
        if dated is None or not self._is_live(dated):
            dated = Dated(drawn.days, story)
            text.put(dated)
        dated.ids.append(id)
        self._by_id[id] = dated

    def same(self, drawn: Sketch) -> int | None:
        """The number of the story of an article that has the same text and date."""
        text = self._by_digest.get(drawn.shingles.digest)
        dated = text.dates.get(drawn.days) if text is not None else None
        return dated.story if dated is not None and self._is_live(dated) else None

    def with_text(self, drawn: Sketch) -> Sequence[GatheredText]:
        """The text of an article, if others have it."""
        text = self._by_digest.get(drawn.shingles.digest)
        return () if text is None else (text,)

    def with_key(self, key: bytes) -> Sequence[GatheredText]:
        """The texts that have a key. All of their articles may have been replaced or deleted meanwhile."""
        return self._by_key.get(key, ())

    def with_keys(self, keys: Sequence[bytes]) -> list[GatheredText]:
        """Those of all keys, one after another. A text that has several of them occurs as often."""
        found: list[GatheredText] = []
        for key in keys:
            if (texts := self._by_key.get(key)) is not None:
                found += texts
        return found

    def is_live(self, text: GatheredText) -> bool:
        """Whether an article of a text was neither replaced nor deleted meanwhile."""
        return any(self._is_live(dated) for dated in text.dates.values())

    def stories(self, text: GatheredText, days: Days, within: int) -> Iterator[int]:
        """The stories of the articles of a text that are dated at most ``within`` days from these days."""
        return (dated.story for dated in text.near(days, within) if self._is_live(dated))

    def _is_live(self, dated: Dated) -> bool:
        # An article may have been deleted before it got into a segment.
        while dated.ids:
            if self._by_id.get(dated.ids[-1]) is dated and self._writer.awaits("id", dated.ids[-1]):
                return True
            dated.ids.pop()
        return False
