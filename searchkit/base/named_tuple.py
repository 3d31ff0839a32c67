"""Tuples whose values have names, as ``typing.NamedTuple`` makes them, but made without compiling.

The first compiling in a process takes milliseconds, and ``typing`` takes more to load. What is made here behaves the
same, and is as quick.
"""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter as _getter
    except ImportError:  # another Python

        def _getter(place, doc):
            return property(lambda values: values[place], doc=doc)

    _new = tuple.__new__
    # One for each number of values. Copies of them have the names of the values for the names of their arguments.
    _MAKERS = {
        2: lambda _cls, a, b: _new(_cls, (a, b)),
        3: lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        4: lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        6: lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
    }

    class _NamedTuple(tuple):
        """What all of them do."""

        __slots__ = ()
        _fields = ()

        def __repr__(self):
            told = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({told})"

        def __getnewargs__(self):
            return tuple(self)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes):
            return type(self)(**{**self._asdict(), **changes})

    def NamedTuple(name, fields):  # noqa: N802  # it is called like typing's
        """A class of tuples: ``fields`` has the name and the type of each of two to four values, or six."""
        names = tuple([field for field, _ in fields])
        maker = _MAKERS[len(names)]
        made = type(maker)(
            maker.__code__.replace(co_varnames=("_cls", *names), co_name="__new__", co_qualname=f"{name}.__new__"),
            globals(),
            "__new__",
        )
        getters = {field: _getter(place, field) for place, field in enumerate(names)}
        return type(
            name,
            (_NamedTuple,),
            {"__slots__": (), "__new__": made, "_fields": names, "__match_args__": names, **getters},
        )
