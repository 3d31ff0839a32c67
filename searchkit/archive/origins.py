"""Where the articles of an archive came from, while a writer changes them.

An article that the index writes again by itself keeps its origin with its commit: for another story, other lists, flags
or another id, and in an upgrade. So the commit of an article is the one in which it came, or in which its source or a
program changed it last. An article that only stands elsewhere in its file keeps its commit, too.
"""

from __future__ import annotations

from searchkit.archive.fields import GIVEN_HASH
from searchkit.archive.origin_columns import origin_in
from searchkit.base.given_origin import GivenOrigin, given_hash
from searchkit.base.origin import Origin
from searchkit.engine import live_segments
from searchkit.engine.live_segments import LiveSegment
from searchkit.engine.native_errors import native_errors_as_ours
from searchkit.engine.writer import Writer
from searchkit.errors import ArticleInvalid, IndexDamaged

__all__ = ["are_at_one_place", "origin_in_live", "origin_of"]


def origin_of(writer: Writer, docnum: int) -> Origin | None:
    """The origin of a document that the writer found. Raises IndexDamaged."""
    return origin_in_live(*live_segments.place(writer.segments, docnum))


def origin_in_live(segment: LiveSegment, docnum: int) -> Origin | None:
    """The origin of a document of one of a writer's segments. Raises IndexDamaged."""
    try:
        with native_errors_as_ours():
            origin = origin_in(segment.reader, docnum)
            given = segment.reader.number(GIVEN_HASH, docnum)
            return origin if given is None else GivenOrigin.beside(origin, given)
    except (ArticleInvalid, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{segment.record.file} is damaged: {error}") from error


def are_at_one_place(one: Origin | None, other: Origin | None) -> bool:
    """Whether two origins tell the same place in a source, and the same hash of what it gave, whatever the commits."""
    return _place(one) == _place(other) and given_hash(one) == given_hash(other)


def _place(origin: Origin | None) -> Origin:
    return origin._replace(revision=None) if origin is not None else Origin()
