"""Why a search finds nothing, or little: what each part of it finds, which part stands in the way, and what finds more.

Each part is counted alone, and within the filters. The offers are whole queries, each with the number of articles that
it finds. Nothing of the search itself changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, get_args

from searchkit.base.record import changed, record
from searchkit.query.edited import edited, replaced, text_of
from searchkit.query.parser import parse
from searchkit.query.relaxed import pieces
from searchkit.query.tree import (
    And,
    DateRange,
    Everything,
    Exact,
    Fuzzy,
    Near,
    Node,
    Not,
    Optional,
    Phrase,
    Placed,
    Word,
    positive_leaves,
)
from searchkit.results.date_span import DateSpan, date_span, dates_asked
from searchkit.results.filters import Filter, Filters, query_text
from searchkit.results.offer import Offer
from searchkit.results.request import Condition, Request, counting
from searchkit.results.view import View

# Each is counted by searches of its own, so that a diagnosis takes no longer than a few pages.
_MOST_PARTS: Final = 10
_MOST_LEAVES: Final = 6
_MOST_SMALL: Final = 5
_MOST_DROPPED: Final = 3
_PAIR: Final = 2  # of as many parts, leaving out several leaves nothing
_FAR: Final = 6  # longer words may have more edits, as for ~ without a number
_LETTERS: Final = range(4, 41)


@record
class PartCount:
    """A part of a query, as query text. How many articles have it, and how many of those are within the filters.

    ``others`` is what the search finds without the part. If that is more than nothing, this part alone stands in the
    way.
    """

    text: str
    alone: int
    inside: int
    others: int


@record
class FilterCount:
    """The filters of one field, and what the search finds without them (``others``)."""

    filters: Filters
    others: int


@record
class Diagnosis:
    """What each part of a search finds, and other searches that find more.

    ``span`` has the first and last date of the archive, if the search asks for a date beyond them. ``offers`` are
    sorted: first what changes a part, then what leaves one out.
    """

    total: int
    parts: tuple[PartCount, ...]
    filters: tuple[FilterCount, ...]
    span: DateSpan | None
    offers: tuple[Offer, ...]

    @property
    def missing(self) -> tuple[PartCount, ...]:
        """The parts that no article has within the filters."""
        return tuple(part for part in self.parts if not part.inside)

    @property
    def culprits(self) -> tuple[PartCount, ...]:
        """The parts that stand in the way alone: without any one of them, the search finds more than nothing."""
        return tuple(part for part in self.parts if part.others and not self.total)


def diagnosed(
    view: View, request: Request, text: str, filters: Filters, total: int, today: dt.date | None = None
) -> Diagnosis:
    """The diagnosis of a search for a query tree. ``text`` is the query as it was typed, if it was.

    Raises what a search raises.
    """
    return _Doctor(view, request, text, filters, total, today).diagnosis()


class _Doctor:
    def __init__(
        self, view: View, request: Request, text: str, filters: Filters, total: int, today: dt.date | None
    ) -> None:
        assert isinstance(request.query, get_args(Node))
        self.view = view
        self.fields = view.fields
        self.request = request
        self.tree: Node = request.query
        self.text = text
        self.filters = filters
        self.today = today
        self.counted: dict[tuple[Node, tuple[Condition, ...]], int] = {(self.tree, request.filters): total}
        if text:  # words that were added to the query are no parts of it
            self.tree = parse(text, self.fields, today).tree
        self.total = self.count(self.tree, request.filters)
        joined = self.tree.parts if isinstance(self.tree, And) else (self.tree,)
        self.joined = [part for part in joined if not isinstance(part, (Optional, Everything))][:_MOST_PARTS]

    def diagnosis(self) -> Diagnosis:
        parts = tuple(map(self.part, self.joined))
        by_filter = tuple(self.of_filter(each) for each in self.request.filters)
        asked = dates_asked((self.tree, *(each.node for each in self.request.filters)), self.fields)
        dates = list(asked) if self.view.has_articles else []
        span = date_span(self.view) if dates else None
        if span is not None and all(map(span.reaches, dates)):
            span = None
        small = sorted(self.distinct(self.small_changes()), key=lambda offer: (offer.kind != "spelling", -offer.total))
        return Diagnosis(
            self.total,
            parts,
            by_filter,
            span,
            (*small[:_MOST_SMALL], *self.dropping(parts), *self.unfiltered(by_filter)),
        )

    def count(self, tree: Node, filters: tuple[Condition, ...]) -> int:
        known = self.counted.get((tree, filters))
        if known is None:
            known = self.view.search(counting(self.request, tree, filters)).total
            self.counted[tree, filters] = known
        return known

    def part(self, part: Node) -> PartCount:
        rest = replaced(self.tree, part, None)
        return PartCount(
            text_of(self.text, part, self.fields, self.today),
            self.count(part, ()),
            self.count(part, self.request.filters),
            self.count(rest, self.request.filters) if rest is not None else 0,
        )

    def of_filter(self, condition: Condition) -> FilterCount:
        others = tuple(each for each in self.request.filters if each is not condition)
        excluded = isinstance(condition.node, Not)
        own = tuple(f for f in self.filters if f.field == condition.field and f.excluded == excluded)
        return FilterCount(Filters(own), self.count(self.tree, others))

    def offer(self, kind: str, query: str, change: str) -> Iterator[Offer]:
        """An offer, if it finds more than the search. What its text means is counted, whatever it was made from."""
        total = self.count(parse(query, self.fields, self.today).tree, self.request.filters)
        if total > self.total:
            yield Offer(kind, query, total, change, self.filters)

    def distinct(self, offers: Iterator[Offer]) -> Iterator[Offer]:
        seen = set()
        for offer in offers:
            if offer.query not in seen:
                seen.add(offer.query)
                yield offer

    # What asks for less of a part

    def small_changes(self) -> Iterator[Offer]:
        spelled = self.spellings()
        for leaf in list(positive_leaves(self.tree))[:_MOST_LEAVES]:
            told = text_of(self.text, leaf, self.fields, self.today)
            for kind, instead in (*spelled.get(id(leaf), ()), *self.weaker(leaf)):
                tree = replaced(self.tree, leaf, instead)
                if tree is None or tree == self.tree:
                    continue
                query = edited(self.text, leaf, instead, tree, self.fields, self.today)
                new = text_of("", instead, self.fields)
                yield from self.offer(kind, query, f"{new} in place of {told}")

    def spellings(self) -> dict[int, list[tuple[str, Node]]]:
        """The words that articles have in place of words that none has, by the leaf that is such a word."""
        from searchkit.results.suggestions import suggested

        if not self.view.has_articles:
            return {}
        found: dict[int, list[tuple[str, Node]]] = {}
        for leaf in list(positive_leaves(self.tree))[:_MOST_LEAVES]:
            if isinstance(leaf, (Word, Phrase, Exact)) and not self.count(leaf, ()):
                for suggestion in suggested("", [leaf], self.view):
                    texts = (_with_word(leaf.text, suggestion.word, each.value) for each in suggestion.instead)
                    words: list[Node] = [_words(leaf.field, text, leaf) for text in texts]
                    found.setdefault(id(leaf), []).extend(("spelling", word) for word in words)
        return found

    def weaker(self, leaf: Node) -> Iterator[tuple[str, Node]]:
        """What a leaf may be replaced by, each with the kind of the offer."""
        field = self.fields.get(getattr(leaf, "field", "")) if self.view.has_articles else None
        if field is None:
            return
        match leaf:
            case Word(name, text) if field.kind in ("text", "names") and text.isalpha() and len(text) in _LETTERS:
                yield "fuzzy", Fuzzy(name, self.fields.analysis.surface(text), 2 if len(text) >= _FAR else 1, leaf.span)
            case Exact(name, text) if field.kind == "names":
                yield "region" if field.within else "forms", _words(name, text, leaf)
            case Exact(name, text) if field.kind == "text":
                yield "forms", _words(name, text, leaf)
            case DateRange(name, first, last) if first and last:
                whole = DateRange(name, dt.date(first.year, 1, 1), dt.date(last.year, 12, 31), leaf.span)
                yield "years", whole
        if isinstance(leaf, (Phrase, Exact, *get_args(Placed))) and field.kind == "text":
            parts = tuple(pieces(leaf, self.fields))
            if len(parts) > 1:
                yield "apart", And(parts, leaf.span)
        if isinstance(leaf, Near) and leaf.within != "p" and field.kind == "text" and self.fields.analysis.has_breaks:
            yield "apart", changed(leaf, within="p", ordered=False)
        if isinstance(leaf, (Word, Phrase, Exact)) and field.kind == "names" and field.name != "path":
            yield "text", _words(self.fields.default, leaf.text, leaf)

    # What leaves parts out

    def dropping(self, parts: Sequence[PartCount]) -> Iterator[Offer]:
        """The searches without one part. If these find nothing, the one without the fewest of the rarest parts."""
        found: list[Offer] = []
        for node, part in zip(self.joined, parts, strict=True):
            rest = replaced(self.tree, node, None)
            if rest is None or not any(True for _ in positive_leaves(rest)):
                continue
            query = edited(self.text, node, None, rest, self.fields, self.today)
            found += self.offer("dropped", query, f"without {part.text}")
        if not found and len(parts) > _PAIR:
            found = list(self.dropping_several(parts))
        yield from sorted(found, key=lambda offer: -offer.total)[:_MOST_DROPPED]

    def dropping_several(self, parts: Sequence[PartCount]) -> Iterator[Offer]:
        """The search without the rarest parts: none is left out that may as well stay."""
        rarest = sorted(zip(self.joined, parts, strict=True), key=lambda each: each[1].inside)
        left_out: list[tuple[Node, PartCount]] = []
        for each in rarest[:-1]:
            left_out.append(each)
            if self.finds_more(left_out):
                break
        else:
            return
        for each in left_out[-2::-1]:
            fewer = [other for other in left_out if other is not each]
            if self.finds_more(fewer):
                left_out = fewer
        text, tree = self.text, self.tree
        for node, _ in left_out:
            rest = replaced(tree, node, None)
            assert rest is not None
            text = edited(text, _again(text, node, self), None, rest, self.fields, self.today)
            tree = rest
        yield from self.offer("dropped", text, f"without {' and '.join(part.text for _, part in left_out)}")

    def finds_more(self, left_out: Sequence[tuple[Node, PartCount]]) -> bool:
        """Whether the search without these parts finds more. Without words it is another search."""
        tree: Node | None = self.tree
        for node, _ in left_out:
            tree = replaced(tree, node, None) if tree is not None else None
        if tree is None or not any(True for _ in positive_leaves(tree)):
            return False
        return self.count(tree, self.request.filters) > self.total

    def unfiltered(self, by_filter: Sequence[FilterCount]) -> Iterator[Offer]:
        """The searches without the filters of one field, and with regions in place of whole values."""
        query = self.text or text_of("", self.tree, self.fields)
        found = []
        for each in by_filter:
            kept = Filters(tuple(f for f in self.filters if f not in each.filters.chosen))
            if each.others > self.total:
                change = f"without the filter {' or '.join(map(str, each.filters))}"
                found.append(Offer("unfiltered", query, each.others, change, kept))
        yield from sorted(found, key=lambda offer: -offer.total)[:_MOST_DROPPED]
        for given in self.filters:
            field = self.fields.get(given.field)
            if field is not None and field.within and given.whole and not given.excluded:
                yield from self.wider(query, given)

    def wider(self, query: str, given: Filter) -> Iterator[Offer]:
        """The search in the region of the name that a filter asks for as a whole value."""
        from searchkit.results.filters import resolved

        region = Filter(given.field, given.value, whole=False)
        filters = Filters(tuple(region if each == given else each for each in self.filters))
        _, conditions, _ = resolved(self.view, filters, self.today)
        total = self.count(self.tree, conditions)
        if total > self.total:
            yield Offer("region", query, total, f"all of {query_text(self.view, region)}", filters)


def _words(field: str, text: str, leaf: Word | Phrase | Exact) -> Word | Phrase:
    """Words of a field in any form: one word, or several next to each other."""
    return Word(field, text, leaf.span) if text.isalnum() else Phrase(field, text, 0, leaf.span)


def _with_word(text: str, word: str, instead: str) -> str:
    """A text with one of its words replaced, in whatever case it stands."""
    at = text.lower().find(word.lower())
    return text[:at] + instead + text[at + len(word) :] if at >= 0 else instead


def _again(text: str, node: Node, doctor: _Doctor) -> Node:
    """A part of the query as it stands in a changed text of it."""
    tree = parse(text, doctor.fields, doctor.today).tree
    return next((part for part in (tree.parts if isinstance(tree, And) else (tree,)) if part == node), node)
