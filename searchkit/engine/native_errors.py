"""What the native core raises, as errors of our own tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from searchkit import _native
from searchkit.errors import (
    ArticleTooLarge,
    IndexDamaged,
    IndexIncompatible,
    IndexTooLarge,
    InternalError,
    SearchStopped,
    UsageError,
)

P = ParamSpec("P")
R = TypeVar("R")
_DAMAGE_HINT: Final = "searchkit verify tells what is damaged, searchkit repair goes back to the commit before"
# What native code raises beside OSError, and ValueError or TypeError for a value of the caller's.
NATIVE_ERRORS: Final = (
    _native.Damaged,
    _native.Incompatible,
    _native.Stopped,
    _native.LimitReached,
    _native.InternalError,
)


@contextmanager
def native_errors_as_ours() -> Iterator[None]:
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
    except _native.LimitReached as error:
        what, advice, of = error.args
        raise (ArticleTooLarge if of == "document" else IndexTooLarge)(what, hint=advice) from error
    except _native.InternalError as error:
        raise InternalError(
            f"an error of searchkit itself: {error}", hint="please report it, with the query or the document"
        ) from error


def with_our_errors(method: Callable[P, R]) -> Callable[P, R]:
    """A function whose native errors become :func:`native_errors_as_ours`, at next to no cost where there are none."""

    @wraps(method)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except NATIVE_ERRORS:
            with native_errors_as_ours():
                raise

    return called


@contextmanager
def query_errors_as_ours() -> Iterator[None]:
    """As :func:`native_errors_as_ours`; a query that native code refuses is the caller's mistake."""
    with native_errors_as_ours():
        try:
            yield
        except ValueError as error:
            raise UsageError(f"this query cannot be run: {error}") from error
