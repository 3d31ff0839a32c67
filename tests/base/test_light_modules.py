"""What stands for parts of the standard library does what they do."""

from __future__ import annotations

import contextlib
import copy
import datetime
import functools
import hashlib
import json
import pickle
from collections.abc import Iterator
from typing import Any
from typing import NamedTuple as TypingsNamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.base import light_contextlib, light_datetime, light_functools, light_hashlib, light_json
from searchkit.base.named_tuple import NamedTuple

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(values, st.booleans())
def test_values_become_the_same_json(value: Any, ascii_only: bool) -> None:
    text = light_json.dumps(value, ensure_ascii=ascii_only)
    assert text == json.dumps(value, ensure_ascii=ascii_only)
    assert repr(light_json.loads(text)) == repr(json.loads(text))
    assert repr(light_json.loads(f" {text}\n".encode(errors="replace"))) == repr(
        json.loads(text.encode(errors="replace"))
    )


@given(st.text(alphabet='{}[]:,"\\\x00\ufeff 0-1eEntrufalsi\ud800.', max_size=12) | st.binary(max_size=8))
def test_any_text_is_read_as_json_reads_it(text: str | bytes) -> None:
    try:
        read = json.loads(text)
    except ValueError as error:
        with pytest.raises(type(error)) as raised:
            light_json.loads(text)
        assert str(raised.value) == str(error)
    else:
        assert repr(light_json.loads(text)) == repr(read)


@pytest.mark.parametrize("value", [{1, 2}, object(), [b"x"]])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="is not JSON serializable"):
        light_json.dumps(value)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError):
        light_json.loads(None)  # type: ignore[arg-type]


class Light(NamedTuple("Light", [("first", int), ("last", Any)])):
    """Of ours."""

    __slots__ = ()


class Typings(TypingsNamedTuple("Typings", [("first", int), ("last", Any)])):
    """Of typing."""

    __slots__ = ()


def test_a_named_tuple_is_as_typings() -> None:
    ours: Any = Light(1, last="b")
    theirs: Any = Typings(1, last="b")
    assert ours == theirs == (1, "b") and (ours.first, ours.last) == (1, "b")
    assert repr(ours) == repr(theirs).replace("Typings", "Light")
    assert ours._asdict() == theirs._asdict() and ours._replace(first=2) == (2, "b")
    assert Light._fields == Typings._fields and Light._make([3, 4]) == (3, 4)
    for twin in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert (type(twin), twin) == (Light, ours)
    match ours:
        case Light(first, last):
            assert (first, last) == (1, "b")
    makers: tuple[Any, ...] = (Light, Typings)
    for make in makers:
        with pytest.raises(TypeError, match=r"__new__\(\) missing 1 required positional argument: 'last'"):
            make(1)
        with pytest.raises(AttributeError):
            make(1, 2).first = 3


@pytest.mark.parametrize("module", [contextlib, light_contextlib])
def test_a_block_ends_as_contextlibs_does(module: Any) -> None:
    done: list[str] = []

    @module.contextmanager  # type: ignore[untyped-decorator]
    def block(swallows: bool = False) -> Iterator[str]:
        try:
            yield "given"
        except KeyError:
            done.append("caught")
            if not swallows:
                raise
        finally:
            done.append("left")

    with block() as given_value:
        assert given_value == "given"
    with block(swallows=True):
        raise KeyError
    for error in (KeyError("x"), ValueError("x"), StopIteration("x"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as raised, block():
            raise error
        assert raised.value is error
    assert done == ["left", "caught", "left", "caught", "left", "left", "left", "left"]
    with module.suppress(KeyError, OSError):
        raise FileNotFoundError
    with pytest.raises(ValueError, match="told"), module.suppress(KeyError):
        raise ValueError("told")


@pytest.mark.parametrize("module", [functools, light_functools])
def test_a_cache_keeps_the_latest(module: Any) -> None:
    asked = []

    @module.lru_cache(maxsize=2)  # type: ignore[untyped-decorator]
    def double(number: int) -> int:
        """Twice as much."""
        asked.append(number)
        return 2 * number

    assert [double(n) for n in (1, 2, 1, 3, 1, 2)] == [2, 4, 2, 6, 2, 4]
    assert asked == [1, 2, 3, 2]
    assert double.__wrapped__(5) == 10 and double.__doc__ == "Twice as much." and double.__name__ == "double"


def test_the_classes_of_dates_are_those_of_datetime() -> None:
    assert light_datetime.date is datetime.date
    assert light_datetime.datetime is datetime.datetime
    assert light_datetime.timedelta is datetime.timedelta


@given(st.binary(max_size=300), st.integers(1, 64))
def test_digests_are_those_of_the_standard_library(content: bytes, size: int) -> None:
    made = light_hashlib.blake2b(content, digest_size=size)
    assert made.digest() == hashlib.blake2b(content, digest_size=size).digest()
