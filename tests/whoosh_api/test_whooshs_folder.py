"""An index that Whoosh made is copied whole, in batches of any size."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from whoosh import fields, formats, query
from whoosh import index as whoosh_index
from whoosh.analysis import RegexTokenizer
from whoosh.filedb.filestore import RamStorage as WhooshsRam
from whoosh.scoring import Frequency

from searchkit.engine import create_in, import_index, open_dir
from searchkit.errors import ArticleInvalid, FolderNotOurs, IndexMissing
from searchkit.whoosh_api.copied_documents import copied_documents

WORDS = ["alfa", "bravo", "charlie", "delta"]
START = dt.datetime(1999, 12, 30)
SCHEMA = fields.Schema(
    id=fields.ID(stored=True, unique=True),
    text=fields.TEXT(stored=True, chars=True, vector=True),
    plain=fields.TEXT(phrase=False),
    boosts=fields.FieldType(formats.PositionBoosts(), RegexTokenizer(), scorable=True),
    number=fields.NUMERIC(sortable=True),
    day=fields.DATETIME(sortable=True, stored=True),
    tag=fields.KEYWORD(sortable=True, commas=True),
    grams=fields.NGRAM(2, 3),
    any=fields.STORED,
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
rows = st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "plain": texts,
        "boosts": texts,
        "number": st.integers(-3, 6) | st.just([1, 500]),
        "day": st.integers(0, 4).map(lambda n: START + dt.timedelta(days=n)),
        "tag": st.sampled_from(["red", "green,blue"]),
        "grams": st.sampled_from(["abcd", "xyz"]),
        "any": st.sampled_from([None, 1.5, {"a": [1, (2,)]}]),
        "_boost": st.sampled_from([0.5, 2.0]),
    },
)
QUERIES = [
    query.Every(),
    query.Term("text", "alfa"),
    query.Phrase("text", ["alfa", "bravo"]),
    query.Term("boosts", "delta"),
    query.Or([query.Term("plain", word) for word in WORDS]),
    query.NumericRange("number", 0, 5),
    query.NumericRange("number", 400, None),
    query.DateRange("day", START, START + dt.timedelta(days=1)),
    query.Term("tag", "green"),
    query.Term("grams", "bc"),
]


def fill(index: Any, batches: list[list[dict[str, Any]]], deleted: list[str]) -> Any:
    number = 0
    for batch in batches:
        writer = index.writer()
        for row in batch:
            writer.add_document(id=str(number), **row)
            number += 1
        writer.commit(merge=False)
    writer = index.writer()
    for key in deleted:
        writer.delete_by_term("id", key)
    writer.commit(merge=False)
    return index


def column_value(leaf: Any, name: str, docnum: int) -> Any:
    if leaf.has_column(name):
        return leaf.column_reader(name, translate=False)[docnum]
    return leaf.schema[name].column_type.default_value()


def contents(index: Any) -> list[Any]:
    """All that can be asked of an index, with ids in place of numbers."""
    found: list[Any] = []
    with index.searcher(weighting=Frequency()) as searcher:
        reader = searcher.reader()
        for q in QUERIES:
            for sortedby in (None, "number", "day"):
                results = searcher.search(q, limit=None, sortedby=sortedby)
                scores = [hit.score if sortedby is None and type(q) is query.Term else None for hit in results]
                found.append(sorted((hit["id"], score) for hit, score in zip(results, scores, strict=True)))
        for leaf, _ in reader.leaf_readers():  # Whoosh's own reader of several mixes their columns up
            for docnum, stored in leaf.iter_docs():
                columns = [column_value(leaf, name, docnum) for name in ("number", "day", "tag")]
                vector = leaf.has_vector(docnum, "text") and list(leaf.vector_as("characters", docnum, "text"))
                found.append((stored["id"], stored, columns, vector or []))
        for name, term in (("text", "alfa"), ("boosts", "alfa")):
            if (name, term) in reader:
                form = "characters" if name == "text" else "position_boosts"
                posted = reader.postings(name, term)
                found.append({reader.stored_fields(n)["id"]: value for n, value in posted.items_as(form)})
    return found


@settings(max_examples=15, derandomize=True, phases=[Phase.generate])
@given(
    st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=3),
    st.lists(st.integers(0, 8).map(str), max_size=2, unique=True),
)
def test_everything_is_copied(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[dict[str, Any]]], deleted: list[str]
) -> None:
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    theirs = fill(whoosh_index.create_in(str(old), SCHEMA), batches, deleted)
    before = {path.name: path.read_bytes() for path in old.iterdir()}
    ours = import_index(old, new)
    assert {path.name: path.read_bytes() for path in old.iterdir()} == before
    assert ours.schema.names() == theirs.schema.names()
    assert ours.doc_count_all() == theirs.doc_count()
    copied, expected = contents(open_dir(new)), contents(theirs)
    assert _alike(copied, expected)


def _alike(found: Any, expected: Any) -> bool:
    """Equal, but for the last digits of a score."""
    if isinstance(expected, float):
        return bool(found == pytest.approx(expected, rel=1e-5))
    if isinstance(expected, (list, tuple)):
        return len(found) == len(expected) and all(map(_alike, found, expected))
    return bool(found == expected)


@settings(max_examples=15, derandomize=True, phases=[Phase.generate])
@given(st.lists(st.lists(rows, min_size=1, max_size=6), min_size=1, max_size=2), st.integers(1, 20))
def test_batches_of_any_size(batches: list[list[dict[str, Any]]], most: int) -> None:
    with fill(WhooshsRam().create_index(SCHEMA), batches, ["1"]).reader() as reader:
        (*whole,) = (document for batch in copied_documents(reader, SCHEMA) for document in batch)
        small = list(copied_documents(reader, SCHEMA, most))
        assert [document for batch in small for document in batch] == whole
        assert [document.docnum for document in whole] == list(reader.all_doc_ids())


def test_into_the_same_folder(tmp_path: Path) -> None:
    fill(whoosh_index.create_in(str(tmp_path), SCHEMA), [[{"text": "alfa"}]], [])
    fill(whoosh_index.create_in(str(tmp_path), SCHEMA, "other"), [[{"text": "bravo"}]], [])
    assert import_index(tmp_path, tmp_path).doc_count() == 1
    assert open_dir(tmp_path).doc_count() == 1 == whoosh_index.open_dir(str(tmp_path)).doc_count()
    assert import_index(tmp_path, tmp_path, "other").indexname == "other"
    with pytest.raises(FolderNotOurs):
        import_index(tmp_path, tmp_path)
    assert create_in(tmp_path, SCHEMA).doc_count() == 0


def test_nothing_to_import(tmp_path: Path) -> None:
    create_in(tmp_path / "ours", SCHEMA)
    for folder in (tmp_path / "ours", tmp_path / "nowhere", tmp_path):
        with pytest.raises(IndexMissing):
            import_index(folder, tmp_path / "new")


class Own:
    """Something that Whoosh pickles, and searchkit does not."""


def test_a_value_that_cannot_be_kept(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    fill(whoosh_index.create_in(str(old), SCHEMA), [[{"text": "alfa"}, {"any": Own()}]], [])
    with pytest.raises(ArticleInvalid, match="Own"):
        import_index(old, new)
    assert open_dir(new).doc_count() == 0
    without = fields.Schema(**{name: kind for name, kind in SCHEMA.items() if name != "any"})
    with pytest.raises(ArticleInvalid):  # Whoosh still reads the value
        import_index(old, new)
    assert import_index(old, new, schema=without).doc_count() == 2
