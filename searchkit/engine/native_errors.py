"""What the native core raises, as errors of our own tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from searchkit import _native
from searchkit.errors import IndexDamaged, IndexIncompatible, InternalError, SearchStopped, UsageError

P = ParamSpec("P")
R = TypeVar("R")
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


def telling(method: Callable[P, R]) -> Callable[P, R]:
    """A function whose native errors are :func:`translated`, at next to no cost where there are none."""

    @wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except (_native.Damaged, _native.Incompatible, _native.Stopped, _native.Panicked):
            with translated():
                raise

    return told


@contextmanager
def runnable() -> Iterator[None]:
    """As :func:`translated`; a query that native code refuses is the caller's mistake."""
    with translated():
        try:
            yield
        except ValueError as error:
            raise UsageError(f"this query cannot be run: {error}") from error
