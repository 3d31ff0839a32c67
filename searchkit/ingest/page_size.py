"""How large the tree of a page is, and a tree without what is beyond a limit."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

__all__ = ["cut_off", "text_size"]

# They hold no text of an article, but may have thousands of elements.
_NO_TEXT: Final = ("svg", "select", "datalist", "math")
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "head", "iframe", "svg"})


def cut_off(tree: Any, limit: int) -> int:
    """Take from lxml's ``tree`` all elements behind the first ``limit``. Returns how many there were.

    Drawings and lists of choices go first, and are not counted then.
    """
    count = _count(tree)
    if count <= limit:
        return count
    for element in list(tree.iter(*_NO_TEXT)):
        if element.getparent() is not None:
            element.drop_tree()
    count = _count(tree)
    if count <= limit:
        return count
    last = next(islice(tree.iter(), limit - 1, None))
    _clear_below(last)
    here = last
    while (parent := here.getparent()) is not None:
        while (after := here.getnext()) is not None:
            parent.remove(after)
        here = parent
    return count


def text_size(tree: Any) -> int:
    """The characters of a page that a browser may show, white space counted as one character."""
    size = 0
    pending = [tree]
    while pending:
        here = pending.pop()
        if here.tail:
            size += len(" ".join(here.tail.split()))
        if here.tag in _UNSEEN:
            continue
        if here.text:
            size += len(" ".join(here.text.split()))
        pending += here
    return size


def _count(tree: Any) -> int:
    return sum(1 for _ in tree.iter())


def _clear_below(element: Any) -> None:
    for child in list(element):
        element.remove(child)
