"""Dicts that the builder takes: kept as the JSON that Python makes of them, or refused whole."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit import _native

SLOTS = json.dumps([{"kind": "number", "column": "n"}, {"kind": "stored"}])
KEYS = json.dumps(["n", {"line": True}])

texts = st.text() | st.sampled_from(["", '"', "\\", "\n\r\t\x00\x1f\x7f", "né \u2028 𝔸", "a" * 70_000])
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def stored(dicts: list[dict[str, Any]]) -> list[Any]:
    """What a segment of these dicts holds of each."""
    builder = _native.Builder(SLOTS, 1 << 24, 2)
    taken = builder.add_dicts(dicts, KEYS)
    assert taken >= 3 * len(dicts)
    assert builder.pending == len(dicts)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "s")
        *_, bad = builder.flush(path)
        assert bad == []
        segment = _native.Segment.open(path)
        return [json.loads(segment.stored(number)) for number in range(segment.doc_count)]


@settings(max_examples=60)
@given(st.lists(st.dictionaries(texts.filter(lambda key: key != "n"), values, max_size=4), min_size=1, max_size=6))
def test_a_dict_is_kept_as_json_keeps_it(dicts: list[dict[str, Any]]) -> None:
    assert stored(dicts) == json.loads(json.dumps(dicts))


def test_many_parts_keep_their_order() -> None:
    dicts: list[dict[str, Any]] = [{"n": number, "text": f"{number} " * 400} for number in range(4000)]
    assert stored(dicts) == dicts


def test_what_is_no_text_is_replaced() -> None:
    assert stored([{"a\ud800": "b\udfffc", "t": (1, "x")}]) == [
        {"a\ufffd\ufffd\ufffd": "b\ufffd\ufffd\ufffdc", "t": [1, "x"]}
    ]


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "document",
    [
        "no dict",
        {1: "a key"},
        {"when": {1, 2}},
        {"inner": {"bytes": b"x"}},
        {"n": 2**63},
        {"x": float("nan")},
        {"x": float("-inf")},
        {"x": nested(10_000)},
    ],
)
def test_what_json_does_not_know_is_refused_with_its_whole_batch(document: Any) -> None:
    builder = _native.Builder(SLOTS, 1 << 24, 1)
    with pytest.raises((TypeError, ValueError), match=r"JSON|dict|text|nested|64 bits"):
        builder.add_dicts([{"n": 1}, document], KEYS)
    assert builder.pending == 0


def test_a_value_that_does_not_fit_its_slot_is_told_when_written(tmp_path: Path) -> None:
    builder = _native.Builder(SLOTS, 1 << 24, 1)
    builder.add_dicts([{"n": 1}, {"n": "no number"}], KEYS)
    first, documents, _, _, bad = builder.flush(str(tmp_path / "s"))
    assert (first, documents, [number for number, _ in bad]) == (0, 2, [1])
    assert "whole number" in bad[0][1]
