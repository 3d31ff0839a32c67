"""Names of a text while they are looked at, and which characters of its body they take."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from searchkit.article import Provenance

# What the tagger tells apart, and events; other names ("misc") are read so that they are taken for nothing else.
Kind = Literal["person", "org", "place", "event", "misc"]
LONGEST: Final = 120  # characters; what is longer is a table or a mistake, and no name


@dataclass(slots=True)
class FoundName:
    """A name while it is looked at: ``text`` is the title (0) or the body (1)."""

    text: int
    kind: Kind
    start: int
    end: int
    written: str
    provenance: Provenance
    name: str = ""


class Taken:
    """Which characters of the body are in names already; looked through for the first stretch that is asked for."""

    def __init__(self, body: str, found: Iterable[FoundName]) -> None:
        self._found = found
        self._mask = bytearray(len(body))
        self._drawn = False

    def free(self, start: int, end: int) -> bool:
        """Whether no name touches a stretch."""
        if not self._drawn:
            self._drawn = True
            for item in self._found:
                if item.text and (item.kind != "misc" or item.provenance != "rule"):  # the EU in "EU Strategy" is free
                    self.take(item.start, item.end)
        return self._mask.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Marks a stretch as a name."""
        self._mask[start:end] = b"\1" * (end - start)


class Near:
    """The names of the body by place."""

    def __init__(self, found: Iterable[FoundName]) -> None:
        self._items = sorted((item for item in found if item.text), key=lambda item: item.start)
        self._starts = [item.start for item in self._items]

    def touching(self, start: int, end: int) -> list[FoundName]:
        """The names that touch a stretch."""
        first = bisect_left(self._starts, start - LONGEST)
        return [item for item in self._items[first : bisect_left(self._starts, end)] if item.end > start]
