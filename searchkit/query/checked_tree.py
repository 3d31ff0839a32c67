"""A check of query trees that callers build by hand: what cannot be searched is a UsageError."""

from __future__ import annotations

from searchkit._native import regex_problem
from searchkit.base import light_datetime as dt
from searchkit.base.typing_names import Final, get_args
from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable
from searchkit.query.tree import (
    And,
    AtLeast,
    DateRange,
    Exact,
    Exists,
    First,
    Fuzzy,
    Gap,
    Leaf,
    Like,
    Near,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Placed,
    Regex,
    Sequence,
    ValueRange,
    Wildcard,
    Word,
    WordCount,
    place_field,
    placed_parts,
)

_DEEPEST: Final = 200
_DEEPEST_PLACED: Final = 45
_LONGEST_FUZZY: Final = 255  # letters
_MOST_EDITS: Final = 255
_WIDEST: Final = 1 << 30  # words between two words


def checked_tree(tree: object, fields: FieldTable) -> Node:
    """The tree, if an index with these fields can search it. Raises UsageError."""
    left: list[tuple[object, int]] = [(tree, 0)]
    while left:
        node, depth = left.pop()
        if depth > _DEEPEST:
            raise UsageError(f"this query tree is nested more than {_DEEPEST} deep")
        if isinstance(node, (And, Or)):
            if not isinstance(node.parts, tuple):
                raise UsageError("the parts of a query tree are a tuple")
            left += [(part, depth + 1) for part in node.parts]
        elif isinstance(node, (Not, Optional)):
            left.append((node.part, depth + 1))
        elif isinstance(node, get_args(Placed)):
            _check_placed(node, fields)
            if _placed_depth(node) > _DEEPEST_PLACED:
                raise UsageError(f"{type(node).__name__} has parts nested more than {_DEEPEST_PLACED} deep")
            left += [(part, depth + 1) for part in placed_parts(node)]
        elif isinstance(node, get_args(Leaf)):
            _check_leaf(node, fields)
        else:
            raise UsageError(f"a query is a text or a query tree; {type(node).__name__} is no part of one")
    return tree  # type: ignore[return-value]  # each part of it was checked


def _placed_depth(node: object) -> int:
    """How deep the parts of what asks where something stands are, as far as that matters."""
    deepest, left = 0, [(node, 0)]
    while left:
        part, depth = left.pop()
        deepest = max(deepest, depth)
        if deepest > _DEEPEST_PLACED:
            break
        if isinstance(part, get_args(Placed)):
            left += [(inner, depth + 1) for inner in placed_parts(part)]
        elif isinstance(part, Or) and isinstance(part.parts, tuple):
            left += [(inner, depth + 1) for inner in part.parts]
    return deepest


def _may_be_phrased(part: object) -> bool:
    """Whether a part can stand within the quotation marks of a phrase."""
    if isinstance(part, Or):
        return isinstance(part.parts, tuple) and all(map(_may_be_phrased, part.parts))
    return isinstance(part, (Gap, Word, Exact, Wildcard, Phrase, Sequence)) and not getattr(part, "slop", 0)


def _check_placed(node: object, fields: FieldTable) -> None:
    _check_leaf(node, fields)
    assert isinstance(node, get_args(Placed))
    kind = type(node).__name__
    if fields[node.field].kind not in ("text", "names"):
        raise UsageError(f"{kind} needs a field of words; {node.field} is none")
    if isinstance(node, Sequence) and not (
        isinstance(node.parts, tuple)
        and node.parts
        and not isinstance(node.parts[0], Gap)
        and not isinstance(node.parts[-1], Gap)
        and all(not isinstance(part, Gap) or _is_within(part.words, _WIDEST) for part in node.parts)
        and all(map(_may_be_phrased, node.parts))
        and _is_within(node.slop, _WIDEST)
    ):
        raise UsageError("the parts of a Sequence are words, wildcards, gaps between them, and alternatives")
    if any(place_field(part) != node.field for part in placed_parts(node)):
        raise UsageError(f"the parts of {kind} are words, phrases and alternatives of its own field")
    numbers = {Near: "within", First: "words", AtLeast: "times"}
    name = numbers.get(type(node))
    number = getattr(node, name) if name else 1
    is_unit = isinstance(node, Near) and isinstance(number, str) and number in ("s", "p")
    if not is_unit and not (_is_within(number, _WIDEST) and number > 0):
        raise UsageError(f"{name} of {kind} is a whole number from 1")


def _check_leaf(node: object, fields: FieldTable) -> None:
    name = getattr(node, "field", fields.default)
    field = fields.fields.get(name) if isinstance(name, str) else None
    if field is None:
        raise UsageError(
            f"there is no field {name!r}", hint="fields: " + " ".join(f for f in fields.fields if f != "*")
        )
    if isinstance(node, DateRange):
        if field.kind not in ("date", "mentions"):
            raise UsageError(f"the field {name} has no dates")
        wanted: tuple[type, ...] = (dt.date, type(None))
        values: tuple[object, ...] = (node.first, node.last)
        if any(isinstance(value, dt.datetime) for value in values):
            raise UsageError("the ends of a DateRange are dates without a time of day")
    elif isinstance(node, ValueRange):
        wanted, values = (str, type(None)), (node.low, node.high)
    elif isinstance(node, WordCount):
        if field.kind != "count":
            raise UsageError(f"the field {name} has no number of words")
        wanted, values = (int, type(None)), (node.low, node.high)
    elif isinstance(node, Like):
        if field.kind != "like":
            raise UsageError(f"the field {name} takes no id of an article")
        wanted, values = (str,), (node.id,)
    elif isinstance(node, (Exists, *get_args(Placed))) or not hasattr(node, "field"):
        return
    else:
        wanted, values = (str,), (getattr(node, "pattern" if hasattr(node, "pattern") else "text"),)
    if not all(isinstance(value, wanted) for value in values):
        raise UsageError(f"{type(node).__name__} of the field {name} has a value of the wrong type")
    if isinstance(node, Regex) and (problem := regex_problem(node.pattern)):
        raise UsageError(f"/{node.pattern}/ is no expression that can be searched: {problem}")
    if isinstance(node, Phrase) and not _is_within(node.slop, _WIDEST):
        raise UsageError(f"the slop of a phrase is a whole number from 0 to {_WIDEST:,}")
    if isinstance(node, Fuzzy) and not _is_within(node.distance, _MOST_EDITS):
        raise UsageError(f"the distance of a fuzzy word is a whole number from 0 to {_MOST_EDITS}")
    if isinstance(node, Fuzzy) and len(node.text) > _LONGEST_FUZZY:
        raise UsageError(f"a fuzzy word has at most {_LONGEST_FUZZY} letters")


def _is_within(number: object, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most
