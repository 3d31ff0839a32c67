from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.shell.typed_word import typed_query

FIELDS = frozenset(("title", "place"))


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("st|", "st*"),
        ("s|", "s"),
        ("oil stri|", "oil stri*"),
        ("oil stri |", "oil stri "),
        ("oi| strike", "oi* strike"),
        ("o|il", "oil"),
        ("(oil OR ga|)", "(oil OR ga*)"),
        ("oil -ga|", "oil -ga*"),
        ("oil OR|", "oil OR"),
        ("oil or|", "oil or*"),
        ("place:Lo|", "place:Lo*"),
        ("-Place:Lo|", "-Place:Lo*"),
        ("date:20|", "date:20"),
        ("=stri|", "=stri"),
        ("stri*|", "stri*"),
        ("stri~|", "stri~"),
        ('"border pol|', '"border pol'),
        ('"border" pol|', '"border" pol*'),
        ("north-kor|", "north-kor"),
        ("oil NEAR/5 pri|", "oil NEAR/5 pri*"),
        ("oil NEAR/5|", "oil NEAR/5"),
        ("Zür|", "Zür*"),
    ],
)
def test_the_word_at_the_cursor_is_open(line: str, query: str) -> None:
    cursor = line.index("|")
    text = line.replace("|", "")
    typed = typed_query(text, cursor, FIELDS)
    assert typed.query == query
    assert typed.open_at == (cursor if query != text else None)


@given(st.text(), st.integers(0, 20))
def test_only_a_star_is_added(line: str, cursor: int) -> None:
    typed = typed_query(line, min(cursor, len(line)), FIELDS)
    at = typed.open_at
    assert typed.query == (line if at is None else f"{line[:at]}*{line[at:]}")
