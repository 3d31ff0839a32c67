"""Records beside the dataclasses that they stand for."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass, field
from typing import Any

import pytest

from searchkit.base.record import changed, part, record


@record(order=True)
class Point:
    """Two numbers and a remark."""

    x: int
    y: int = 2
    tags: list[str] = part(default_factory=list)
    remark: str = part(default="", compare=False)

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError("x")


@dataclass(frozen=True, slots=True, order=True)
class Twin:
    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list)
    remark: str = field(default="", compare=False)


@pytest.mark.parametrize(
    ("given", "named"),
    [((1,), {}), ((1, 5), {"remark": "r"}), ((), {"x": 3, "tags": ["a"]}), ((1, 2, ["b"], "c"), {})],
)
def test_a_record_is_what_a_dataclass_is(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    made, twin = Point(*given, **named), Twin(*given, **named)
    assert repr(made) == repr(twin).replace("Twin", "Point")
    assert [getattr(made, name) for name in Point.__match_args__] == [
        getattr(twin, name) for name in Twin.__match_args__
    ]
    assert made == copy.copy(made) == pickle.loads(pickle.dumps(made))
    assert made == changed(made, remark="other")
    assert (made < changed(made, y=9)) == (made.y < 9)


@pytest.mark.parametrize(
    ("given", "named"), [((), {}), ((1, 2, [], "", 5), {}), ((1,), {"x": 2}), ((1,), {"z": 2})], ids=str
)
def test_what_a_dataclass_refuses_is_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Point, Twin):
        with pytest.raises(TypeError):
            kind(*given, **named)


def test_a_record_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        point.other = 2  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="x"):
        changed(point, x=-1)
    pair: object = (1, 2)
    assert point != pair
    assert Point(1).tags is not Point(1).tags
    match Point(7):
        case Point(x, 2):
            assert x == 7
