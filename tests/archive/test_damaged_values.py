"""Values that no article has, in an index whose checksums fit: each is damage, and the error names the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import searchkit
from searchkit.engine.manifest import MANIFEST_NAME, Manifest
from searchkit.engine.snapshot import Snapshot
from searchkit.errors import IndexDamaged


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "1", "body": "oil on 3 April 2019", "date": "2019", "place": "York"}])
    return tmp_path / "i"


def counts(value: bytes) -> Any:
    return SimpleNamespace(values=[(value, 1)], distinct=1, missing=0)


def read_with(monkeypatch: pytest.MonkeyPatch, found: dict[str, Any], read: Callable[[], Any]) -> None:
    search = Snapshot.search

    def damaged(self: Snapshot, *given: Any, **options: Any) -> Any:
        real = search(self, *given, **options)
        names = ("total", "hits", "members", "groups", "facets", "timelines")
        return SimpleNamespace(**{name: getattr(real, name) for name in names} | found)

    monkeypatch.setattr(Snapshot, "search", damaged)
    with pytest.raises(IndexDamaged, match=r"segment-.*\.data"):
        read()


def test_a_value_that_is_no_text(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    with searchkit.open(folder) as index:
        read_with(monkeypatch, {"facets": [counts(b"\xff")]}, lambda: index.search("oil", facets=["place"]).facets)


@pytest.mark.parametrize("record", ["", "5", "[]", "{", '{"other": 1}', '{"id": [1]}', "[" * 100_000])
def test_a_stored_document_that_is_no_article(monkeypatch: pytest.MonkeyPatch, folder: Path, record: str) -> None:
    monkeypatch.setattr(Snapshot, "fields_in", lambda *_: {"record": record})
    with searchkit.open(folder) as index, pytest.raises(IndexDamaged, match=r"segment-.*\.data"):
        index.get("1")
    with searchkit.open(folder) as index, pytest.raises(IndexDamaged, match=r"segment-.*\.data"):
        _ = index.search("oil").ids


@pytest.mark.damages
def test_a_file_name_in_a_manifest_that_no_file_can_have(folder: Path) -> None:
    manifest = Manifest.read(folder)
    (name,) = (segment.file for segment in manifest.segments)
    files = {("\ud800" if each == name else each): record for each, record in manifest.files.items()}
    damaged = Manifest(
        revision=manifest.revision,
        schema=manifest.schema,
        segments=tuple(type(s)(s.id, "\ud800", s.documents, s.deleted, s.deletes) for s in manifest.segments),
        files=files,
    )
    (folder / MANIFEST_NAME).write_bytes(damaged.encoded())
    with pytest.raises(IndexDamaged, match=MANIFEST_NAME):
        searchkit.open(folder)


WRONG = [
    {"id": 5},
    {"id": "1", "title": ["no text"]},
    {"id": "1", "body": 5},
    {"id": "1", "date": "yesterday"},
    {"id": "1", "date": "2019-02-30"},
    {"id": "1", "mentions": ["2019-05", 5]},
    {"id": "1", "mentions": "2019-05"},
    {"id": "1", "entities": {"person": "Ana"}},
    {"id": "1", "entities": [["Ana"]]},
    {"id": "1", "metadata": []},
    {"id": "1", "provenance": "rule"},
    {"id": "1", "flags": {"error": True}},
    {"id": "1", "what": "is this"},
]


@pytest.mark.parametrize("record", WRONG, ids=map(json.dumps, WRONG))
def test_a_stored_article_with_a_value_of_another_type(
    monkeypatch: pytest.MonkeyPatch, folder: Path, record: dict[str, Any]
) -> None:
    with searchkit.open(folder) as index:
        results = index.search("oil")
        monkeypatch.setattr(Snapshot, "fields_in", lambda *_: {"record": json.dumps(record), "source": None})
        with pytest.raises(IndexDamaged):
            _ = results[0].article


def test_a_stored_article_is_read_as_it_was_written(folder: Path) -> None:
    article = searchkit.Article(
        id="2",
        title=" A title ",
        body="b",
        date="2019-05",
        place="York",
        more_places=("Leeds",),
        entities={"person": ("Ana Costa",), "org": ()},
        mentions=("2019-04-03/2019-04-04", "2019-05"),
        also_written={"World Bank": ("WB",)},
        metadata={"pages": [0], "n": 2**70, "x": None, "y": {"z": [1.5]}},
        provenance={"person": "rule"},
        flags=("truncated",),
    )
    assert searchkit.Article.of_stored(json.loads(article.to_json())) == article
    empty = searchkit.Article(id="3", body="x")
    first, second = (searchkit.Article.of_stored(json.loads(empty.to_json())) for _ in range(2))
    assert first == empty
    assert first.entities is not second.entities
