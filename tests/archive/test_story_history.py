"""Stories follow from the articles of an archive alone: compared with a fresh archive and with their definition."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.archive import stories as stories_module
from searchkit.index import Index
from story_oracle import expected_stories

# Numbers of words: brief, short, usual and long texts have their own rules.
LENGTHS = (12, 45, 70, 130)
DATES = (None, "2019-07-01", "2019-07-02", "2019-07-04", "2019-07-09", "2019-07-17", "2019-07", "2020")


def body(family: int, length: int, edits: tuple[int, ...], cut: int) -> str:
    words = [f"f{family}w{n % 97}x{n}" for n in range(length)]
    for edit in edits:
        words[edit * 7 % length] = f"edit{edit}"
    return " ".join(words[: length - length * cut // 12])


BODIES = st.builds(
    body,
    st.integers(0, 1),
    st.sampled_from(LENGTHS),
    st.lists(st.integers(0, 15), max_size=4).map(tuple),
    st.sampled_from((0, 0, 0, 1, 3)),
)
ARTICLES = st.fixed_dictionaries(
    {
        "id": st.integers(0, 13).map(lambda n: f"n{n}"),
        "title": st.sampled_from(("", "rates", "more rates")),
        "body": BODIES,
        "date": st.sampled_from(DATES),
    }
)
CHANGES = st.one_of(
    ARTICLES.map(lambda article: ("add", article)),
    ARTICLES.map(lambda article: ("add", article)),
    ARTICLES.map(lambda article: ("add", article)),
    st.integers(0, 13).map(lambda n: ("delete", f"n{n}")),
    st.integers(0, 13).map(lambda n: ("delete_matching", f"n{n}")),
    ARTICLES.map(lambda article: ("add without a story", article)),
)
# Each part is one commit.
HISTORIES = st.lists(st.lists(CHANGES, min_size=1, max_size=7), min_size=1, max_size=6)


def parts_of(index: Index) -> set[frozenset[str]]:
    """The stories of an index, as sets of ids."""
    found: dict[str, set[str]] = {}
    for hit in index.search("story:*", limit=None):
        found.setdefault(str(hit.story), set()).add(hit.id)
    return {frozenset(ids) for ids in found.values()}


@settings(max_examples=60)
@given(HISTORIES, st.sampled_from((1, 2, 3, 256)), st.sampled_from((60, 400, 1 << 20)), st.randoms())
def test_stories_follow_from_the_articles_alone(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[list[tuple[str, Any]]],
    texts_of_a_key: int,
    held: int,
    order: random.Random,
) -> None:
    folder = tmp_path_factory.mktemp("history")
    there: dict[str, dict[str, Any]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories_module, "TEXTS", texts_of_a_key)
        patch.setattr(stories_module, "_HELD", held)  # segments are written often, or at the end of a commit
        with searchkit.create(folder / "i") as index:
            for part in history:
                with index.batch():
                    for what, value in part:
                        if what == "delete":
                            index.delete(value)
                            there.pop(value, None)
                        elif what == "delete_matching":
                            index.delete_matching(f"id:{value}")
                            there.pop(value, None)
                        else:
                            there.pop(value["id"], None)
                            index.add([value], extract=what == "add")
                            there[value["id"]] = {**value, "in_story": what == "add"}
                final = [article for article in there.values() if article["in_story"]]
                assert len(index) == len(there)
                assert parts_of(index) == expected_stories(final, texts_of_a_key)
        order.shuffle(final)
        with searchkit.create(folder / "fresh") as fresh, searchkit.open(folder / "i") as index:
            fresh.add([{name: value for name, value in article.items() if name != "in_story"} for article in final])
            assert parts_of(fresh) == parts_of(index)
