"""Which of some names a leaf of a query finds, without an index."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from searchkit._native import find_words
from searchkit.base.analysis import CURRENT, Analysis, wildcard_pattern
from searchkit.base.light_functools import partial
from searchkit.base.light_json import dumps
from searchkit.base.surrogates import has_surrogates, without_surrogates
from searchkit.base.typing_names import TYPE_CHECKING, Final
from searchkit.query.placement import ONE_SENTENCE, LeafKind, Placement, marking_leaf, name_form
from searchkit.query.tree import AtLeast, Exact, First, Fuzzy, Leaf, Near, Phrase, Regex, Sequence, Wildcard, Word

if TYPE_CHECKING:
    import collections.abc

    from searchkit._native import NativeLeaf

_BETWEEN: Final = " \n0betweentwovalues0\n "


def found_values(node: Leaf, values: collections.abc.Sequence[str], analysis: Analysis = CURRENT) -> list[str]:
    """The values of a name field that a leaf finds, by a rule for words."""
    apart = 1
    if isinstance(node, (Exact, Fuzzy, Phrase, Wildcard, Regex, Word)) and has_surrogates(
        node.pattern if isinstance(node, (Wildcard, Regex)) else node.text
    ):
        return [value for value in values if isinstance(node, Exact) and value == node.text]
    match node:
        case Exact(_, text):
            wanted = analysis.value(text)
            return [value for value in values if analysis.value(value) == wanted]
        case Word(_, text):
            leaf: NativeLeaf = ("terms", _folded(text, analysis), 0)
        case Phrase(_, text, slop):
            leaf, apart = ("terms", _folded(text, analysis), slop), slop + 1
        case Wildcard(_, pattern) if any(not (c.isalnum() or c in "*?") for c in pattern):
            whole = wildcard_pattern(analysis.value(pattern))
            return [value for value in values if whole.fullmatch(value)]
        case Wildcard(_, pattern):
            leaf = ("wildcard", analysis.fold(pattern))
        case Fuzzy(_, text, distance):
            leaf = ("fuzzy", analysis.fold(text), distance)
        case Regex(_, pattern):
            leaf = ("regex", pattern)
        case Sequence() | Near() | First() | AtLeast():
            placement = Placement(analysis, partial(_placed_leaf, analysis), longest=ONE_SENTENCE)
            what = dumps(placement.of(node))
            leaf = ("placed", placement.leaves, what)
            chain = analysis.name_chain()
            return [value for value in values if find_words(without_surrogates(value), chain, [leaf])]
        case _:
            return []
    # One text of all values needs one call. Enough words stand between two values that no phrase spans both.
    between = _BETWEEN * apart
    begins = list(accumulate((len(value) + len(between) for value in values), initial=0))
    spans = find_words(between.join(map(without_surrogates, values)), analysis.name_chain(), [leaf])
    places = ((bisect_right(begins, start) - 1, end) for start, end, _ in spans)
    numbers = {number for number, end in places if end <= begins[number] + len(values[number])}
    return [values[number] for number in sorted(numbers)]


def _placed_leaf(analysis: Analysis, kind: LeafKind, text: str, distance: int) -> NativeLeaf:
    """A leaf that takes one word of a name."""
    return marking_leaf(kind, name_form(analysis, kind, text), distance)


def _folded(text: str, analysis: Analysis) -> list[str]:
    return [analysis.fold(surface) for surface in analysis.query_surfaces(text)]
