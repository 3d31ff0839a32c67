"""The changes that are tried on the package: which there are, and what they leave alone."""

from __future__ import annotations

import pytest

from tools.mutants import mutants

SOURCE = '''\
"""A docstring."""

from __future__ import annotations

__all__ = ["a"]


def a(left: int, right: list[str] = []) -> list[str]:
    """Another."""
    if left < 2 and not right:
        raise ValueError(f"{left} is too small", hint="say more")
    warn("few", "there are few words", known=True)
    return right[1:] + ["é"]
'''


CHANGES = {
    1: [],
    3: [],
    5: [],
    8: [],
    9: [],
    10: """True|False|(left < 2 or not right)|(left < 2)|(not right)|(left <= 2)|(left >= 2)|(3)|(1)|(right)""".split(
        "|"
    ),
    11: ["pass"],
    12: """pass|(warn('few', known=True))|(warn('few', 'there are few words'))|('fewx')|('fe')|(False)""".split("|"),
    13: ["[]", ":", "(right[1:] - ['é'])", "([])", "('éx')", "('')", "(2)", "(0)"],
}


@pytest.mark.parametrize("line", CHANGES)
def test_changes_of_a_line(line: int) -> None:
    found = [mutant.new for mutant in mutants("a.py", SOURCE) if mutant.line == line]
    assert sorted(found) == sorted(CHANGES[line])


def test_a_change_is_of_the_bytes_that_it_names() -> None:
    for mutant in mutants("a.py", SOURCE):
        assert SOURCE.encode()[mutant.start : mutant.end].decode() == mutant.old
