"""A text as plain words: what it finds, and that no sign in it is an operator."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import searchkit
from searchkit.archive.fields import ARCHIVE_FIELDS, archive_fields
from searchkit.base.analysis import ANALYSES
from searchkit.query.fields import FieldTable
from searchkit.query.plain_words import plain_words
from searchkit.query.stop_words import StopWords, is_stop_word
from searchkit.query.tree import Everything, Node, Not, Or, Word

WORDS = ("oil", "rye", "tin", "gas", "the", "of", "not")
BODIES = {"1": "oil rye", "2": "rye tin tin", "3": "the gas of it", "4": "oil oil", "5": "nothing and no end"}
SIGNS = (
    '"',
    " AND ",
    " NOT ",
    " OR ",
    " -",
    "?",
    "*",
    " (",
    ") ",
    "~2 ",
    " title=",
    "^3 ",
    " [",
    "] ",
    "/",
    " \\",
    "..",
)


def words_of(tree: Node) -> list[str]:
    parts = tree.parts if isinstance(tree, Or) else (tree,)
    return [part.text for part in parts if isinstance(part, Word)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("plain") / "index")
    index.add([{"id": id, "body": body} for id, body in BODIES.items()], extract=False)
    return index


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(SIGNS)), max_size=9))
def test_any_word_that_is_no_stop_word_finds_whatever_signs_stand_around(
    index: searchkit.Index, pieces: list[str]
) -> None:
    text = " ".join(pieces)
    words = re.findall(r"[A-Za-z]+|\d", text)
    mixed = text != text.upper()  # then a word in capitals is a name
    told = [word for word in words if not is_stop_word(word.lower()) or (mixed and word.isupper())]
    wanted = {word.lower() for word in told or words}
    expected = {id for id, body in BODIES.items() if wanted & set(body.split())}
    assert set(index.search(plain_words(text, index.fields), limit=None).ids) == expected


def test_a_word_that_stands_twice_counts_twice(index: searchkit.Index) -> None:
    def scores(text: str) -> dict[str, float]:
        return {hit.id: hit.score for hit in index.search(plain_words(text, index.fields))}

    once, twice, other = scores("oil"), scores("Oil? oil!"), scores("rye")
    assert twice == pytest.approx({id: 2 * score for id, score in once.items()})
    assert scores("oil rye oil")["1"] == pytest.approx(2 * once["1"] + other["1"])


def test_inflected_forms_match_and_spans_are_those_of_the_text(index: searchkit.Index) -> None:
    text = "Which oils, or RYES?"
    tree = plain_words(text, index.fields)
    assert isinstance(tree, Or)
    assert [text[part.span.start : part.span.end] for part in tree.parts] == words_of(tree) == ["oils", "RYES"]
    assert index.search(tree).total == 3


def test_stop_words_alone_are_searched_and_no_words_find_nothing(index: searchkit.Index) -> None:
    assert words_of(plain_words("the of", index.fields)) == ["the", "of"]
    assert index.search(plain_words("of the", index.fields)).ids == ["3"]
    for text in ("", " \n", "?!", '"" -'):
        tree = plain_words(text, index.fields)
        assert isinstance(tree, Not)
        assert tree.part == Everything()
        assert index.search(tree).total == 0


def test_a_run_without_spaces_is_its_pairs_of_letters() -> None:
    assert words_of(plain_words("東京都 oil", ARCHIVE_FIELDS)) == ["東京", "京都", "oil"]
    assert words_of(plain_words("東 oil", ARCHIVE_FIELDS)) == ["東", "oil"]


@pytest.mark.parametrize("fields", [archive_fields((), rule) for rule in ANALYSES.values()], ids=map(str, ANALYSES))
@given(text=st.text())
def test_each_word_is_looked_up_as_one_and_none_is_lost(fields: FieldTable, text: str) -> None:
    analysis = fields.analysis
    words = [surface for word in words_of(plain_words(text, fields)) for surface in [analysis.query_surfaces(word)]]
    assert all(len(surfaces) == 1 for surfaces in words)
    tokens, stop_words = list(analysis.tokens(text)), StopWords(fields, text)
    kept = [token for token in tokens if not stop_words.has(Word("text", text[token.start : token.end]))]
    lost = {token.surface for token in kept or tokens} - {surface for surfaces in words for surface in surfaces}
    assert all(map(analysis.is_part, lost)), "only the last letter of a run, which its last pair finds"
