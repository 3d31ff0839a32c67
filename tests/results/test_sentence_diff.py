"""How two copies of a story differ, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit.article import Article
from searchkit.results.sentence_diff import SentencePair, sentence_diff
from searchkit.results.sentences import sentences

ONE = "Dockers went on strike at the port of Genoa. Four ships wait in the bay. Talks go on tonight."
OTHER = "Dockers went on strike at the port of Genoa. Eleven ships wait in the bay. The mayor was silent."


def of(left: str, right: str) -> Sequence[SentencePair]:
    return sentence_diff(Article(id="l", body=left), Article(id="r", body=right)).pairs


def test_same_changed_and_lone_sentences_are_told() -> None:
    pairs = of(ONE, OTHER)
    assert [(pair.kind, pair.left, pair.right) for pair in pairs] == [
        ("same", "Dockers went on strike at the port of Genoa.", "Dockers went on strike at the port of Genoa."),
        ("changed", "Four ships wait in the bay.", "Eleven ships wait in the bay."),
        ("left", "Talks go on tonight.", ""),
        ("right", "", "The mayor was silent."),
    ]
    assert (pairs[1].left_spans, pairs[1].right_spans) == (((0, 4),), ((0, 6),))
    assert pairs[1].as_dict()["left_spans"] == [[0, 4]] and "right" not in pairs[2].as_dict()


def test_the_title_and_breaks_of_lines_count_as_they_read() -> None:
    left = Article(id="l", title="Strike", body="A long\n line of text goes on. End.")
    right = Article(id="r", title="STRIKE", body="A long line of text\ngoes on.  End.")
    assert {pair.kind for pair in sentence_diff(left, right).pairs} == {"same"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. J. Smith of the U.S. Senate spoke. He left.", ["Mr. J. Smith of the U.S. Senate spoke.", "He left."]),
        ('He said: "Go." Then he went.', ['He said: "Go."', "Then he went."]),
        ("A rate of 3.5 pct. of all. End.", ["A rate of 3.5 pct. of all.", "End."]),
        ("First part\n\nsecond part", ["First part", "second part"]),
        ("An indented\n    line begins", ["An indented", "line begins"]),
        ("北京。上海。", ["北京。", "上海。"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_texts_are_cut_into_sentences(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@given(st.text())
def test_sentences_have_all_words_of_any_text(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.replace("。", "。 ").split() or "".join(
        "".join(sentences(text)).split()
    ) == "".join(text.split())


SENTENCES = st.lists(
    st.sampled_from(["The port closed.", "A port opened.", "Ships wait.", "All is well now.", "Rain."])
)


@given(SENTENCES, SENTENCES)
def test_the_pairs_give_back_both_texts(left: list[str], right: list[str]) -> None:
    pairs = of(" ".join(left), " ".join(right))
    assert [pair.left for pair in pairs if pair.kind != "right"] == left
    assert [pair.right for pair in pairs if pair.kind != "left"] == right
    assert all(pair.left == pair.right for pair in pairs if pair.kind == "same")
    for pair in pairs:
        for text, spans in ((pair.left, pair.left_spans), (pair.right, pair.right_spans)):
            assert all(0 <= start < end <= len(text) for start, end in spans)
    if left == right:
        assert {pair.kind for pair in pairs} <= {"same"}


def test_an_article_is_compared_with_its_first_copy_or_with_another(tmp_path: Path) -> None:
    body = " ".join(f"Dockers of berth {number} went on strike at the port." for number in range(20))
    with searchkit.create(tmp_path / "i") as index:
        index.add(
            [
                {"id": "one", "body": body, "date": "2019-01-01"},
                {"id": "two", "body": f"{body} The mayor was silent.", "date": "2019-01-02"},
                {"id": "lone", "body": "Rain."},
            ]
        )
        found = index.diff("one")
        assert (found.left.id, found.right.id, found.count("same"), found.count("right")) == ("one", "two", 20, 1)
        assert index.diff("two").right.id == "one"
        assert index.diff("tw", "lone").right.id == "lone"
        for missing in (("lone",), ("zzz",), ("one", "zzz")):
            with pytest.raises(searchkit.ArticleMissing):
                index.diff(*missing)
