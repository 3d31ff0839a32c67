"""Stored fields come back as they went in, and what cannot be stored is told with its field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import ArticleInvalid, IndexDamaged
from searchkit.whoosh_api.stored_values import from_json, to_json

plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.complex_numbers(allow_nan=False),
    st.decimals(allow_nan=False),
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3),
        st.sets(st.integers() | st.timedeltas(), max_size=3),
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.text(min_size=1, max_size=5), values, max_size=3))
def test_any_value(fields: dict[str, Any]) -> None:
    back = from_json(to_json(fields))
    assert back == fields and [type(v) for v in back.values()] == [type(v) for v in fields.values()]


class Own:
    pass


@pytest.mark.parametrize("value", [Own(), [1, Own()], {"a": Own}, len, range(3), Decimal])
def test_what_cannot_be_stored(value: Any) -> None:
    with pytest.raises(ArticleInvalid, match="'odd'") as caught:
        to_json({"fine": 1, "odd": value})
    assert "timedelta" in caught.value.hint


@pytest.mark.parametrize("content", ["1", "1,2,x", "99999999999,0,0", ""])
def test_damaged_spans(content: str) -> None:
    with pytest.raises(IndexDamaged):
        from_json(f'{{"a":{{"$timedelta":"{content}"}}}}'.encode())


def test_kept_types() -> None:
    assert from_json(to_json({"a": dt.timedelta(days=-1, microseconds=5)})) == {"a": dt.timedelta(-1, 0, 5)}
