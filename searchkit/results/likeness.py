"""What articles about the same as one have in common with it: its most telling terms."""

from __future__ import annotations

from searchkit.base.named_tuple import NamedTuple
from searchkit.base.record import record


class TellingTerm(NamedTuple("TellingTerm", [("term", str), ("boost", float), ("weight", int)])):
    """A term of an article. ``boost`` multiplies its score; ``weight`` is what it counts for a match."""

    __slots__ = ()


@record
class Likeness:
    """What makes an article about the same as the one with an ``id``.

    It has terms of the ``terms`` whose weights are ``least`` or more together, in the language of ``stemmer``. It is
    not that article, nor of its ``story``.
    """

    id: str
    terms: tuple[TellingTerm, ...]
    least: int
    stemmer: str
    story: str | None = None
