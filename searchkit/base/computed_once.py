"""A property that is computed when it is first asked for."""

from __future__ import annotations

from searchkit.base.typing_names import Any, Callable, Generic, TypeVar, overload

T = TypeVar("T")


class computed_once(Generic[T]):  # noqa: N801  # it is used as a decorator
    """As ``functools.cached_property``, without the lock that this holds on Python 3.11 while it computes.

    A child that was forked while another thread held that lock would wait for ever. Two threads may compute the value
    at once.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> computed_once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> computed_once[T] | T:
        if instance is None:
            return self
        value = self._compute(instance)
        # Found there next time, before this is asked.
        instance.__dict__[self._name] = value
        return value
