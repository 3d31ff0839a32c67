"""Runs of words that two texts share, beside those that trying every place and every length finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from shared_runs_oracle import plain_runs

from searchkit.results.shared_runs import Runs

few_words = st.lists(st.sampled_from("abc"), max_size=24)
more_words = st.lists(st.sampled_from("abcdefgh"), max_size=60)


@settings(max_examples=300, deadline=None)
@given(few_words | more_words, few_words | more_words, st.integers(1, 6))
def test_the_runs_are_those_of_a_plain_search(text: list[str], passage: list[str], least: int) -> None:
    assert [tuple(run) for run in Runs(passage).shared(text, least)] == plain_runs(text, passage, least)


def test_one_passage_is_asked_for_many_texts() -> None:
    runs = Runs("the port of genoa was closed on monday".split())
    assert list(runs.shared("they said the port of genoa was shut".split(), 4)) == [(2, 0, 5)]
    assert list(runs.shared("closed on monday the port of genoa".split(), 3)) == [(0, 5, 3), (3, 0, 4)]
    assert list(runs.shared([], 1)) == []


def test_a_text_of_one_word_repeated_is_one_run() -> None:
    assert list(Runs(["ha"] * 3000).shared(["ha"] * 2000, 8)) == [(0, 0, 2000)]
    assert list(Runs(["ha"] * 10).shared(["ha"] * 12, 8)) == [(0, 0, 10), (1, 0, 10), (2, 0, 10)]
