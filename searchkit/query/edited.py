"""The text of a query with one part replaced or left out, as whoever wrote it would change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from searchkit.base.late_pattern import late_pattern
from searchkit.query.echo import echo
from searchkit.query.fields import FieldTable
from searchkit.query.parser import parse
from searchkit.query.tree import And, Node, Not, Optional, Or, Span

# What may stand before a part and belong to it: the name of a field, a minus, a NOT.
_BEFORE: Final = late_pattern(r"(?:\bNOT\s+|-|\b\w+:\s*)*\Z")
_AND_BEFORE: Final = late_pattern(r"\bAND\s+\Z")
_AND_AFTER: Final = late_pattern(r"\A\s*AND\b")


def text_of(text: str, part: Node, fields: FieldTable, today: dt.date | None = None) -> str:
    """A part as it stands in the text of its query; else its echo."""
    for span in _places(text, part):
        piece = text[span.start : span.end].strip()
        if piece and _means(piece, part, fields, today):
            return piece
    return echo(part, fields.default)


def edited(
    text: str, part: Node, instead: Node | None, wanted: Node, fields: FieldTable, today: dt.date | None = None
) -> str:
    """A query text that means ``wanted``: ``text`` with a part replaced, or left out if ``instead`` is None.

    Where no such change of the text means just that, it is the echo of ``wanted``.
    """
    new = "" if instead is None else _bare(echo(instead, fields.default), instead)
    for span in _places(text, part):
        before, after = text[: span.start], text[span.end :]
        tries = [(before, after)]
        if instead is None:
            tries += [(_AND_BEFORE.sub("", before), after), (before, _AND_AFTER.sub("", after))]
        for left, right in tries:
            found = f"{left}{new}{right}" if new else " ".join(filter(None, (left.rstrip(), right.lstrip())))
            if found.strip() and _means(found, wanted, fields, today):
                return found.strip()
    return echo(wanted, fields.default)


def replaced(tree: Node, part: Node, instead: Node | None) -> Node | None:
    """A tree with one of its parts (the very object) replaced, or left out. None if nothing is left."""
    if tree is part:
        return instead
    match tree:
        case And(parts) | Or(parts):
            kind = type(tree)
            kept = [each for given in parts if (each := replaced(given, part, instead)) is not None]
            flat = [inner for each in kept for inner in (each.parts if isinstance(each, kind) else (each,))]
            if len(flat) > 1 and not all(isinstance(each, Optional) for each in flat):
                return kind(tuple(flat), tree.span)
            left = [each.part if isinstance(each, Optional) else each for each in flat]
            return kind(tuple(left), tree.span) if len(left) > 1 else left[0] if left else None
        case Not(inner):
            found = replaced(inner, part, instead)
            return Not(found, tree.span) if found is not None else None
        case _:
            return tree


def _bare(text: str, node: Node) -> str:
    """An echo without its outer parentheses, where it joins its parts by AND."""
    if isinstance(node, And) and not any(isinstance(part, Optional) for part in node.parts):
        return text[1:-1].replace(" AND ", " ") if '"' not in text else text[1:-1]
    return text


def _places(text: str, part: Node) -> Iterator[Span]:
    """Where a part may stand in the text, the longest place first."""
    span = part.span
    if not 0 <= span.start < span.end <= len(text):
        return
    begin = _BEFORE.search(text[: span.start])
    starts = [span.start] if begin is None else sorted({begin.start(), *_starts(text, begin.start(), span.start)})
    for start in starts:
        yield Span(start, span.end)


def _starts(text: str, begin: int, end: int) -> Iterator[int]:
    yield end
    for at in range(begin, end):
        if at and (text[at - 1].isspace() or text[at - 1] in "-:("):
            yield at


def _means(text: str, wanted: Node, fields: FieldTable, today: dt.date | None) -> bool:
    parsed = parse(text, fields, today)
    return parsed.tree == wanted
