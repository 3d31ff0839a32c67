"""Late patterns do what the compiled ones do."""

from __future__ import annotations

import re

import pytest

from searchkit.base.late_pattern import late_pattern


def test_a_late_pattern_is_the_compiled_one() -> None:
    late = late_pattern(r"(?i)(A)\.?")
    for _ in range(2):  # first and later uses
        assert late.findall("xA.a") == ["A", "a"]
        assert [m.span() for m in late.finditer("a.A", 1)] == [(2, 3)]
        assert late.fullmatch("a.b") is None
        assert late.match("a.b") is not None
        assert late.match("ba", 1) is not None
        assert late.search("b") is None
        assert late.split("xay") == ["x", "a", "y"]
        assert late.sub("b", "xA.a") == "xbb"
    assert late.pattern == r"(?i)(A)\.?"


def test_a_wrong_expression_is_told_by_its_first_use() -> None:
    late = late_pattern("(")
    with pytest.raises(re.error, match="missing"):
        late.match("x")
