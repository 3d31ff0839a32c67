"""Errors of the native core, as errors of our own tree."""

from __future__ import annotations

from searchkit import _native
from searchkit.base.light_functools import wraps
from searchkit.base.typing_names import Callable, Final, ParamSpec, TypeVar
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


def _as_ours(error: BaseException) -> BaseException | None:
    """The error of ours that stands for a native error. None for any other, such as OSError and ValueError."""
    match error:
        case _native.Damaged():
            return IndexDamaged(str(error), hint=DAMAGE_HINT)
        case _native.Incompatible():
            hint = "use the searchkit that wrote it, or index the sources again into another folder"
            return IndexIncompatible(str(error), hint=hint)
        case _native.Stopped():
            return SearchStopped(str(error))
        case _native.LimitReached():
            what, advice, of = error.args
            return (ArticleTooLarge if of == "document" else IndexTooLarge)(what, hint=advice)
        case _native.OutOfResources():
            return OutOfResources(str(error), hint="close other programs, or raise the limits of this process")
        case _native.InternalError():
            return InternalError(
                f"a bug in searchkit: {error}", hint="please report it, with the query or the document"
            )
        case _:
            return None


class _Block:
    """A block whose native errors become ours. A page enters several, so entering costs next to nothing."""

    __slots__ = ("_is_query",)

    def __init__(self, *, is_query: bool) -> None:
        self._is_query = is_query

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            return
        if self._is_query and isinstance(error, ValueError):
            raise UsageError(f"this query cannot be run: {error}") from error
        if (ours := _as_ours(error)) is not None:
            raise ours from error


_NATIVE: Final = _Block(is_query=False)
_QUERY: Final = _Block(is_query=True)


def native_errors_as_ours() -> _Block:
    """Turn native errors inside the block into errors of ours. OSError and ValueError pass unchanged."""
    return _NATIVE


def query_errors_as_ours() -> _Block:
    """As :func:`native_errors_as_ours`. A query that native code rejects becomes UsageError."""
    return _QUERY


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
