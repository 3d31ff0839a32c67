"""The sequences that are looked up cover every run that a text could share."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.archive.rare_sequences import WIDTH, rare_sequences

FREQUENCIES = {"a": 900, "b": 400, "c": 30, "d": 2, "e": 1, "nowhere": 0}
passages = st.lists(st.sampled_from([*"aaabbbccde", "nowhere"]), max_size=90)


@settings(max_examples=200, deadline=None)
@given(passages, st.integers(3, 45))
def test_each_run_that_a_text_may_share_has_one(words: list[str], least: int) -> None:
    chosen = rare_sequences(words, least, FREQUENCIES.__getitem__, 1000)
    assert all(len(sequence) == min(WIDTH, least) for sequence in chosen)
    possible = set()
    for begin in range(len(words) - least + 1):
        run = tuple(words[begin : begin + least])
        if "nowhere" not in run:
            possible.add(run)
            assert any(run in runs for runs in chosen.values()), run
    for sequence, runs in chosen.items():
        assert runs and set(runs) <= possible
        for run in runs:
            assert any(run[at : at + len(sequence)] == sequence for at in range(len(run)))


def test_the_rare_word_is_looked_up() -> None:
    words = "a a a a a e a a a a a".split()
    (sequence,) = rare_sequences(words, 8, FREQUENCIES.__getitem__, 1000)
    assert "e" in sequence


def test_few_are_looked_up_in_a_long_passage() -> None:
    words = [f"w{n}" for n in range(400)]
    chosen = rare_sequences(words, 8, lambda word: 5, 1000)
    places = sorted(words.index(sequence[0]) for sequence in chosen)
    assert len(chosen) <= 400 // 4 + 1
    assert max(b - a for a, b in pairwise(places)) <= 4
