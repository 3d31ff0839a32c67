"""Where an article came from: its place in a source, and the commit that added it."""

from __future__ import annotations

from searchkit.base.named_tuple import NamedTuple
from searchkit.base.typing_names import TYPE_CHECKING, Any, Final, Mapping
from searchkit.errors import ArticleInvalid

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Origin"]

_MOST: Final = (1 << 63) - 1


# A search would compile fields that a class annotates.
class Origin(
    NamedTuple(
        "Origin",
        [
            ("start", int | None),
            ("end", int | None),
            ("line", int | None),
            ("page", int | None),
            ("member", str | None),
            ("revision", int | None),
        ],
    )
):
    """The place of an article in its source, and the commit that added it. What is not known is None.

    ``start`` and ``end`` are its range of bytes in the file at the article's ``path``, or in the ``member`` of that
    file, both after decompression. Those of a page of a web capture are its record in the capture. ``line`` is the
    line (from 1) of that text on which it begins, and ``page`` the page (from 1). ``member`` is the name inside a
    container (nested: ``inner.zip!/a.txt``).

    ``revision`` is the number of the commit that added this version of the article. Only an index sets it.
    """

    __slots__ = ()

    def __new__(
        cls,
        start: int | None = None,
        end: int | None = None,
        line: int | None = None,
        page: int | None = None,
        member: str | None = None,
        revision: int | None = None,
    ) -> Self:
        return super().__new__(cls, start, end, line, page, member, revision)

    def as_dict(self) -> dict[str, Any]:
        """What is known, as plain values for JSON."""
        return {name: value for name, value in zip(self._fields, self, strict=True) if value is not None}

    def check(self) -> Self:
        """The origin itself. Raises ArticleInvalid if it has a value that cannot be."""
        start, end, line, page, member, revision = self
        if not (_is(start, 0) and _is(end, 0) and _is(line, 1) and _is(page, 1) and _is(revision, 0)):
            raise ArticleInvalid(
                f"an origin has whole numbers from 0, lines and pages from 1, and not {self.as_dict()}"
            )
        if (start is None) != (end is None) or (start is not None and end is not None and start > end):
            raise ArticleInvalid(f"the start and the end of an origin are a range of bytes, not {start} and {end}")
        if member is not None and (not isinstance(member, str) or not member):
            raise ArticleInvalid(f"the member of an origin is a name, not {member!r}")
        return self

    @classmethod
    def of(cls, value: object) -> Origin | None:
        """The origin that a value of :meth:`as_dict` tells. Raises ArticleInvalid for any other value."""
        if value is None:
            return None
        if isinstance(value, Origin):
            return value.check()
        if not isinstance(value, Mapping) or not value or not value.keys() <= _KNOWN:
            raise ArticleInvalid("an origin is a searchkit.Origin, or a mapping of its values")
        return cls(**value).check()


_KNOWN: Final = frozenset(Origin._fields)


def _is(number: object, least: int) -> bool:
    return number is None or (type(number) is int and least <= number <= _MOST)
