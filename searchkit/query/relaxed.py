"""What to look for where no article has all parts of a query: some of them are enough, and the others are lacking."""

from __future__ import annotations

from searchkit.base.record import record
from searchkit.base.typing_names import Final, Iterator, Sequence, get_args
from searchkit.query.fields import FieldTable
from searchkit.query.parser import all_of
from searchkit.query.stop_words import StopWords
from searchkit.query.tree import (
    And,
    Everything,
    Exact,
    Fuzzy,
    Leaf,
    Like,
    Node,
    Not,
    Optional,
    Or,
    Phrase,
    Placed,
    Regex,
    Wildcard,
    Word,
    placed_parts,
    positive_leaves,
)

_OF_WORDS: Final = (Word, Phrase, Wildcard, Fuzzy, Regex, *get_args(Placed))


@record
class Way:
    """One of the ways in which a query can match: an alternative of its OR, or else the whole.

    ``tree`` finds the articles that have some of its text, and nothing that it refuses. ``parts`` are what an article
    needs to match. The words of a phrase come before the phrase, if they count by themselves.
    """

    tree: Node
    parts: tuple[Node, ...]


@record
class Relaxed:
    """A query of which some is enough. ``tree`` finds what has some of it in any of the ways."""

    tree: Node
    ways: tuple[Way, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        """All parts of all ways."""
        return tuple(part for way in self.ways for part in way.parts)


def relaxed(tree: Node, fields: FieldTable, *, apart: bool = False) -> Relaxed | None:
    """A query as one of which some is enough.

    The parts of a query are what its ANDs join. What they refuse stays refused. Dates and whole values are parts too,
    but an article needs some of the text. If only one part is text, its own words count by themselves, such as those
    of a phrase or of both sides of a NEAR. ``apart``: so do those of all parts.

    None if there is nothing between all and nothing: for a query of one word, and for one that asks for an id.
    """
    if any(_is_id(leaf, fields) for leaf in positive_leaves(tree)):
        return None
    ways = tuple(way for each in _alternatives(tree) if (way := _way(each, fields, apart)) is not None)
    if not ways:
        return None
    return Relaxed(_any(tuple(way.tree for way in ways)), ways)


def _way(node: Node, fields: FieldTable, apart: bool) -> Way | None:
    joined = list(_joined(node))
    parts: list[Node] = [part for part in joined if not isinstance(part, (Not, Optional, Everything))]
    texts = [part for part in parts if is_text(part, fields)]
    if apart or len(texts) == 1:
        parts = [each for part in parts for each in (_with_pieces(part, fields) if part in texts else (part,))]
        texts = [part for part in parts if is_text(part, fields)]
    if not texts or len(parts) == 1:
        return None
    refused = tuple(part for part in joined if isinstance(part, Not))
    some = _any(tuple(texts))
    return Way(And((some, *refused)) if refused else some, tuple(parts))


def _alternatives(node: Node) -> Iterator[Node]:
    if isinstance(node, Or):
        for part in node.parts:
            yield from _alternatives(part)
    elif isinstance(node, Optional):
        yield from _alternatives(node.part)
    else:
        yield node


def _joined(node: Node) -> Iterator[Node]:
    if isinstance(node, And):
        for part in node.parts:
            yield from _joined(part)
    else:
        yield node


def _any(nodes: tuple[Node, ...]) -> Node:
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def _is_id(leaf: Leaf, fields: FieldTable) -> bool:
    return getattr(leaf, "field", None) == "id" and fields["id"].kind == "value"


def is_text(part: Node, fields: FieldTable) -> bool:
    """Whether a part, or some of it, asks for words of a text or of names. These have scores; paths are no text."""
    return any(_asks_for_words(leaf, fields) for leaf in positive_leaves(part))


def _asks_for_words(leaf: Leaf, fields: FieldTable) -> bool:
    if isinstance(leaf, Like):  # it asks for the words of another article
        return True
    field = getattr(leaf, "field", None)
    if field in (None, "path") or not isinstance(leaf, (Exact, *_OF_WORDS)):
        return False
    kind = fields[field].kind
    return kind == "text" or (kind in ("names", "whoosh") and not isinstance(leaf, Exact))


def _with_pieces(part: Node, fields: FieldTable) -> Iterator[Node]:
    """A part after what it is made of, if that can be found by itself."""
    if isinstance(part, get_args(Placed)):
        for piece in pieces(part, fields):
            yield from _with_pieces(piece, fields)
    else:
        yield from pieces(part, fields)
    yield part


def pieces(part: Node, fields: FieldTable) -> Sequence[Node]:
    """What a part is made of, if that can be found by itself: the words of a phrase, the sides of a NEAR."""
    if isinstance(part, get_args(Placed)):
        return _required(placed_parts(part), fields)
    return _words(part, fields) if isinstance(part, (Word, Phrase, Exact)) else ()


def _words(part: Word | Phrase | Exact, fields: FieldTable) -> Sequence[Node]:
    """The words of a phrase, or of a word that stands for several, such as one with a hyphen. Else nothing."""
    if fields[part.field].kind == "whoosh" and not isinstance(part, Phrase):
        return ()  # only the schema knows how its values are written
    words = fields.analysis.written(part.text)
    kind = Exact if isinstance(part, Exact) else Word
    return _required([kind(part.field, word) for word in words], fields) if len(words) > 1 else ()


def _required(pieces: Sequence[Node], fields: FieldTable) -> list[Node]:
    """The pieces that a query would require if it had just these."""
    return [piece for piece in _joined(all_of(list(pieces), StopWords(fields))) if not isinstance(piece, Optional)]
