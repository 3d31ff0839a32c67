"""The words of a text that a query matched, for every kind of leaf, by the same analysis as in the index.

The work is native. If the core knows the analysis, Python never splits the text. Words from an embedder's own analyzer
go through the same code.
"""

from __future__ import annotations

from searchkit._native import find_in_words, find_words, within_distance
from searchkit.base.analysis import CURRENT, Analysis, stemmer_of, surfaces
from searchkit.base.light_functools import partial
from searchkit.base.light_json import dumps
from searchkit.base.named_tuple import NamedTuple
from searchkit.base.record import record
from searchkit.base.typing_names import TYPE_CHECKING, Callable, Iterable, Sequence
from searchkit.query.placement import LeafKind, Placement, marking_leaf
from searchkit.query.tree import AtLeast, Exact, First, Fuzzy, Leaf, Near, Phrase, Regex, Wildcard, Word
from searchkit.query.tree import Sequence as Phrasing

if TYPE_CHECKING:
    from searchkit._native import NativeLeaf

__all__ = [
    "Analyse",
    "FieldText",
    "Highlight",
    "TextWord",
    "archive_text",
    "highlights",
    "native_leaf",
    "term_highlights",
    "within_distance",
]

Analyse = Callable[[str], list[str]]


class TextWord(NamedTuple("TextWord", [("term", str), ("surface", str), ("start", int), ("end", int)])):
    """A word of a text as its field indexes it, with its offsets in characters."""

    __slots__ = ()


class Highlight(NamedTuple("Highlight", [("start", int), ("end", int), ("leaf", int)])):
    """A matched word's offsets in characters, and the number of its query leaf."""

    __slots__ = ()


@record
class FieldText:
    """A text and how its field analyses a query's text.

    ``analysed`` is either the text with the native chain (JSON) that makes its words, or these words. ``surfaces``
    returns the surfaces of a query's text, which exact leaves look for. ``longest``: as of a
    :class:`~searchkit.query.placement.Placement`.
    """

    analysed: tuple[str, str] | list[TextWord]
    analyse: Analyse
    surfaces: Analyse = surfaces
    analysis: Analysis = CURRENT
    longest: int | None = None


def archive_text(
    text: str, language: str | None = None, analysis: Analysis = CURRENT, longest: int | None = None
) -> FieldText:
    """A title or body of an article in a language, with the archive's rule for words."""
    stemmer = stemmer_of(language)
    return FieldText(
        (text, analysis.text_chain(stemmer)),
        lambda query: [analysis.term(surface, stemmer) for surface in analysis.query_surfaces(query)],
        analysis.query_surfaces,
        analysis,
        longest,
    )


def highlights(leaves: Sequence[Leaf | NativeLeaf], text: FieldText) -> list[Highlight]:
    """Every word of a text that a leaf matches, in order, each once. A leaf may be native already."""
    return _found(text, [leaf if isinstance(leaf, tuple) else native_leaf(leaf, text) for leaf in leaves])


def term_highlights(terms: Iterable[str], text: FieldText) -> list[Highlight]:
    """Every word of a text whose term or surface is one of ``terms``."""
    return _found(text, [("any", sorted(terms))])


def _found(text: FieldText, leaves: Sequence[NativeLeaf]) -> list[Highlight]:
    match text.analysed:
        case (str(value), str(chain)):
            found = find_words(value, chain, leaves)
        case list(words):
            found = find_in_words(words, leaves)
    return [Highlight(*place) for place in found]


def native_leaf(leaf: Leaf, text: FieldText) -> NativeLeaf:
    """A leaf as the core takes it, for texts that are analysed as this one."""
    match leaf:
        case Word(_, query):
            return ("terms", text.analyse(query), 0)
        case Phrase(_, query, slop):
            return ("terms", text.analyse(query), slop)
        case Exact(_, query):
            return ("surfaces", text.surfaces(query), 0)
        case Wildcard(_, pattern):
            return ("wildcard", pattern)
        case Fuzzy(_, query, distance):
            return ("fuzzy", query, distance)
        case Regex(_, pattern):
            return ("regex", pattern)
        case Phrasing() | Near() | First() | AtLeast():
            placement = Placement(text.analysis, partial(_placed_leaf, text), longest=text.longest)
            spans = placement.of(leaf)
            return ("placed", placement.leaves, dumps(spans))
        case _:
            return ("nothing",)


def _placed_leaf(text: FieldText, kind: LeafKind, form: str, distance: int) -> NativeLeaf:
    """A leaf that takes one word, in what asks where something stands."""
    if kind == "term":
        (form, *_) = text.analyse(form) or [form]
    return marking_leaf(kind, form, distance)
