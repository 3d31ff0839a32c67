"""Sets of deleted documents against Python's own sets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import _native
from searchkit._native import Deletes, Query, Searcher

COUNT = 130  # two words of bits and a part of one
docs = st.integers(0, COUNT - 1)
changes = st.lists(
    st.tuples(st.sampled_from(["add", "discard"]), docs) | st.tuples(st.just("update"), st.lists(docs, max_size=20))
)


def changed(deletes: Deletes, model: set[int], steps: list[tuple[str, int | list[int]]]) -> None:
    for name, value in steps:
        if isinstance(value, list):
            assert deletes.update(value) == len(set(value) - model)
            model.update(value)
        else:
            getattr(deletes, name)(value)
            getattr(model, name)(value)


@given(changes, changes)
def test_it_is_a_set(first: list[tuple[str, int | list[int]]], then: list[tuple[str, int | list[int]]]) -> None:
    deletes, model = Deletes(COUNT), set[int]()
    changed(deletes, model, first)
    before, known = deletes.copy(), sorted(model)
    going = iter(deletes)
    changed(deletes, model, then)
    assert list(deletes) == sorted(model)
    assert list(before) == list(going) == known, "a copy, or one that is gone through, has changed"
    assert (len(deletes), bool(deletes), deletes.doc_count) == (len(model), bool(model), COUNT)
    assert [doc for doc in range(-3, COUNT + 70) if doc in deletes] == sorted(model)
    assert deletes.minus(before) == sorted(model.difference(known))
    again = Deletes.from_bytes(deletes.to_bytes(), "d")
    assert (list(again), len(again), again.doc_count) == (sorted(model), len(model), COUNT)


def test_what_is_no_document_is_refused_whole() -> None:
    deletes = Deletes(3, [1])
    for wrong in (lambda: deletes.add(3), lambda: deletes.update([0, 3]), lambda: Deletes(3, [3])):
        with pytest.raises(ValueError, match="there is no document 3"):
            wrong()
    deletes.discard(99)
    assert list(deletes) == [1]
    assert list(Deletes(0)) == []


def test_a_damaged_file_is_told_by_its_name() -> None:
    data = Deletes(3, [1]).to_bytes()
    for damaged in (data[:-1], data[:30] + b"x" + data[31:], b""):
        with pytest.raises(_native.Damaged, match="the name"):
            Deletes.from_bytes(damaged, "the name")
    assert list(Deletes.from_bytes(data, "the name")) == [1]


def test_a_searcher_keeps_the_deletes_that_it_was_given(tmp_path: Path) -> None:
    builder = _native.Builder(json.dumps([{"kind": "terms", "field": "f"}]), 1 << 24, 1)
    builder.add([(["a"],)] * 3)
    builder.flush(str(tmp_path / "s"))
    segment = _native.Segment.open(str(tmp_path / "s"))
    deletes = Deletes(3, [0])
    searcher = Searcher([(segment, deletes)])
    deletes.add(1)
    assert [doc for doc, _ in searcher.search(Query.every()).hits] == [1, 2]
    assert [doc for doc, _ in Searcher([(segment, deletes)]).search(Query.every()).hits] == [2]
