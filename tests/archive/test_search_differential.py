"""Every kind of query over random archives: the index against a loop over all words of all articles."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

import brute_force
import searchkit
from searchkit.query import tree as t

WORDS = [
    "border",
    "borders",
    "trade",
    "trading",
    "port",
    "ports",
    "the",
    "of",
    "talks",
    "talk",
    "oil",
    "soil",
    "to",
    "be",
]
NAMES = ["New York", "York", "Brussels", "Ana Costa", "Ana York", "Port Union"]
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
STOP_WORDS = {"the", "of", "to", "be"}
DAYS = [dt.date(2019, 1, 1), dt.date(2019, 5, 31), dt.date(2019, 6, 1), dt.date(2020, 2, 29)]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
names = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
articles = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.none() | texts,
            "body": texts,
            "date": st.none() | st.sampled_from(DAYS).map(dt.date.isoformat),
            "place": st.none() | st.sampled_from(NAMES),
            "flags": st.lists(st.sampled_from(["error", "truncated"]), unique=True),
            "entities": st.fixed_dictionaries({"person": names, "org": names, "place": names}),
        }
    ),
    min_size=1,
    max_size=8,
)
text_fields = st.sampled_from(["text", "text", "title", "body"])
name_fields = st.sampled_from(["place", "person", "org", "about", "entities"])
word = st.sampled_from(WORDS)
name_word = st.sampled_from(["new", "york", "ana", "port"])
patterns = st.sampled_from(["po*", "t?lk*", "*oil", "b*r", "b??", "trad*", "*"]).filter(lambda p: p != "*")
leaves = st.one_of(
    st.builds(t.Word, text_fields, word),
    st.builds(t.Word, name_fields, name_word),
    st.builds(t.Phrase, text_fields, texts, st.integers(0, 2)),
    st.builds(t.Phrase, name_fields, st.sampled_from(["new york", "york ana", "ana costa"]), st.just(0)),
    st.builds(t.Exact, text_fields, word),
    st.builds(t.Exact, name_fields, st.sampled_from(NAMES)),
    st.builds(t.Wildcard, text_fields, patterns),
    st.builds(t.Fuzzy, text_fields, word, st.integers(1, 2)),
    st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda d: t.DateRange("date", min(d), max(d))),
    st.builds(t.DateRange, st.just("date"), st.sampled_from(DAYS), st.none()),
    st.builds(t.DateRange, st.just("date"), st.none(), st.sampled_from(DAYS)),
    st.builds(t.Exists, st.sampled_from(["date", "place", "entities", "has"])),
    st.builds(t.Exact, st.just("has"), st.sampled_from(["error", "truncated", "nodate", "noplace"])),
    st.just(t.Everything()),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: t.And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: t.Or(tuple(parts))),
        st.builds(t.Not, inner),
    ),
    max_leaves=5,
)
word_trees = st.recursive(
    st.one_of(
        st.builds(t.Word, text_fields, word),
        st.builds(t.Phrase, st.just("text"), texts, st.integers(0, 2)),
        st.builds(t.Exact, st.just("text"), word),
    ),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: t.And(tuple(parts)))
        | st.lists(inner, min_size=2, max_size=3).map(lambda parts: t.Or(tuple(parts)))
    ),
    max_leaves=4,
)


def numbered(given_articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": str(number), **article} for number, article in enumerate(given_articles)]


@settings(max_examples=20, phases=PHASES)
@given(articles, st.lists(trees, min_size=15, max_size=20), st.integers(0, 8))
def test_matches_of_every_kind_of_query(archive: list[dict[str, Any]], queries: list[t.Node], first_part: int) -> None:
    archive = numbered(archive)
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(archive[:first_part], extract=False)  # two segments
        index.add(archive[first_part:], extract=False)
        for query in queries:
            expected = {a["id"] for a in archive if brute_force.matches(query, a)}
            results = index.search(query, limit=None)
            assert {hit.id for hit in results} == expected, results.parsed
            assert results.total == len(expected)
            if not STOP_WORDS & set(re.findall(r"\w+", results.parsed)):  # read again, these would not be required
                again = index.search(results.parsed, limit=None)
                assert {hit.id for hit in again} == expected, f"the echo {results.parsed} is another query"


query_pieces = st.sampled_from(
    """border trading oil the NOT AND OR NEAR/3 BEFORE/2 NEAR/s FIRST/4 ATLEAST/2 /tr.*/ && - ( ) " : place: date:
    mentions: title: person: foo: = ~ ~1 * tr* t?lk [ ] .. 2019 2019-05 >= < TO new york ana""".split()
)
query_texts = st.lists(query_pieces, min_size=1, max_size=9).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda between: between.join(pieces))
)


@settings(max_examples=20, phases=PHASES)
@given(articles, st.lists(query_texts, min_size=20, max_size=30))
@example(
    [{"body": "the trade"}, {"body": "a tr"}, {"body": "not"}], ["date:tr*", "mentions:a*", "date:a*", "mentions:(NOT)"]
)
def test_the_echo_of_a_text_finds_what_the_text_finds(archive: list[dict[str, Any]], queries: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(numbered(archive), extract=False)
        for query in queries:
            results = index.search(query, limit=None)
            again = index.search(results.parsed, limit=None)
            assert [hit.id for hit in again] == [hit.id for hit in results], results.parsed


@settings(max_examples=15, phases=PHASES)
@given(articles, st.lists(word_trees, min_size=8, max_size=10))
def test_scores_and_order(archive: list[dict[str, Any]], queries: list[t.Node]) -> None:
    archive = numbered(archive)
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(archive, extract=False)
        for query in queries:
            results = index.search(query, limit=None)
            for hit in results:
                expected = brute_force.score(query, archive[int(hit.id)], archive)
                assert hit.score == pytest.approx(expected, rel=1e-5), (results.parsed, hit.id)
            assert [hit.score for hit in results] == sorted((hit.score for hit in results), reverse=True)


@settings(max_examples=10, phases=PHASES)
@given(articles, articles, st.sets(st.integers(0, 7)), st.lists(trees, min_size=8, max_size=10))
def test_after_replacing_and_deleting(
    before: list[dict[str, Any]], after: list[dict[str, Any]], gone: set[int], queries: list[t.Node]
) -> None:
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(numbered(before), extract=False)
        with index.batch():
            index.add(numbered(after), extract=False)
            index.add(numbered(after), extract=False)  # replaced within one commit
            index.delete([str(n) for n in gone])
        left = {a["id"]: a for a in [*numbered(before), *numbered(after)]}
        left = {identity: a for identity, a in left.items() if int(identity) not in gone}
        assert len(index) == len(left)
        for query in queries:
            expected = {identity for identity, a in left.items() if brute_force.matches(query, a)}
            assert {hit.id for hit in index.search(query, limit=None)} == expected
