"""One text and the articles that have it, by date."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator

from searchkit.archive.copies import Days, apart


class Dated:
    """The articles of one text and date: the number of their story, and the ids of those that are not in a segment."""

    __slots__ = ("days", "ids", "story")

    def __init__(self, days: Days, story: int) -> None:
        self.days = days
        self.story = story
        self.ids: list[str] = []


class DatedText:
    """One text, with its articles by date."""

    __slots__ = ("_longest", "_sorted", "dates")

    def __init__(self) -> None:
        self.dates: dict[Days, Dated] = {}
        # All days of articles, in order, and the most days of one date.
        self._sorted: list[tuple[int, int]] = []
        self._longest = 0

    def put(self, dated: Dated) -> None:
        """Add a date, or replace it."""
        days = dated.days
        if days is not None and days not in self.dates:
            insort(self._sorted, days)
            self._longest = max(self._longest, days[1] - days[0])
        self.dates[days] = dated

    def near(self, days: Days, within: int) -> Iterator[Dated]:
        """The articles that are dated at most ``within`` days from these days."""
        if days is None or not self._sorted:
            yield from self.dates.values()
            return
        if None in self.dates:
            yield self.dates[None]
        for place in range(bisect_left(self._sorted, (days[0] - within - self._longest, 0)), len(self._sorted)):
            found = self._sorted[place]
            if found[0] - days[1] > within:
                return
            if apart(found, days) <= within:
                yield self.dates[found]
