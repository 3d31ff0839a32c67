"""A search with a limit gives the first hits of the search without one, and as many in all, however it runs."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh import collectors, fields, query, scoring, sorting

from searchkit.engine import create_in
from searchkit.whoosh_api.scoring import Bm25

WORDS = ["alfa", "bravo", "charlie", "delta"]
T = functools.partial(query.Term, "text")


class OwnBm25(scoring.BM25F):
    """A formula that the core does not have, so that Whoosh scores."""


class Lowering(scoring.Frequency):
    """A formula with a last step."""

    use_final = True

    def final(self, searcher: Any, docnum: int, score: float) -> float:
        return score / (1 + docnum % 3)


WEIGHTINGS = [
    Bm25,
    scoring.BM25F,
    scoring.BM25F(B=0.2, K1=2.0, boosted_B=1.0),
    OwnBm25,
    scoring.TF_IDF,
    scoring.Frequency,
    scoring.PL2,
    scoring.DFree,
    scoring.MultiWeighting(scoring.BM25F(), boosted=scoring.TF_IDF()),
    scoring.ReverseWeighting(scoring.BM25F()),
    scoring.FunctionWeighting(lambda searcher, fieldname, text, matcher: 1.0 + matcher.id() % 3),
    Lowering(),
]


OPTIONS: list[dict[str, Any]] = [
    {},
    {},
    {"reverse": True},
    {"sortedby": "tag"},
    {"sortedby": ["tag", sorting.ScoreFacet()], "reverse": True},
    {"filter": query.Term("tag", "red")},
    {"mask": {0, 3}},
    {"groupedby": "tag"},
    {"collapse": "tag", "filter": T("alfa")},
]


def schema() -> fields.Schema:
    return fields.Schema(
        text=fields.TEXT,
        boosted=fields.TEXT(field_boost=2.0),
        chars=fields.TEXT(chars=True),
        tag=fields.KEYWORD(sortable=True),
    )


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
documents = st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "boosted": texts,
        "chars": texts,
        "tag": st.sampled_from(["red", "green"]),
        "_boost": st.sampled_from([0.5, 3.0]),
    },
)
names = st.sampled_from(["text", "boosted", "chars"])
words = st.sampled_from([*WORDS, "absent"])
boosts = st.sampled_from([1.0, 1.0, 2.5])
terms = st.builds(query.Term, names, words, boosts)
leaves = st.one_of(
    terms,
    terms,
    st.builds(query.Phrase, names, st.lists(words, min_size=2, max_size=3), st.integers(1, 2)),
    st.builds(query.Prefix, names, st.sampled_from(["a", "d", "x"])),
    st.builds(query.Term, st.just("tag"), st.sampled_from(["red", "green"])),
    st.builds(query.Every, st.sampled_from([None, "text"])),
)


def in_spans(inner: Any) -> Any:
    parts = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        st.builds(query.SpanFirst, inner, st.integers(0, 3)),
        st.builds(query.SpanNear, inner, inner, st.integers(1, 3), st.booleans()),
        st.builds(query.SpanNear2, parts, st.integers(1, 3), st.booleans()),
        st.builds(query.SpanOr, parts),
        st.builds(query.SpanNot, inner, inner),
        st.builds(query.SpanContains, inner, inner),
        st.builds(query.SpanBefore, inner, inner),
        st.builds(query.SpanCondition, inner, inner),
        st.builds(query.Or, parts),
        st.builds(query.And, parts),
    )


positional = st.recursive(
    st.builds(query.Term, st.just("text"), words, boosts) | st.builds(query.Term, st.just("boosted"), words),
    in_spans,
    max_leaves=4,
)


def grown(inner: Any) -> Any:
    parts = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        st.builds(query.And, parts, boosts),
        st.builds(query.Or, parts, boosts),
        st.builds(lambda subs: query.Or(subs, scale=0.5), parts),
        st.builds(query.DisjunctionMax, parts, boosts, st.sampled_from([0.0, 0.3])),
        st.builds(query.AndNot, inner, inner),
        st.builds(query.AndMaybe, inner, inner),
        st.builds(query.Require, inner, inner),
        st.builds(query.ConstantScoreQuery, inner, st.sampled_from([0.0, 3.0])),
    )


queries = st.recursive(leaves | positional | positional, grown, max_leaves=5)


def filled(folder: str | Path, batches: list[list[dict[str, Any]]]) -> Any:
    index = create_in(folder, schema())
    for batch in batches:
        writer = index.writer()
        for document in batch:
            writer.add_document(**document)
        writer.commit(merge=False)
    return index


def hits(results: Any) -> list[tuple[int, float]]:
    return [(hit.docnum, hit.score) for hit in results]


@settings(max_examples=35, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(st.lists(documents, min_size=1, max_size=8), min_size=1, max_size=3),
    st.lists(queries, min_size=1, max_size=4),
    st.sampled_from(WEIGHTINGS),
    st.integers(1, 4),
    st.sampled_from(OPTIONS),
)
def test_limited_equals_unlimited(
    batches: list[list[dict[str, Any]]],
    asked: list[query.Query],
    weighting: Any,
    limit: int,
    options: dict[str, Any],
) -> None:
    with tempfile.TemporaryDirectory() as folder, filled(folder, batches).searcher(weighting=weighting) as searcher:
        for q in asked:
            for terms in False, True:
                whole = searcher.search(q, limit=None, terms=terms, **options)
                top = searcher.search(q, limit=limit, terms=terms, **options)
                assert hits(top) == hits(whole)[:limit], (q, top.plan)
                assert len(top) == len(whole) == len(hits(whole)), (q, top.plan)
                if not options:
                    assert sorted(whole.docs()) == sorted(searcher.docs_for_query(q)), (q, top.plan)


def number_of(index: Any, q: query.Query, limit: int | None, **options: Any) -> tuple[int, list[int]]:
    with index.searcher(**options) as searcher:
        results = searcher.search(q, limit=limit)
        return len(results), [hit.docnum for hit in results]


def three_segments(tmp_path: Path, name: str, *texts: str) -> Any:
    return filled(tmp_path / "index", [[{name: text}] for text in texts])


def test_weights_of_a_boosted_field(tmp_path: Path) -> None:
    index = filled(tmp_path / "index", [[{"boosted": "ice"}, {"boosted": "ice ice"}], [{"boosted": "ice " * 5}]])
    q = query.Or([query.Term("boosted", "ice"), query.Term("boosted", "snow")])
    assert number_of(index, q, 1, weighting=OwnBm25()) == (3, [2])


def test_the_bound_of_a_block_holds_for_boosts(tmp_path: Path) -> None:
    index = filled(tmp_path / "index", [[{"boosted": "ice"}, {"boosted": "ice ice", "_boost": 3.0}]])
    with index.reader() as reader:
        matcher = reader.postings("boosted", "ice")
        assert matcher.block_max_weight() >= max(weight_of(matcher) for _ in range(2))
        assert not matcher.is_active() and matcher.block_min_length() >= 1


def weight_of(matcher: Any) -> float:
    weight = float(matcher.weight())
    matcher.next()
    return weight


def test_spans_that_only_add_to_the_score(tmp_path: Path) -> None:
    index = three_segments(tmp_path, "text", "delta", "delta alfa bravo snow", "delta", "alfa")
    q = query.AndMaybe(query.Or([T("alfa"), T("delta")]), query.SpanFirst(T("alfa")))
    assert number_of(index, q, 1) == (4, number_of(index, q, None)[1][:1])


def several_blocks(tmp_path: Path) -> Any:
    texts = ["alfa alfa bravo", *["alfa bravo charlie delta"] * 300, *["bravo delta"] * 300]
    return filled(tmp_path / "index", [[{"text": text} for text in texts]])


@pytest.mark.parametrize("weighting", [scoring.PL2(), OwnBm25()])
def test_blocks_that_hold_nothing_better(tmp_path: Path, weighting: scoring.WeightingModel) -> None:
    index = several_blocks(tmp_path)
    q = query.Or([T("alfa"), T("bravo")])
    assert number_of(index, q, 1, weighting=weighting) == (601, number_of(index, q, None, weighting=weighting)[1][:1])


def test_near_each_other_among_others(tmp_path: Path) -> None:
    index = three_segments(tmp_path, "text", "alfa bravo", "charlie", "bravo delta alfa")
    near = query.SpanNear2([T("alfa"), T("bravo")])
    assert number_of(index, query.Or([near, T("charlie"), T("absent")]), None) == (2, [1, 0])


def test_a_segment_without_what_is_left_out(tmp_path: Path) -> None:
    index = three_segments(tmp_path, "text", "alfa bravo", "alfa", "charlie")
    assert number_of(index, query.SpanNot(T("alfa"), T("bravo")), None)[0] == 2


def test_a_collector_of_ones_own_counts_all(tmp_path: Path) -> None:
    with several_blocks(tmp_path).searcher(weighting=OwnBm25()) as searcher:
        collector = collectors.TimeLimitCollector(collectors.TopCollector(limit=1), 60)
        searcher.search_with_collector(query.Or([T("alfa"), T("bravo")]), collector)
        assert collector.child.total == len(collector.results()) == 601


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_collapsed_by_another_order(tmp_path: Path, limit: int) -> None:
    rows = [("red", "alfa alfa alfa"), ("blue", "alfa alfa delta"), ("green", "alfa delta delta"), ("red", "alfa")]
    documents = [{"tag": tag, "text": text} for tag, text in rows]
    index = filled(tmp_path / "index", [documents])

    def found(most: int | None) -> list[int]:
        with index.searcher(weighting=scoring.Frequency()) as searcher:
            newest = sorting.FunctionFacet(lambda searcher, docnum: -docnum)
            results = searcher.search(T("alfa"), limit=most, collapse="tag", collapse_order=newest)
            return [hit.docnum for hit in results]

    assert found(limit) == [1, 2, 3][:limit] == found(None)[:limit]
