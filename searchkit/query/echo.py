"""A query tree as text with all its parentheses. The parser reads it back as the same tree."""

from __future__ import annotations

from searchkit.query.lexer import quote
from searchkit.query.tree import (
    Added,
    And,
    AtLeast,
    DateRange,
    Everything,
    Exact,
    Exists,
    First,
    Fuzzy,
    Gap,
    Like,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Regex,
    Sequence,
    ValueRange,
    Wildcard,
    Word,
    WordCount,
)


def echo(node: Node, default: str = "text") -> str:
    """The text of a tree. Words of the ``default`` field stand bare, others with their field."""
    if type(node) is Word and node.field == default:
        return node.text  # as most leaves are
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
        case Near(_, left, right, within, ordered):
            return f"({echo(left, default)} {'BEFORE' if ordered else 'NEAR'}/{within} {echo(right, default)})"
        case First(_, part, words):
            return f"FIRST/{words} {_counted(part, default)}"
        case AtLeast(_, part, times):
            return f"ATLEAST/{times} {_counted(part, default)}"
        case _:
            text = _leaf(node)
            # Without the blank, path://x* would be the address of a page.
            between = ": " if text.startswith("//") else ":"
            return text if node.field == default else f"{node.field}{between}{text}"


def _counted(part: Node, default: str) -> str:
    return f"({echo(part, default)})" if isinstance(part, First) else echo(part, default)


def _optional(part: Node, default: str) -> str:
    return f"{part.field}:[{part.text}]" if isinstance(part, Word) else echo(part, default)


def _phrased(part: Node | Gap) -> str:
    """A part of a phrase that varies, within its quotation marks."""
    match part:
        case Gap(words):
            return " ".join("*" * words)
        case Or(parts):
            return "(" + " OR ".join(map(_phrased, parts)) + ")"
        case Sequence(_, parts):
            return " ".join(map(_phrased, parts))
        case Word(_, text) | Exact(_, text) | Phrase(_, text):
            return text
        case Wildcard(_, pattern):
            return pattern
        case _:
            return ""


def _is_exact(part: Node | Gap) -> bool:
    """Whether a part of a phrase has words that are looked for as they are."""
    return isinstance(part, Exact) or (isinstance(part, (Or, Sequence)) and any(map(_is_exact, part.parts)))


def _leaf(
    node: Word
    | Exact
    | Phrase
    | Wildcard
    | Fuzzy
    | Regex
    | Sequence
    | WordCount
    | DateRange
    | ValueRange
    | Exists
    | Like
    | Added,
) -> str:
    match node:
        case Regex(_, pattern):
            return f"/{pattern}/"
        case Sequence(_, parts, slop):
            exact = "=" if any(map(_is_exact, parts)) else ""
            return exact + quote(" ".join(map(_phrased, parts))) + (f"~{slop}" if slop else "")
        case WordCount(_, low, high):
            return f"[{'*' if low is None else low} TO {'*' if high is None else high}]"
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
        case Like(_, id):
            return id if id.isalnum() and id.isascii() and not id.isalpha() else quote(id)
        case Added(_, words):
            return "(" + " OR ".join(added.word for added in words) + ")"
        case Exists():
            return "*"
