"""A check of query trees that callers build by hand: what cannot be searched is a UsageError."""

from __future__ import annotations

import datetime as dt
from typing import Final, get_args

from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable
from searchkit.query.tree import And, DateRange, Exists, Fuzzy, Leaf, Node, Not, Optional, Or, Phrase, ValueRange

_DEEPEST: Final = 200
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
        elif isinstance(node, get_args(Leaf)):
            _check_leaf(node, fields)
        else:
            raise UsageError(f"a query is a text or a query tree; {type(node).__name__} is no part of one")
    return tree  # type: ignore[return-value]  # each part of it was checked


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
    elif isinstance(node, ValueRange):
        wanted, values = (str, type(None)), (node.low, node.high)
    elif isinstance(node, Exists) or not hasattr(node, "field"):
        return
    else:
        wanted, values = (str,), (getattr(node, "pattern", None) or getattr(node, "text", None) or "",)
    if not all(isinstance(value, wanted) for value in values):
        raise UsageError(f"{type(node).__name__} of the field {name} has a value of the wrong type")
    if isinstance(node, Phrase) and not _is_within(node.slop, _WIDEST):
        raise UsageError(f"the slop of a phrase is a whole number from 0 to {_WIDEST:,}")
    if isinstance(node, Fuzzy) and not _is_within(node.distance, _MOST_EDITS):
        raise UsageError(f"the distance of a fuzzy word is a whole number from 0 to {_MOST_EDITS}")
    if isinstance(node, Fuzzy) and len(node.text) > _LONGEST_FUZZY:
        raise UsageError(f"a fuzzy word has at most {_LONGEST_FUZZY} letters")


def _is_within(number: object, most: int) -> bool:
    return isinstance(number, int) and 0 <= number <= most
