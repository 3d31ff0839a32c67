"""What the native core raises, as errors of our own tree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from searchkit import _native
from searchkit.errors import IndexDamaged, IndexIncompatible, InternalError, SearchStopped, UsageError

_DAMAGE_HINT = "searchkit verify tells what is damaged, searchkit repair goes back to the commit before"


@contextmanager
def translated() -> Iterator[None]:
    """Raises errors of ours for what native code raises inside; OSError and ValueError pass."""
    try:
        yield
    except _native.Damaged as error:
        raise IndexDamaged(str(error), hint=_DAMAGE_HINT) from error
    except _native.Incompatible as error:
        hint = "use the searchkit that wrote it, or index the sources again into another folder"
        raise IndexIncompatible(str(error), hint=hint) from error
    except _native.Stopped as error:
        raise SearchStopped(str(error)) from error
    except _native.Panicked as error:
        raise InternalError(
            f"an error of searchkit itself: {error}", hint="please report it, with the query or the document"
        ) from error


@contextmanager
def runnable() -> Iterator[None]:
    """As :func:`translated`; a query that native code refuses is the caller's mistake."""
    with translated():
        try:
            yield
        except ValueError as error:
            raise UsageError(f"this query cannot be run: {error}") from error
