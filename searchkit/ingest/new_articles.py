"""Articles that the core read together, on their way into an index: those that are new stay together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from searchkit._native import PlainArticle, PlainArticles
from searchkit.base.origin import Origin
from searchkit.ingest.regular_file import Check

__all__ = ["other_than_new"]


def other_than_new(
    articles: PlainArticles,
    others: Sequence[int],
    *,
    room: Callable[[], int],
    check: Check,
    add: Callable[[int, int], None],
) -> Iterator[PlainArticle]:
    """The articles at the places ``others``, in order. All between them is new, and is added when its turn comes.

    ``add`` gets the places from the first to the one behind the last, no more of them than there is ``room`` for.
    ``check`` is asked before each of them. If it raises Stopped, those before are added.
    """
    done = 0
    for place in (*others, len(articles)):
        while done < place:
            begin, end = done, min(place, done + room())
            try:
                while done < end:
                    check()
                    done += 1
            finally:
                if done > begin:
                    add(begin, done)
        if place < len(articles):
            yield from articles.apart(place, place + 1, Origin)
            done = place + 1
