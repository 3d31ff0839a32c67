"""A query tree as text with all its parentheses. The parser reads it back as the same tree."""

from __future__ import annotations

from searchkit.query.lexer import quote
from searchkit.query.tree import (
    And,
    DateRange,
    Everything,
    Exact,
    Exists,
    Fuzzy,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    ValueRange,
    Wildcard,
    Word,
)


def echo(node: Node, default: str = "text") -> str:
    """The text of a tree. Words of the ``default`` field stand bare, others with their field."""
    match node:
        case And(parts):
            return "(" + " AND ".join(echo(part, default) for part in parts) + ")"
        case Or(parts):
            return "(" + " OR ".join(echo(part, default) for part in parts) + ")"
        case Not(part):
            return f"(NOT {echo(part, default)})"
        case Optional(part):
            return f"[{part.text}]" if isinstance(part, Word) and part.field == default else _optional(part, default)
        case Everything():
            return "*"
        case _:
            text = _leaf(node)
            # Without the blank, path://x* would be the address of a page.
            between = ": " if text.startswith("//") else ":"
            return text if node.field == default else f"{node.field}{between}{text}"


def _optional(part: Node, default: str) -> str:
    return f"{part.field}:[{part.text}]" if isinstance(part, Word) else echo(part, default)


def _leaf(node: Word | Exact | Phrase | Wildcard | Fuzzy | DateRange | ValueRange | Exists) -> str:
    match node:
        case Word(_, text):
            return text
        case Exact(_, text):
            return "=" + (text if text.isalnum() else quote(text))
        case Phrase(_, text, slop):
            return quote(text) + (f"~{slop}" if slop else "")
        case Wildcard(_, pattern):
            return pattern
        case Fuzzy(_, text, distance):
            return f"{text}~{distance}"
        case DateRange(_, first, last) if first and last and first > last:  # no day; turned round it would be two
            return f"[{first} TO {first}}}"
        case DateRange(_, first, last):
            return f"[{first or '*'} TO {last or '*'}]"
        case ValueRange(_, low, None) if low is not None and any(c in low for c in "[]{}"):
            return f"{'>' if node.low_excluded else '>='}{low}"
        case ValueRange(_, None, high) if high is not None and any(c in high for c in "[]{}"):
            return f"{'<' if node.high_excluded else '<='}{high}"
        case ValueRange():
            opening, closing = "{" if node.low_excluded else "[", "}" if node.high_excluded else "]"
            return f"{opening}{node.low or '*'} TO {node.high or '*'}{closing}"
        case Exists():
            return "*"
