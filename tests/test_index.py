"""The Index object: adding, batches, snapshots, searching, other schemas."""

from __future__ import annotations

import datetime as dt
import gc
import os
import signal
import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.fields import DATETIME, ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.query import Every, NumericRange, Prefix, Term

import searchkit
from searchkit import Article


@pytest.fixture
def index(tmp_path: Path) -> searchkit.Index:
    index = searchkit.create(tmp_path / "i")
    index.add(
        [
            Article(
                id="a", title="Oil prices", body="Crude oil rose", date="2019-05-31", place="BRUXELLES", agency="AFP"
            ),
            {"id": "b", "body": "Gas prices fell", "date": dt.date(2019, 6, 1), "people": ["Ana Costa"]},
            {"id": "c", "body": "Oil and gas", "date": "2019", "lang": "en", "colour": "blue"},
        ]
    )
    return index


def test_articles_come_back_as_they_were_given(index: searchkit.Index) -> None:
    article = index.get("a")
    assert article is not None
    assert (article.title, article.body, article.date) == ("Oil prices", "Crude oil rose", "2019-05-31")
    assert (article.place, article.country, article.place_written) == ("Brussels", "Belgium", "BRUXELLES")
    assert article.provenance["country"] == "gazetteer"
    other = index.get("c")
    assert other is not None
    assert (other.date, other.date_precision, other.language, other.metadata) == (
        "2019",
        "year",
        "en",
        {"colour": "blue"},
    )
    assert index.get("nobody") is None


def test_adding_replaces_by_id_and_is_durable_on_return(index: searchkit.Index) -> None:
    index.add([Article(id="a", body="New text")])
    assert len(index) == 3
    with searchkit.open(index.folder) as other:
        assert other.search("text").total == 1
        assert other.search("crude").total == 0


def test_a_wrong_document_leaves_nothing_behind(index: searchkit.Index) -> None:
    with pytest.raises(searchkit.ArticleInvalid):
        index.add([Article(id="d", body="fine"), {"id": "e"}])
    assert index.get("d") is None
    for wrong in (
        {"body": 3},
        {"body": "x", "date": "soon"},
        {"body": "x", "entities": 3},
        {"body": "x", "title": ["y"]},
    ):
        with pytest.raises(searchkit.ArticleInvalid):
            index.add([wrong])


def test_an_article_that_cannot_be_kept_leaves_those_beside_it_out_of_the_batch(index: searchkit.Index) -> None:
    with index.batch():
        with pytest.raises(searchkit.ArticleInvalid):
            index.add([{"id": "d", "body": "fine"}, {"id": "e", "body": "half a pair \ud800"}], extract=False)
        index.add([{"id": "f", "body": "later"}], extract=False)
    assert sorted(hit.id for hit in index.search("*")) == ["a", "b", "c", "f"]


def test_only_fields_that_the_index_has_tell_their_terms(index: searchkit.Index) -> None:
    assert [(term.term, term.documents) for term in index.terms("title")] == [("oil", 1), ("price", 1)]
    assert [term.term for term in index.terms("place_value", "Br")] == ["Brussels"]
    for unknown in ("nope", "boards", "boards_value"):
        with pytest.raises(searchkit.UsageError, match=unknown):
            index.terms(unknown)
    index.use_lists({"boards": ["Crude"]})
    assert [term.term for term in index.terms("boards_value")] == ["Crude"]


def test_queries_of_whoosh_may_name_every_field_of_an_archive(index: searchkit.Index) -> None:
    for field, term in {
        "body_exact": "prices",
        "title": "oil",
        "person_value": "Ana Costa",
        "place_within": "europe",
    }.items():
        assert index.search(Term(field, term)).total == 1, field


def test_an_id_is_made_from_the_content(index: searchkit.Index) -> None:
    index.add([{"body": "same"}])
    index.add([{"body": "same"}])
    assert index.search("same").total == 1


def test_a_batch_is_one_commit_or_none(index: searchkit.Index) -> None:
    revision = index.revision
    with index.batch():
        index.add([{"id": "d", "body": "one"}])
        index.add([{"id": "e", "body": "two"}])
        index.delete(["a"])
        assert index.get("a") is not None, "reads see the snapshot"
    assert index.revision == revision + 1
    assert (index.get("a"), len(index)) == (None, 4)
    with pytest.raises(ZeroDivisionError), index.batch():
        index.delete(["b", "c", "d", "e"])
        raise ZeroDivisionError
    assert len(index) == 4


def test_a_reader_sees_one_snapshot_until_refresh(index: searchkit.Index) -> None:
    with searchkit.open(index.folder) as reader:
        index.add([{"id": "d", "body": "oil"}])
        assert reader.search("oil").total == 2
        assert reader.refresh()
        assert not reader.refresh()
        assert reader.search("oil").total == 3


def test_place_is_found_by_country_and_as_written(index: searchkit.Index) -> None:
    for query in ("place:Belgium", "place:brussels", "place:bruxelles", 'place:="Brussels"'):
        assert [hit.id for hit in index.search(query)] == ["a"], query
    assert index.search('place:="Belgium"').total == 0


def test_threads_may_share_an_index(index: searchkit.Index) -> None:
    totals: list[int] = []

    def work() -> None:
        for _ in range(20):
            totals.append(sum(len(hit.snippets) > 0 for hit in index.search("oil OR gas", facets=["place"])))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [3] * 80


def test_hits_of_a_closed_index_say_so(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "oil"}])
        results = index.search("oil")
    with pytest.raises(searchkit.IndexProblem):
        _ = results[0].article


def test_any_whoosh_schema(tmp_path: Path) -> None:
    schema = Schema(
        isbn=ID(unique=True, stored=True),
        text=TEXT(stored=True),
        year=NUMERIC(int, stored=True, sortable=True),
        tags=KEYWORD(commas=True, stored=True, sortable=True),
    )
    with searchkit.create(tmp_path / "i", schema=schema) as index:
        index.add([{"isbn": "1", "text": "Oil in the North Sea", "year": 1999, "tags": "sea,oil"}])
        index.add([{"isbn": "2", "text": "Gas in the South", "year": 2003, "tags": "gas"}])
        index.add([{"isbn": "2", "text": "Gas in the South Sea", "year": 2005, "tags": "gas"}])
    with searchkit.open(tmp_path / "i") as index:
        assert len(index) == 2
        results = index.search("sea", facets=["year", "tags"])
        assert sorted(hit.fields["isbn"] for hit in results) == ["1", "2"]
        assert {(v.value, v.count) for v in results.facets["year"]} == {("1999", 1), ("2005", 1)}
        first = index.search('"north sea"')[0]
        assert [s.text[a:b] for s in first.snippets for a, b in s.spans] == ["North", "Sea"]
        assert index.search("year:[2000 TO 2010]").total == 1
        for query, total in {
            "year:2000..2010": 1,
            "year:1999..2005": 2,
            "year:2000..": 1,
            "year:..1999": 1,
            "year:{1999 TO 2005]": 1,
            "year:[1999 TO 2005}": 1,
            "year:>1999": 1,
            "year:<=1999": 1,
            "year:[* TO 1999]": 1,
        }.items():
            assert index.search(query).total == total, query
        assert index.search("year:>=1999 -gas").total == 1
        assert index.search("isbn:2").total == 1
        assert index.search("nothing:here").total == 0
        with pytest.raises(searchkit.ArticleInvalid):
            index.add([{"colour": "blue"}])
        with pytest.raises(searchkit.UsageError):
            index.add_files(tmp_path)


def test_own_schemas_take_any_query_and_refuse_wrong_documents(tmp_path: Path) -> None:
    schema = Schema(
        key=ID(unique=True, stored=True),
        text=TEXT(stored=True),
        code=KEYWORD(stored=True, sortable=True),
        year=NUMERIC(int, stored=True, sortable=True),
        when=DATETIME(sortable=True),
    )
    with searchkit.create(tmp_path / "i", schema=schema) as index:
        index.add([{"key": "1", "text": "Oil from the North Sea, vitamin c", "code": "ReX", "year": 1999}])
        index.add([{"key": "2", "text": "Gas", "when": dt.datetime(2020, 1, 2)}])
        for query in (
            "oil from sea",
            "vitamin c",
            '="North"',
            "NORTH~",
            "code:Re*",
            "code:ReX",
            "year:1999",
            "sea -gas",
        ):
            assert [hit.fields["key"] for hit in index.search(query)] == ["1"], query
        for query in ("year:abc", "year:99999999999999999999", "year:1999~", "when:soon", "code:re*"):
            assert index.search(query).total == 0, query
        facets = index.search("*", facets=["year", "when", "code"]).facets
        assert [(v.value, v.count) for v in facets["year"]] == [("1999", 1)]
        assert [v.count for v in facets["when"]] == [1]
        with index.batch():
            with pytest.raises(searchkit.ArticleInvalid):
                index.add([{"key": "1", "text": "new"}, {"key": "3", "year": "abc"}])
            index.add([{"key": "4", "text": "later"}])
        assert {hit.fields["text"] for hit in index.search("*")} >= {
            "later",
            "Gas",
            "Oil from the North Sea, vitamin c",
        }


def test_words_that_a_schema_drops_find_nothing_alone(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i", schema=Schema(text=TEXT(stored=True))) as index:
        index.add([{"text": "the oil of"}, {"text": "gas"}])
        totals = {
            query: index.search(query).total for query in ("the", "the of", "the -gas", "the of oil", "the OR gas")
        }
        assert totals == {"the": 0, "the of": 0, "the -gas": 0, "the of oil": 1, "the OR gas": 1}


def test_bare_words_are_looked_up_everywhere_in_a_schema_without_text(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i", schema=Schema(key=ID(stored=True), tags=KEYWORD(stored=True))) as index:
        index.add([{"key": "a", "tags": "oil gas"}, {"key": "oil", "tags": "coal"}])
        assert sorted(hit.fields["key"] for hit in index.search("oil")) == ["a", "oil"]
        assert [hit.fields["key"] for hit in index.search("oil coal")] == ["oil"]


def test_a_unique_field_of_dates(tmp_path: Path) -> None:
    schema = Schema(when=DATETIME(unique=True, stored=True), text=TEXT(stored=True))
    with searchkit.create(tmp_path / "i", schema=schema) as index:
        for text in ("one", "two"):
            index.add([{"when": dt.datetime(2020, 1, 2), "text": text}])
        assert [hit.fields["text"] for hit in index.search("*")] == ["two"]


def test_readers_and_writers_of_one_object_take_turns(index: searchkit.Index) -> None:
    failures: list[BaseException] = []

    def work(job: int) -> None:
        try:
            for number in range(6):
                if job % 2:
                    index.add([{"id": f"{job}-{number}", "body": "oil"}], extract=False)
                else:
                    assert all(hit.id for hit in index.search("oil", facets=["place"], limit=None))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(job,)) for job in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert index.search("oil").total == 2 + 12


def test_hits_can_be_read_while_the_index_changes(index: searchkit.Index) -> None:
    assert [index.delete(hit.id) for hit in index.search("oil")] == [1, 1]
    assert index.search("oil").total == 0


def test_files_of_results_that_nobody_holds_are_let_go_of_at_once(tmp_path: Path) -> None:
    gc.disable()
    try:
        with searchkit.create(tmp_path / "i") as index:
            index.add([{"id": "a", "body": "oil and gas"}])
            results = index.search("oil", facets=["person"], stories=True)
            hit = results[0]
            _ = hit.snippets, hit.explain(), results.timeline("year"), hit.copies
            view = weakref.ref(index.view)
            index.add([{"id": "b", "body": "oil"}])
            del results
            held = view() is not None, hit.id
            assert held == (True, "a"), "a hit holds the view of its results"
            del hit, _
            assert view() is None
    finally:
        gc.enable()


def test_a_wildcard_on_a_very_long_word_does_not_hang(index: searchkit.Index) -> None:
    index.add([{"id": "long", "body": "a" * 5000}], extract=False)
    assert index.search("a*a*a*a*a*a*a*a*a*c").total == 0
    assert index.search("a*a*a*a*a").total == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ix: ix.add("hello"),
        lambda ix: ix.add([5]),
        lambda ix: ix.add([{"body": "half a pair \ud800"}]),
        lambda ix: ix.delete([5]),
        lambda ix: ix.search(None),
        lambda ix: ix.search("x", limit="5"),
        lambda ix: ix.search("x", filters={"place": 5}),
        lambda ix: ix.search(Prefix("nope", "x")),
        lambda ix: ix.search(Every("nope")),
        lambda ix: ix.search(NumericRange("body", 1, 2)),
        lambda ix: ix.terms("nope"),
    ],
)
def test_misuse_is_told_by_errors_of_ours(index: searchkit.Index, wrong: Callable[[searchkit.Index], object]) -> None:
    try:
        wrong(index)
    except searchkit.SearchkitError as error:
        assert error.message
    assert len(index) == 3


def test_status_tells_what_is_there(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        assert (index.status().articles, index.status().first_date, index.status().undated) == (0, None, 0)
        index.add([{"id": "a", "body": "x", "place": " New\nYork "}, {"id": "b", "body": "y", "date": "2019"}])
        assert (index.status().first_date, index.status().undated) == (None, 2)
        index.add_files([], years="1..9999")
        index.add([{"id": "c", "body": "x", "date": "0001-01-01"}, {"id": "d", "body": "y", "date": "9999-12-31"}])
        status = index.status()
        assert (status.first_date, status.last_date, status.undated) == ("0001-01-01", "9999-12-31", 2)
        assert index.search('place:="New York"').total == 1


def test_results_tell_how_a_query_was_run(tmp_path: Path) -> None:
    class Own(Term):
        """A class that no plan is known for."""

    with searchkit.create(tmp_path / "i", schema=Schema(body=TEXT(stored=True))) as index:
        index.add([{"body": "oil port"}, {"body": "oil"}])
        native = index.search(Term("body", "oil"))
        assert (native.plan, native.why, native.total) == ("native", "", 2)
        assert index.search("oil").plan == "native"
        own = index.search(Own("body", "oil"))
        assert (own.plan, own.total) == ("whoosh", 2)
        assert "Own" in own.why


def test_what_a_query_matches_is_deleted_and_nothing_on_a_guess(index: searchkit.Index) -> None:
    with pytest.raises(searchkit.QueryError):
        index.delete_matching('oil AND "gas')
    assert len(index) == 3
    with index.batch():
        index.add([Article(id="d", body="More oil")])
        assert index.delete_matching("oil -date:2019-05") == 2  # one of them was only just added
    assert [hit.id for hit in index.search("oil")] == ["a"]
    assert index.delete_matching("nothing-of-this") == 0


def test_an_explanation_adds_up_to_the_score(index: searchkit.Index) -> None:
    for hit in index.search("oil OR gas place:Brussels"):
        why = hit.explain()
        assert why.value == pytest.approx(hit.score)
        assert sum(part.value for part in why.parts) == pytest.approx(hit.score, rel=1e-5)
        assert any("idf" in line for _, line in why.lines())


def test_an_explanation_can_be_stopped(index: searchkit.Index) -> None:
    stop = searchkit.Stop()
    (hit, *_) = index.search("oil OR gas", stop=stop)
    assert hit.explain().value == pytest.approx(hit.score)
    stop.set()
    with pytest.raises(searchkit.SearchStopped):
        hit.explain()


# What a signal raises while an object is collected is lost, with a warning. Then it is sent again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_ctrl_c_and_a_stop_end_a_long_explanation(index: searchkit.Index) -> None:
    """Each comes after the explanation has begun, and long before its end."""
    stop, ended = searchkit.Stop(), threading.Event()
    (hit, *_) = index.search(" ".join(["oil price"] * 9_000), stop=stop)

    def press() -> None:
        while not ended.wait(0.3):
            os.kill(os.getpid(), signal.SIGINT)

    for end, error in ((press, KeyboardInterrupt), (stop.set, searchkit.SearchStopped)):
        later = threading.Timer(0.1, end)
        with pytest.raises(error):
            later.start()
            for _ in range(50):  # on a fast machine one is not enough
                hit.explain()
        ended.set()
        later.join()


def test_a_filter_by_a_value_that_its_field_never_has_is_told_as_in_a_query(index: searchkit.Index) -> None:
    asked, filtered = index.search("oil has:foo"), index.search("oil", filters={"has": "foo"})
    (told,), (warning,) = asked.warnings, filtered.warnings
    assert (warning.code, warning.message, warning.hint) == (told.code, told.message, told.hint)
    assert (warning.code, asked.total, filtered.total) == ("unknown_value", 0, 0)
    with pytest.raises(searchkit.QueryError, match="'foo' is no value of has"):
        index.search("oil", filters={"has": "foo"}, strict=True)
    for value in ("noplace", "NOPLACE"):
        asked, filtered = index.search(f"oil has:{value}"), index.search("oil", filters={"has": [value]})
        assert (asked.total, asked.warnings) == (filtered.total, filtered.warnings)
    assert not index.search("oil", filters={"place": "no such place"}).warnings


def test_a_search_can_be_stopped_and_has_a_time_limit(index: searchkit.Index) -> None:
    stop = searchkit.Stop()
    assert index.search("oil", stop=stop, time_limit=60).total == 2
    stop.set()
    with pytest.raises(searchkit.SearchStopped):
        index.search("oil", stop=stop)
    with pytest.raises(searchkit.SearchStopped):
        index.search("oil", time_limit=0)
