"""The lines of a TREC run: what tools that judge runs read of them."""

from __future__ import annotations

import ctypes
import itertools
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.display.trec_run import run_lines, without_blanks


def as_single(text: str) -> float:
    return ctypes.c_float(float(text)).value


def test_a_line_has_six_columns() -> None:
    lines = list(run_lines("301", [("a", 12.25), ("b", 3.5)], "mine"))
    assert lines == ["301 Q0 a 1 12.25 mine", "301 Q0 b 2 3.5 mine"]


@given(st.lists(st.one_of(st.floats(0, 5000), st.sampled_from([0.0, 1.0, 16.0, 33.3])), max_size=60))
def test_scores_strictly_decrease_in_single_precision_and_stay_near(scores: list[float]) -> None:
    scores = sorted(scores, reverse=True)
    lines = list(run_lines("1", [(str(n), score) for n, score in enumerate(scores)], "x"))
    written = [as_single(line.split(" ")[4]) for line in lines]
    assert all(a > b for a, b in itertools.pairwise(written))
    assert [line.split(" ")[3] for line in lines] == [str(rank) for rank in range(1, len(scores) + 1)]
    assert written == pytest.approx(scores, rel=1e-5, abs=1e-4)


def test_many_equal_scores_keep_their_order_and_let_lower_ones_follow() -> None:
    hits = [(str(n), 7.25) for n in range(1000)] + [("low", 7.2), ("none", 0.0), ("none too", 0.0)]
    written = [line.split(" ") for line in run_lines("1", hits, "x")]
    # As trec_eval does: by score, and equal ones by id, backwards.
    judged = sorted(written, key=lambda columns: (as_single(columns[4]), columns[2]), reverse=True)
    assert judged == written
    assert float(written[1000][4]) == pytest.approx(7.2)


@pytest.mark.parametrize(
    ("id", "written"),
    [
        ("a/b-7.txt", "a/b-7.txt"),
        ("100%25", "100%25"),
        ("a b", "a%20b"),
        ("50% of\tit", "50%25%20of%09it"),
        ("é\u00a0ü", "é%C2%A0ü"),
        ("\x1b[31m", "%1B[31m"),
        ("a\u2028b", "a%E2%80%A8b"),
    ],
)
def test_an_id_with_blanks_is_percent_encoded_and_any_other_stays(id: str, written: str) -> None:
    assert without_blanks(id) == written


@given(st.text(min_size=1))
def test_an_id_never_has_blanks_and_decodes_to_what_it_was(id: str) -> None:
    written = without_blanks(id)
    assert not re.search(r"[\s\x00-\x1f\x7f-\x9f]", written)
    assert written == id or unquote(written) == id
