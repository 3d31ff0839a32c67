"""Why a hit stands where it stands, in a sentence or two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from searchkit.base.record import record
from searchkit.query.edited import text_of
from searchkit.query.relaxed import is_text
from searchkit.query.tree import Everything, Leaf, Node, positive_leaves
from searchkit.results.answer import Document
from searchkit.results.concordance import joined
from searchkit.results.request import Request, counting
from searchkit.results.view import View

_MOST: Final = 12  # parts of a query that are looked at
# A part is rare if no more than this share of all articles has it.
_RARE: Final = 0.01
# Scores that differ by less are said to be alike.
_ALIKE: Final = 0.05
_EQUAL: Final = 1e-6


@record
class Reason:
    """A part of the query that a hit has, as query text, and what it adds to the score.

    ``title`` and ``body`` are how often it stands there; names and places may stand in neither. ``articles`` is how
    many articles have it.
    """

    part: str
    score: float
    title: int
    body: int
    articles: int


@record
class Reasons:
    """The parts of the query that a hit has, what adds most first. ``lacking`` are those that it does not have.

    ``words`` is the length of its body. ``beside`` tells the same of the hit that it is compared with. ``total`` is the
    number of articles in the index.
    """

    rank: int
    score: float
    order: str
    words: int
    parts: tuple[Reason, ...]
    lacking: tuple[str, ...]
    total: int
    beside: Reasons | None = None

    def text(self) -> str:
        """The reasons in a few short sentences."""
        return " ".join(self.sentences())

    def sentences(self) -> Iterator[str]:
        """The sentences of :meth:`text`."""
        if self.order != "relevance":
            yield f"Hits are in order of date, the {self.order} first; the score only decides within one day."
        yield from self._where()
        if not any(part.score for part in self.parts):
            yield "Nothing of the query adds to a score, so hits of one score are in order of date."
            return
        yield from self._rarest()
        if self.beside is not None:
            yield from self._against(self.beside)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        told: dict[str, Any] = {
            "rank": self.rank,
            "score": round(self.score, 6),
            "text": self.text(),
            "words": self.words,
            "parts": [
                {
                    "query": part.part,
                    "score": round(part.score, 6),
                    "title": part.title,
                    "body": part.body,
                    "articles": part.articles,
                }
                for part in self.parts
            ],
            "lacking": list(self.lacking),
        }
        if self.beside is not None:
            told["beside"] = self.beside.as_dict() | {"text": None}
        return told

    def _where(self) -> Iterator[str]:
        title = [part.part for part in self.parts if part.title]
        several = len(self.parts) > 1
        if title and len(title) == len(self.parts) and several:
            yield f"The title has {'both parts' if len(title) == len(('one', 'other')) else 'all parts'} of the query."
        elif title:
            yield f"The title has {_listed(title)}."
        body = [f"{part.part} {_times(part.body)}" for part in self.parts if part.body]
        if body:
            yield f"The text has {_listed(body)}."
        facts = [part.part for part in self.parts if not part.title and not part.body]
        if facts:
            yield f"The article has {_listed(facts)} as a fact, not as a marked word."
        if self.lacking:
            yield f"It does without {_listed(self.lacking)}."

    def _rarest(self) -> Iterator[str]:
        scored = [part for part in self.parts if part.score]
        rarest = min(scored, key=lambda part: part.articles)
        if rarest.articles <= max(1, self.total * _RARE):
            yield f"{rarest.part} is rare: {_articles(rarest.articles)} of {self.total:,}."
        first = scored[0]
        if len(scored) > 1 and self.score:
            yield f"{first.part} gives {first.score / self.score:.0%} of the score."

    def _against(self, other: Reasons) -> Iterator[str]:
        gap = self.score - other.score
        if abs(gap) < _ALIKE:
            is_same = abs(gap) < _EQUAL
            score = "the same score; the newer comes first" if is_same else "nearly the same score"
            yield f"Hit {other.rank} has {score}."
            return
        better, worse = (self, other) if gap > 0 else (other, self)
        more = "less" if gap > 0 else "more"
        told = f"Hit {other.rank} scores {abs(gap):.1f} {more} ({other.score:.1f} to {self.score:.1f})"
        reason = _difference(better, worse, other)
        yield f"{told}: {reason}." if reason else f"{told}."


def _difference(better: Reasons, worse: Reasons, told: Reasons) -> str:
    """What the better of two hits has more of, said of the one that is ``told`` about. Empty if nothing shows it."""
    haves, others = ({part.part: part for part in each.parts} for each in (better, worse))
    empty = Reason("", 0.0, 0, 0, 0)
    name = max(haves, key=lambda each: haves[each].score - others.get(each, empty).score)
    more, less = haves[name], others.get(name, empty)
    is_better = told is better
    if not less.score:
        return f"it has {name}, too" if is_better else f"it does without {name}"
    if more.title and not less.title:
        return f"its title {'has' if is_better else 'does not have'} {name}"
    often, seldom = more.title + more.body, less.title + less.body
    if often > seldom:
        here, there = (often, seldom) if is_better else (seldom, often)
        return f"it has {name} {_times(here)}, not {_times(there)}"
    if better.words < worse.words:
        here, there = (better.words, worse.words) if is_better else (worse.words, better.words)
        return f"its text has {here:,} words, this one {there:,}"
    return ""


def reasons(
    view: View, request: Request, text: str, rank: int, score: float, document: Document, beside: Reasons | None = None
) -> Reasons:
    """The reasons for a hit of a request for a query tree. ``text`` is the query as it was typed, if it was.

    Raises what a search raises.
    """
    assert isinstance(request.query, Node)
    tree: Node = request.query
    leaves = [leaf for leaf in positive_leaves(tree) if not isinstance(leaf, Everything)][:_MOST]
    marks = {each.field: each for each in view.marker(tree).marks(document)}
    numbers = {id(leaf): number for number, leaf in enumerate(positive_leaves(tree))}

    def times(field: str, leaf: Leaf) -> int:
        found = marks.get(field)
        own = [(m.start, m.end) for m in found.marks if m.leaf == numbers[id(leaf)]] if found is not None else []
        return sum(1 for _ in joined(own, found.text)) if found is not None else 0

    has: list[Reason] = []
    lacking: list[str] = []
    seen: set[Leaf] = set()
    for leaf in leaves:
        if leaf in seen:
            continue
        seen.add(leaf)
        told = text_of(text, leaf, view.fields)
        why = view.explain(Request(leaf, weighting=request.weighting, stop=request.stop), document.id)
        if why is None:
            lacking.append(told)
            continue
        title, body = (times(name, leaf) for name in ("title", "body")) if is_text(leaf, view.fields) else (0, 0)
        articles = view.search(counting(request, leaf, ())).total
        has.append(Reason(told, why.value, title, body, articles))
    has.sort(key=lambda reason: -reason.score)
    words = len(document.article.body.split()) if document.article is not None else 0
    return Reasons(rank, score, request.sort, words, tuple(has), tuple(lacking), len(view), beside)


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _times(number: int) -> str:
    return "once" if number == 1 else "twice" if number == len(("once", "twice")) else f"{number:,} times"


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"
