"""Indexes of earlier versions: each is opened, searched, changed, merged and upgraded by this one.

tests/support/index_fixtures.py made them, and tells how one is added.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import searchkit
from earlier_analysis import writer_of
from index_fixtures import (
    ARCHIVE,
    FOLDER,
    SCHEMA,
    archive_answers,
    schema_answers,
    unpack,
)
from searchkit.archive.layout import ArchiveLayout, analysis_of, is_older
from searchkit.base.analysis import CURRENT
from searchkit.engine import open_dir
from searchkit.engine.manifest import Manifest
from searchkit.engine.repair import damages
from searchkit.errors import IndexIncompatible

NAMES = sorted(path.name.removesuffix(".tar.xz") for path in FOLDER.glob("*.tar.xz"))
ARCHIVES = [name for name in NAMES if "-analysis-" in name]
SCHEMAS = [name for name in NAMES if name.endswith("-schema")]


def pinned(name: str) -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return answers


def close_to(answers: dict[str, Any], scores: bool = True) -> dict[str, Any]:
    """Answers that others equal if their scores differ by less than 1e-6, or whatever they are."""
    hits = {
        query: [[id, pytest.approx(score, abs=1e-6) if scores else _Any()] for id, score in _ordered(found, scores)]
        for query, found in answers["hits"].items()
    }
    return {**answers, "hits": hits}


def _ordered(found: list[Any], scores: bool) -> list[Any]:
    """Hits as they are, or if their scores do not matter, by id: another rule may rank otherwise."""
    return found if scores else sorted(found, key=lambda hit: str(hit[0]))


class _Any:
    def __eq__(self, other: object) -> bool:
        return True


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def optimize(folder: Path) -> None:
    with searchkit.open(folder) as index, writer_of(index.folder) as writer:
        writer.optimize()
        assert len(writer.segments) == 1


def test_the_numbers_of_today_have_their_fixtures() -> None:
    assert {ARCHIVE, SCHEMA} <= {*NAMES}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_is_read_as_it_was_written(name: str, tmp_path: Path) -> None:
    folder = unpack(name, tmp_path / "index")
    manifest, before = Manifest.read(folder), bytes_of(folder)
    assert len(manifest.segments) > 1
    assert any(segment.deleted for segment in manifest.segments)
    assert damages(folder) == []
    if is_older(manifest.schema):
        try:
            analysis_of(manifest.schema)
        except IndexIncompatible as error:  # its rule is not shipped any more
            assert "searchkit upgrade" in error.hint
            return
    assert archive_answers(folder) == close_to(pinned(name))
    with searchkit.open(folder, generation=manifest.before) as index:
        assert index.search("=treaties").total == 2
        assert index.get("given").title == "All of it is given"  # type: ignore[union-attr]
    with searchkit.open(folder) as index:
        status = index.status()
        assert (status.files, [problem.code for problem in status.problems]) == (2, ["bad_json"])
    assert bytes_of(folder) == before


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_is_changed_and_merged(name: str, tmp_path: Path) -> None:
    folder = unpack(name, tmp_path / "index")
    if is_older(Manifest.read(folder).schema):
        searchkit.upgrade(folder)
    expected = close_to(pinned(name), scores=False)
    with searchkit.open(folder) as index:
        strike = index.get("strike")
        assert strike is not None
        story = index.story("strike")
        index.add([{"id": "new", "title": "Strike", "body": strike.body, "date": "2019-07-13"}])
        assert index.story("new") == index.story("strike") != story
    optimize(folder)
    with searchkit.open(folder) as index:
        assert index.search("strike").total == 3
        index.delete("new")
        index.use_lists(drop=["boards"])
        index.use_lists({"boards": [("Acme Holdings", "ACM")]})
    for _ in range(2):
        answers = archive_answers(folder)
        # An upgrade adds the fields that came later.
        answers["facets"] = {field: answers["facets"].get(field) for field in expected["facets"]}
        answers["hits"] = {query: _ordered(found, False) for query, found in answers["hits"].items()}
        assert answers == expected
        optimize(folder)


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_is_upgraded(name: str, tmp_path: Path) -> None:
    folder = unpack(name, tmp_path / "index")
    if not is_older(Manifest.read(folder).schema):
        searchkit.upgrade(folder)  # what came later without another number, such as the texts of stories
        assert not searchkit.upgrade(folder).is_changed
        optimize(folder)
        once = archive_answers(folder)
        with searchkit.open(folder) as index, writer_of(index.folder) as writer:  # as if its rule was shipped no more
            writer.use(ArchiveLayout(), {**writer.description, "analysis": 0})
            writer.commit()
    done = searchkit.upgrade(folder)
    assert (done.is_changed, done.after) == (True, CURRENT.number)
    upgraded = archive_answers(folder)
    assert upgraded["articles"] == pinned(name)["articles"]
    assert upgraded["stories"] == pinned(name)["stories"]
    if name == ARCHIVE:
        assert upgraded == close_to(once)


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_index_of_a_schema_is_read_changed_and_merged(name: str, tmp_path: Path) -> None:
    folder = unpack(name, tmp_path / "index")
    manifest, before = Manifest.read(folder), bytes_of(folder)
    assert len(manifest.segments) > 1
    assert any(segment.deleted for segment in manifest.segments)
    assert damages(folder) == []
    assert schema_answers(folder) == close_to(pinned(name))
    assert bytes_of(folder) == before
    with open_dir(folder).writer() as writer:
        writer.add_document(key="new", title="New", body="treaty", size=99)
    with open_dir(folder).writer() as writer:
        writer.delete_by_term("key", "new")
    open_dir(folder).optimize()
    assert len(Manifest.read(folder).segments) == 1
    merged = schema_answers(folder)
    expected = pinned(name)
    assert {query: len(hits) for query, hits in merged["hits"].items()} == {
        query: len(hits) for query, hits in expected["hits"].items()
    }
    assert (merged["by_size"], merged["stored"]) == (expected["by_size"], expected["stored"])


@pytest.mark.parametrize("name", ["format-1-analysis-2", *SCHEMAS])
def test_the_generation_that_an_earlier_version_kept_is_listed_merged_and_restored(name: str, tmp_path: Path) -> None:
    folder = unpack(name, tmp_path / "index")
    latest = Manifest.read(folder)
    assert latest.before is not None
    before = Manifest.read(folder, latest.before)
    listed = searchkit.generations(folder)
    assert [(g.revision, g.documents, g.is_latest) for g in listed.all] == [
        (before.revision, before.live, False),
        (latest.revision, latest.live, True),
    ]
    assert damages(folder, before.revision) == []
    optimize(folder) if name in ARCHIVES else open_dir(folder).optimize()
    assert damages(folder, before.revision) == []
    merged = Manifest.read(folder)
    assert merged.generations == [before.revision]
    done = searchkit.restore(folder, before.revision)
    assert (done.before, done.documents) == (merged.revision, before.live)
    assert searchkit.restore(folder, done.before).documents == latest.live
    assert Manifest.read(folder).generations == [before.revision, merged.revision, done.revision]
    assert damages(folder) == []
