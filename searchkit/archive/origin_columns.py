"""The columns that tell where an article came from."""

from __future__ import annotations

from searchkit.archive.fields import ORIGIN, ORIGIN_MEMBER
from searchkit.base.origin import Origin
from searchkit.base.typing_names import TYPE_CHECKING, Final, Sequence

if TYPE_CHECKING:
    from searchkit import _native

__all__ = ["ORIGIN_COLUMNS", "origin_in", "told_origin"]

# The columns of numbers, in the order of what they tell.
ORIGIN_COLUMNS: Final = tuple([ORIGIN[name] for name in ("start", "end", "line", "page", "revision")])
_NOTHING: Final = (None,) * len(ORIGIN_COLUMNS)


def origin_in(segment: _native.Segment, docnum: int) -> Origin | None:
    """What the columns of a segment tell of one of its documents; None if they tell nothing.

    Raises ArticleInvalid or UnicodeDecodeError for values that cannot be.
    """
    names = segment.keywords(ORIGIN_MEMBER, docnum)
    return told_origin([segment.number(column, docnum) for column in ORIGIN_COLUMNS], names[0] if names else None)


def told_origin(numbers: Sequence[int | None], member: bytes | None) -> Origin | None:
    """What the values of ORIGIN_COLUMNS tell, and that of the column of members. See :func:`origin_in`."""
    if member is None and tuple(numbers) == _NOTHING:
        return None
    start, end, line, page, revision = numbers
    return Origin(start, end, line, page, member.decode() if member is not None else None, revision).check()
