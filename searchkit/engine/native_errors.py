"""Errors of the native core, as errors of our own tree."""

from __future__ import annotations

from searchkit import _native
from searchkit.base.light_contextlib import contextmanager
from searchkit.base.light_functools import wraps
from searchkit.base.typing_names import Callable, Final, Iterator, ParamSpec, TypeVar
from searchkit.errors import (
    ArticleTooLarge,
    IndexDamaged,
    IndexIncompatible,
    IndexTooLarge,
    InternalError,
    OutOfResources,
    SearchStopped,
    UsageError,
)

P = ParamSpec("P")
R = TypeVar("R")
DAMAGE_HINT: Final = "searchkit verify lists what is damaged, searchkit repair goes back to the commit before"
# Native errors other than OSError, and other than ValueError and TypeError for a wrong argument.
NATIVE_ERRORS: Final = (
    _native.Damaged,
    _native.Incompatible,
    _native.Stopped,
    _native.LimitReached,
    _native.OutOfResources,
    _native.InternalError,
)


@contextmanager
def native_errors_as_ours() -> Iterator[None]:
    """Turn native errors inside the block into errors of ours. OSError and ValueError pass unchanged."""
    try:
        yield
    except _native.Damaged as error:
        raise IndexDamaged(str(error), hint=DAMAGE_HINT) from error
    except _native.Incompatible as error:
        hint = "use the searchkit that wrote it, or index the sources again into another folder"
        raise IndexIncompatible(str(error), hint=hint) from error
    except _native.Stopped as error:
        raise SearchStopped(str(error)) from error
    except _native.LimitReached as error:
        what, advice, of = error.args
        raise (ArticleTooLarge if of == "document" else IndexTooLarge)(what, hint=advice) from error
    except _native.OutOfResources as error:
        raise OutOfResources(str(error), hint="close other programs, or raise the limits of this process") from error
    except _native.InternalError as error:
        raise InternalError(
            f"a bug in searchkit: {error}", hint="please report it, with the query or the document"
        ) from error


def with_our_errors(method: Callable[P, R]) -> Callable[P, R]:
    """Wrap a method in :func:`native_errors_as_ours`. It costs almost nothing if there is no error."""

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
    """As :func:`native_errors_as_ours`. A query that native code rejects becomes UsageError."""
    with native_errors_as_ours():
        try:
            yield
        except ValueError as error:
            raise UsageError(f"this query cannot be run: {error}") from error
