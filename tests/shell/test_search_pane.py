from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.shell.search_pane import fitting


@given(st.lists(st.integers(1, 40), max_size=8), st.integers(1, 60))
def test_facets_have_as_many_values_as_fit(lengths: list[int], height: int) -> None:
    most = fitting(lengths, height)

    def lines(values: int) -> int:
        return sum(1 + min(length, values) for length in lengths)

    assert most >= 3 and (most == 3 or lines(most) <= height)
    assert most >= height or lines(most + 1) > height
