"""The query tree. It is immutable, and every part has its span in the query text.

Equality ignores spans, so a query equals its echo parsed again.
"""

from __future__ import annotations

from searchkit.base import light_datetime as dt
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.record import part as part_of
from searchkit.base.record import record
from searchkit.base.typing_names import Final, Iterator, TypeGuard, get_args


class Span(NamedTuple("Span", [("start", int), ("end", int)])):
    """Character offsets in the query text, end exclusive."""

    __slots__ = ()


NOWHERE = Span(0, 0)


@record
class Word:
    """A word of a field, in any of its inflected forms."""

    field: str
    text: str
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Exact:
    """The exact surface form of a word or of several adjacent words. In a field of names, a whole value."""

    field: str
    text: str
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Phrase:
    """Words in this order, with at most ``slop`` other words between two neighbours: 0 means adjacent."""

    field: str
    text: str
    slop: int = 0
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Wildcard:
    """A surface form with ``*`` (any letters) and ``?`` (one letter)."""

    field: str
    pattern: str
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Fuzzy:
    """Surface forms within ``distance`` edits (insert, delete, replace one letter)."""

    field: str
    text: str
    distance: int
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Regex:
    """A surface form that matches a regular expression as a whole."""

    field: str
    pattern: str
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Gap:
    """Between two parts of a Sequence: so many words, whatever they are."""

    words: int = 1


@record
class Sequence:
    """A phrase whose parts vary: words, wildcards, gaps and alternatives, in this order.

    ``parts`` are Word, Exact, Wildcard, Gap, or an Or of words, wildcards, phrases and sequences. The first and the
    last are no gaps. ``slop`` is the number of other words allowed between neighbours.
    """

    field: str
    parts: tuple[Node | Gap, ...]
    slop: int = 0
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Near:
    """Two parts of one field near each other.

    ``within`` is the number of steps from word to word (1: neighbours), or "s" for one sentence, or "p" for one
    paragraph. ``ordered``: the left part stands before the right one.
    """

    field: str
    left: Node
    right: Node
    within: int | str
    ordered: bool = False
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class First:
    """A part within the first ``words`` words of a field."""

    field: str
    part: Node
    words: int
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class AtLeast:
    """A part that stands in the article ``times`` times or more."""

    field: str
    part: Node
    times: int
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class WordCount:
    """The number of words of a text, both ends included; None is open."""

    field: str
    low: int | None
    high: int | None
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class DateRange:
    """Dates that lie wholly within these days. Both ends are included; None is open."""

    field: str
    first: dt.date | None
    last: dt.date | None
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class ValueRange:
    """Values of a field between two others, as text; None is open."""

    field: str
    low: str | None
    high: str | None
    low_excluded: bool = False
    high_excluded: bool = False
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Exists:
    """The field has any value."""

    field: str
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Like:
    """The articles about the same as one other: the one with this id, or the only one whose id begins with it."""

    field: str
    id: str
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Everything:
    """Every article."""

    span: Span = part_of(default=NOWHERE, compare=False)


@record
class AddedWord:
    """A word that a search added to a query, and how much it counts: a word of the query counts 1.

    ``term`` is the form under which it is indexed in articles of the language ``stemmer``.
    """

    word: str
    weight: float
    term: str
    stemmer: str = "en"


@record
class Added:
    """Articles that have any of the words that a search added to a query."""

    field: str
    words: tuple[AddedWord, ...]
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class And:
    """All of the parts. At least one is not Optional."""

    parts: tuple[Node, ...]
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Or:
    """Any of the parts."""

    parts: tuple[Node, ...]
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Not:
    """Articles that do not match the part."""

    part: Node
    span: Span = part_of(default=NOWHERE, compare=False)


@record
class Optional:
    """A part that is not required: a stop word beside other words."""

    part: Node
    span: Span = part_of(default=NOWHERE, compare=False)


# What asks where in a text something stands. Each is one leaf of a query, whatever parts it has.
Placed = Sequence | Near | First | AtLeast
Leaf = (
    Word
    | Exact
    | Phrase
    | Wildcard
    | Fuzzy
    | Regex
    | Placed
    | WordCount
    | DateRange
    | ValueRange
    | Exists
    | Like
    | Added
    | Everything
)
Node = Leaf | And | Or | Not | Optional
_KINDS: Final = frozenset(get_args(Node))


def is_node(query: object) -> TypeGuard[Node]:
    """Whether a query is a tree. It takes one look, not one for each kind of node."""
    return type(query) in _KINDS


def positive_leaves(node: Node) -> Iterator[Leaf]:
    """The leaves that an article can match, left to right. Leaves below a Not or an Optional are left out."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from positive_leaves(part)
    elif not isinstance(node, (Not, Optional)):
        yield node


def leaf_kinds(node: Node, found: set[type]) -> set[type]:
    """Adds the kinds of all leaves of a tree to those ``found``, and returns these."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            leaf_kinds(part, found)
    elif isinstance(node, (Not, Optional)):
        leaf_kinds(node.part, found)
    else:
        found.add(type(node))
    return found


def likes(node: Node) -> Iterator[Like]:
    """All leaves of a tree that name an article, left to right."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from likes(part)
    elif isinstance(node, (Not, Optional)):
        yield from likes(node.part)
    elif isinstance(node, Like):
        yield node


def placed_parts(node: Placed) -> tuple[Node, ...]:
    """The parts of what asks where something stands, without gaps."""
    match node:
        case Near(_, left, right):
            return (left, right)
        case First(_, part) | AtLeast(_, part):
            return (part,)
        case Sequence(_, parts):
            return tuple(part for part in parts if not isinstance(part, Gap))


def place_field(node: Node) -> str | None:
    """The field in whose texts a part stands somewhere. None if it has no place, or several fields."""
    if isinstance(node, Or):
        fields = {place_field(part) for part in node.parts}
        return fields.pop() if len(fields) == 1 else None
    if isinstance(node, (Word, Exact, Phrase, Wildcard, Fuzzy, Regex, Sequence, Near, First)):
        return node.field
    return None
