"""The answer of a view to a request: the matches of a page, and facts about all matches."""

from __future__ import annotations

from searchkit.article import Article
from searchkit.base.computed_once import computed_once
from searchkit.base.record import record
from searchkit.base.typing_names import Any, Callable, Literal, Mapping, Sequence
from searchkit.results.facets import FacetValue
from searchkit.results.timeline import Timeline

Path = Literal["native", "mixed", "whoosh"]


class Document:
    """One document of an index: its stored fields and, in an archive, its article and the id of its story.

    ``id`` is the id of the article. In an index of another schema it is the number of the document, which is only valid
    in one view. The ``fields`` of an article are made when they are first asked for.
    """

    def __init__(
        self,
        id: str,
        fields: Mapping[str, Any] | None = None,
        article: Article | None = None,
        story: str | None = None,
    ) -> None:
        self.id = id
        self.article = article
        self.story = story
        self._fields = fields

    @computed_once
    def fields(self) -> Mapping[str, Any]:
        """The stored fields."""
        if self._fields is None and self.article is not None:
            return self.article.as_dict()
        return self._fields or {}


class Match:
    """A document that a search found. The view reads it on first use.

    If each story is shown once, ``copies`` are the other matches of its story, in order of date. ``has`` tells for each
    of the request's ``parts`` whether the document matches it.
    """

    def __init__(
        self, score: float, read: Callable[[], Document], copies: Sequence[Match] = (), has: Sequence[bool] = ()
    ) -> None:
        self.score = score
        self.copies = copies
        self.has = has
        self._read = read

    @computed_once
    def document(self) -> Document:
        """The document."""
        return self._read()

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.document.id


class FacetCounts:
    """The counted values of a field, most frequent first, ties by value.

    ``distinct`` is the number of values, including those that a limit left out. ``missing`` is the number of matches
    without a value. The values are given, or a function that reads them when they are first asked for.
    """

    def __init__(
        self, values: list[FacetValue] | Callable[[], list[FacetValue]], distinct: int, missing: int = 0
    ) -> None:
        self.distinct = distinct
        self.missing = missing
        self._values = values

    @computed_once
    def values(self) -> list[FacetValue]:
        """The values with their counts. Raises IndexDamaged."""
        return self._values() if callable(self._values) else self._values


@record
class Answer:
    """The answer to one request, from one commit.

    ``total`` is the exact number of matches, ``stories`` that of stories (None unless asked for). ``facets`` and
    ``timelines`` are in the order of the request. A timeline may leave out steps without a match. ``path`` says how the
    query ran: "native", "mixed" (partly by Whoosh's matchers) or "whoosh". ``why`` is the reason if it was not native.
    ``read_ids`` reads the ids of the matches, in their order, for less than each of their documents costs.
    """

    total: int
    matches: Sequence[Match] = ()
    stories: int | None = None
    facets: tuple[FacetCounts, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    path: Path = "native"
    why: str = ""
    read_ids: Callable[[], list[str]] | None = None
