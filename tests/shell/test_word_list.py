from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.index import Index
from searchkit.shell.word_list import WordList
from tests.shell.conftest import article


def counted(index: Index, begun: str, most: int) -> list[tuple[str, int]]:
    """The same by a look at all articles."""
    counts: Counter[str] = Counter()
    for hit in index.search("*", limit=None):
        texts = (set(re.findall(r"\w+", text.lower())) for text in (hit.article.title or "", hit.article.body))
        words = [{word for word in words if word.startswith(begun)} for words in texts]
        counts.update(words[1])
    return sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:most]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(begun=st.lists(st.sampled_from(["st", "stri", "str", "do", "po", "ra", "rain", "re", "xy", "of"]), min_size=1))
def test_words_are_counted_as_the_articles_have_them(index: Index, begun: list[str]) -> None:
    words = WordList()
    for each in begun:
        assert words.beginning(index, each, 3) == counted(index, each, 3)
        assert words.beginning(index, each.upper(), 3) == counted(index, each, 3)


def test_what_is_indexed_meanwhile_counts(index: Index) -> None:
    words = WordList()
    assert words.beginning(index, "strike", 5) == [("strike", 24)]
    assert words.beginning(index, "", 5) == []
    index.add([article(99, body="They strike again.")], extract=False)
    assert words.beginning(index, "strike", 5) == [("strike", 25)]


def test_many_beginnings_are_not_all_kept(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchkit.shell.word_list._MOST_KEPT", 2)
    words = WordList()
    for _ in range(2):
        for begun in ("st", "do", "po", "ra"):
            assert words.beginning(index, begun, 2) == counted(index, begun, 2)
    assert len(words._begun) == 2


def test_documents_of_another_schema_have_no_such_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    import whoosh.fields

    from searchkit.engine import create_in

    folder = tmp_path_factory.mktemp("schema")
    writer = create_in(str(folder), whoosh.fields.Schema(text=whoosh.fields.TEXT)).writer()
    writer.add_document(text="strike")
    writer.commit()
    with searchkit.open(folder) as index:
        assert WordList().beginning(index, "strike", 5) == []
