"""Lists of names that users bring, and where their names stand in articles.

Each list is a kind of entity; the kind has the name of the list. A name counts where it stands as whole words, with any
accents, and also before a possessive 's. Where names overlap, the first and longest counts.

How the case must fit depends on the name. It does not matter for names of several words. A name of one word needs the
capital that it is listed with: Shell is no shell. A short name needs every letter as listed: IMF is not imf. Short are
names of up to three letters, or of up to six capitals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from searchkit._native import NameFinder
from searchkit.article import Article
from searchkit.base import analysis
from searchkit.base.record import part, record

_SHORT: Final = 3
_SHORT_CAPITALS: Final = 6


@record
class UserList:
    """A list with its names. Each name stands with all its spellings; the first spelling is the name itself."""

    name: str
    names: tuple[tuple[str, ...], ...] = part(default=())


class ListedNames:
    """Finds the names of lists in texts."""

    def __init__(self, lists: Iterable[UserList]) -> None:
        self.lists = tuple(sorted(lists, key=lambda each: each.name))
        self._finder = NameFinder(
            [
                (spelling, number, name, care(spelling))
                for number, each in enumerate(self.lists)
                for name, spellings in enumerate(each.names)
                for spelling in spellings
            ]
        )

    def find(self, text: str) -> list[tuple[str, str, int, int]]:
        """(list, name, start, end) of every name in a text, in order. Start and end count characters."""
        lists = self.lists
        return [
            (lists[number].name, lists[number].names[name][0], start, end)
            for number, name, start, end in self._finder.find(text)
        ]

    def tag(self, article: Article) -> Article:
        """``article`` with the names of these lists in its title and its body. Names of other lists are removed.

        Each name stands once under the name of its list, in the order of first appearance. The provenance is ``list``.
        Tagging twice changes nothing.
        """
        found: dict[str, dict[str, None]] = {}
        for text in (article.title, article.body) if self.lists else ():
            if text:
                for each, name, _, _ in self.find(text):
                    found.setdefault(each, {})[name] = None
        if not found and "list" not in article.provenance.values():
            return article
        return article.with_changes(
            entities=_not_from_lists(article, article.entities)
            | {each.name: tuple(found[each.name]) for each in self.lists if each.name in found},
            provenance=_not_from_lists(article, article.provenance)
            | {each.name: "list" for each in self.lists if each.name in found},
        )


def care(spelling: str) -> Literal["folded", "raised", "exact"]:
    """How closely a name must match a spelling: in any case, with the same first capital, or letter by letter."""
    if len(spelling.split()) > 1:
        return "folded"
    letters = sum(character.isalpha() for character in spelling)
    if letters <= _SHORT or (spelling.isupper() and letters <= _SHORT_CAPITALS):
        return "exact"
    return "raised" if spelling[0].isupper() else "folded"


def has_words(spelling: str) -> bool:
    """Whether a spelling has words, so that it can be found."""
    return bool(analysis.surfaces(spelling))


def spelled_twice(listed: UserList) -> list[tuple[str, str, str]]:
    """(spelling, first name, other name) where two names of a list share a spelling. It counts as the first name."""
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


def _not_from_lists(article: Article, by_kind: Mapping[str, object]) -> dict[str, object]:
    return {kind: value for kind, value in by_kind.items() if article.provenance.get(kind) != "list"}
