"""Lists of names that users bring, and the names of them in articles.

A list is a kind of entity of its own, called as the list is. A name is found as whole words, whatever its accents and
with a possessive 's; of names that overlap, the first and longest counts. Case does not matter for names of several
words; a name of one word wants the capital that it is listed with, and a short one (up to three letters, or up to six
capitals) every letter as listed: IMF is not imf, and Shell is no shell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from searchkit import _native
from searchkit.article import Article
from searchkit.base import analysis
from searchkit.base.record import part, record

_SHORT: Final = 3
_SHORT_CAPITALS: Final = 6


@record
class UserList:
    """A list: its name, and for each name of it all its spellings, of which the first is the name itself."""

    name: str
    names: tuple[tuple[str, ...], ...] = part(default=())


class ListedNames:
    """The names of lists, ready to be found."""

    def __init__(self, lists: Iterable[UserList]) -> None:
        self.lists = tuple(sorted(lists, key=lambda each: each.name))
        self._finder = _native.NameFinder(
            [
                (spelling, number, name, care(spelling))
                for number, each in enumerate(self.lists)
                for name, spellings in enumerate(each.names)
                for spelling in spellings
            ]
        )

    def find(self, text: str) -> list[tuple[str, str, int, int]]:
        """(list, name, start, end) of every name in a text, in order; places are offsets of characters."""
        lists = self.lists
        return [
            (lists[number].name, lists[number].names[name][0], start, end)
            for number, name, start, end in self._finder.find(text)
        ]

    def tag(self, article: Article) -> Article:
        """``article`` with the names of these lists, and of no others, that its title and its body have.

        Each name stands once, in the order of first appearance, under the name of its list; the provenance is
        ``list``. Applying it twice changes nothing.
        """
        found: dict[str, dict[str, None]] = {}
        for text in (article.title, article.body):
            if text:
                for each, name, _, _ in self.find(text):
                    found.setdefault(each, {})[name] = None
        if not found and "list" not in article.provenance.values():
            return article
        return article.with_changes(
            entities=_without_lists(article, article.entities)
            | {each.name: tuple(found[each.name]) for each in self.lists if each.name in found},
            provenance=_without_lists(article, article.provenance)
            | {each.name: "list" for each in self.lists if each.name in found},
        )


def care(spelling: str) -> Literal["folded", "raised", "exact"]:
    """How like a spelling a name must be written: whatever the case, with a capital, or letter by letter."""
    if len(spelling.split()) > 1:
        return "folded"
    letters = sum(character.isalpha() for character in spelling)
    if letters <= _SHORT or (spelling.isupper() and letters <= _SHORT_CAPITALS):
        return "exact"
    return "raised" if spelling[0].isupper() else "folded"


def has_words(spelling: str) -> bool:
    """Whether there is anything in a spelling that could be found."""
    return bool(analysis.surfaces(spelling))


def spelled_twice(listed: UserList) -> list[tuple[str, str, str]]:
    """(spelling, first name, other name) where two names of a list share a spelling; it stands for the first."""
    known: dict[tuple[str, ...], str] = {}
    shared: list[tuple[str, str, str]] = []
    for spellings in listed.names:
        for spelling in spellings:
            exact = care(spelling) == "exact"
            key = (spelling,) if exact else ("", *map(analysis.fold, analysis.surfaces(spelling)))
            first = known.setdefault(key, spellings[0])
            if first != spellings[0]:
                shared.append((spelling, first, spellings[0]))
    return shared


def _without_lists(article: Article, of: Mapping[str, object]) -> dict[str, object]:
    return {kind: value for kind, value in of.items() if article.provenance.get(kind) != "list"}
