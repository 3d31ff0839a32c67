"""A query with more words, which the best articles that it finds have in common."""

from __future__ import annotations

from searchkit.base.record import changed
from searchkit.base.typing_names import Collection, Final, Iterator
from searchkit.errors import UsageError
from searchkit.query.fields import FieldTable
from searchkit.query.placement import words_of
from searchkit.query.relaxed import relaxed
from searchkit.query.tree import Added, And, Exact, Node, Optional, Or, Phrase, Word, positive_leaves
from searchkit.results.request import Request
from searchkit.results.view import View

BEST: Final = 10


def expanded(view: View, request: Request, without: Collection[str]) -> Node:
    """The query of a request with more words, but for those in ``without``.

    An article need not have the words of the query then, if it has any of those that were added. Dates, names and
    whole values of the query must match as before. Where no article has all words, the nearest give the words to add.
    Raises UsageError for a query of Whoosh's, and where documents are no articles.
    """
    tree = request.query
    if not isinstance(tree, Node):
        raise UsageError("words are added to a query text or a query tree", hint="search without expand")
    asked = changed(request, limit=BEST, offset=0, sort="relevance", facets=(), timelines=(), stories=False)
    best = view.search(asked).matches
    if not best and (some := relaxed(tree, view.fields)) is not None:
        best = view.search(changed(asked, query=some.tree)).matches
    articles = [(article, match.score) for match in best if (article := match.document.article) is not None]
    core, others = _parted(tree, view.fields)
    own = list(_words(core, view.fields))
    words = view.added_words(articles, len(own), [*own, *without])
    if not words:
        return tree
    more = Or((core, Added(view.fields.default, words)))
    return And((more, *others)) if others else more


def _words(query: Node, fields: FieldTable) -> Iterator[str]:
    """The words of a query that add to the score of a text."""
    for leaf in positive_leaves(query):
        for each in words_of(leaf):
            if isinstance(each, (Word, Exact, Phrase)) and fields[each.field].kind == "text":
                yield from each.text.split()


def _parted(query: Node, fields: FieldTable) -> tuple[Node, tuple[Node, ...]]:
    """What of a query can have more words, and what every match must be: a date, a name, what is refused."""
    if not isinstance(query, And):
        return query, ()
    texts = tuple(part for part in query.parts if any(_words(part, fields)))
    others = tuple(part for part in query.parts if part not in texts and not isinstance(part, Optional))
    if not texts:
        return query, ()
    return (texts[0] if len(texts) == 1 else And(texts)), others
