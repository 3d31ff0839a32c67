"""The words of the index that are nearest to query words that no article has."""

from __future__ import annotations

from searchkit.base.analysis import Analysis, Token
from searchkit.base.record import record
from searchkit.base.typing_names import Callable, Final, Iterable, Iterator, get_args
from searchkit.query.placement import words_of
from searchkit.query.tree import NOWHERE, Exact, Leaf, Phrase, Placed, Span, Word
from searchkit.results.facets import FacetValue
from searchkit.results.request import Request
from searchkit.results.view import View

_MOST: Final = 3
_MOST_WORDS: Final = 8
_LETTERS: Final = range(3, 41)
# As for ~ without a number: longer words may have more edits.
_FAR: Final = 6


@record
class Suggestion:
    """A word of the query that no article has, and the nearest words that articles have.

    ``span`` is its place in the query text (0, 0 if the query was a tree). ``instead`` has at most three words, each
    with the number of articles that it finds in this field. They are sorted by distance, then by that number.
    """

    word: str
    field: str
    span: Span
    instead: tuple[FacetValue, ...]


def suggested(text: str, leaves: Iterable[Leaf], view: View) -> tuple[Suggestion, ...]:
    """Suggestions for the words of ``leaves`` that find nothing. ``text`` is the query."""

    def articles(field: str, word: str) -> int:
        return view.search(Request(Word(field, word))).total

    found: dict[tuple[str, str], Suggestion] = {}
    asked = 0
    analysis = view.fields.analysis
    for field, word, span in _words(text, leaves, analysis):
        key = (field, analysis.fold(word))
        if key in found or len(word) not in _LETTERS or not word.isalpha():
            continue
        if asked == _MOST_WORDS:
            break
        asked += 1
        if articles(field, word):
            continue
        instead = _nearest(field, word, view, articles)
        if instead:
            found[key] = Suggestion(word, field, span, instead)
    return tuple(found.values())


def _nearest(field: str, word: str, view: View, articles: Callable[[str, str], int]) -> tuple[FacetValue, ...]:
    """The words of a field at the least distance, most frequent first. Of words that find the same, only one."""
    nearest: dict[str, FacetValue] = {}
    for distance in (1, 2) if len(word) >= _FAR else (1,):
        near = view.similar_words(field, word, distance)
        counted = [FacetValue(term, articles(field, term)) for term in near]
        for value in sorted(counted, key=lambda each: (-each.count, each.value)):
            if value.count:
                nearest.setdefault(view.fields.analysis.term(value.value), value)
        if len(nearest) >= _MOST:
            break
    return tuple(nearest.values())[:_MOST]


def _words(text: str, leaves: Iterable[Leaf], analysis: Analysis) -> Iterator[tuple[str, str, Span]]:
    """Field, surface and place of every word in the leaves."""
    single = (part for leaf in leaves for part in (words_of(leaf) if isinstance(leaf, get_args(Placed)) else [leaf]))
    last, written = NOWHERE, list[Token]()
    for leaf in single:
        if not isinstance(leaf, (Word, Phrase, Exact)):
            continue
        surfaces = analysis.query_surfaces(leaf.text)
        begin = leaf.span.start
        if leaf.span != last:  # the words of one phrase may be leaves of their own, with its place
            last, written = leaf.span, list(analysis.tokens(text[begin : leaf.span.end]))
        for number, surface in enumerate(surfaces):
            if analysis.is_part(surface[:1]):  # pairs of letters are no words that anyone mistypes
                continue
            at = written[number] if number < len(written) and written[number].surface == surface else None
            yield leaf.field, surface, Span(begin + at.start, begin + at.end) if at else NOWHERE
