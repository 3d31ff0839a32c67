"""Documents that the builder takes: kept in order, or refused with their whole batch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from searchkit import _native

SLOTS = json.dumps([{"kind": "number", "column": "n"}, {"kind": "stored"}])


def test_batches_keep_their_order(tmp_path: Path) -> None:
    builder = _native.Builder(SLOTS, 1 << 24, 2)
    texts = [f"{number} ".encode() * 400 for number in range(4000)]
    for start in range(0, 4000, 70):
        batch: list[Any] = [(number, texts[number]) for number in range(start, min(start + 70, 4000))]
        assert builder.add(batch) == start
    assert builder.pending == 4000
    first, documents, *_ = builder.flush(str(tmp_path / "s"))
    assert (first, documents, builder.pending) == (0, 4000, 0)
    segment = _native.Segment.open(str(tmp_path / "s"))
    assert [segment.stored(number) for number in range(4000)] == texts
    assert [segment.number("n", number) for number in (0, 69, 70, 3999)] == [0, 69, 70, 3999]


@pytest.mark.parametrize("document", ["no tuple", (1,), ("no number", b""), (2**63, b""), (1, 2.5)])
def test_what_does_not_fit_the_slots_is_refused_with_its_whole_batch(document: Any) -> None:
    builder = _native.Builder(SLOTS, 1 << 24, 1)
    with pytest.raises((TypeError, ValueError, OverflowError)):
        builder.add([(1, b""), document])
    assert builder.pending == 0
