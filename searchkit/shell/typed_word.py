"""The word at the cursor of a query that is being typed: it is searched as the beginning of a word."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final, NamedTuple

_OPERATORS: Final = frozenset(("AND", "OR", "NOT", "NEAR", "BEFORE", "FIRST", "ATLEAST"))
# A word of two letters or more before the cursor. A sign or a field may stand before it, but nothing that makes it
# another thing: a wildcard, an exact form, a part of a longer word.
_WORD: Final = re.compile(r"(?:\A|[\s(])[+\-]?(?:(?P<field>[^\W\d]\w*):)?(?P<word>[^\W_]{2,})\Z")


class TypedQuery(NamedTuple):
    """What to search while a line is typed, and where in the line a word is still open (None: nowhere)."""

    query: str
    open_at: int | None = None


def typed_query(line: str, cursor: int, fields: Container[str]) -> TypedQuery:
    """The query of a line whose word at the cursor is the beginning of a word.

    ``fields`` are those whose words may be open, by all their names in lower case.
    """
    before, after = line[:cursor], line[cursor:]
    match = _WORD.search(before)
    if match is None or after[:1] not in ("", " ", ")") or before.count('"') % 2 or match["word"] in _OPERATORS:
        return TypedQuery(line)
    if match["field"] and match["field"].lower() not in fields:
        return TypedQuery(line)
    return TypedQuery(f"{before}*{after}", cursor)
