"""Passages of a text around the matches of a query, cut between words and, if possible, between sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from searchkit.base.late_pattern import late_pattern
from searchkit.base.record import record
from searchkit.results.highlights import Highlight

_LENGTH: Final = 220
_LEAD: Final = 70
_MOST: Final = 3
_BREAK = late_pattern(r"(?<=[.!?])[\"'\u201d)]*\s+|\n\s*\n")


@record
class Snippet:
    """A passage: ``text`` is exactly ``field_text[offset:offset + len(text)]``. ``spans`` are offsets in ``text``."""

    field: str
    text: str
    offset: int
    spans: tuple[tuple[int, int], ...]


def place_of(snippet: Snippet) -> int:
    """The offset in the field of the first match in a passage, else of its beginning."""
    return snippet.offset + (snippet.spans[0][0] if snippet.spans else 0)


def whole(field: str, text: str, found: Sequence[Highlight]) -> Snippet:
    """A text that is shown whole, such as a title."""
    return Snippet(field, text, 0, tuple((h.start, h.end) for h in found))


def passages(field: str, text: str, found: Sequence[Highlight], most: int = _MOST) -> list[Snippet]:
    """At most ``most`` passages of about 220 characters, in the order of the text.

    ``field`` is the name of the field, ``found`` the highlights in its text. Passages with more different parts of the
    query are preferred. Without a highlight, the passage is the beginning of the text.
    """
    if not found:
        return [_cut(field, text, 0, min(_LENGTH, len(text)), found)] if text.strip() else []
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
    return [_cut(field, text, start, end, found) for start, end in _joined(sorted(chosen))]


def _densest(found: Sequence[Highlight], seen: set[int]) -> tuple[int, int]:
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
    space = re.compile(r"\s").search(text, earliest - 1, start)
    return space.end() if space else start


def _finish(text: str, end: int, latest: int) -> int:
    latest = min(latest, len(text))
    if latest == len(text):
        return len(text.rstrip()) if len(text.rstrip()) >= end else latest
    breaks = [m.start() for m in _BREAK.finditer(text, end, latest)]
    if breaks and breaks[-1] - end > (latest - end) // 2:
        return breaks[-1]
    spaces = [m.start() for m in re.compile(r"\s").finditer(text, end, latest + 1)]
    return spaces[-1] if spaces else end


def _joined(windows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in windows:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _cut(field: str, text: str, start: int, end: int, found: Sequence[Highlight]) -> Snippet:
    if not found:
        end = _finish(text, 0, end) or end
    spans = tuple((h.start - start, h.end - start) for h in found if start <= h.start and h.end <= end)
    return Snippet(field, text[start:end], start, spans)
