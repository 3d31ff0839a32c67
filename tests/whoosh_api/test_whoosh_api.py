"""Whoosh's index, writer, searcher and reader over native segments: what the programs and queries leave out."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, formats, query, scoring, sorting, writing
from whoosh import index as whoosh_index
from whoosh.analysis import RegexTokenizer, StandardAnalyzer
from whoosh.filedb import filestore
from whoosh.filedb.filestore import RamStorage
from whoosh.index import EmptyIndexError, LockError
from whoosh.matching import ReadTooFar
from whoosh.reading import ReaderClosed, TermNotFound

import searchkit
from searchkit.engine import create_in, exists_in, open_dir
from searchkit.errors import ArticleInvalid, FolderNotOurs, IndexIncompatible, SearchkitError
from searchkit.whoosh_api.reader import NativeReader

T = query.Term
SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    text=fields.TEXT(stored=True),
    number=fields.NUMERIC(stored=True, sortable=True),
    kind=fields.KEYWORD(stored=True),
)


class OwnFormat(formats.Positions):
    """A format that the engine does not know."""


def add(index: Any, *documents: dict[str, Any], **options: Any) -> None:
    writer = index.writer()
    for document in documents:
        writer.add_document(**document)
    writer.commit(**options)


@pytest.fixture
def index(tmp_path: Path) -> Any:
    return create_in(tmp_path / "index", SCHEMA)


@pytest.fixture
def filled(index: Any) -> Any:
    for start in (0, 5):
        rows = [
            {"id": str(n), "text": "alfa " * (n % 3) + "bravo", "number": n, "kind": "even odd".split()[n % 2]}
            for n in range(start, start + 5)
        ]
        add(index, *rows, merge=False)
    return index


def ids(index: Any, q: Any, **options: Any) -> list[str]:
    with index.searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(q, limit=None, **options))


# --- The index


def test_errors_are_whooshs_and_searchkits(tmp_path: Path) -> None:
    with pytest.raises(EmptyIndexError) as caught:
        open_dir(tmp_path)
    assert isinstance(caught.value, SearchkitError)
    assert not exists_in(tmp_path) and not exists_in(tmp_path / "nowhere")
    index = create_in(tmp_path / "index", SCHEMA)
    with index.writer(), pytest.raises(LockError) as locked:
        index.writer(timeout=0.05, delay=0.01)
    assert isinstance(locked.value, SearchkitError)


def test_archives_are_left_alone(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    searchkit.create(archive).close()
    assert not exists_in(archive)
    with pytest.raises(FolderNotOurs):
        open_dir(archive)
    with pytest.raises(FolderNotOurs):
        create_in(archive, SCHEMA)


def test_names_of_indexes(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first, second = create_in(folder, SCHEMA), create_in(folder, fields.Schema(a=fields.ID), indexname="other")
    add(first, {"id": "1"})
    assert (open_dir(folder).doc_count(), open_dir(folder, "other").doc_count()) == (1, 0)
    assert second.schema.names() == ["a"] and not exists_in(folder, "third")


def test_create_in_empties_what_is_there(filled: Any) -> None:
    again = create_in(filled.store.folder, fields.Schema(other=fields.ID(stored=True)))
    assert again.doc_count_all() == 0 and open_dir(filled.store.folder).schema.names() == ["other"]
    add(again, {"other": "x"})
    with again.searcher() as searcher:
        assert searcher.document(other="x") == {"other": "x"}


def test_nothing_on_disk_is_a_pickle(tmp_path: Path) -> None:
    schema = fields.Schema(
        a=fields.TEXT(stored=True, chars=True, vector=True, sortable=True),
        b=fields.FieldType(formats.CharacterBoosts(), StandardAnalyzer(), scorable=True, vector=True),
        c=fields.STORED,
    )
    index = create_in(tmp_path / "index", schema)
    add(index, {"a": "one two two", "b": "three four", "c": {"x": (1, {2}, Decimal("1.5"), dt.date(2000, 1, 1))}})
    for path in (tmp_path / "index").iterdir():
        content = path.read_bytes()
        assert b"\x80\x02]" not in content and b"\x80\x04" not in content, path
    with index.searcher() as searcher:
        assert searcher.document(a="one")["c"] == {"x": (1, {2}, Decimal("1.5"), dt.date(2000, 1, 1))}
        matcher = searcher.postings("b", "four")
        assert matcher.value_as("character_boosts") == [(1, 6, 10, 1.0)]
        assert matcher.format.decode_character_boosts(matcher.value()) == [(1, 6, 10, 1.0)]
        assert dict(searcher.vector_as("characters", 0, "a"))["two"] == [(1, 4, 7), (2, 8, 11)]
        assert dict(searcher.vector_as("position_boosts", 0, "b"))["three"] == [(0, 1.0)]


def test_what_cannot_be_stored(index: Any) -> None:
    writer = index.writer()
    with pytest.raises(ArticleInvalid, match="object"):
        writer.add_document(id="1", text="a", _stored_text=object())
    writer.cancel()
    with pytest.raises(IndexIncompatible, match="'odd'"):
        create_in(index.store.folder, fields.Schema(odd=fields.FieldType(OwnFormat(), RegexTokenizer())))


# --- Writers


def test_updates_replace_what_the_same_writer_added(index: Any) -> None:
    with index.writer() as writer:
        for n in range(3):
            writer.update_document(id="1", text=f"version{n}")
        writer.update_document(id="2", text="another")
    with index.searcher() as searcher:
        assert [d["text"] for d in searcher.documents()] == ["version2", "another"]
    with index.writer() as writer:
        writer.update_document(id="1", text="last")
        assert sorted(d["id"] for d in writer.searcher().documents()) == ["2"]
    assert ids(index, query.Every()) == ["1", "2"]


def test_deleting_and_undeleting(filled: Any) -> None:
    writer = filled.writer()
    assert writer.delete_by_term("id", "3") == 1 and writer.delete_by_term("id", "3") == 0
    writer.delete_document(7)
    assert writer.is_deleted(7) and writer.has_deletions() and not writer.is_deleted(6)
    writer.delete_document(7, delete=False)
    assert not writer.is_deleted(7)
    with pytest.raises(writing.IndexingError):
        writer.delete_document(99)
    writer.commit(merge=False)
    with pytest.raises(writing.IndexingError):
        writer.add_document(id="9")
    assert ids(filled, query.Every()) == list("012456789")
    with filled.searcher() as searcher:
        assert (searcher.doc_count(), searcher.doc_count_all()) == (9, 10)


def test_groups_stay_together(tmp_path: Path) -> None:
    schema = fields.Schema(n=fields.STORED, kind=fields.ID, any_=fields.ID)
    schema.add("x_*", fields.ID, glob=True)
    index = create_in(tmp_path / "index", schema)
    with index.writer() as writer:
        writer.add_document(n=0, kind="loose")
        with writer.group():
            writer.add_document(n=1, kind="parent")
            writer.add_document(n=2, x_one="new field in the middle of a group")
            writer.add_document(n=3, x_two="and another")
    leaves = index.reader().leaf_readers()
    groups = [[reader.stored_fields(n)["n"] for n in reader.all_doc_ids()] for reader, _ in leaves]
    assert any(group[-3:] == [1, 2, 3] for group in groups)
    with index.searcher() as searcher:
        assert searcher.document(x_two="and another") == {"n": 3}


def test_a_text_field_takes_lists_and_boosts(index: Any) -> None:
    with index.writer() as writer:
        writer.add_document(id="1", text="the alfa Bravo")
        writer.add_document(id="2", text=["The", "alfa"])
        writer.add_document(id="3", text="alfa", _text_boost=4.0)
        writer.add_document(id="4", text="alfa", _boost=2.0)
    assert ids(index, T("text", "alfa")) == ["1", "2", "3", "4"]
    assert ids(index, T("text", "The")) == ["2"] and ids(index, T("text", "bravo")) == ["1"]
    reader = index.reader()
    assert reader.term_info("text", "alfa").weight() == 8.0 and reader.field_length("text") == 6
    assert [reader.doc_field_length(n, "text") for n in range(4)] == [2, 2, 1, 1]
    index.optimize()
    reader = index.reader()
    assert reader.term_info("text", "alfa").weight() == 8.0 and reader.frequency("text", "The") == 1.0
    with index.searcher(weighting=scoring.Frequency()) as searcher:
        best = searcher.search(T("text", "alfa"))
        assert [(hit["id"], hit.score) for hit in best] == [("3", 4.0), ("4", 2.0), ("1", 1.0), ("2", 1.0)]


def test_schema_changes(filled: Any) -> None:
    with filled.writer() as writer:
        writer.add_field("extra", fields.TEXT(stored=True))
        writer.remove_field("kind")
        with pytest.raises(IndexIncompatible):
            writer.add_field("odd", fields.FieldType(OwnFormat(), RegexTokenizer()))
        writer.remove_field("odd")
        writer.add_document(id="new", extra="more words")
        with pytest.raises(Exception, match="modify schema"):
            writer.add_field("late", fields.ID)
    reopened = open_dir(filled.store.folder)
    assert reopened.schema.names() == ["extra", "id", "number", "text"]
    assert ids(reopened, T("extra", "words")) == ["new"] and ids(reopened, T("kind", "even")) == []
    with reopened.searcher() as searcher:
        assert searcher.document(id="3").keys() == {"id", "text", "number"}
        assert "kind" not in searcher.reader().indexed_field_names()


@pytest.mark.parametrize("then", [fields.TEXT(chars=True), fields.TEXT(), fields.KEYWORD, fields.ID, fields.NUMERIC])
@pytest.mark.parametrize("first", [fields.TEXT(phrase=False), fields.TEXT(chars=True), fields.ID, fields.STORED])
def test_a_field_that_was_another_kind_of_field(tmp_path: Path, first: Any, then: Any) -> None:
    index = create_in(tmp_path / "index", fields.Schema(id=fields.ID(stored=True), f=first))
    add(index, {"id": "old", "f": "alfa alfa"})
    index.remove_field("f")
    index.add_field("f", then)
    numeric = isinstance(index.schema["f"], fields.NUMERIC)
    add(index, {"id": "new", "f": 5 if numeric else "alfa"})
    index.optimize()
    assert "new" in ids(index, T("f", 5 if numeric else "alfa"))
    if index.schema["f"].supports("positions"):
        assert ids(index, query.Phrase("f", ["alfa", "alfa"])) in ([], ["old"])
        assert "new" in ids(index, query.SpanFirst(T("f", "alfa")))


def test_documents_of_other_readers(tmp_path: Path) -> None:
    schema = fields.Schema(
        id=fields.ID(stored=True),
        text=fields.TEXT(chars=True, vector=True),
        number=fields.NUMERIC(sortable=True),
        day=fields.DATETIME(sortable=True),
        sp=fields.TEXT(spelling=True),
    )
    theirs = RamStorage().create_index(schema)
    rows: list[dict[str, Any]] = [
        {"id": "1", "text": "one two", "number": -5, "sp": "running"},
        {"id": "2", "text": "two two", "day": dt.datetime(2000, 1, 2)},
        {"id": "3", "text": "three", "number": [1, 900]},
    ]
    add(theirs, *rows)
    ours = create_in(tmp_path / "index", schema)
    with ours.writer() as writer:
        writer.add_document(id="0", text="zero two")
        writer.add_reader(theirs.reader())
    assert ids(ours, T("text", "two")) == ["0", "1", "2"]
    assert ids(ours, query.Phrase("text", ["two", "two"])) == ["2"]
    assert ids(ours, query.NumericRange("number", -10, 0)) == ["1"]
    assert ids(ours, query.NumericRange("number", 500, None)) == ["3"]
    with ours.searcher() as searcher:
        docnum = searcher.document_number(id="2")
        assert list(searcher.vector_as("characters", docnum, "text")) == [("two", [(0, 0, 3), (1, 4, 7)])]
        assert searcher.reader().column_reader("day")[docnum] == dt.datetime(2000, 1, 2)


def test_buffered_writer_shows_what_it_buffers(filled: Any) -> None:
    writer = writing.BufferedWriter(filled, period=None, limit=100)
    writer.add_document(id="buffered", text="alfa")
    writer.update_document(id="0", text="replaced")
    with writer.searcher() as searcher:
        found = {hit["id"] for hit in searcher.search(T("text", "alfa"), limit=None)}
        assert "buffered" in found and searcher.document(id="0")["text"] == "replaced"
    writer.close()
    assert "buffered" in ids(filled, T("text", "alfa")) and len(ids(filled, query.Every())) == 11


# --- Searchers


def test_refresh_leaves_others_open(filled: Any) -> None:
    first, second = filled.searcher(), filled.searcher()
    add(filled, {"id": "new", "text": "alfa"})
    fresh = first.refresh()
    assert fresh is not first and fresh.up_to_date() and not second.up_to_date()
    assert second.search(T("text", "alfa")).scored_length() == 6  # of its own commit
    assert fresh.search(T("text", "alfa")).scored_length() == 7
    with pytest.raises(ReaderClosed):
        first.stored_fields(0)


def test_limits_are_kept(filled: Any) -> None:
    with filled.searcher() as searcher:
        for options in ({"reverse": True}, {"groupedby": "kind"}, {"sortedby": "number"}, {"terms": True}):
            results = searcher.search(query.Every(), limit=3, **options)
            assert (results.scored_length(), len(results)) == (3, 10), options
        assert len(searcher.search(query.Every(), limit=3, groupedby="number").groups()) == 10
        with pytest.raises(ValueError):
            searcher.search(query.Every(), limit=0)


def test_filters(filled: Any) -> None:
    with filled.searcher() as searcher:
        even, odd = T("kind", "even"), T("kind", "odd")
        for given in ({0, 2}, frozenset({0, 2}), [0, 2], searcher.search(query.NumericRange("number", 0, 0))):
            found = searcher.search(query.Every(), filter=given, limit=None)
            assert {hit["id"] for hit in found} <= {"0", "2"} and found.plan == "native"
        nothing: Any
        for nothing in (set(), T("kind", "none"), searcher.search(query.NullQuery)):
            for options in ({}, {"groupedby": "number"}, {"sortedby": "kind"}):
                results = searcher.search(query.Every(), filter=nothing, **options)
                assert (results.scored_length(), len(results), results.filtered_count) == (0, 0, 10), options
        results = searcher.search(query.Every(), filter=even, mask=query.NumericRange("number", 4, None))
        assert sorted(hit["id"] for hit in results) == ["0", "2"] and results.docs() == {0, 2}
        page = searcher.search_page(query.Every(), 2, pagelen=3, mask=odd)
        assert (page.total, page.pagecount, [hit.pos for hit in page]) == (5, 2, [3, 4])
        assert searcher.search(query.Every(), filter=page).scored_length() == 5


def test_matched_terms(filled: Any) -> None:
    with filled.searcher() as searcher:
        q = query.And([query.Or([T("text", "alfa"), T("text", "absent")]), query.Prefix("kind", "e")])
        results = searcher.search(q, terms=True)
        assert results.plan == "native" and results.has_matched_terms()
        assert results.matched_terms() == {("text", b"alfa"), ("kind", b"even")}
        assert sorted(results[0].matched_terms()) == [("kind", b"even"), ("text", b"alfa")]


@pytest.mark.parametrize(
    "q",
    [
        query.NumericRange("number", 2, 6),
        query.And([query.NumericRange("number", 0, 9), T("text", "alfa")]),
        query.Or([query.NumericRange("number", None, 3), T("kind", "odd"), query.Phrase("text", ["alfa", "bravo"])]),
    ],
)
def test_matched_terms_of_ranges(filled: Any, q: query.Query) -> None:
    theirs = RamStorage().create_index(SCHEMA)
    with filled.searcher() as searcher:
        add(theirs, *(dict(searcher.stored_fields(n)) for n in range(10)))
        with theirs.searcher() as expected:
            found, wanted = searcher.search(q, limit=None, terms=True), expected.search(q, limit=None, terms=True)
            assert {hit["id"]: set(hit.matched_terms()) for hit in found} == {
                hit["id"]: set(hit.matched_terms()) for hit in wanted
            }


@pytest.mark.parametrize(
    "weighting",
    [
        scoring.PL2(),
        scoring.DFree(),
        scoring.DebugModel(),
        scoring.MultiWeighting(scoring.BM25F(), kind=scoring.Frequency()),
    ],
)
def test_weightings_of_whoosh(filled: Any, weighting: Any) -> None:
    with filled.searcher(weighting=weighting) as searcher:
        results = searcher.search(query.Or([T("text", "alfa"), T("kind", "odd")]), limit=None)
        assert results.plan == "whoosh" and len(results) == 8


def test_a_query_with_its_own_weighting(filled: Any) -> None:
    with filled.searcher() as searcher:
        q = query.WeightingQuery(T("text", "alfa"), scoring.Frequency())
        assert {hit.score for hit in searcher.search(q)} == {1.0, 2.0}


def test_queries_of_ones_own_run_on_their_own_matchers(filled: Any) -> None:
    class Shouting(query.Term):
        def matcher(self, searcher: Any, context: Any = None) -> Any:
            return query.Term(self.fieldname, self.text.lower()).matcher(searcher, context)

    with filled.searcher() as searcher:
        results = searcher.search(query.And([Shouting("text", "ALFA"), T("kind", "odd")]), limit=None)
        assert sorted(hit["id"] for hit in results) == ["1", "5", "7"] and "Shouting" in results.why


def test_nested_queries_and_orphans(tmp_path: Path) -> None:
    index = create_in(tmp_path / "index", fields.Schema(id=fields.ID(stored=True), kind=fields.ID, text=fields.TEXT))
    parent, word = T("kind", "parent"), T("text", "word")
    rows = [("orphan", "child", "word"), ("a", "parent", ""), ("a1", "child", "word"), ("b", "parent", "")]
    rows += [("c", "parent", "wanted"), ("c1", "child", "word word"), ("c2", "child", "other")]
    add(index, *[{"id": i, "kind": kind, "text": text} for i, kind, text in rows])
    assert ids(index, query.NestedParent(parent, word)) == ["a", "c"]
    assert ids(index, query.NestedChildren(parent, query.Or([T("id", "b"), T("text", "wanted")]))) == ["c1", "c2"]
    with index.writer() as writer:
        assert writer.delete_by_query(query.NestedParent(parent, T("text", "other"))) == 3
    assert ids(index, query.Every()) == ["a", "a1", "b", "orphan"]


def test_deleted_documents_are_found_by_nothing(filled: Any) -> None:
    with filled.writer() as writer:
        writer.delete_by_term("id", "9")
        writer.merge = False
    queries: list[Any] = [
        query.Not(T("text", "zulu")),
        query.And([query.Not(T("text", "zulu")), query.SpanFirst(T("text", "bravo"), limit=5)]),
        query.ColumnQuery("number", lambda number: True),
        query.Every("text"),
        query.NumericRange("number", 5, None),
    ]
    for q in queries:
        assert "9" not in ids(filled, q), q
        assert "9" not in ids(filled, q, sortedby=sorting.FunctionFacet(lambda searcher, docnum: docnum)), q


def test_collectors_of_whoosh(filled: Any) -> None:
    from whoosh.collectors import TermsCollector, TimeLimitCollector

    with filled.searcher() as searcher:
        collector = TermsCollector(TimeLimitCollector(searcher.collector(limit=2), 60, use_alarm=False))
        searcher.search_with_collector(query.Require(T("text", "alfa"), T("kind", "odd")), collector)
        results = collector.results()
        assert results.scored_length() == 2 and len(results) == 3


def test_searching_from_many_threads(filled: Any) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                found = searcher.search(query.Or([T("text", "alfa"), T("kind", "odd")]), limit=None)
                assert len([hit["id"] for hit in found]) == 8
                assert len(list(searcher.docs_for_query(query.SpanFirst(T("text", "alfa"))))) == 6
        except BaseException as error:
            failures.append(error)

    with filled.searcher() as searcher:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failures


# --- Readers


@pytest.fixture
def leaf(filled: Any) -> Iterator[NativeReader]:
    reader = filled.reader().leaf_readers()
    yield next(iter(reader))[0]


def test_matchers_move_as_whooshs_do(leaf: NativeReader) -> None:
    matcher = leaf.postings("text", "alfa")
    assert matcher.id() == 1
    copy = matcher.copy()
    matcher.skip_to(3)
    assert (matcher.id(), copy.id()) == (4, 1)
    matcher.next()
    assert not matcher.is_active()
    for call in (matcher.next, lambda: matcher.skip_to(5)):
        with pytest.raises(ReadTooFar):
            call()
    matcher.reset()
    assert list(matcher.items_as("positions")) == [(1, [0]), (2, [0, 1]), (4, [0])]
    matcher.reset()
    assert [(doc, matcher.format.decode_frequency(value)) for doc, value in matcher.all_items()] == [
        (1, 1),
        (2, 2),
        (4, 1),
    ]
    with pytest.raises(TermNotFound):
        leaf.postings("text", "absent")


def test_terms_of_a_reader(leaf: NativeReader) -> None:
    assert list(leaf.lexicon("text")) == [b"alfa", b"bravo"]
    assert list(leaf.terms_from("kind", "f"))[:2] == [("kind", b"odd"), ("number", b"\x00\x80\x00\x00\x00")]
    cursor = leaf.cursor("text")
    assert (cursor.text(), cursor.next(), cursor.next(), cursor.is_valid()) == ("alfa", "bravo", None, False)
    assert (cursor.first(), cursor.find("b"), cursor.term_info().doc_frequency()) == ("alfa", "bravo", 5)
    for name in ("absent", "nothing"):
        with pytest.raises(TermNotFound):
            leaf.term_info(name, "x")
    assert ("absent", "x") not in leaf and ("text", "alfa") in leaf
    leaf.close()
    leaf.close()
    checks: list[Callable[[], Any]] = [leaf.doc_count, lambda: leaf.stored_fields(0), lambda: ("text", "a") in leaf]
    for check in checks:
        with pytest.raises(ReaderClosed):
            check()


def test_the_twins_have_the_names_of_whooshs() -> None:
    for home in (whoosh_index, filestore):
        for name in set(vars(home)) & set(searchkit.engine.__all__):
            assert callable(getattr(home, name)) and callable(getattr(searchkit.engine, name))
