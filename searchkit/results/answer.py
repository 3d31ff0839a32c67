"""What a view answers to a request: the matches of a page, and the facts about all matches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

from searchkit.article import Article
from searchkit.base.record import part, record
from searchkit.results.facets import FacetValue
from searchkit.results.timeline import Timeline

Path = Literal["native", "mixed", "whoosh"]


@record
class Document:
    """What an index holds of one document: its stored fields and, in an archive, its article and its story's id.

    ``id`` is the article's id. In an index of another schema it is the document's number, which holds for one view.
    """

    id: str
    fields: Mapping[str, Any]
    article: Article | None = None
    story: str | None = None


class Match:
    """A document that a search found. The view reads the document when it is first asked for.

    ``copies`` are the other matches of its story, the first by date first, where each story is shown once.
    """

    def __init__(self, score: float, read: Callable[[], Document], copies: Sequence[Match] = ()) -> None:
        self.score = score
        self.copies = copies
        self._read = read

    @cached_property
    def document(self) -> Document:
        """The document."""
        return self._read()

    @property
    def id(self) -> str:
        """The id of the document."""
        return self.document.id


@record
class FacetCounts:
    """The counted values of a field, most frequent first, ties by value.

    ``distinct`` is how many values there are, also of those that a limit left out; ``missing`` how many matches have
    none.
    """

    values: list[FacetValue]
    distinct: int
    missing: int = 0


@record
class Answer:
    """The answer to one request, of one commit.

    ``total`` is the exact number of matches, ``stories`` that of stories (None unless asked for). ``facets`` and
    ``timelines`` stand in the order of the request; a timeline may leave out the steps of no match. ``path`` tells how
    the query ran: "native", "mixed" (partly by Whoosh's matchers) or "whoosh"; ``why`` what kept it from being native.
    """

    total: int
    matches: Sequence[Match] = part(default_factory=tuple)
    stories: int | None = None
    facets: tuple[FacetCounts, ...] = ()
    timelines: tuple[Timeline, ...] = ()
    path: Path = "native"
    why: str = ""
