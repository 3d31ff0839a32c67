"""Any query over any documents finds the same, in the same order, over native segments as over Whoosh's own."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh.filedb.filestore import RamStorage
from whoosh.scoring import BM25F, TF_IDF, Frequency, WeightingModel

from searchkit.engine import create_in
from searchkit.whoosh_api.corrected_queries import corrected
from searchkit.whoosh_api.scoring import Bm25


@pytest.fixture(autouse=True, scope="module")
def temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Whoosh's storage in memory keeps temporary files of one fixed name."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("whoosh"))
    yield
    tempfile.tempdir = before


WORDS = ["alfa", "bravo", "alfalfa", "brave", "charlie", "delta", "über"]
TAGS = ["red", "green", "blue"]
START = dt.datetime(1999, 12, 30)


def schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        text=fields.TEXT(stored=True),
        plain=fields.TEXT(phrase=False),
        chars=fields.TEXT(chars=True),
        tag=fields.KEYWORD(sortable=True),
        num=fields.NUMERIC(sortable=True),
        wide=fields.NUMERIC(int, bits=64, signed=True),
        ratio=fields.NUMERIC(float),
        day=fields.DATETIME(sortable=True),
        yes=fields.BOOLEAN,
    )


texts = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
numbers = st.integers(-3, 6)
documents = st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "plain": texts,
        "chars": texts,
        "tag": st.sampled_from(TAGS),
        "num": numbers,
        "wide": numbers | st.lists(st.sampled_from([-(2**62), -1, 0, 7, 2**62]), min_size=1, max_size=2),
        "ratio": st.sampled_from([-1.5, 0.0, 0.25, 1e300]),
        "day": st.integers(0, 4).map(lambda n: START + dt.timedelta(days=n)),
        "yes": st.booleans(),
    },
)
textual = st.sampled_from(["text", "plain", "chars"])
words = st.sampled_from([*WORDS, "absent"])
boosts = st.sampled_from([1.0, 1.0, 2.5])


def either(low: Any, high: Any) -> tuple[Any, Any]:
    return (low, high) if low is None or high is None or low <= high else (high, low)


def ranges(values: Any, make: Any) -> Any:
    bounds = st.tuples(st.none() | values, st.none() | values).map(lambda pair: either(*pair))
    return st.builds(lambda pair, a, b: make(*pair, a, b), bounds, st.booleans(), st.booleans())


leaves = st.one_of(
    st.builds(query.Term, textual, words, boosts),
    st.builds(query.Term, st.just("tag"), st.sampled_from(TAGS)),
    st.builds(query.Term, st.just("num"), numbers),
    st.builds(query.Term, st.just("yes"), st.booleans()),
    st.builds(query.Term, st.just("absent"), words),
    st.builds(query.Prefix, textual, st.sampled_from(["al", "bra", "x", ""])),
    st.builds(query.Wildcard, textual, st.sampled_from(["*a", "b?av*", "*", "?lfa", "[ab]*a", "x*"])),
    st.builds(query.Regex, textual, st.sampled_from(["al.*", "b.+o", ".*", "z"])),
    st.builds(query.FuzzyTerm, textual, st.sampled_from(["alfe", "brove", "uber"]), st.just(1.0), st.integers(1, 2)),
    st.builds(query.Variations, textual, words),
    st.builds(
        query.Phrase, st.sampled_from(["text", "chars"]), st.lists(words, min_size=1, max_size=3), st.integers(1, 3)
    ),
    ranges(numbers, lambda low, high, a, b: query.NumericRange("num", low, high, a, b)),
    ranges(st.sampled_from([-(2**62), 0, 7]), lambda low, high, a, b: query.NumericRange("wide", low, high, a, b)),
    ranges(st.sampled_from([-1.5, 0.1, 2.0]), lambda low, high, a, b: query.NumericRange("ratio", low, high, a, b)),
    ranges(
        st.integers(0, 4).map(lambda n: START + dt.timedelta(days=n)),
        lambda low, high, a, b: query.DateRange("day", low, high, a, b),
    ),
    ranges(st.sampled_from(WORDS), lambda low, high, a, b: query.TermRange("text", low, high, a, b)),
    st.builds(query.Every, st.sampled_from([None, "text", "tag", "num"])),
    st.just(query.NullQuery),
)


def grown(inner: Any) -> Any:
    parts = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(query.And, parts, boosts),
        st.builds(query.Or, parts, boosts),
        st.builds(query.DisjunctionMax, parts),
        st.builds(query.Not, inner),
        st.builds(query.AndNot, inner, inner),
        st.builds(query.AndMaybe, inner, inner),
        st.builds(query.Require, inner, inner),
        st.builds(query.ConstantScoreQuery, inner, st.sampled_from([0.0, 1.0, 3.0])),
        st.builds(lambda a, b: query.SpanNear(a, b, slop=2, ordered=False), *[positional] * 2),
        st.builds(lambda a, b: query.And([query.SpanFirst(a, limit=2), b]), positional, inner),
    )


positional = st.builds(query.Term, st.just("text"), words)
queries = st.recursive(leaves, grown, max_leaves=5)


def filled(index: Any, batches: list[list[dict[str, Any]]], deleted: list[str]) -> Any:
    number = 0
    for batch in batches:
        writer = index.writer()
        for document in batch:
            writer.add_document(id=str(number), **document)
            number += 1
        writer.commit(merge=False)
    if deleted:
        writer = index.writer()
        for key in deleted:
            writer.delete_by_term("id", key)
        writer.commit(merge=False)
    return index


def scores(searcher: Any, q: query.Query) -> dict[str, float]:
    return {hit["id"]: hit.score for hit in searcher.search(q, limit=None)}


@settings(max_examples=40, derandomize=True, phases=[Phase.explicit, Phase.generate])
@given(
    st.lists(st.lists(documents, min_size=1, max_size=6), min_size=1, max_size=3),
    st.lists(st.integers(0, 8).map(str), max_size=2, unique=True),
    st.lists(queries, min_size=1, max_size=6),
)
def test_any_query(batches: list[list[dict[str, Any]]], deleted: list[str], asked: list[query.Query]) -> None:
    theirs = filled(RamStorage().create_index(schema()), batches, deleted)
    with tempfile.TemporaryDirectory() as folder:
        ours = filled(create_in(folder, schema()), batches, deleted)
        with theirs.searcher(weighting=Bm25) as expected, ours.searcher() as found:
            assert found.doc_count() == expected.doc_count()
            for q in asked:
                live = [n for n in corrected(q).docs(expected) if not expected.reader().is_deleted(n)]
                wanted = sorted(expected.stored_fields(n)["id"] for n in live)
                results = found.search(q, limit=None)
                assert sorted(hit["id"] for hit in results) == wanted, (q, results.plan, results.why)
                assert len(results) == len(wanted)
                top = found.search(q, limit=3)
                assert [(hit["id"], hit.score) for hit in top] == [(h["id"], h.score) for h in results][:3], q
                assert sorted(found.docs_for_query(q)) == sorted(results.docs())
                check_filters(found, q, results, wanted)


def check_filters(found: Any, q: query.Query, results: Any, wanted: list[str]) -> None:
    allowed = query.Term("tag", "red")
    red = {found.stored_fields(n)["id"] for n in found.docs_for_query(allowed)}
    assert {hit["id"] for hit in found.search(q, limit=None, filter=allowed)} == set(wanted) & red
    assert {hit["id"] for hit in found.search(q, limit=None, mask=allowed)} == set(wanted) - red
    assert found.search(q, filter=set()).scored_length() == 0
    grouped = found.search(q, limit=None, groupedby="tag", maptype=None)
    assert sorted(hit["id"] for hit in grouped) == wanted
    assert results.plan in ("native", "mixed", "whoosh") and (results.plan == "native") == (results.why == "")


@settings(max_examples=40, derandomize=True)
@given(
    st.lists(st.lists(documents, min_size=1, max_size=6), min_size=1, max_size=3),
    st.lists(st.tuples(textual, words), min_size=1, max_size=3),
    st.sampled_from([query.And, query.Or]),
    st.sampled_from([Bm25(), BM25F(), BM25F(B=0.2, K1=2.0, text_B=0.9), TF_IDF(), Frequency()]),
)
def test_scores_of_words(
    batches: list[list[dict[str, Any]]],
    terms: list[tuple[str, str]],
    kind: type[query.And] | type[query.Or],
    weighting: WeightingModel,
) -> None:
    # Texts are short enough for Whoosh, too, to know their lengths exactly.
    q = kind([query.Term(name, word) for name, word in terms])
    theirs = filled(RamStorage().create_index(schema()), batches, [])
    with tempfile.TemporaryDirectory() as folder:
        ours = filled(create_in(folder, schema()), batches, [])
        with theirs.searcher(weighting=weighting) as expected, ours.searcher(weighting=weighting) as found:
            assert found.search(q).plan == "native"
            assert scores(found, q) == pytest.approx(scores(expected, q), rel=1e-5)
            whoosh_path = {hit["id"]: hit.score for hit in found.search(q, limit=None, terms=True)}
            assert whoosh_path == pytest.approx(scores(expected, q), rel=1e-5)


@settings(max_examples=40, derandomize=True)
@given(
    st.lists(st.lists(documents, min_size=1, max_size=6), min_size=1, max_size=3),
    st.sampled_from(["num", "tag", "day", ["tag", "num"], ["day", "tag"]]),
    st.booleans(),
    st.integers(1, 20),
)
def test_sorting(batches: list[list[dict[str, Any]]], sortedby: Any, reverse: bool, limit: int) -> None:
    theirs = filled(RamStorage().create_index(schema()), batches, [])
    with tempfile.TemporaryDirectory() as folder:
        ours = filled(create_in(folder, schema()), batches, [])
        with theirs.searcher() as expected, ours.searcher() as found:
            options = {"sortedby": sortedby, "reverse": reverse}
            whole = [hit["id"] for hit in expected.search(query.Every(), limit=None, **options)]
            results = found.search(query.Every(), limit=limit, **options)
            assert results.plan == "native"
            assert [hit["id"] for hit in results] == whole[:limit]
