"""The columns that tell where an article came from, read from a segment."""

from __future__ import annotations

from searchkit.archive.fields import ORIGIN, ORIGIN_MEMBER
from searchkit.base.origin import Origin
from searchkit.base.typing_names import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from searchkit import _native

__all__ = ["origin_in"]

_START: Final = ORIGIN["start"]
_END: Final = ORIGIN["end"]
_LINE: Final = ORIGIN["line"]
_PAGE: Final = ORIGIN["page"]
_REVISION: Final = ORIGIN["revision"]
_NOTHING: Final = Origin()


def origin_in(segment: _native.Segment, docnum: int) -> Origin | None:
    """What the columns of a segment tell of one of its documents; None if they tell nothing.

    Raises ArticleInvalid or UnicodeDecodeError for values that cannot be.
    """
    number = segment.number
    names = segment.keywords(ORIGIN_MEMBER, docnum)
    told = Origin(
        number(_START, docnum),
        number(_END, docnum),
        number(_LINE, docnum),
        number(_PAGE, docnum),
        names[0].decode() if names else None,
        number(_REVISION, docnum),
    )
    return told.check() if told != _NOTHING else None
