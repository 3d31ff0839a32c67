"""Names for annotations, for the modules that a one-shot search loads. They cost nothing at run time.

Loading ``typing`` takes a quarter of such a search, and only type checkers need what it holds. They see the real names
here. At run time, annotations are never evaluated, so a name in one may be anything.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take a variable of this name for true

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
    from typing import (
        IO,
        Any,
        Final,
        Generic,
        Literal,
        NoReturn,
        ParamSpec,
        Protocol,
        TypeGuard,
        TypeVar,
        cast,
        dataclass_transform,
        get_args,
        overload,
    )
else:
    from _collections_abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence

    class _Name:
        """Stands where an annotation has a name. It may be indexed, called, and joined with others."""

        def __init__(self, *arguments, **options):
            self.__args__ = arguments

        def __getitem__(self, arguments):
            return _Name(*(arguments if isinstance(arguments, tuple) else (arguments,)))

        def __call__(self, *arguments, **options):
            return self

        def __or__(self, other):
            return self

        __ror__ = __or__

    IO = Any = Final = Literal = NoReturn = ParamSpec = TypeGuard = TypeVar = _Name()

    class Generic:
        """A base without behaviour: the types in brackets after it mean nothing at run time."""

        __slots__ = ()

        def __class_getitem__(cls, types):
            return cls

    Protocol = Generic

    def cast(kind, value):
        """The value as it is."""
        return value

    def overload(signature):
        """The signature as it is: the implementation follows it and takes its name."""
        return signature

    def dataclass_transform(**options):
        """A decorator that does nothing."""
        return overload

    def get_args(kind):
        """The values of a Literal, or the members of a union of classes."""
        return kind.__args__


__all__ = [
    "IO",
    "TYPE_CHECKING",
    "Any",
    "Callable",
    "Collection",
    "Final",
    "Generic",
    "Iterable",
    "Iterator",
    "Literal",
    "Mapping",
    "MutableMapping",
    "NoReturn",
    "ParamSpec",
    "Protocol",
    "Sequence",
    "TypeGuard",
    "TypeVar",
    "cast",
    "dataclass_transform",
    "get_args",
    "overload",
]
