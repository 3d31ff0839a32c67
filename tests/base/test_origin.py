"""Where an article came from, as a record."""

from __future__ import annotations

from typing import Any

import pytest

from searchkit import Article, Origin
from searchkit.errors import ArticleInvalid


def test_it_tells_what_is_known() -> None:
    origin = Origin(start=0, end=9, line=1, member="a.txt")
    assert origin.as_dict() == {"start": 0, "end": 9, "line": 1, "member": "a.txt"}
    assert Origin.of(origin.as_dict()) == origin
    assert Origin.of(origin) is origin
    assert Origin.of(None) is None
    assert Origin().as_dict() == {}


@pytest.mark.parametrize(
    "values",
    [
        {"start": -1, "end": 2},
        {"start": 3, "end": 2},
        {"start": 3},
        {"end": 3},
        {"line": 0},
        {"line": True},
        {"line": 1.0},
        {"line": "1"},
        {"page": 0},
        {"revision": -1},
        {"revision": 1 << 63},
        {"member": ""},
        {"member": 5},
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any]) -> None:
    for value in (values, Origin(**values)):
        with pytest.raises(ArticleInvalid, match="origin"):
            Article(body="oil", origin=value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["London", {}, {"line": 1, "city": "London"}, {"line": "first"}, 5, []])
def test_another_value_is_no_origin(value: object) -> None:
    with pytest.raises(ArticleInvalid):
        Origin.of(value)
