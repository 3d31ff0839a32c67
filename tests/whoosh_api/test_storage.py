"""Storages of Whoosh's programs: folders and memory, names of indexes, and what else lies in a folder."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import fields, query
from whoosh import index as whoosh_index
from whoosh.filedb import filestore
from whoosh.index import EmptyIndexError, LockError
from whoosh.multiproc import MpWriter
from whoosh.writing import SegmentWriter

from searchkit import engine
from searchkit.base.version import VERSION
from searchkit.engine import FileStorage, RamStorage, copy_to_ram, create_in, exists_in, open_dir
from searchkit.errors import FolderNotOurs, IndexDamaged, SearchkitError, UsageError

SCHEMA = fields.Schema(id=fields.ID(stored=True, unique=True), text=fields.TEXT(stored=True))
NEWER = fields.Schema(id=fields.ID(stored=True, unique=True), text=fields.TEXT(stored=True), extra=fields.KEYWORD)
T = query.Term


def add(index: Any, *ids: str) -> Any:
    with index.writer() as writer:
        for number in ids:
            writer.add_document(id=number, text=f"alfa {number}")
    return index


def found(index: Any, q: query.Query | None = None) -> list[str]:
    with index.searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(q or query.Every(), limit=None))


def test_a_folder_as_django_haystack_opens_it(tmp_path: Path) -> None:
    storage = FileStorage(str(tmp_path))
    assert not storage.index_exists() and not engine.exists(storage)
    with pytest.raises(EmptyIndexError):
        storage.open_index(schema=SCHEMA)
    made = add(storage.create_index(SCHEMA), "1")
    assert made.storage is storage and storage.index_exists() and whoosh_index.exists(storage)
    again = storage.open_index(schema=SCHEMA).refresh()
    assert found(again, T("text", "alfa")) == ["1"] and again.indexname == "MAIN"
    assert found(made.storage.open_index()) == ["1"] == found(open_dir(tmp_path))
    assert open_dir(tmp_path).storage.folder == str(tmp_path)


def test_memory(tmp_path: Path) -> None:
    first, second = RamStorage(), RamStorage()
    index = add(first.create_index(SCHEMA), "1", "2")
    assert found(first.open_index()) == ["1", "2"] and not second.index_exists()
    assert first.total_size() > 0 == second.total_size()
    first.clean()
    assert not first.index_exists()
    assert add(first.create_index(SCHEMA), "3").doc_count() == 1
    folder = Path(first.folder)
    del first, index
    gc.collect()
    assert not folder.exists()


def test_an_index_keeps_its_memory() -> None:
    index = RamStorage().create_index(SCHEMA)
    gc.collect()
    assert found(add(index, "1")) == ["1"]


def test_a_copy_in_memory(tmp_path: Path) -> None:
    storage = FileStorage(str(tmp_path))
    add(storage.create_index(SCHEMA), "1")
    add(storage.create_index(SCHEMA, "other"), "2")
    copy = copy_to_ram(storage)
    add(storage.open_index(), "3")
    assert found(copy.open_index()) == ["1"] and found(copy.open_index("other")) == ["2"]


def test_for_reading_only(tmp_path: Path) -> None:
    add(create_in(tmp_path, SCHEMA), "1")
    index = open_dir(tmp_path, readonly=True)
    with pytest.raises(filestore.ReadOnlyError) as caught:
        index.writer()
    assert isinstance(caught.value, SearchkitError) and found(index) == ["1"]
    for change in (index.optimize, index.storage.clean, lambda: index.storage.create_index(SCHEMA)):
        with pytest.raises(filestore.ReadOnlyError):
            change()
    assert found(open_dir(tmp_path)) == ["1"]


@given(st.text(min_size=1, max_size=20).filter(lambda name: name.isprintable()))
def test_any_name_of_an_index_stays_in_its_folder(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    root = tmp_path_factory.mktemp("names")
    folder = root / "indexes"
    index = create_in(folder, SCHEMA, indexname=name)
    assert index.indexname == name == open_dir(folder, name).indexname and exists_in(folder, name)
    assert exists_in(folder) == (name == "MAIN") and not exists_in(folder, f"{name}.")
    assert [path.name for path in root.iterdir()] == ["indexes"]


def test_names_differ(tmp_path: Path) -> None:
    names = ["a", "a.b", "a b", "a/b", "../a", "a%2Eb", "ü"]
    for name in names:
        add(create_in(tmp_path, SCHEMA, indexname=name), name)
    assert [found(open_dir(tmp_path, name)) for name in names] == [[name] for name in names]


def test_beside_other_files(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    (tmp_path / "searchkit-notes").mkdir()
    index = add(create_in(tmp_path, SCHEMA), "1")
    assert found(create_in(tmp_path, SCHEMA)) == [] and found(index) == []
    add(index, "2").optimize()
    FileStorage(str(tmp_path)).destroy()
    assert not exists_in(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["precious.txt", "searchkit-notes"]
    assert (tmp_path / "precious.txt").read_text() == "mine"


def test_a_storage_of_its_own_goes_with_its_folder(tmp_path: Path) -> None:
    storage = FileStorage(str(tmp_path / "index")).create()
    storage.create_index(SCHEMA)
    storage.create_index(SCHEMA, "other")
    storage.destroy()
    assert not (tmp_path / "index").exists()


def test_a_folder_of_whooshs(tmp_path: Path) -> None:
    whoosh_index.create_in(str(tmp_path), SCHEMA)
    assert not exists_in(tmp_path)
    with pytest.raises(EmptyIndexError, match="Whoosh's") as missing:
        open_dir(tmp_path)
    with pytest.raises(FolderNotOurs, match="Whoosh's") as refused:
        create_in(tmp_path, SCHEMA)
    assert "import_index" in refused.value.hint and "import_index" in getattr(missing.value, "hint", "")
    assert create_in(tmp_path, SCHEMA, indexname="other").is_empty()


def test_a_newer_schema_is_written(tmp_path: Path) -> None:
    add(create_in(tmp_path, SCHEMA), "1")
    index = open_dir(tmp_path, schema=NEWER)
    assert "extra" in index.schema
    with index.writer() as writer:
        writer.add_document(id="2", extra="new")
    again = open_dir(tmp_path)
    assert found(again, T("extra", "new")) == ["2"] and found(again) == ["1", "2"]
    with index.writer() as writer:
        writer.add_field("more", fields.ID)
    assert {"extra", "more"} <= set(index.schema.names()) and "more" in again.schema and "more" not in NEWER


def test_versions(tmp_path: Path) -> None:
    index = add(create_in(tmp_path, SCHEMA), "1")
    assert engine.version_in(tmp_path) == engine.version(index.storage) == (index.release, index.version)
    assert index.release == tuple(map(int, VERSION.split(".")[:3])) and index.version == 1
    with pytest.raises(EmptyIndexError):
        engine.version_in(tmp_path / "nowhere")


@pytest.mark.parametrize("kind", [SegmentWriter, MpWriter])
def test_whooshs_own_writers_are_refused(tmp_path: Path, kind: Any) -> None:
    with pytest.raises(UsageError, match="Whoosh's") as caught:
        kind(create_in(tmp_path, SCHEMA))
    assert "index.writer()" in caught.value.hint


def test_a_lost_writer_lets_the_next_one_in(tmp_path: Path) -> None:
    index = create_in(tmp_path, SCHEMA)

    def lose() -> None:
        writer = index.writer()
        writer.add_document(id="1")
        writer.add_document(absent="x")

    with pytest.raises(fields.UnknownFieldError):
        lose()
    gc.collect()
    held = index.writer()
    with pytest.raises(LockError):
        index.writer()
    held.cancel()
    assert found(index) == []


@pytest.mark.damages
def test_a_damaged_index_is_never_started_over(tmp_path: Path) -> None:
    add(create_in(tmp_path, SCHEMA), "1")
    manifest = tmp_path / "searchkit-manifest.json"
    manifest.write_bytes(manifest.read_bytes()[:-9])
    with pytest.raises(IndexDamaged):
        create_in(tmp_path, SCHEMA)
