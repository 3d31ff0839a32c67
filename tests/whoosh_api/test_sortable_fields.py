"""A field gets a column when documents are there already, as with Whoosh's add_sortable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from whoosh import columns, fields, query, sorting
from whoosh.filedb.filestore import RamStorage as WhooshsRam

from searchkit.engine import add_sortable, create_in, open_dir
from searchkit.errors import UsageError


def schema() -> fields.Schema:
    return fields.Schema(chapter=fields.ID(stored=True), price=fields.NUMERIC(stored=True), text=fields.TEXT)


ROWS = [("alfa", 100), ("bravo", 300), ("charlie", 200), ("delta", 150), ("echo", 50), ("foxtrot", 400)]


def fill(index: Any) -> Any:
    for half in (ROWS[:3], ROWS[3:]):
        writer = index.writer()
        for chapter, price in half:
            writer.add_document(chapter=chapter, price=price, text=f"{chapter} {chapter} golf")
        writer.commit(merge=False)
    return index


def chapters(index: Any, q: query.Query, **options: Any) -> list[str]:
    with index.searcher() as searcher:
        return [hit["chapter"] for hit in searcher.search(q, limit=None, **options)]


def add_both(add: Any, writer: Any) -> None:
    add(writer, "chapter", sorting.StoredFieldFacet("chapter"))
    add(writer, "price", sorting.FieldFacet("price"))


def test_as_whooshs(tmp_path: Path) -> None:
    theirs, ours = fill(WhooshsRam().create_index(schema())), fill(create_in(tmp_path, schema()))
    for index, add in ((theirs, sorting.add_sortable), (ours, add_sortable)):
        with index.writer() as writer:
            writer.delete_by_term("chapter", "charlie")
            add_both(add, writer)
            writer.merge = False
    again = open_dir(tmp_path)
    with again.searcher() as searcher, theirs.searcher() as expected:
        for name in ("chapter", "price"):
            theirs_, ours_ = (reader.column_reader(name) for reader in (expected.reader(), searcher.reader()))
            wanted = {expected.stored_fields(n)["chapter"]: theirs_[n] for n in expected.reader().all_doc_ids()}
            assert {searcher.stored_fields(n)["chapter"]: ours_[n] for n in range(searcher.doc_count())} == wanted
        assert searcher.search(query.Every(), sortedby="price").plan == "native"
    assert chapters(again, query.Every(), sortedby="price") == ["echo", "alfa", "delta", "bravo", "foxtrot"]
    assert chapters(again, query.Every("text"), sortedby="chapter", reverse=True)[0] == "foxtrot"
    assert chapters(again, query.Phrase("text", ["bravo", "golf"])) == ["bravo"]


def test_with_other_changes_of_the_same_writer(tmp_path: Path) -> None:
    index = fill(create_in(tmp_path, schema()))
    with index.writer() as writer:
        add_both(add_sortable, writer)
        writer.add_document(chapter="golf", price=10)
        writer.delete_by_term("chapter", "alfa")
    wanted = ["golf", "echo", "delta", "charlie", "bravo", "foxtrot"]
    assert chapters(index, query.Every(), sortedby="price") == wanted


def test_documents_without_a_value(tmp_path: Path) -> None:
    index = fill(create_in(tmp_path, schema()))
    with index.writer() as writer:
        writer.add_document(chapter="hotel")
    with index.writer() as writer:
        add_both(add_sortable, writer)
    assert set(chapters(index, query.Every(), sortedby="price")) == {"hotel", *(chapter for chapter, _ in ROWS)}


def test_a_field_of_its_own(tmp_path: Path) -> None:
    index = fill(create_in(tmp_path, schema()))
    length = sorting.FunctionFacet(lambda searcher, docnum: len(searcher.stored_fields(docnum)["chapter"]))
    with index.writer() as writer:
        add_sortable(writer, "size", length, columns.NumericColumn("i"))
    assert chapters(index, query.Every(), sortedby="size")[-2:] == ["charlie", "foxtrot"]


def test_what_cannot_be_sorted(tmp_path: Path) -> None:
    index = fill(create_in(tmp_path, schema()))
    with index.writer() as writer:
        with pytest.raises(UsageError, match="no field"):
            add_sortable(writer, "absent", sorting.FieldFacet("price"))
        add_sortable(writer, "price", sorting.FieldFacet("price"))
        with pytest.raises(UsageError, match="already"):
            add_sortable(writer, "price", sorting.FieldFacet("price"))
        with pytest.raises(UsageError) as caught:
            sorting.add_sortable(writer, "chapter", sorting.FieldFacet("chapter"))
        assert "searchkit.engine.add_sortable" in caught.value.hint
