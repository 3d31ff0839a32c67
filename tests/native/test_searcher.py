"""The searcher of the native module, called as Python calls it. What queries match is tested in Rust."""

from __future__ import annotations

import json
import math
from array import array
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from searchkit import _native
from searchkit._native import Deletes, Query, Searcher, Stop, Stopped, Weighting

SLOTS = [
    {"kind": "text", "splitter": "archive", "fields": [["body", "surface"]]},
    {"kind": "terms", "field": "tag", "column": "tag"},
    {"kind": "number", "column": "day"},
]
DOCUMENTS: list[tuple[Any, ...]] = [
    ("trade talks on the border", [b"a", b"b"], 3),
    ("border trade", [b"b"], 1),
    ("talks about trade and trade", [], None),
    ("the port", [b"a", b"a"], 2),
    ("trade gone", [b"a"], 9),
]


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    """The documents in two segments, the last one deleted."""
    leaves: list[tuple[_native.Segment, Deletes | None]] = []
    for number, part in enumerate([DOCUMENTS[:2], DOCUMENTS[2:]]):
        builder = _native.Builder(json.dumps(SLOTS), 1 << 24, 1)
        builder.add(part)
        builder.flush(str(tmp_path / str(number)))
        leaves.append((_native.Segment.open(str(tmp_path / str(number))), None))
    leaves[1] = (leaves[1][0], Deletes(3, [2]))
    return Searcher(leaves)


TRADE = Query.term("body", b"trade")


def test_hits_scores_and_numbers(searcher: Searcher) -> None:
    assert (searcher.doc_count, searcher.live_count) == (5, 4)
    assert (searcher.doc_frequency("body", b"trade"), searcher.frequency("body", b"trade")) == (4, 5)
    found = searcher.search(TRADE)
    assert (found.total, found.facets, found.timelines) == (3, [], [])
    assert (found.groups, found.members) == (0, [])
    hits = found.hits
    idf = math.log(1 + (5 - 4 + 0.5) / (4 + 0.5))
    average = searcher.total_length("body") / 5
    expected = {doc: idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / average)) for doc, tf, length in
                [(0, 1, 5), (1, 1, 2), (2, 2, 5)]}  # fmt: skip
    assert dict(hits) == pytest.approx(expected, rel=1e-5)
    assert [doc for doc, _ in hits] == sorted(expected, key=lambda doc: -expected[doc])
    docs, scores = searcher.matched_docs(TRADE)
    assert dict(zip(array("I", docs), array("f", scores), strict=True)) == dict(hits)
    assert searcher.count(TRADE) == 3
    assert searcher.search(TRADE, limit=1, offset=1).hits == hits[1:2]
    assert searcher.search(TRADE, limit=None).hits == hits


def test_orders_filters_and_counts(searcher: Searcher) -> None:
    newest = [("number", "day", True, True), ("score", None, True, True)]
    every = Query.every()
    assert [doc for doc, _ in searcher.search(every, sort=newest).hits] == [0, 3, 1, 2]
    assert searcher.search(every, filter=TRADE, mask=Query.range("day", 3, None), limit=0).total == 2
    found = searcher.search(
        every,
        facets=[("tag", None, None, None), ("day", None, None, 1), ("tag", TRADE, "B", None)],
        timelines=[(["day", "day"], "day"), (["day", "day"], "week")],
    )
    assert found.total == 4
    assert [(facet.values, facet.distinct, facet.missing) for facet in found.facets] == [
        ([(b"a", 2), (b"b", 2)], 2, 1),
        ([(1, 1)], 3, 1),
        ([(b"b", 2)], 1, 1),
    ]
    assert found.timelines == [([(1, 1), (2, 1), (3, 1)], 1), ([(0, 3)], 1)]
    for wrong in ((["day", "day"], "century"), ([], "day"), (["day"] * 3, "day")):
        with pytest.raises(ValueError, match=r"timeline|step"):
            searcher.search(every, timelines=[wrong])
    found = searcher.search(every, group=("day", "day"), limit=2)
    assert (found.total, [doc for doc, _ in found.hits]) == (4, [0, 1])
    assert (found.groups, found.members) == (4, [[], []])


def test_documents_that_have_any_of_some_terms(tmp_path: Path) -> None:
    builder = _native.Builder(json.dumps(SLOTS), 1 << 24, 1)
    builder.add(DOCUMENTS)
    builder.flush(str(tmp_path / "s"))
    segment = _native.Segment.open(str(tmp_path / "s"))
    found = _native.holders([segment, segment], "tag", [b"a", b"b", b"nobody"], 9)
    assert found == [(place, *held) for place in (0, 1) for held in ((0, 2), (1, 1), (3, 1), (4, 1))]
    assert _native.holders([segment], "tag", [b"a", b"b"], 1) == [(0, 0, 2)]
    for field, terms, most in (("tag", [b"a"], 0), ("tag", [], 9), ("none", [b"a"], 9)):
        assert _native.holders([segment], field, terms, most) == []
    assert _native.holders([], "tag", [b"a"], 9) == []


def test_documents_in_groups_and_by_number(tmp_path: Path) -> None:
    slots = [{"kind": "terms", "field": "tag", "column": None}]
    slots += [{"kind": "number", "column": name} for name in "abcd"]
    builder = _native.Builder(json.dumps(slots), 1 << 24, 1)
    rows = [(1, 5, 7, None), (1, 5, 7, None), (1, 6, 7, None), (None, 5, 7, 8), (None, 5, 7, 8), (2, 5, 7, 8)]
    builder.add([(["x", "y"] if number else ["x"], *row) for number, row in enumerate(rows)])
    builder.flush(str(tmp_path / "s"))
    segment = _native.Segment.open(str(tmp_path / "s"))

    def grouped(term: bytes, deleted: list[int], most: int) -> list[tuple[int, bool]]:
        found = segment.grouped("tag", term, "abcd", _native.Deletes(6, deleted), most)
        assert all(tuple(values) == rows[doc] for values, doc, _ in found)
        return [(doc, is_live) for _, doc, is_live in found]

    assert grouped(b"x", [], 9) == [(0, True), (2, True), (3, True), (4, True), (5, True)]
    assert grouped(b"y", [1], 9) == [(1, False), (2, True), (3, True), (4, True), (5, True)]
    assert grouped(b"x", [1, 2], 9) == [(0, True), (1, False), (2, False), (3, True), (4, True), (5, True)]
    assert grouped(b"x", [], 1) == [(0, True), (2, True), (3, True)]  # the second kind is one too many
    assert grouped(b"x", [0, 1, 2], 1) == [(0, False), (2, False), (3, True), (4, True)]
    assert grouped(b"z", [], 9) == []
    assert segment.grouped("none", b"x", "abcd", _native.Deletes(6), 9) == []
    others = ["c", "none", "b", "none"]
    assert segment.grouped("tag", b"y", others, _native.Deletes(6), 9) == [
        ([7, None, 5, None], 1, True),
        ([7, None, 6, None], 2, True),
    ]
    assert segment.with_numbers("a", [1]) == [0, 1, 2]
    assert segment.with_numbers("b", [6, 1, 9]) == [2]
    assert segment.with_numbers("b", [6, 5]) == [0, 1, 2, 3, 4, 5]
    assert segment.with_numbers("d", [8]) == [3, 4, 5]
    assert segment.with_numbers("none", [8]) == segment.with_numbers("a", []) == []
    assert [segment.number_count(name) for name in ("a", "b", "d", "none")] == [4, 6, 3, 0]


def test_weightings(searcher: Searcher) -> None:
    frequency = searcher.search(TRADE, weighting=Weighting("frequency")).hits
    assert frequency == [(2, 2.0), (0, 1.0), (1, 1.0)]
    only_body = Weighting("bm25", fields={"body": Weighting("frequency")})
    assert searcher.search(TRADE, weighting=only_body).hits == frequency
    with pytest.raises(ValueError, match="there is no weighting"):
        Weighting("best")


def test_queries_spelled_out_and_explained(searcher: Searcher) -> None:
    query = Query.any([Query.prefix("body", b"ta"), TRADE, Query.and_not(Query.every(), Query.term("body", b"port"))])
    assert searcher.expand(query) == {"body": [b"talks", b"trade"]}
    terms = searcher.matching_terms(query, [3, 1, 0])
    assert terms == [[], [("body", b"trade")], [("body", b"talks"), ("body", b"trade")]]
    for doc, score in searcher.search(query).hits:
        explained = searcher.explain(query, doc)
        assert explained is not None and explained[1] == pytest.approx(score)
    assert searcher.explain(TRADE, 3) is None
    assert searcher.explain(TRADE, 4) is None  # deleted
    assert searcher.explain(TRADE, 99) is None


def test_searches_that_are_stopped(searcher: Searcher) -> None:
    stop = Stop()
    assert searcher.count(TRADE, stop=stop, time_limit=60) == 3
    setter = Thread(target=stop.set)
    setter.start()
    setter.join()
    assert stop.is_set
    for call in (searcher.search, searcher.count, searcher.matched_docs, searcher.expand):
        with pytest.raises(Stopped):
            call(TRADE, stop=stop)
        with pytest.raises(Stopped):
            call(TRADE, time_limit=0)
    with pytest.raises(Stopped):
        searcher.explain(TRADE, 0, stop=stop)


def test_what_cannot_be_taken(searcher: Searcher, tmp_path: Path) -> None:
    query = TRADE
    with pytest.raises(ValueError, match="too deeply"):
        for _ in range(1000):
            query = Query.no(query)
    with pytest.raises(ValueError, match="unknown sort key"):
        searcher.search(TRADE, sort=[("number", None, True, True)])
    segment = _native.Segment.open(str(tmp_path / "0"))
    with pytest.raises(ValueError, match="deletes of 9 documents"):
        Searcher([(segment, Deletes(9, [1]))])
    with pytest.raises(ValueError, match="deletes of 9 documents"):
        Searcher([(segment, Deletes(9))])
    with pytest.raises(ValueError, match="deletes of 9 documents"):
        _native.merge([(segment, Deletes(9))], str(tmp_path / "merged"), Stop())


def test_plans_share_their_parts(searcher: Searcher) -> None:
    """A part that stands twice is one; what would be run too often is refused before it is run."""
    query = TRADE
    for _ in range(10):
        query = Query.any([query, query])
    once = dict(searcher.search(TRADE).hits)
    assert dict(searcher.search(query).hits) == pytest.approx({doc: 1024 * once[doc] for doc in once}, rel=1e-4)
    with pytest.raises(ValueError, match="too many parts"):
        for _ in range(100):
            query = Query.all([query, query])
