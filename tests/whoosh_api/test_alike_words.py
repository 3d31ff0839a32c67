"""Suggestions are words within so many edits, where two swapped letters are one edit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields
from whoosh.support.levenshtein import distance

from searchkit.engine import create_in
from searchkit.whoosh_api.alike_words import swapped

WORDS = ["reader", "raider", "trader", "render", "oil", "lio", "soil", "header", "rae", "ab", "ba"]


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    made = []
    for sizes in ([len(WORDS)], [4, 4, 3]):
        index = create_in(tmp_path_factory.mktemp("words"), fields.Schema(t=fields.TEXT, s=fields.TEXT(spelling=True)))
        rest = iter(WORDS)
        for size in sizes:
            with index.writer() as writer:
                words = " ".join(next(rest) for _ in range(size))
                writer.add_document(t=words, s=words)
                writer.merge = False
        made.append(index)
    return made


@given(st.sampled_from(WORDS) | st.text("abdeiorl", min_size=1, max_size=7), st.integers(1, 2), st.integers(0, 2))
def test_any_word(indexes: list[Any], word: str, most: int, prefix: int) -> None:
    # Whoosh's way over several segments: a plain loop over all words.
    wanted = {w for w in WORDS if w.startswith(word[:prefix]) and distance(w, word, limit=most) <= most}
    for index in indexes:
        with index.searcher() as searcher:
            for field in ("t", "s"):
                assert set(searcher.suggest(field, word, limit=99, maxdist=most, prefix=prefix)) == wanted, field


def test_swapped_letters(indexes: list[Any]) -> None:
    for index in indexes:
        with index.searcher() as searcher:
            assert searcher.suggest("t", "raeder", maxdist=1) == ["raider", "reader"]


def test_variants() -> None:
    assert dict(swapped({"abc"}, 1, 0)) == {"abc": 0, "bac": 1, "acb": 1}
    assert dict(swapped({"aab"}, 2, 1)) == {"aab": 0, "aba": 1}
    assert list(swapped({"a"}, 2, 0)) == [("a", 0)]
