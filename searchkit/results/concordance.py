"""Keyword in context: each place where a query matches, with the text before and after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, get_args

from searchkit.base.record import changed, record
from searchkit.errors import SearchStopped, UsageError
from searchkit.results.request import Request
from searchkit.results.view import View

Order = Literal["found", "left", "right"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
# Of several matches with no more than a blank between them, as of a phrase, one is made.
_BETWEEN: Final = frozenset(" \n\t\u00a0-\u2019'")


@record
class KeywordLine:
    """One match in its context. ``left`` and ``right`` are on one line, cut to whole words.

    ``rank`` is the rank of the hit. The match is ``start:end`` of the text of ``field``.
    """

    rank: int
    id: str
    date: str | None
    field: str
    start: int
    end: int
    left: str
    keyword: str
    right: str


def concordance(view: View, request: Request, width: int) -> Iterator[KeywordLine]:
    """All matches in all hits of a request, hit by hit, with ``width`` characters of context on each side.

    An article is let go of when its lines were taken, so a large result takes no more memory than a small one. Raises
    SearchStopped once the stop of the request is set.
    """
    marker = view.marker(request.query)
    matches = list(view.search(changed(request, facets=(), timelines=())).matches)
    matches.reverse()
    rank = request.offset
    while matches:
        if request.stop is not None and request.stop.is_set:
            raise SearchStopped("the search was stopped")
        document = matches.pop().document
        rank += 1
        date = document.article.date if document.article is not None else None
        for text in marker.marks(document):
            for start, end in joined(((mark.start, mark.end) for mark in text.marks), text.text):
                left = _on_a_line(text.text[max(0, start - width - 1) : start])
                right = _on_a_line(text.text[end : end + width + 1])
                yield KeywordLine(
                    rank,
                    document.id,
                    date,
                    text.field,
                    start,
                    end,
                    _last(left, width),
                    _on_a_line(text.text[start:end]),
                    _first(right, width),
                )


def in_order(lines: Iterable[KeywordLine], order: Order) -> Iterable[KeywordLine]:
    """Lines by the words before the match, the nearest first ("left"), by those after it ("right"), or as found.

    Case does not count. To sort, all lines are held in memory.
    """
    if order == "found":
        return lines
    if order == "left":
        return sorted(lines, key=lambda line: [*reversed(line.left.casefold().split())])
    return sorted(lines, key=lambda line: line.right.casefold().split())


def known_order(order: str) -> Order:
    """The order with this name. Raises UsageError."""
    if order not in ORDERS:
        raise UsageError(f"there is no order {order!r} of lines", hint=f"choose from: {', '.join(ORDERS)}")
    return order


def joined(spans: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Spans, those next to each other as one."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last is not None and start <= last[1] + 1 and _BETWEEN.issuperset(text[last[1] : start]):
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _on_a_line(text: str) -> str:
    """A text with white space as single blanks; a blank at either end stays."""
    joined = " ".join(text.split())
    if not joined:
        return " " if text else ""
    return " " * text[0].isspace() + joined + " " * text[-1].isspace()


def _last(text: str, width: int) -> str:
    """The end of a text, from the beginning of a word."""
    if len(text) <= width:
        return text
    cut = text[-width - 1 :]
    at = cut.find(" ")
    return cut[at + 1 :] if at >= 0 else cut[1:]


def _first(text: str, width: int) -> str:
    """The beginning of a text, to the end of a word."""
    if len(text) <= width:
        return text
    cut = text[: width + 1]
    at = cut.rfind(" ")
    return cut[:at] if at > 0 else cut[:width]
