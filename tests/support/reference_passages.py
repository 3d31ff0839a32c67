"""Passages of a text around marks, in plain Python: what the native cutting must equal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

Passage = tuple[int, int, tuple[tuple[int, int], ...]]

_LENGTH: Final = 220
_LEAD: Final = 70
_BREAK: Final = re.compile(r"(?<=[.!?])[\"'\u201d)]*\s+|\n\s*\n")
_SPACE: Final = re.compile(r"\s")


class Mark(NamedTuple):
    """A matched word's place in characters, and the number of the part of the query that it belongs to."""

    start: int
    end: int
    leaf: int


def passages(text: str, found: Sequence[Mark], most: int) -> list[Passage]:
    """At most ``most`` passages around marks, in the order of the text."""
    if not found:
        return [_cut(text, 0, min(_LENGTH, len(text)), found)] if text.strip() else []
    chosen: list[tuple[int, int]] = []
    left = list(found)
    seen: set[int] = set()
    while left and len(chosen) < most:
        first, last = _densest(left, seen)
        window = left[first : last + 1]
        if chosen and {h.leaf for h in window} <= seen and len(chosen) >= 2:
            break
        seen.update(h.leaf for h in window)
        slack = max(0, _LENGTH - (window[-1].end - window[0].start))
        start = _begin(text, window[0].start, min(_LEAD, slack))
        end = _finish(text, window[-1].end, max(start + _LENGTH, window[-1].end))
        chosen.append((start, end))
        left = [h for h in left if h.end <= start or h.start >= end]
    return [_cut(text, start, end, found) for start, end in _joined(sorted(chosen))]


def _densest(found: Sequence[Mark], seen: set[int]) -> tuple[int, int]:
    best, best_value, last = (0, 0), (-1, -1), 0
    for first, highlight in enumerate(found):
        last = max(last, first)
        while last + 1 < len(found) and found[last + 1].end - highlight.start <= _LENGTH - _LEAD:
            last += 1
        leaves = {h.leaf for h in found[first : last + 1]}
        value = (2 * len(leaves - seen) + len(leaves), last - first)
        if value > best_value:
            best, best_value = (first, last), value
    return best


def _begin(text: str, start: int, lead: int) -> int:
    earliest = max(0, start - lead)
    breaks = [m.end() for m in _BREAK.finditer(text, earliest, start)]
    if breaks:
        return breaks[-1]
    if earliest == 0:
        return len(text) - len(text.lstrip()) if not text[:start].strip() else 0
    space = _SPACE.search(text, earliest - 1, start)
    return space.end() if space else start


def _finish(text: str, end: int, latest: int) -> int:
    latest = min(latest, len(text))
    if latest == len(text):
        return len(text.rstrip()) if len(text.rstrip()) >= end else latest
    breaks = [m.start() for m in _BREAK.finditer(text, end, latest)]
    if breaks and breaks[-1] - end > (latest - end) // 2:
        return breaks[-1]
    spaces = [m.start() for m in _SPACE.finditer(text, end, latest + 1)]
    return spaces[-1] if spaces else end


def _joined(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, start: int, end: int, found: Sequence[Mark]) -> Passage:
    if not found:
        end = _finish(text, 0, end) or end
    spans = tuple((h.start - start, h.end - start) for h in found if start <= h.start and h.end <= end)
    return start, end, spans
