"""The id that an article of a file asks for, and the longer ones that it takes while another article has that one.

An article asks for the id that its source states, or that was made of its content. If an article with an earlier claim
has the id, it takes a longer one: the id, ``~`` and six hexadecimal digits that stand for its file. The n-th article of
a file that asks for one id has ``~n`` after them. If a longer id is taken, too, the same is added once more. So a
longer id tells the claim. Its article has the id that it asks for in its metadata, as ``stated_id``. If the source has
that key, too, its value is a list: the id, and what the source has there.

Claims have an order: that of the paths of their files, folder by folder, and that of the articles in a file. An article
that a program gave an id comes before all of them. So which article has an id depends on the present sources only.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from searchkit.archive.fields import STATED_ID
from searchkit.article import Article
from searchkit.base.light_hashlib import blake2b

__all__ = ["Claim", "claim_of", "claimed_before", "with_id"]

_LONGER: Final = re.compile(r"(~([0-9a-f]{6})(?:~([2-9]|[1-9][0-9]{1,8}))?)\1*")


class Claim(NamedTuple):
    """The ``number``-th article of the file ``key``, from 1, that asks for the id ``stated``."""

    key: str
    stated: str
    number: int = 1

    @property
    def rank(self) -> tuple[list[str], int, str]:
        """The order of claims: the first one has the id."""
        return self.key.split("/"), self.number, self.stated

    def id(self, level: int) -> str:
        """The id that it takes when so many earlier ones are taken."""
        if not level:
            return self.stated
        return self.stated + (f"~{_digits(self.key)}" + (f"~{self.number}" if self.number > 1 else "")) * level


def claim_of(article: Article, key: str) -> Claim:
    """The claim of an article that a file has, or that an index has of the file ``key``."""
    identity = article.id
    value = article.metadata.get(STATED_ID)
    if value is not None:
        stated = value[0] if isinstance(value, list) and len(value) == 2 else value
        if isinstance(stated, str) and stated and identity.startswith(f"{stated}~"):
            longer = _LONGER.fullmatch(identity, len(stated))
            if longer is not None and longer[2] == _digits(key):
                return Claim(key, stated, int(longer[3] or 1))
    return Claim(key, identity)


def claimed_before(article: Article, key: str) -> list[str]:
    """The ids that an article would have if no other article had them. Empty if it has the one that it asks for."""
    claim = claim_of(article, key)
    taken: list[str] = []
    while (identity := claim.id(len(taken))) != article.id:
        taken.append(identity)
    return taken


def with_id(article: Article, claim: Claim, identity: str) -> Article:
    """The article under one of the ids of its claim."""
    if article.id == identity:
        return article
    metadata = dict(article.metadata)
    if claim_of(article, claim.key).stated != article.id:  # it has a longer id now
        value = metadata[STATED_ID]
        if isinstance(value, list):
            metadata[STATED_ID] = value[1]
        else:
            del metadata[STATED_ID]
    if identity != claim.stated:
        if STATED_ID in metadata:
            metadata[STATED_ID] = [claim.stated, metadata[STATED_ID]]
        else:
            more: dict[str, Any] = {STATED_ID: claim.stated}
            metadata = {**more, **metadata}
    return article.with_changes(id=identity, metadata=metadata)


def _digits(key: str) -> str:
    return blake2b(key.encode(), digest_size=3).hexdigest()
