"""What every kind of index offers to readers: one commit of it.

A view answers one request with one answer, and returns documents by id, terms and explanations. Everything else (the
query language, suggestions, stories, snippets) is built on these few methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from searchkit.base.named_tuple import NamedTuple
from searchkit.base.typing_names import TYPE_CHECKING, Any, Callable, Collection, Final, Iterator, Mapping, Sequence
from searchkit.errors import UsageError
from searchkit.query.aliases import NO_ALIASES, Aliases
from searchkit.query.fields import FieldTable
from searchkit.query.tree import Node, positive_leaves
from searchkit.results.answer import Answer, Document
from searchkit.results.article_marks import ArticleMarker
from searchkit.results.request import Request
from searchkit.results.snippets import Marker

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

    from searchkit._native import Stop
    from searchkit.article import Article
    from searchkit.base.term_count import TermCount
    from searchkit.query.tree import AddedWord
    from searchkit.results.explanation import Explanation
    from searchkit.results.likeness import Likeness


NOTHING_SAID: Final[Mapping[str, Any]] = {}


class Texts(NamedTuple("Texts", [("id", str), ("title", str), ("body", str), ("read", Callable[[], "Document"])])):
    """The texts of an article, and a function that reads all of it."""

    __slots__ = ()


class View(ABC):
    """One commit of an index. It never changes, and several threads may use it at once.

    ``fields`` are those that queries may name, ``facet_fields`` those whose values can be counted. ``lists`` are the
    names of the user's lists. ``aliases`` are names to treat as one or to hide; answers apply them. ``has_articles``
    says whether its documents are articles, with dates and stories. ``description`` is what the index says of itself.
    """

    revision: int
    fields: FieldTable
    facet_fields: tuple[str, ...]
    lists: tuple[str, ...] = ()
    aliases: Aliases = NO_ALIASES
    has_articles: bool = True
    description: Mapping[str, Any] = NOTHING_SAID

    @abstractmethod
    def __len__(self) -> int:
        """How many documents there are."""

    @abstractmethod
    def search(self, request: Request) -> Answer:
        """The answer to a request. Raises UsageError, SearchStopped or IndexProblem."""

    @abstractmethod
    def get(self, id: str) -> Document | None:
        """The document with this id, or None."""

    @abstractmethod
    def explain(self, request: Request, id: str) -> Explanation | None:
        """Why a document has its score. None if it does not match, or if the view has no explanation."""

    @abstractmethod
    def terms(self, field: str, prefix: str = "") -> list[TermCount]:
        """The terms of an index field that begin with ``prefix``, in order. Raises UsageError for an unknown field."""

    @abstractmethod
    def similar_words(self, field: str, word: str, distance: int) -> set[str]:
        """The words of a query field within ``distance`` edits (insert, delete, replace one letter) of a word."""

    def likeness(self, id: str) -> Likeness:
        """What makes an article about the same as the one with this id, or with the only id that begins so.

        Raises ArticleMissing. Documents that are no articles have no fields that ask for it.
        """
        raise UsageError("documents of this index are not articles")

    def added_words(
        self, articles: Sequence[tuple[Article, float]], words: int, without: Collection[str]
    ) -> tuple[AddedWord, ...]:
        """Words that a query of so many ``words`` can have besides: those that set some articles apart from all others.

        Each article has a score. ``without`` are words not to add. Raises UsageError where documents have no such
        words.
        """
        raise UsageError("a search of this index adds no words to a query")

    def sharing(
        self, words: Sequence[str], least: int, time_limit: float | None = None, stop: Stop | None = None
    ) -> Iterator[Texts]:
        """All articles that have ``least`` adjacent words of these in their title or body, and perhaps some others.

        Words are surfaces. ``time_limit`` (seconds) and ``stop`` end it with SearchStopped.
        """
        raise UsageError("documents of this index are not articles")

    @abstractmethod
    def close(self) -> None:
        """Close the view's files. Documents that were not read before cannot be read afterwards."""

    def marker(self, query: Node | WhooshQuery) -> Marker:
        """What marks the matches of a query in the texts of documents. This one marks articles for query trees."""
        leaves = list(positive_leaves(query))  # type: ignore[arg-type]  # views that take Whoosh queries override it
        return ArticleMarker(leaves, self.fields, self.aliases, self.likeness)
