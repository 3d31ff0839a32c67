"""Words that a search adds to its query: which ones, how much they count, and what is found by them."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from brute_force import combined, stem, words
from searchkit.errors import UsageError

WORDS = "tanker gulf missile oil port strike union dock talks iran flag rig bank yen dollar the of and".split()
STOP = {"the", "of", "and"}
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
archives = st.lists(st.tuples(st.none() | texts, texts), min_size=4, max_size=16)


def oracle(query: str, articles: list[dict[str, Any]], found: list[tuple[str, float]]) -> dict[str, float]:
    """The terms to add and their weights, by the formulas of RM3."""
    by_id = {article["id"]: article for article in articles}
    own = [stem(word) for word in query.split() if word not in STOP]
    whole = sum(score for _, score in found[:10])
    value: Counter[str] = Counter()
    for id, score in found[:10]:
        article = by_id[id]
        terms = [stem(w) for w in words(article.get("title")) * 2 + words(article["body"])]
        for term in terms:
            value[term] += score / whole / len(terms)  # type: ignore[assignment]
    counted = {}
    for term in value:
        df = sum(term in {stem(w) for w in words(a.get("title")) + words(a["body"])} for a in articles)
        if term not in own and term not in STOP and 2 <= df <= len(articles) / 4:
            counted[term] = value[term] * math.log(1 + (len(articles) - df + 0.5) / (df + 0.5))
    best = sorted(counted, key=lambda term: (-counted[term], term))[:30]
    total = sum(counted[term] for term in best)
    return {term: counted[term] / total * 0.1 / 0.9 * len(own) for term in best}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(archives, st.lists(st.sampled_from(WORDS[:12]), min_size=1, max_size=3, unique=True))
def test_added_words_and_scores_are_those_of_the_formulas(
    given_texts: list[tuple[str | None, str]], asked: list[str]
) -> None:
    import tempfile

    articles = [{"id": f"n{n}", "title": title, "body": body} for n, (title, body) in enumerate(given_texts)]
    query = " ".join(asked)
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(articles, extract=False)
        first = index.search(query)
        if not first.total:
            return
        results = index.search(query, expand=True, limit=None)
        expected = oracle(query, articles, [(hit.id, hit.score) for hit in first])
        assert {word.term: word.weight for word in results.added} == pytest.approx(expected)
        matching = {hit.id for hit in index.search(query, limit=None)}
        for article in articles:
            scores = {term: combined(term, article, articles) * weight for term, weight in expected.items()}
            if article["id"] not in matching and not any(scores.values()):
                continue
            own = sum(combined(stem(word), article, articles) for word in asked) if article["id"] in matching else 0.0
            (hit,) = [hit for hit in results if hit.id == article["id"]]
            assert hit.score == pytest.approx(own + sum(scores.values()), rel=1e-4)
        assert results.total == sum(
            article["id"] in matching or any(combined(term, article, articles) for term in expected)
            for article in articles
        )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> searchkit.Index:
    index = searchkit.create(tmp_path_factory.mktemp("added") / "index")
    fillers = [{"id": f"f{n}", "body": f"wheat rain crop number{n}", "date": "1990"} for n in range(20)]
    index.add(
        [
            {"id": "1", "body": "tanker hit by missile in gulf", "date": "1987-10-01", "place": "Dubai"},
            {"id": "2", "body": "tanker sunk, missile blamed", "date": "1987-11-01"},
            {"id": "3", "body": "missile test in desert", "date": "1988-01-01", "place": "Dubai"},
            {"id": "4", "body": "gulf weather and missile", "date": "1988-02-01"},
            {"id": "5", "language": "fr", "body": "le tanker et la missile", "date": "1988-02-01"},
            *fillers,
        ],
        extract=False,
    )
    return index


def test_what_is_found_marked_and_explained(index: searchkit.Index) -> None:
    assert index.search("tanker").added == ()
    results = index.search("tanker", expand=True, facets=["place"])
    assert results.parsed == "tanker"
    assert [word.word for word in results.added if word.stemmer == "en"][:2] == ["missile", "gulf"]
    assert [word.word for word in results.added if word.stemmer == "fr"] == ["missile"]
    assert set(results.ids[:3]) == {"1", "2", "5"}
    assert {"3", "4"} <= set(results.ids)
    assert results.facets["place"][0].count == 2
    hit = next(hit for hit in results if hit.id == "3")
    assert hit.snippets[0].text[slice(*hit.snippets[0].spans[0])] == "missile"
    assert hit.explain().value == pytest.approx(hit.score)


def test_words_can_be_left_out_and_what_is_required_stays(index: searchkit.Index) -> None:
    left = index.search("tanker", expand=True, without=["missiles"])
    assert "missile" not in [word.word for word in left.added]
    assert "3" not in left.ids
    assert set(index.search("tanker date:1988", expand=True).ids) <= {"3", "4", "5"}
    assert "2" not in index.search("tanker -blamed", expand=True).ids
    assert index.search("tanker", expand=True, filters={"place": "Dubai"}).ids == ["1", "3"]


def test_where_nothing_has_all_words_the_nearest_give_the_words_to_add(index: searchkit.Index) -> None:
    assert index.search("tanker wheat").total == 0
    results = index.search("tanker wheat", expand=True)
    assert "missile" in [word.word for word in results.added]
    assert results.total


def test_what_cannot_be_expanded(index: searchkit.Index, tmp_path: Path) -> None:
    from whoosh.fields import TEXT, Schema
    from whoosh.query import Term

    from searchkit.engine import create_in

    assert index.search("zzz", expand=True).added == ()
    assert index.search("", expand=True).added == ()
    with pytest.raises(UsageError):
        index.search(Term("body", "tanker"), expand=True)
    with pytest.raises(UsageError):
        index.search("tanker", expand=True, without="missile")
    with pytest.raises(UsageError):
        index.search("tanker", expand=True, without=[1])  # type: ignore[list-item]
    create_in(str(tmp_path), Schema(text=TEXT)).writer().commit()
    with searchkit.open(tmp_path) as other, pytest.raises(UsageError):
        other.search("tanker", expand=True)
