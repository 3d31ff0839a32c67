"""The articles that a search is near to when it finds nothing. A plain loop over the articles is the oracle."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import And as WhooshAnd
from whoosh.query import Term

import brute_force
import searchkit
from list_view import ListReader
from searchkit.archive.view import ArchiveView
from searchkit.query import tree as t
from searchkit.query.echo import echo
from searchkit.results.answer import Answer
from searchkit.results.reader import Reader
from searchkit.results.request import Request

ARTICLES: list[dict[str, Any]] = [
    {"id": "a", "body": "Oil tankers wait for the strike", "date": "2019-05-31", "place": "Genoa"},
    {"id": "b", "title": "Gas strike", "body": "Gas in Genoa", "date": "2020-01-01", "place": "Rome"},
    {"id": "c", "body": "Night watch over a port by Ana Costa", "entities": {"person": ["Ana Costa"]}},
    {"id": "d", "body": "Port of oil", "place": "Rome", "entities": {"person": ["Ben Costa"]}},
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[searchkit.Index]:
    with searchkit.create(tmp_path_factory.mktemp("nearest") / "i") as made:
        made.add(ARTICLES, extract=False)
        yield made


def told(results: searchkit.Results) -> dict[str, list[str]]:
    assert results.total == 0 and len(results) == 0
    return {hit.id: list(hit.lacks) for hit in results.nearest}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("oil gas strike", {"a": ["gas"], "b": ["oil"], "d": ["gas", "strike"]}),
        ("kazakstan watch", {"c": ["kazakstan"]}),
        ("the watch of a tanker", {"c": ["tanker"], "a": ["watch"]}),
        ("watch watch tanker", {"c": ["tanker"], "a": ["watch"]}),
        ("watch tanker tanker", {"c": ["tanker"], "a": ["watch"]}),
        ("oil watch -tanker", {"d": ["watch"], "c": ["oil"]}),
        ("oil date:2021", {"a": ["date:[2021-01-01 TO 2021-12-31]"], "d": ["date:[2021-01-01 TO 2021-12-31]"]}),
        ("person:costa gas", {"b": ["person:costa"], "c": ["gas"], "d": ["gas"]}),
        ('person:="Ana Costa" oil', {"a": ['person:="Ana Costa"'], "d": ['person:="Ana Costa"']}),
        ("(watch OR tanker) gas", {"a": ["gas"], "b": ["(watch OR tanker)"], "c": ["gas"]}),
        # Of several ways, the one that lacks the fewest counts.
        ("oil night OR port gas strike", {"a": ["night"], "b": ["port"], "c": ["oil"], "d": ["night"]}),
        # One that refuses an article is no way to it.
        (
            "port gas rain OR night oil -watch",
            {"a": ["night"], "b": ["port", "rain"], "c": ["gas", "rain"], "d": ["night"]},
        ),
        # The phrase itself is lacking where its words are there.
        ('"port oil"', {"d": ['"port oil"'], "a": ["port", '"port oil"'], "c": ["oil", '"port oil"']}),
        (
            '"oil tankers" date:2020',
            {
                "a": ["date:[2020-01-01 TO 2020-12-31]"],
                "d": ["tankers", '"oil tankers"', "date:[2020-01-01 TO 2020-12-31]"],
            },
        ),
        ("port NEAR/1 night", {"c": ["(port NEAR/1 night)"], "d": ["night", "(port NEAR/1 night)"]}),
        ("FIRST/2 strike -gas", {"a": ["FIRST/2 strike"]}),
        ("ATLEAST/3 gas", {"b": ["ATLEAST/3 gas"]}),
        # As nothing has any of these phrases, their words count.
        (
            '"gas tanker" "night port"',
            {
                "a": ["gas", '"gas tanker"', "night", "port", '"night port"'],
                "b": ["tanker", '"gas tanker"', "night", "port", '"night port"'],
                "c": ["gas", "tanker", '"gas tanker"', '"night port"'],
                "d": ["gas", "tanker", '"gas tanker"', "night", '"night port"'],
            },
        ),
        ("kazakstan uzbekstan", {}),
        ("kazakstan", {}),
        ("id:a gas watch", {}),
        ("date:2018 place:=Oslo", {}),
        ("-*", {}),
    ],
)
def test_what_is_near_and_what_it_lacks(index: searchkit.Index, query: str, expected: dict[str, list[str]]) -> None:
    assert told(index.search(query)) == expected


def test_a_search_that_finds_something_has_nothing_near_and_asks_nothing(
    index: searchkit.Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Request] = []
    search = ArchiveView.search

    def noted(view: ArchiveView, request: Request) -> Answer:
        asked.append(request)
        return search(view, request)

    monkeypatch.setattr(ArchiveView, "search", noted)
    found = index.search("oil strike")
    assert (found.total, found.nearest, len(asked)) == (1, (), 1)
    nothing = index.search("oil gas", facets=["place"], timelines=["year"])
    assert (nothing.total, len(asked)) == (0, 2), "nearest is computed when it is asked for"
    assert len(nothing.nearest) == 3
    assert nothing.nearest is nothing.nearest and len(asked) == 3


def test_what_is_near_counts_nowhere(index: searchkit.Index) -> None:
    results = index.search("oil gas", facets=["place"], timelines=["year"])
    assert len(results.nearest) == 3
    assert (results.total, results.hit_total, list(results), results.facets) == (0, 0, [], {"place": []})
    assert results.timeline("year").steps == results.timeline("month").steps == ()
    assert index.search("oil gas", limit=0, stories=True).stories == 0


def test_a_strict_search_and_a_whoosh_query_have_nothing_near(index: searchkit.Index) -> None:
    assert index.search("oil gas", strict=True).nearest == ()
    assert index.search(WhooshAnd([Term("body", "oil"), Term("body", "gas")])).nearest == ()


def test_filters_are_kept_and_the_page_limits(index: searchkit.Index) -> None:
    assert list(told(index.search("oil gas", filters={"place": "Rome"}))) == ["b", "d"]
    assert told(index.search("oil gas", filters={"place": "Oslo"})) == {}
    every = [hit.id for hit in index.search("oil gas").nearest]
    for options in ({"sort": "newest"}, {"sort": "oldest"}, {"offset": 7}, {"limit": None}):
        assert [hit.id for hit in index.search("oil gas", **options).nearest] == every
    near = index.search("oil gas", limit=2).nearest
    assert [(hit.rank, hit.id) for hit in near] == [(1, every[0]), (2, every[1])]


def test_there_are_at_most_ten(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as many:
        many.add([{"id": str(n), "body": f"oil {n}"} for n in range(12)], extract=False)
        assert [len(many.search("oil gas", limit=limit).nearest) for limit in (None, 12, 3)] == [10, 10, 3]


def test_a_near_hit_is_a_hit(index: searchkit.Index) -> None:
    results = index.search('"strike oil" person:="Ana Costa"')
    hit = next(hit for hit in results.nearest if hit.id == "a")
    (body,) = hit.snippets
    assert [body.text[start:end] for start, end in body.spans] == ["Oil", "strike"]
    assert hit.explain().value == pytest.approx(hit.score)
    title, marked = results.marks(hit.article)
    assert ([ARTICLES[0]["body"][start:end] for start, end in marked], title) == (["Oil", "strike"], ())
    (named,) = index.search('person:="Ana Costa" watch gas -place:*').nearest
    (body,) = named.snippets
    assert [body.text[start:end] for start, end in body.spans] == ["watch", "Ana", "Costa"], (
        "a whole name is marked, too"
    )
    found = index.search("oil strike")[0]
    assert found.lacks == () and found.explain().value == pytest.approx(found.score)


def test_each_story_is_near_once(tmp_path: Path) -> None:
    text = "Dockers in the port of Genoa went on strike after talks over night shifts had broken down on Thursday. " * 3
    with searchkit.create(tmp_path / "i") as stories:
        stories.add([{"id": f"n{n}", "body": text, "date": f"2019-07-0{n}"} for n in range(1, 4)])
        assert len(stories.search("strike xylophone").nearest) == 3
        (hit,) = stories.search("strike xylophone", stories=True).nearest
        assert (hit.id, [copy.id for copy in hit.copies], hit.lacks) == ("n1", ["n2", "n3"], ("xylophone",))


def test_a_stop_ends_it(index: searchkit.Index) -> None:
    stop = searchkit.Stop()
    results = index.search("oil gas", stop=stop)
    stop.set()
    with pytest.raises(searchkit.SearchStopped):
        _ = results.nearest


def test_it_is_of_the_commit_that_was_searched(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as changing:
        changing.add(ARTICLES, extract=False)
        before = changing.search("oil gas")
        changing.delete(["a", "b", "c"])
        assert sorted(told(before)) == ["a", "b", "d"]
        assert sorted(told(changing.search("oil gas"))) == ["d"]


def test_forms_of_a_word_in_the_language_of_the_article(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as mixed:
        mixed.add(
            [{"id": "fr", "body": "Les grèves des ports", "lang": "fr"}, {"id": "en", "body": "Ports", "lang": "en"}],
            extract=False,
        )
        assert told(mixed.search("port grève pétrole")) == {"fr": ["pétrole"], "en": ["grève", "pétrole"]}


def test_documents_of_a_schema(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i", schema=Schema(id=ID(stored=True), text=TEXT(stored=True))) as books:
        books.add([{"id": "1", "text": "Oil may rise"}, {"id": "2", "text": "Gas fell"}, {"id": "3", "text": "Rain"}])
        # Whoosh's analyzer drops "may", so no document has it and none lacks it.
        near = books.search("gas may rise rain -fell").nearest
        assert {hit.fields["id"]: hit.lacks for hit in near} == {"1": ("gas", "rain"), "3": ("gas", "rise")}
        assert books.search("rain").nearest == books.search("snow").nearest == ()


# --- Against the oracle

WORDS = ["border", "borders", "trade", "port", "ports", "talk", "oil"]
FIELDS = ["text", "title", "person"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
some_articles = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.none() | texts,
            "body": texts,
            "date": st.none() | st.sampled_from(["2019", "2019-05", "2019-05-31", "2020-02-29"]),
            "place": st.none() | st.sampled_from(["Genoa", "Rome"]),
            "entities": st.fixed_dictionaries(
                {"person": st.lists(st.sampled_from(["Ana Port", "Oil York"]), max_size=2)}
            ),
        }
    ),
    min_size=1,
    max_size=14,
)
words = st.builds(t.Word, st.sampled_from(FIELDS), st.sampled_from([*WORDS, "york", "absent"]))
some_text = words | st.lists(words, min_size=2, max_size=2).map(lambda parts: t.Or(tuple(parts)))
unscored = (
    st.builds(t.Exists, st.sampled_from(["date", "place"]))
    | st.builds(t.Exact, st.just("place"), st.sampled_from(["Genoa", "Oslo"]))
    | st.just(t.Everything())
)
phrases = st.builds(t.Phrase, st.sampled_from(["text", "body"]), texts)
refused = st.builds(t.Not, words | unscored.filter(lambda node: not isinstance(node, t.Everything)) | phrases)
optional = st.builds(t.Optional, words)
joined = st.tuples(
    st.lists(some_text, min_size=2, max_size=4), st.lists(unscored | refused | optional, max_size=3), st.randoms()
).map(lambda drawn: shuffled([*drawn[0], *drawn[1]], drawn[2]))


def shuffled(parts: list[Any], source: Any) -> t.And:
    """The parts in any order, some of them in an And of their own."""
    source.shuffle(parts)
    cut = source.randrange(len(parts))
    inner = [part for part in parts[cut:] if not isinstance(part, t.Optional)]
    if len(inner) > 1:
        parts = [*parts[:cut], *(p for p in parts[cut:] if isinstance(p, t.Optional)), t.And(tuple(inner))]
    return t.And(tuple(parts))


def flat(tree: t.And) -> list[Any]:
    return [each for part in tree.parts for each in (flat(part) if isinstance(part, t.And) else [part])]


def is_text(part: t.Node) -> bool:
    return isinstance(part, (t.Word, t.Or, t.Phrase))


def oracle(tree: t.And, kept: Sequence[t.Node], records: Sequence[dict[str, Any]]) -> dict[str, tuple[float, set[str]]]:
    """For each article that has some of the text: its score, and what it lacks."""
    parts = flat(tree)
    wanted = [part for part in parts if not isinstance(part, (t.Not, t.Optional, t.Everything))]
    refusals = [part for part in parts if isinstance(part, t.Not)]
    near = {}
    for record in records:
        has = [part for part in wanted if brute_force.matches(part, record)]
        if any(map(is_text, has)) and all(brute_force.matches(each, record) for each in (*refusals, *kept)):
            score = sum(brute_force.score(part, record, records) for part in has)
            near[record["id"]] = (score, {echo(part) for part in wanted if part not in has})
    return near


def agree(
    reader: Reader, tree: t.And, filters: Mapping[str, str], records: Sequence[dict[str, Any]], limit: int
) -> None:
    results = reader.search(tree, filters=filters, limit=limit)
    expected = oracle(tree, [t.Exact(*each) for each in filters.items()], records)
    near = results.nearest
    if results.total:
        assert near == ()
        return
    assert len(near) == min(limit, 10, len(expected))
    assert [hit.score for hit in near] == pytest.approx(
        sorted((score for score, _ in expected.values()), reverse=True)[: len(near)], rel=1e-5, abs=1e-6
    )
    for hit in near:
        score, lacks = expected[hit.id]
        assert hit.score == pytest.approx(score, rel=1e-5, abs=1e-6)
        assert set(hit.lacks) == lacks and len(hit.lacks) == len(lacks), (results.parsed, hit.id)


@settings(max_examples=20, deadline=None)
@given(some_articles, st.lists(joined, min_size=10, max_size=12), st.integers(1, 14))
def test_the_nearest_are_the_best_of_those_that_have_some(
    given_articles: Sequence[dict[str, Any]], trees: Sequence[t.And], limit: int
) -> None:
    articles = [{"id": f"n{number}", **article} for number, article in enumerate(given_articles)]
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(articles[:5], extract=False)  # in two segments
        index.add(articles[5:], extract=False)
        plain = ListReader.of(index)
        records = [index.find(article["id"]).as_dict() for article in articles]
        for tree in trees:
            for filters in ({}, {"place": "Genoa"}):
                agree(index, tree, filters, records, limit)
                agree(plain, tree, filters, records, limit)


@settings(max_examples=10, deadline=None)
@given(some_articles, st.lists(st.lists(phrases, min_size=1, max_size=3), min_size=8, max_size=8))
def test_what_lacks_a_phrase_is_told_with_its_words(
    given_articles: Sequence[dict[str, Any]], queries: Sequence[list[t.Phrase]]
) -> None:
    articles = [{"id": f"n{number}", **article} for number, article in enumerate(given_articles[:10])]
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(articles, extract=False)
        records = [index.find(article["id"]).as_dict() for article in articles]
        for asked in queries:
            results = index.search(t.And(tuple(asked)))
            whole = oracle(t.And(tuple(asked)), (), records)
            apart: list[t.Node] = []
            for phrase in asked:
                apart += [t.Word(phrase.field, word) for word in split(phrase.text)]
                apart.append(phrase)
            near = oracle(t.And(tuple(apart)), (), records) if len(asked) == 1 or not whole else whole
            if not results.total:
                assert {hit.id: set(hit.lacks) for hit in results.nearest} == {
                    id: lacks for id, (_, lacks) in near.items()
                }


def split(text: str) -> list[str]:
    words = text.split()
    return words if len(words) > 1 else []
