"""Index folders: what is ours, what is damaged, what is refused."""

from __future__ import annotations

import base64
import json
import os
import pickle
import zlib
from pathlib import Path
from typing import Any

import pytest
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import DATETIME, ID, KEYWORD, NUMERIC, TEXT, Schema

import searchkit
from searchkit._native import Query
from searchkit.engine.manifest import MANIFEST_NAME
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import (
    FolderNotOurs,
    IndexDamaged,
    IndexIncompatible,
    IndexLocked,
    IndexMissing,
    IndexProblem,
)
from searchkit.whoosh_api.schema_description import describe_schema, schema_from
from searchkit.whoosh_api.schema_layout import SchemaLayout


def layout_of(description: Any) -> SchemaLayout:
    return SchemaLayout(schema_from(description))


def make(folder: Path, documents: int = 3) -> Store:
    schema = Schema(id=ID(unique=True, stored=True), body=TEXT(analyzer=StemmingAnalyzer(), stored=True))
    store = Store.create(folder, describe_schema(schema), SchemaLayout(schema))
    with Writer(store, ["id"]) as writer:
        for number in range(documents):
            writer.add({"id": str(number), "body": f"talks number{number}"})
        writer.commit()
    return store


def found(store: Store, word: str) -> int:
    snapshot = Snapshot(store)
    try:
        return snapshot.search(Query.term("body", word.encode())).total
    finally:
        snapshot.close()


def test_written_and_read_again(tmp_path: Path) -> None:
    make(tmp_path / "i")
    store = Store.open(tmp_path / "i", layout_of)
    assert found(store, "talk") == 3
    assert found(store, "number1") == 1


@pytest.mark.parametrize("name", ["notes.txt", "README.md", ".git"])
def test_a_folder_with_other_files_is_not_written_to(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir() if name == ".git" else (tmp_path / name).write_text("mine")
    with pytest.raises(FolderNotOurs):
        make(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_folder_with_our_own_readme_is_ours(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# A searchkit index\n\nwords")
    assert found(make(tmp_path), "talk") == 3


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FolderNotOurs):
        make(tmp_path / "file")
    with pytest.raises(IndexMissing):
        Store.open(tmp_path / "file", layout_of)


def test_an_existing_index_is_not_made_again(tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(FolderNotOurs):
        make(tmp_path)


def test_files_that_are_cut_off_or_gone_are_damage_that_names_the_file(tmp_path: Path) -> None:
    store = make(tmp_path)
    with Writer(store) as writer:
        writer.delete("id", "1")
        writer.commit()
    files = [tmp_path / MANIFEST_NAME, *(tmp_path / name for name in store.manifest().files)]
    assert sorted(path.suffix for path in files) == [".data", ".deletes", ".json"]
    for path in files:
        whole = path.read_bytes()
        for length in {0, 1, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:length])
            told = path.name + (
                "" if path.name == MANIFEST_NAME else f" has {length} bytes where {len(whole)} were committed"
            )
            with pytest.raises(IndexDamaged, match=told):
                Snapshot(Store.open(tmp_path, layout_of))
        path.unlink()
        with pytest.raises((IndexDamaged, IndexMissing)):
            Snapshot(Store.open(tmp_path, layout_of))
        path.write_bytes(whole)
    assert found(Store.open(tmp_path, layout_of), "talk") == 2


def seal(path: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest with a checksum that is right."""
    end = '"\n}'
    head = json.dumps({**manifest, "crc32": ""}, indent=1).removesuffix(end)
    path.write_text(f"{head}{zlib.crc32(head.encode()):08x}{end}")


class Boom:
    def __reduce__(self) -> Any:
        return os.mkdir, ("boom",)


@pytest.mark.parametrize(
    "pickled",
    [base64.b64encode(pickle.dumps(Boom())).decode(), {"fields": {"body": {"class": "os.mkdir", "args": ["boom"]}}}],
)
def test_an_index_cannot_name_code_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pickled: Any) -> None:
    monkeypatch.chdir(tmp_path)
    make(tmp_path / "i")
    path = tmp_path / "i" / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    manifest["schema"]["schema"] = pickled
    seal(path, manifest)
    with pytest.raises(IndexIncompatible):
        Store.open(tmp_path / "i", layout_of)
    assert not (tmp_path / "boom").exists()


@pytest.mark.damages
@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a\\b", ".."])
def test_a_manifest_cannot_name_files_outside_its_folder(tmp_path: Path, name: str) -> None:
    make(tmp_path)
    path = tmp_path / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    manifest["files"][name] = {"size": 0, "crc32": 0}
    seal(path, manifest)
    with pytest.raises(IndexDamaged, match="bad file name"):
        Store.open(tmp_path, layout_of)


@pytest.mark.damages
@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("revision",), -1),
        (("revision",), True),
        (("before",), "1"),
        (("segments", 0, "documents"), None),
        (("segments", 0, "documents"), 0.5),
        (("segments", 0, "deleted"), 1),
        (("segments", 0, "deleted"), 4),
        (("segments", 0, "deletes"), "segment-other.deletes"),
        (("segments", 0, "file"), "segment-other.data"),
        (("segments", 0, "id"), ""),
        (("segments",), 7),
        (("files",), []),
        (("schema",), 7),
    ],
)
def test_a_sealed_manifest_that_says_what_cannot_be_is_damage(
    tmp_path: Path, where: tuple[Any, ...], value: Any
) -> None:
    make(tmp_path)
    path = tmp_path / MANIFEST_NAME
    manifest = json.loads(path.read_text())
    part = manifest
    for key in where[:-1]:
        part = part[key]
    part[where[-1]] = value
    seal(path, manifest)
    with pytest.raises(IndexDamaged, match=MANIFEST_NAME):
        Store.open(tmp_path, layout_of)


@pytest.mark.damages
def test_another_format_version_is_said(tmp_path: Path) -> None:
    make(tmp_path)
    path = tmp_path / MANIFEST_NAME
    path.write_text(path.read_text().replace('"version": 1', '"version": 99', 1))
    with pytest.raises(IndexIncompatible, match="99"):
        Store.open(tmp_path, layout_of)


@pytest.mark.damages
def test_a_later_format_names_the_version_to_use(tmp_path: Path) -> None:
    make(tmp_path)
    path = tmp_path / MANIFEST_NAME
    assert json.loads(path.read_text())["searchkit"] == searchkit.__version__
    written = path.read_text().replace('"version": 1', '"version": 2', 1)
    path.write_text(written.replace(f'"searchkit": "{searchkit.__version__}"', '"searchkit": "7.5.0"', 1))
    with pytest.raises(IndexIncompatible, match=f"a later searchkit than this one .{searchkit.__version__}") as caught:
        Store.open(tmp_path, layout_of)
    assert caught.value.hint == "use searchkit 7.5.0 or later"


def test_one_writer_at_a_time_and_the_holder_is_named(tmp_path: Path) -> None:
    store = make(tmp_path)
    with Writer(store), pytest.raises(IndexLocked, match=str(os.getpid())):
        Writer(store)
    Writer(store).close()


def test_a_snapshot_keeps_its_commit(tmp_path: Path) -> None:
    store = make(tmp_path)
    before = Snapshot(store)
    with Writer(store, ["id"]) as writer:
        for number in range(3):
            writer.delete("id", str(number))
        writer.add({"id": "9", "body": "talks late"})
        writer.commit()
    assert before.search(Query.every()).total == 3
    assert before.stored(0)["id"] == "0"
    assert found(store, "late") == 1
    before.close()
    with pytest.raises(IndexProblem):
        before.search(Query.every())


def test_what_was_not_committed_is_forgotten(tmp_path: Path) -> None:
    store = make(tmp_path)
    names = {p.name for p in tmp_path.iterdir()}
    with Writer(store, ["id"]) as writer:
        writer.add({"id": "9", "body": "late"})
        writer.delete("id", "1")
    assert found(store, "talk") == 3
    assert {p.name for p in tmp_path.iterdir()} == names


def test_orphans_of_a_crash_are_swept(tmp_path: Path) -> None:
    store = make(tmp_path)
    orphans = [
        "segment-00000000deadbeef.data",
        "segment-00000000deadbeef-7.deletes",
        f"{MANIFEST_NAME}.new",
        "searchkit-manifest-900.json",
    ]
    for name in orphans:
        (tmp_path / name).write_bytes(b"x")
    Writer(store).close()
    assert not [name for name in orphans if (tmp_path / name).exists()]
    assert found(store, "talk") == 3


def test_many_commits_are_merged_and_nothing_is_lost(tmp_path: Path) -> None:
    store = make(tmp_path, 0)
    with Writer(store, ["id"]) as writer:
        for number in range(30):
            writer.add({"id": str(number), "body": f"talks number{number}"})
            if number % 3 == 0:
                writer.delete("id", str(number - 1))
            writer.commit()
    manifest = store.manifest()
    assert len(manifest.segments) < 10
    assert found(store, "talk") == 21  # 30, less 2, 5, 8, ... 26
    assert found(store, "number26") == 0
    assert found(store, "number28") == 1


@pytest.mark.parametrize(
    "schema",
    [
        Schema(a=TEXT(stored=True), b=KEYWORD(commas=True, sortable=True), c=NUMERIC(int, sortable=True), d=DATETIME()),
        Schema(a=TEXT(analyzer=StemmingAnalyzer(stoplist=["x"]))),
    ],
)
def test_whoosh_schemas_are_kept(schema: Schema) -> None:
    again = schema_from(describe_schema(schema))
    assert again.names() == schema.names()
