"""The origin of an article that a run reads, with the hash of what its source gave."""

from __future__ import annotations

from searchkit.base.origin import Origin
from searchkit.base.typing_names import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = ["GivenOrigin", "given_hash"]


class GivenOrigin(Origin):
    """An origin, and a hash of the article's record as its source gave it, before anything was extracted.

    ``given`` is a number of 64 bits with a sign. It is no part of the tuple.
    """

    given: int | None = None

    @classmethod
    def beside(cls, origin: Origin | None, given: int) -> Self:
        """An origin with the hash of what the source gave."""
        made = cls(*(origin or ()))
        made.given = given
        return made


def given_hash(origin: Origin | None) -> int | None:
    """The hash of what the source gave, if the origin has it."""
    return origin.given if isinstance(origin, GivenOrigin) else None
