"""A third engine behind the seam: a view over a plain list of articles, which looks at every one of them in a loop."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import brute_force
from searchkit import Article
from searchkit.archive.fields import ARCHIVE_FIELDS, FACETS
from searchkit.base.term_count import TermCount
from searchkit.query import tree as t
from searchkit.results.answer import Answer, Document, FacetCounts, Match
from searchkit.results.article_by_id import found_document
from searchkit.results.explanation import Explanation
from searchkit.results.facets import FacetValue
from searchkit.results.likeness import Likeness, TellingTerm
from searchkit.results.reader import Reader
from searchkit.results.request import Condition, FacetRequest, Request
from searchkit.results.timeline import Timeline, TimelineStep
from searchkit.results.view import View


def bare(text: str) -> str:
    """A text in small letters and without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


class ListView(View):
    """The articles of a list, in order of indexing. ``stories`` has the story of each id that is placed in one."""

    revision = 1
    fields = ARCHIVE_FIELDS
    facet_fields = FACETS

    def __init__(self, articles: Sequence[Article], stories: Mapping[str, str]) -> None:
        self._articles = list(articles)
        self._records = [article.as_dict() for article in articles]
        self._stories = stories

    def __len__(self) -> int:
        return len(self._articles)

    def search(self, request: Request) -> Answer:
        assert isinstance(request.query, t.Node)
        found = self._matching(request.query, request.filters, request.since)
        scores = {n: self._score(request.query, n) for n in found}
        groups = self._groups(found, request.stories)
        order = sorted((group[0] for group in groups), key=lambda n: self.sort_key(n, scores[n], request.sort))
        page = order[request.offset : None if request.limit is None else request.offset + request.limit]
        copies = {group[0]: group[1:] for group in groups}
        return Answer(
            total=len(found),
            matches=[
                Match(
                    scores[n],
                    self._reader(n),
                    [Match(0.0, self._reader(m)) for m in copies[n]],
                    [self._matches(part, n) for part in request.parts],
                )
                for n in page
            ],
            stories=len(groups) if request.stories else None,
            facets=tuple(self._facet(request, facet) for facet in request.facets),
            timelines=tuple(self._timeline(found, by, axis) for by, axis in request.timelines),
        )

    def get(self, id: str) -> Document | None:
        return next((self._document(n) for n, article in enumerate(self._articles) if article.id == id), None)

    def explain(self, request: Request, id: str) -> Explanation | None:
        assert isinstance(request.query, t.Node)
        numbers = [
            n for n in self._matching(request.query, request.filters, request.since) if self._articles[n].id == id
        ]
        if not numbers:
            return None
        return Explanation("BM25", self._score(request.query, numbers[0]))

    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        assert field == "id"
        ids = sorted(article.id for article in self._articles if article.id.startswith(prefix))
        return [TermCount(id, 1) for id in ids]

    def similar_words(self, field: str, word: str, distance: int) -> set[str]:
        words = {w for record in self._records for text in brute_force.runs(field, record) for w in text}
        return {w for w in words if abs(len(w) - len(word)) <= distance and brute_force.distance(w, word) <= distance}

    def likeness(self, id: str) -> Likeness:
        found = found_document(self, id)
        telling = brute_force.likeness(found.id, self._records)
        terms = [TellingTerm(term, math.sqrt(times), weight) for term, (times, weight) in telling.items()]
        return Likeness(found.id, tuple(terms), 0, "en", found.story)  # its own search does without the least

    def close(self) -> None:
        pass

    def sort_key(self, number: int, score: float, sort: str) -> tuple[Any, ...]:
        """What a match stands by in the order of a page: smaller keys come first."""
        day = self._first_day(number)
        newest = (day is None, [-ord(c) for c in day or ""])
        oldest = (day is None, day or "")
        return {"relevance": (-score, newest), "newest": (newest, -score), "oldest": (oldest, -score)}[sort] + (number,)

    def _matching(self, query: t.Node, filters: Sequence[Condition], since: int | None) -> list[int]:
        tree = t.And((query, *(each.node for each in filters))) if filters else query
        return [n for n in range(len(self)) if self._matches(tree, n) and self._is_later(n, since)]

    def _is_later(self, number: int, since: int | None) -> bool:
        origin = self._articles[number].origin
        return since is None or (origin is not None and origin.revision is not None and origin.revision > since)

    def _matches(self, tree: t.Node, number: int) -> bool:
        match tree:
            case t.And(parts):
                return all(self._matches(part, number) for part in parts if not isinstance(part, t.Optional))
            case t.Or(parts):
                return any(self._matches(part, number) for part in parts)
            case t.Not(part):
                return not self._matches(part, number)
            case t.Exact("story", text):
                return self._stories.get(self._articles[number].id) == text.lower()
            case t.Like(_, id):
                return bool(self._shared(id, number))
            case t.Exists("story"):
                return self._articles[number].id in self._stories
            case _:
                return brute_force.matches(tree, self._records[number])

    def _shared(self, id: str, number: int) -> dict[str, float]:
        """The terms that an article shares with another which it is like, with the factors of their scores."""
        ids = [record["id"] for record in self._records if record["id"].startswith(id)]
        exact = [id] if id in ids else ids
        own = self._records[number]["id"]
        story = self._stories.get(own)
        if len(exact) != 1 or own == exact[0] or (story is not None and story == self._stories.get(exact[0])):
            return {}
        telling = brute_force.likeness(exact[0], self._records)
        return {term: telling[term][0] ** 0.5 for term in brute_force.shared(telling, self._records[number])}

    def _score(self, tree: t.Node, number: int) -> float:
        if isinstance(tree, t.Like):
            record = self._records[number]
            return sum(
                brute_force.combined(term, record, self._records) * boost
                for term, boost in self._shared(tree.id, number).items()
            )
        if isinstance(tree, (t.And, t.Or)):
            return sum(self._score(part, number) for part in tree.parts if self._matches(part, number))
        return brute_force.score(tree, self._records[number], self._records)

    def _first_day(self, number: int) -> str | None:
        date = self._articles[number].date
        return None if date is None else (date + "-01-01")[:10]

    def _groups(self, found: Sequence[int], by_story: bool) -> list[list[int]]:
        """The matches, or the matches of each story, the first by date and then by indexing first."""
        groups: dict[object, list[int]] = {}
        for number in found:
            story = self._stories.get(self._articles[number].id) if by_story else None
            groups.setdefault(number if story is None else story, []).append(number)
        return [sorted(group, key=lambda n: (self._first_day(n) or "~", n)) for group in groups.values()]

    def _facet(self, request: Request, facet: FacetRequest) -> FacetCounts:
        assert isinstance(request.query, t.Node)
        filters = [node for node in request.filters if facet.own_filter or node.field != facet.field]
        found = self._matching(request.query, filters, request.since)
        values = [set(brute_force.values(self._records[n], facet.field)) for n in found]
        wanted = [bare(word) for word in (facet.containing or "").split()]
        counted = Counter(value for each in values for value in each if all(word in bare(value) for word in wanted))
        ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return FacetCounts(
            [FacetValue(value, count) for value, count in ordered[: facet.limit]],
            len(ordered),
            sum(not each for each in values),
        )

    def _timeline(self, found: Sequence[int], by: Any, axis: Any) -> Timeline:
        if axis == "mentions":
            mentions = [self._articles[n].mentions for n in found]
            steps = [{brute_force.step_of(date, by) for date in each} - {None} for each in mentions]
            counted = Counter(str(step) for each in steps for step in each)
            without = sum(not each for each in steps)
            return Timeline(by, tuple(TimelineStep(*item) for item in sorted(counted.items())), without, "mentions")
        dates = [self._articles[n].date or "" for n in found]
        placed = [date for date in dates if brute_force.step_of(date, by)]
        counted = Counter(str(brute_force.step_of(date, by)) for date in placed)
        steps_between = brute_force.steps(placed, by)
        return Timeline(
            by, tuple(TimelineStep(step, counted[step]) for step in steps_between), len(dates) - len(placed)
        )

    def _reader(self, number: int) -> Callable[[], Document]:
        return lambda: self._document(number)

    def _document(self, number: int) -> Document:
        article = self._articles[number]
        return Document(article.id, article.as_dict(), article, self._stories.get(article.id))


class ListReader(Reader):
    """A list of articles, read as an index is."""

    def __init__(self, view: ListView) -> None:
        self._view = view

    @property
    def view(self) -> ListView:
        return self._view

    @classmethod
    def of(cls, index: Reader) -> ListReader:
        """The articles that an archive has now, each in its story, by id."""
        hits = sorted(index.search("*", limit=None), key=lambda hit: hit.id)
        return cls(ListView([hit.article for hit in hits], {hit.id: hit.story for hit in hits if hit.story}))
