"""The article that an id names, also by the beginning of its id."""

from __future__ import annotations

from itertools import islice

from searchkit.base.typing_names import Final, Iterable, Iterator
from searchkit.errors import ArticleMissing
from searchkit.query.parsed_query import QueryWarning
from searchkit.query.tree import Like
from searchkit.results.answer import Document
from searchkit.results.view import View

_MOST_NAMED: Final = 4


def found_document(view: View, id: str) -> Document:
    """The document of the article with this id, or of the only one whose id begins with it. Raises ArticleMissing."""
    if (document := view.get(id)) is not None:
        return document
    terms = view.terms("id", id) if id else []
    begun = list(islice((found for t in terms if (found := view.get(t.term)) is not None), _MOST_NAMED))
    if len(begun) == 1:
        return begun[0]
    hint = (
        f"ids that begin with it: {', '.join(document.id for document in begun)}"
        if begun
        else "searchkit search QUERY --ids lists ids"
    )
    raise ArticleMissing(f"no article has the id {id!r}", hint=hint)


def unknown_ids(view: View, nodes: Iterable[Like]) -> Iterator[QueryWarning]:
    """A warning for each of some leaves whose id is that of no article."""
    for node in nodes:
        try:
            view.likeness(node.id)
        except ArticleMissing as error:
            yield QueryWarning("unknown_id", f"{error.message}; it finds nothing", node.span, error.hint)
