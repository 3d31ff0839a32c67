"""The stories of articles by their definition, as slowly as it is stated: every article is compared with every other.

Articles are dicts with ``id``, ``body`` and perhaps ``title`` and ``date``. Their bodies have no dateline, and their
words are of the letters a to z and digits.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

_MASK = (1 << 64) - 1


def _mix(x: int) -> int:
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & _MASK
    return x ^ x >> 31


def _fnv(word: str) -> int:
    found = 0xCBF29CE484222325
    for byte in word.encode():
        found = (found ^ byte) * 0x100000001B3 & _MASK
    return found


class OracleText:
    """The text of an article: its words, its shingles and its keys."""

    def __init__(self, article: Mapping[str, Any]) -> None:
        words = re.findall("[a-z0-9]+", article["body"].lower())
        if len(words) < 40 and article.get("title"):
            words = re.findall("[a-z0-9]+", article["title"].lower()) + words
        self.words = len(words)
        runs = [words[at : at + 3] for at in range(len(words) - 2)] or ([words] if words else [])
        self.shingles = frozenset(self._hash(run) for run in runs)
        self.keys = frozenset(self._key(band) for band in range(8)) if self.shingles else frozenset()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OracleText) and (self.words, self.shingles) == (other.words, other.shingles)

    def __hash__(self) -> int:
        return hash((self.words, self.shingles))

    @staticmethod
    def _hash(run: Sequence[str]) -> int:
        total = 0
        for word in run:
            total = _mix(total + _fnv(word) & _MASK)
        return total >> 32

    def _minimum(self, part: int) -> int:
        attempt = 0
        wanted = part
        while True:
            low, high = -(-(wanted << 32) // 24), -(-((wanted + 1) << 32) // 24)
            found = [shingle for shingle in self.shingles if low <= shingle < high]
            if found:
                return min(found)
            attempt += 1
            wanted = (_mix(part << 32 | attempt) >> 32) * 24 >> 32

    def _key(self, band: int) -> int:
        total = _mix(band)
        for row in range(3):
            total = _mix(total + self._minimum(band * 3 + row) & _MASK)
        return total >> 32


def _days(date: str | None) -> tuple[int, int] | None:
    if not date:
        return None
    year, *rest = (int(part) for part in date.split("-"))
    first_month, last_month = (rest[0], rest[0]) if rest else (1, 12)
    first_day, last_day = rest[1:] * 2 if rest[1:] else (1, calendar.monthrange(year, last_month)[1])
    return dt.date(year, first_month, first_day).toordinal(), dt.date(year, last_month, last_day).toordinal()


def _are_copies(a: OracleText, b: OracleText, apart: int) -> bool:
    common, shorter = len(a.shingles & b.shingles), min(len(a.shingles), len(b.shingles))
    longer, words = max(len(a.shingles), len(b.shingles)), min(a.words, b.words)
    resemblance = common / len(a.shingles | b.shingles)
    contained = common / shorter if shorter * 2 >= longer else 0
    if apart > 7:
        return resemblance >= 0.9 and words >= 100
    if words < 40:
        return contained == 1 and apart <= 1
    if words < 60:
        return resemblance >= 0.9 or contained >= 0.95
    return resemblance >= 0.7 or contained >= 0.9


def expected_stories(articles: Sequence[Mapping[str, Any]], texts_of_a_key: int) -> set[frozenset[str]]:
    """The stories of articles, as sets of ids. A key that more than ``texts_of_a_key`` texts have is no evidence."""
    texts = {article["id"]: OracleText(article) for article in articles}
    holders: dict[int, set[OracleText]] = {}
    for text in texts.values():
        for key in text.keys:
            holders.setdefault(key, set()).add(text)
    good = {key for key, having in holders.items() if len(having) <= texts_of_a_key}
    stories = {article["id"]: {article["id"]} for article in articles if texts[article["id"]].keys}
    for number, a in enumerate(articles):
        for b in articles[:number]:
            if a["id"] not in stories or b["id"] not in stories or stories[a["id"]] is stories[b["id"]]:
                continue
            mine, theirs = texts[a["id"]], texts[b["id"]]
            x, y = _days(a.get("date")), _days(b.get("date"))
            apart = max(0, x[0] - y[1], y[0] - x[1]) if x and y else 0
            if (mine == theirs or mine.keys & theirs.keys & good) and _are_copies(mine, theirs, apart):
                both = stories[a["id"]] | stories[b["id"]]
                stories.update(dict.fromkeys(both, both))
    return {frozenset(ids) for ids in stories.values()}
