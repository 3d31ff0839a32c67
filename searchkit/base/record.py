"""Immutable records. They are declared like dataclasses but need no generated code.

A command that searches once makes some thirty kinds of records, and few of each. Generating their methods would take
longer than the search. Code that makes many records of one kind may use a dataclass.
"""

from __future__ import annotations

from searchkit.base.typing_names import Any, Callable, Final, TypeVar, cast, dataclass_transform, overload

__all__ = ["changed", "part", "record"]

T = TypeVar("T")
_NOTHING: Final[Any] = object()


class _Part:
    """The arguments of :func:`part` for an attribute."""

    __slots__ = ("compare", "default", "default_factory")

    def __init__(self, default: Any, default_factory: Callable[[], Any] | None, compare: bool) -> None:
        self.default = default
        self.default_factory = default_factory
        self.compare = compare


def part(*, default: Any = _NOTHING, default_factory: Callable[[], Any] | None = None, compare: bool = True) -> Any:
    """An attribute with a ``default_factory`` that runs for each record, or one that ``==`` ignores."""
    return _Part(default, default_factory, compare)


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(part,))
def record(declared: type[T], /) -> type[T]: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(part,))
def record(*, kw_only: bool = False, order: bool = False) -> Callable[[type[T]], type[T]]: ...
def record(declared: type[T] | None = None, /, *, kw_only: bool = False, order: bool = False) -> Any:
    """A class of immutable records with the annotated attributes of the class, in slots.

    Defaults, ``__post_init__``, ``==``, ``hash``, ``repr`` and ``match`` work as for a frozen dataclass. With
    ``order``, records compare as tuples of their attributes. Such a class has no base and cannot be a base.
    """
    if declared is None:
        return lambda given: _made(given, kw_only, order)
    return _made(declared, kw_only, order)


def changed(old: T, **changes: Any) -> T:
    """A copy of a record with some attributes replaced. Raises TypeError for an unknown attribute."""
    names: tuple[str, ...] = type(old).__slots__  # type: ignore[attr-defined]  # every record has them
    return type(old)(**{**{name: getattr(old, name) for name in names}, **changes})


def _made(declared: type[T], kw_only: bool, order: bool) -> type[T]:
    namespace = dict(declared.__dict__)
    names = tuple(namespace.get("__annotations__", ()))
    parts: dict[str, _Part] = {}
    for name in names:
        given = namespace.pop(name, _NOTHING)
        parts[name] = given if isinstance(given, _Part) else _Part(given, None, True)
    for unwanted in ("__dict__", "__weakref__"):
        namespace.pop(unwanted, None)
    namespace["__slots__"] = names
    namespace["__match_args__"] = () if kw_only else names
    namespace["_parts"] = parts
    namespace["_compared"] = tuple(name for name in names if parts[name].compare)
    bases = (_OrderedRecord,) if order else (_Record,)
    made: Any = type(declared.__name__, bases, namespace)
    made._plan = tuple(
        [(name, getattr(made, name).__set__, how.default, how.default_factory) for name, how in parts.items()]
    )
    # A maker does no more than it must. It suits most records: those of a few attributes.
    if len(names) in _MAKERS and not any(how.default_factory for how in parts.values()):
        made.__init__ = _maker(made, names, kw_only)
    return cast("type[T]", made)


def _maker(made: Any, names: tuple[str, ...], kw_only: bool) -> Callable[..., None]:
    """The ``__init__`` of a class, from the one of :data:`_MAKERS` that takes as many values."""
    defaults = {name: default for name, _, default, _ in made._plan if default is not _NOTHING}
    after = made.__post_init__ if "__post_init__" in made.__dict__ else None
    pattern = _MAKERS[len(names)](after, *[put for _, put, _, _ in made._plan])
    code = pattern.__code__.replace(
        co_varnames=("self", *names),
        co_argcount=1 if kw_only else 1 + len(names),
        co_kwonlyargcount=len(names) if kw_only else 0,
        co_name="__init__",
        co_qualname=f"{made.__name__}.__init__",
    )
    placed = () if kw_only else tuple(defaults.values())
    maker = type(pattern)(code, globals(), "__init__", placed, pattern.__closure__)
    if kw_only:
        maker.__kwdefaults__ = defaults
    return cast("Callable[..., None]", maker)


class _Record:
    """What all records do."""

    __slots__ = ()

    _parts: dict[str, _Part] = {}  # noqa: RUF012  # each class of records has its own
    _compared: tuple[str, ...] = ()
    # For each attribute its name, what sets it, its default, and what makes one.
    _plan: tuple[tuple[str, Callable[[Any, Any], None], Any, Callable[[], Any] | None], ...] = ()

    def __init__(self, *given: Any, **named: Any) -> None:
        kind = type(self)
        plan = kind._plan
        places = len(given)
        if places > len(kind.__match_args__):  # type: ignore[attr-defined]
            raise TypeError(f"{kind.__name__} takes fewer than {places} values by position")
        for (_, put, _, _), value in zip(plan, given, strict=False):
            put(self, value)
        used = 0
        for name, put, default, factory in plan[places:] if places else plan:
            value = named.get(name, _NOTHING) if named else _NOTHING
            if value is not _NOTHING:
                used += 1
            elif default is not _NOTHING:
                value = default
            elif factory is not None:
                value = factory()
            else:
                raise TypeError(f"{kind.__name__} needs {name!r}")
            put(self, value)
        if used != len(named):
            twice = [name for name, _, _, _ in plan[:places] if name in named]
            if twice:
                raise TypeError(f"{kind.__name__} got {twice[0]!r} twice")
            raise TypeError(f"{kind.__name__} has no {', '.join(repr(n) for n in named if n not in kind._parts)}")
        self.__post_init__()

    def __post_init__(self) -> None:
        """A class may check and change its values here."""

    def __eq__(self, other: object) -> bool:
        return _values(self) == _values(other) if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self._parts)})"

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed ({name!r})")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed ({name!r})")

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (type(self), {name: getattr(self, name) for name in self._parts})


class _OrderedRecord(_Record):
    """A record that is ordered as the tuple of its attributes."""

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        return _values(self) < _values(other) if type(other) is type(self) else NotImplemented

    def __le__(self, other: object) -> bool:
        return _values(self) <= _values(other) if type(other) is type(self) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return _values(self) > _values(other) if type(other) is type(self) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return _values(self) >= _values(other) if type(other) is type(self) else NotImplemented


_set = object.__setattr__


def _values(of: Any) -> tuple[Any, ...]:
    return tuple([getattr(of, name) for name in of._compared])


def _remade(kind: Callable[..., T], values: dict[str, Any]) -> T:
    return kind(**values)


# One for each number of values. Copies of them have the names of the attributes for the names of their arguments.


def _takes_1(after: Any, put_a: Any) -> Any:
    def make(self: Any, a: Any) -> None:
        put_a(self, a)
        if after is not None:
            after(self)

    return make


def _takes_2(after: Any, put_a: Any, put_b: Any) -> Any:
    def make(self: Any, a: Any, b: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        if after is not None:
            after(self)

    return make


def _takes_3(after: Any, put_a: Any, put_b: Any, put_c: Any) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        if after is not None:
            after(self)

    return make


def _takes_4(after: Any, put_a: Any, put_b: Any, put_c: Any, put_d: Any) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any, d: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        if after is not None:
            after(self)

    return make


def _takes_5(after: Any, put_a: Any, put_b: Any, put_c: Any, put_d: Any, put_e: Any) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any, d: Any, e: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        if after is not None:
            after(self)

    return make


def _takes_6(after: Any, put_a: Any, put_b: Any, put_c: Any, put_d: Any, put_e: Any, put_f: Any) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        put_f(self, f)
        if after is not None:
            after(self)

    return make


def _takes_7(after: Any, put_a: Any, put_b: Any, put_c: Any, put_d: Any, put_e: Any, put_f: Any, put_g: Any) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        put_f(self, f)
        put_g(self, g)
        if after is not None:
            after(self)

    return make


def _takes_8(
    after: Any, put_a: Any, put_b: Any, put_c: Any, put_d: Any, put_e: Any, put_f: Any, put_g: Any, put_h: Any
) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        put_f(self, f)
        put_g(self, g)
        put_h(self, h)
        if after is not None:
            after(self)

    return make


def _takes_9(
    after: Any,
    put_a: Any,
    put_b: Any,
    put_c: Any,
    put_d: Any,
    put_e: Any,
    put_f: Any,
    put_g: Any,
    put_h: Any,
    put_i: Any,
) -> Any:
    def make(self: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any, i: Any) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        put_f(self, f)
        put_g(self, g)
        put_h(self, h)
        put_i(self, i)
        if after is not None:
            after(self)

    return make


def _takes_10(
    after: Any,
    put_a: Any,
    put_b: Any,
    put_c: Any,
    put_d: Any,
    put_e: Any,
    put_f: Any,
    put_g: Any,
    put_h: Any,
    put_i: Any,
    put_j: Any,
) -> Any:
    def make(
        self: Any,
        a: Any,
        b: Any,
        c: Any,
        d: Any,
        e: Any,
        f: Any,
        g: Any,
        h: Any,
        i: Any,
        j: Any,
    ) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        put_f(self, f)
        put_g(self, g)
        put_h(self, h)
        put_i(self, i)
        put_j(self, j)
        if after is not None:
            after(self)

    return make


def _takes_13(
    after: Any,
    put_a: Any,
    put_b: Any,
    put_c: Any,
    put_d: Any,
    put_e: Any,
    put_f: Any,
    put_g: Any,
    put_h: Any,
    put_i: Any,
    put_j: Any,
    put_k: Any,
    put_n: Any,
    put_m: Any,
) -> Any:
    def make(
        self: Any,
        a: Any,
        b: Any,
        c: Any,
        d: Any,
        e: Any,
        f: Any,
        g: Any,
        h: Any,
        i: Any,
        j: Any,
        k: Any,
        n: Any,
        m: Any,
    ) -> None:
        put_a(self, a)
        put_b(self, b)
        put_c(self, c)
        put_d(self, d)
        put_e(self, e)
        put_f(self, f)
        put_g(self, g)
        put_h(self, h)
        put_i(self, i)
        put_j(self, j)
        put_k(self, k)
        put_n(self, n)
        put_m(self, m)
        if after is not None:
            after(self)

    return make


_MAKERS: Final[dict[int, Callable[..., Any]]] = {
    1: _takes_1,
    2: _takes_2,
    3: _takes_3,
    4: _takes_4,
    5: _takes_5,
    6: _takes_6,
    7: _takes_7,
    8: _takes_8,
    9: _takes_9,  # extraction makes many of these, and of the next
    10: _takes_10,
    13: _takes_13,  # a search makes one of these
}
