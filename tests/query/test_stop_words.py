"""Words that a query does not require."""

from __future__ import annotations

import pytest

from searchkit.archive.fields import ARCHIVE_FIELDS
from searchkit.query.echo import echo
from searchkit.query.parser import parse


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("what happened in paris?", "([what] AND happened AND [in] AND paris)"),
        ("I'm interested in oil", "([I'm] AND interested AND [in] AND oil)"),
        ("who could it be", "(who AND could AND it AND be)"),  # there are no others
        ("what OR oil", "(what OR oil)"),
        ('"what happened" in paris', '("what happened" AND [in] AND paris)'),
        ("=what happened", "(=what AND happened)"),
        ("may strike", "(may AND strike)"),
        ("WHO ebola", "(WHO AND ebola)"),  # a name
        ("who ebola", "([who] AND ebola)"),
        ("WHAT HAPPENED IN PARIS", "([WHAT] AND HAPPENED AND [IN] AND PARIS)"),
        ("IT strike", "(IT AND strike)"),
        ("hepatitis B", "(hepatitis AND B)"),
        ("hepatitis b", "(hepatitis AND [b])"),
        ("A strike", "([A] AND strike)"),
        ("at&t merger", "(at&t AND merger)"),
        ("it's oil", "([it] AND oil)"),
        ("person:(who smith)", "(person:who AND person:smith)"),  # only the commonest words, in a name
        ("org:(bank of england)", "(org:bank AND org:[of] AND org:england)"),
    ],
)
def test_what_a_query_requires(text: str, understood: str) -> None:
    tree = parse(text, ARCHIVE_FIELDS).tree
    assert echo(tree, "text") == understood
    assert echo(parse(understood, ARCHIVE_FIELDS).tree, "text") == understood
