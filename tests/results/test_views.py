"""What every engine behind the seam answers: the archive itself, and a plain loop over its articles."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from list_view import ListReader
from searchkit.query import tree as t
from searchkit.results.reader import Reader
from searchkit.results.timeline import STEPS

Engine = Callable[[searchkit.Index], Reader]
TEXT = (
    "Dockers in the port of Genoa went on strike on Thursday after talks over night shifts had broken down. The union "
    "said that four thousand workers had stopped unloading container ships at six in the morning, and that ferries to "
    "Sardinia would sail with delays. A spokesman for the terminal operators called the walkout illegal and announced "
    "that damages would be claimed. Shipping agents reported that eleven vessels were waiting in the bay."
)


def itself(index: searchkit.Index) -> Reader:
    return index


@pytest.fixture(params=[itself, ListReader.of], ids=["archive", "list"])
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = request.param
    return made


def three_articles(folder: Path) -> searchkit.Index:
    index = searchkit.create(folder / "i")
    index.add(
        [
            {
                "id": "a",
                "title": "Oil prices",
                "body": "Crude oil rose",
                "date": "2019-05-31",
                "place": "BRUXELLES",
                "agency": "AFP",
            },
            {"id": "b", "body": "Gas prices fell", "date": dt.date(2019, 6, 1), "people": ["Ana Costa"]},
            {"id": "c", "body": "Oil and gas", "date": "2019", "lang": "en", "colour": "blue"},
        ]
    )
    return index


@pytest.fixture
def small(tmp_path: Path, engine: Engine) -> Reader:
    return engine(three_articles(tmp_path))


@pytest.fixture
def with_people(tmp_path: Path, engine: Engine) -> Reader:
    index = three_articles(tmp_path)
    index.add([{"id": "d", "body": "Oil", "place": "Paris", "people": ["Ana Costa", "Ben Acosta", "Cleo"]}])
    return engine(index)


@pytest.fixture
def sixty(tmp_path: Path, engine: Engine) -> Reader:
    """Sixty articles that tell twelve stories, with and without dates, over several segments; two are deleted."""
    source = random.Random(8)
    index = searchkit.create(tmp_path / "archive")
    for part in range(3):
        articles = []
        for number in range(20):
            words = [f"story{source.randrange(12)}w{n}" for n in range(60)]
            words = [words[0].split("w")[0] + f"w{n}" for n in range(60)]
            words[source.randrange(50)] = "edited"
            articles.append(
                {
                    "id": f"n{part}-{number:02}",
                    "title": f"Report {source.choice(['oil', 'gas', 'oil gas', 'wheat'])}",
                    "body": " ".join(words) + " oil" * source.randrange(3),
                    "date": source.choice([None, f"2019-07-{source.randrange(1, 8):02}"]),
                    "place": source.choice(["Genoa", "Rome"]),
                }
            )
        index.add(articles)
    index.delete(["n0-03", "n1-07"])
    return engine(index)


def test_pages_sorts_and_totals(small: Reader) -> None:
    newest = small.search("*", sort="newest", limit=2)
    assert ([hit.id for hit in newest], newest.total) == (["b", "a"], 3)
    assert [hit.id for hit in small.search("*", sort="oldest", limit=None)] == ["c", "a", "b"]
    page = small.search("*", sort="newest", limit=2, offset=2)
    assert [(hit.rank, hit.id) for hit in page] == [(3, "c")]
    assert small.search("oil gas OR prices", limit=0).total == 3
    assert small.search("oil")[0].id == "a", "the title weighs more"


def test_the_ids_of_a_page_are_those_of_its_hits(sixty: Reader) -> None:
    for query, limit, offset in (
        ("oil", 7, 3),
        ("*", None, 0),
        ("oil OR gas", 20, 0),
        ("nowhere", 5, 0),
        ("oil", 5, 99),
    ):
        results = sixty.search(query, limit=limit, offset=offset)
        assert results.ids == [hit.article.id for hit in results]
    once = sixty.search("*", stories=True, limit=None)
    assert once.ids == [hit.article.id for hit in once]


def test_ties_are_broken_by_date_by_score_and_by_the_order_of_indexing(tmp_path: Path, engine: Engine) -> None:
    index = searchkit.create(tmp_path / "i")
    given_articles = [
        ("1 undated", "oil rye rye", None),
        ("2 old", "oil rye rye", "2019-05-30"),
        ("3 low", "oil rye rye", "2019-05-31"),
        ("4 high", "oil oil rye", "2019-05-31"),
        ("5 low", "oil rye rye", "2019-05-31"),
    ]
    for id, body, date in given_articles:  # each in a segment of its own
        index.add([{"id": id, "body": body, "date": date}], extract=False)
    reader = engine(index)

    def found(sort: Any, query: str = "oil") -> list[str]:
        return [hit.id for hit in reader.search(query, sort=sort)]

    assert found("relevance") == ["4 high", "3 low", "5 low", "2 old", "1 undated"]
    assert found("newest") == ["4 high", "3 low", "5 low", "2 old", "1 undated"]
    assert found("oldest") == ["2 old", "4 high", "3 low", "5 low", "1 undated"]
    assert found("newest", "*") == ["3 low", "4 high", "5 low", "2 old", "1 undated"]


def test_facets_filters_and_timeline(small: Reader) -> None:
    results = small.search("*", facets=["place", "person", "agency"])
    assert [tuple(value) for value in results.facets["place"]] == [("Brussels", 1)]
    assert [tuple(value) for value in results.facets["person"]] == [("Ana Costa", 1)]
    assert small.search("*", filters={"person": "Ana Costa"}).total == 1
    assert small.search("*", filters={"person": "Costa"}).total == 0
    timeline = results.timeline("month")
    assert [tuple(step) for step in timeline] == [("2019-05", 1), ("2019-06", 1)]
    assert timeline.unplaced == 1
    assert [tuple(step) for step in results.timeline("year")] == [("2019", 3)]
    for wrong in ({"facets": ["colour"]}, {"filters": {"colour": "x"}}, {"sort": "random"}, {"offset": -1}):
        with pytest.raises(searchkit.UsageError):
            small.search("*", **wrong)


def test_strict_raises_where_the_query_was_not_understood(small: Reader) -> None:
    assert small.search('"oil').warnings[0].code == "unbalanced"
    with pytest.raises(searchkit.QueryError) as caught:
        small.search('gas "oil', strict=True)
    assert (caught.value.pos, caught.value.exit_code, caught.value.code) == (4, 2, "query")


def test_values_of_a_facet_leave_out_their_own_filter(with_people: Reader) -> None:
    chosen = {"place": "Paris"}
    values = with_people.facet_values("oil", "place", filters=chosen)
    assert [(v.value, v.count) for v in values] == [("Brussels", 1), ("Paris", 1)]
    people = with_people.facet_values("*", "person", filters=chosen, containing="COSTA")
    assert [(v.value, v.count) for v in people] == [("Ana Costa", 1), ("Ben Acosta", 1)]
    with pytest.raises(searchkit.UsageError):
        with_people.facet_values("*", "colour")


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize(
    ("query", "filters"), [("*", {}), ("oil", {}), ("oil OR wheat", {"place": "Rome"}), ("nothing", {}), ("-oil", {})]
)
def test_each_story_is_shown_once(sixty: Reader, query: str, filters: Mapping[str, str], sort: Any) -> None:
    def search(**options: Any) -> searchkit.Results:
        return sixty.search(query, filters=filters, sort=sort, facets=["place"], **options)

    every = search(limit=None)
    order = {hit.id: n for n, hit in enumerate(sixty.search("*", limit=None, sort="oldest"))}
    in_order_of_indexing = sorted(order)
    by_story: dict[str, list[searchkit.Article]] = {}
    for hit in every:
        assert hit.story is not None
        by_story.setdefault(hit.story, []).append(hit.article)

    def place(article: searchkit.Article) -> tuple[bool, str, int]:
        return article.date is None, article.date or "", in_order_of_indexing.index(article.id)

    for copies in by_story.values():
        copies.sort(key=place)
    expected = [
        (hit.id, hit.score, [copy.id for copy in by_story[hit.story][1:]])
        for hit in every
        if hit.story and by_story[hit.story][0].id == hit.id
    ]
    shown = search(limit=None, stories=True)
    assert [(hit.id, hit.score, [copy.id for copy in hit.copies]) for hit in shown] == expected
    assert [hit.copy_count for hit in shown] == [len(copies) for _, _, copies in expected]
    assert (shown.total, shown.stories, shown.hit_total) == (every.total, len(by_story), len(by_story))
    assert shown.facets == every.facets
    assert shown.timeline("year").steps == every.timeline("year").steps
    assert (every.stories, every.hit_total) == (None, every.total)
    for offset in range(0, len(expected) + 2, 3):
        page = search(limit=3, offset=offset, stories=True)
        assert [hit.id for hit in page] == [id for id, _, _ in expected[offset : offset + 3]]
        assert [hit.rank for hit in page] == list(range(offset + 1, offset + 1 + len(page)))
        assert page.stories == len(by_story)


def test_story_is_a_field_of_queries(sixty: Reader) -> None:
    hit = next(iter(sixty.search("*", stories=True)))
    story = sixty.story(hit.id)
    assert story is not None
    ids = {copy.id for copy in story.copies}
    assert hit.id in ids
    assert story.copies[0].id == hit.id
    for query in (
        f"story:{story.id}",
        f"story:={story.id}",
        f'story:"{story.id.upper()}"',
        f"NOT (NOT story:{story.id})",
    ):
        results = sixty.search(query, limit=None)
        assert {hit.id for hit in results} == ids, query
        assert not results.warnings
        assert {hit.id for hit in sixty.search(results.parsed, limit=None)} == ids
    assert sixty.search(f"-story:{story.id}").total == 58 - len(ids)
    assert sixty.search("story:*").total == 58
    assert sixty.search("oil", filters={"story": story.id}).total == sixty.search(f"oil story:{story.id}").total
    for text in ("nonsense", "123", "f" * 16, "é" * 16, f"{story.id}0", "4..5", "*1", "[1 TO 2]"):
        results = sixty.search(f"story:{text}")
        assert (results.total, [w.code for w in results.warnings]) == (0, ["story_unreadable"]), text
    with pytest.raises(searchkit.ArticleMissing):
        sixty.story("nobody")


def test_the_first_copy_is_by_date_then_by_indexing(tmp_path: Path, engine: Engine) -> None:
    day = dt.date(2019, 7, 11)
    dates = {"none": None, "late": day, "month": "2019-07", "early": day.replace(day=9), "early2": day.replace(day=9)}
    index = searchkit.create(tmp_path / "i")
    index.add([{"id": id, "body": TEXT, "date": date} for id, date in dates.items()])
    reader = engine(index)
    story = reader.story("late")
    assert story is not None
    assert [copy.id for copy in story.copies] == ["month", "early", "early2", "late", "none"]
    (hit,) = reader.search("strike", stories=True, sort="newest")
    assert (hit.id, [copy.id for copy in hit.copies]) == ("month", ["early", "early2", "late", "none"])


def test_articles_are_read_by_id_and_by_its_beginning(sixty: Reader) -> None:
    article = sixty.get("n1-02")
    assert article is not None
    assert sixty.find("n1-02") == article
    assert sixty.get("n1") is None
    with pytest.raises(searchkit.ArticleMissing) as caught:
        sixty.find("n1-0")
    assert "n1-00" in caught.value.hint
    assert len(sixty) == 58


def test_words_that_nothing_has_are_answered_with_near_ones(sixty: Reader) -> None:
    (suggestion,) = sixty.search("whea").suggestions
    assert [near.value for near in suggestion.instead] == ["wheat"]
    assert sixty.search("oil").suggestions == ()


def test_everything_of_a_page_is_one_request(sixty: Reader) -> None:
    results = sixty.search("oil", facets=["place"], timelines=["month", ("day", "date")], stories=True, limit=3)
    alone = sixty.search("oil", facets=["place"])
    assert results.facets == alone.facets
    assert results.timeline("month") == alone.timeline("month")
    assert results.timeline("day") == alone.timeline("day")
    for wrong in ({"timelines": ["century"]}, {"timelines": [("day", "moon")]}):
        with pytest.raises(searchkit.UsageError):
            sixty.search("oil", **wrong)


def test_a_facet_has_a_limit_and_tells_how_many_values_there_are(with_people: Reader) -> None:
    limited = searchkit.FacetRequest("person", limit=1)
    results = with_people.search("*", facets=[limited, "place"])
    assert [tuple(value) for value in results.facets["person"]] == [("Ana Costa", 2)]
    assert (results.distinct["person"], results.distinct["place"]) == (3, 2)
    containing = with_people.search("*", facets=[searchkit.FacetRequest("people", containing="COSTA", limit=5)])
    assert [value.value for value in containing.facets["people"]] == ["Ana Costa", "Ben Acosta"]
    with pytest.raises(searchkit.UsageError):
        searchkit.FacetRequest("person", limit=-1)


def test_a_facet_may_ignore_its_own_filter(with_people: Reader) -> None:
    chosen = {"place": "Paris"}
    facets: list[str | searchkit.FacetRequest] = [searchkit.FacetRequest("place", own_filter=False), "person"]
    results = with_people.search("oil", facets=facets, filters=chosen)
    assert results.total == 1
    assert [tuple(value) for value in results.facets["place"]] == [("Brussels", 1), ("Paris", 1)]
    assert [tuple(value) for value in results.facets["person"]] == [("Ana Costa", 1), ("Ben Acosta", 1), ("Cleo", 1)]


WORDS = ["border", "borders", "trade", "port", "ports", "talks", "talk", "oil"]
NAMES = ["New York", "York", "Brussels", "Ana Costa"]
FLAGS = ["error", "kept", "truncated"]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
names = st.lists(st.sampled_from(NAMES), max_size=2, unique=True)
dates = st.none() | st.sampled_from(["2019", "2019-05", "2019-05-31", "2019-06-01", "2020-02-29", "2021-01-03"])
days = st.lists(st.sampled_from(["2018-01-02", "2018-01-30", "2017-05-05", "2018-02", "2017"]), max_size=3, unique=True)
some_articles = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.none() | texts,
            "body": texts,
            "date": dates,
            "mentions": days,
            "place": st.none() | st.sampled_from(NAMES),
            "flags": st.lists(st.sampled_from(FLAGS), unique=True),
            "entities": st.fixed_dictionaries({"person": names, "org": names, "place": names}),
        }
    ),
    min_size=1,
    max_size=8,
)
words = st.builds(t.Word, st.sampled_from(["text", "title", "person"]), st.sampled_from([*WORDS, "york"]))
trees = st.recursive(
    words
    | st.just(t.Everything())
    | st.builds(t.Like, st.just("like"), st.sampled_from(["n0", "n1", "n2", "n5", "n"]))
    | st.builds(t.Exists, st.sampled_from(["date", "place", "has"]))
    | st.builds(t.Exact, st.just("has"), st.sampled_from([*FLAGS, "nodate", "noplace"])),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: t.And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: t.Or(tuple(parts))),
        st.builds(t.Not, inner),
    ),
    max_leaves=4,
)
fields = st.sampled_from(["place", "person", "org", "about", "has"])
facet_requests = st.lists(
    st.builds(
        searchkit.FacetRequest,
        fields,
        st.none() | st.sampled_from(["york", "AN"]),
        st.none() | st.integers(0, 2),
        st.booleans(),
    ),
    max_size=3,
    unique_by=lambda facet: facet.field,
)
requests = st.fixed_dictionaries(
    {
        "query": trees,
        "facets": facet_requests,
        "filters": st.dictionaries(fields, st.sampled_from([*NAMES, "nodate", "error"]), max_size=2),
        "since": st.none() | st.integers(0, 2),
        "timelines": st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(["date", "mentions"])), max_size=3),
        "sort": st.sampled_from(["relevance", "newest", "oldest"]),
        "limit": st.integers(1, 4),
        "offset": st.integers(0, 3),
        "stories": st.booleans(),
    }
)


@settings(max_examples=25, deadline=None)
@given(some_articles, st.lists(requests, min_size=10, max_size=12), st.integers(0, 8))
def test_whole_requests_have_the_same_answer(
    given_articles: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]], first_part: int
) -> None:
    articles = [{"id": f"n{number}", **article} for number, article in enumerate(given_articles)]
    with tempfile.TemporaryDirectory() as folder, searchkit.create(Path(folder) / "i") as index:
        index.add(articles[:first_part])  # two segments; copies of a text are placed in one story
        index.add(articles[first_part:])
        plain = ListReader.of(index)
        for options in asked:
            ours, theirs = index.search(**options), plain.search(**options)
            assert (ours.total, ours.stories, ours.parsed) == (theirs.total, theirs.stories, theirs.parsed)
            assert (ours.facets, ours.distinct) == (theirs.facets, theirs.distinct), ours.parsed
            for by, axis in options["timelines"]:
                assert ours.timeline(by, axis) == theirs.timeline(by, axis), (ours.parsed, by, axis)
            same_page(ours, theirs)


def same_page(ours: searchkit.Results, theirs: searchkit.Results) -> None:
    """The same scores in the same order; where scores are as good as equal their order may differ."""
    assert [hit.score for hit in ours] == pytest.approx([hit.score for hit in theirs], rel=1e-5, abs=1e-6)
    scores = [round(hit.score, 4) for hit in theirs]
    if len(set(scores)) == len(scores) and len(ours) == theirs.hit_total:
        assert [hit.id for hit in ours] == [hit.id for hit in theirs]
        assert [[copy.id for copy in hit.copies] for hit in ours] == [
            [copy.id for copy in hit.copies] for hit in theirs
        ]
