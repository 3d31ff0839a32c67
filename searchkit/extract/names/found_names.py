"""A name while the rules work on it, and where the names of a body stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from searchkit.article import Provenance

EntityKind = Literal["person", "org", "place", "event"]
# "misc" are all other names. They are read so that they are not taken for one of the four kinds.
Kind = Literal["person", "org", "place", "event", "misc"]
LONGEST: Final = 120  # characters; a longer stretch is a table or a mistake


@dataclass(slots=True)
class FoundName:
    """A name in the title or in the body, with its offsets there.

    ``written`` is the name as the text writes it. ``name`` is the form under which it is filed; it is set last.
    """

    in_body: bool
    kind: Kind
    start: int
    end: int
    written: str
    provenance: Provenance
    name: str = ""


class TakenCharacters:
    """Which characters of the body belong to a name. The names are entered when the first stretch is asked for."""

    def __init__(self, body: str, found: Iterable[FoundName]) -> None:
        self._found = found
        self._mask = bytearray(len(body))
        self._is_filled = False

    def free(self, start: int, end: int) -> bool:
        """Whether no name touches a stretch."""
        if not self._is_filled:
            self._is_filled = True
            for item in self._found:
                # The EU in "EU Strategy" is free.
                if item.in_body and (item.kind != "misc" or item.provenance != "rule"):
                    self.take(item.start, item.end)
        return self._mask.find(1, start, end) < 0

    def take(self, start: int, end: int) -> None:
        """Mark a stretch as a name."""
        self._mask[start:end] = b"\1" * (end - start)


class NamesByPosition:
    """The names of the body in order."""

    def __init__(self, found: Iterable[FoundName]) -> None:
        self._items = sorted((item for item in found if item.in_body), key=lambda item: item.start)
        self._starts = [item.start for item in self._items]

    def touching(self, start: int, end: int) -> list[FoundName]:
        """The names that touch a stretch."""
        first = bisect_left(self._starts, start - LONGEST)
        return [item for item in self._items[first : bisect_left(self._starts, end)] if item.end > start]


def one_line(written: str) -> str:
    """A name on one line, with single blanks."""
    return " ".join(written.split()) if "\n" in written or "  " in written else written
