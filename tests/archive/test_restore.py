"""Going back to an earlier generation, and bringing the archive up to date with its sources again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import searchkit
from searchkit.archive.register import REGISTER_NAME, Register
from searchkit.engine.generations import generations
from searchkit.engine.manifest import Manifest
from searchkit.errors import IndexDamaged, IndexLocked, IndexUnwritable
from searchkit.index import Index
from searchkit.ingest.report import Report


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name in ("a", "b", "c"):
        written(folder / f"{name}.txt", f"First talks of {name}")
    return folder


def written(path: Path, body: str) -> None:
    path.write_text(f"Title: {path.stem}\n\n{body}.\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))  # as in an archive: long ago


def bodies(index: Index, generation: int | None = None) -> list[str]:
    with searchkit.open(index.folder, generation=generation) as now:
        return sorted(hit.article.body for hit in now.search("*", limit=None))


def sources(folder: Path) -> list[tuple[str, bool]]:
    """The files that the register knows, and whether it says that they were read to their end."""
    register = Register(folder, readonly=True)
    try:
        states = [register.source(key) for key in register.known()]
        return [(Path(state.key).stem, bool(state.digest)) for state in states if state]
    finally:
        register.close()


def updated(index: Index, news: Path) -> Report:
    return index.add_files(news)


@pytest.fixture
def index(news: Path, tmp_path: Path) -> Index:
    """An archive whose files were changed, removed and added since its generation 1."""
    made = searchkit.create(tmp_path / "i")
    updated(made, news)
    written(news / "a.txt", "Second talks of a, with more words")
    (news / "b.txt").unlink()
    written(news / "d.txt", "First talks of d")
    updated(made, news)
    assert bodies(made) == ["First talks of c.", "First talks of d.", "Second talks of a, with more words."]
    return made


def test_after_a_restore_the_next_run_brings_all_up_to_date(index: Index, news: Path) -> None:
    present = bodies(index)
    latest = index.view.revision
    done = searchkit.restore(index.folder, 1)
    assert (done.generation, done.before, done.documents) == (1, latest, 3)
    assert bodies(index) == ["First talks of a.", "First talks of b.", "First talks of c."]
    assert index.refresh()
    assert index.status().files == 3
    assert sources(index.folder) == [("a", False), ("b", False), ("c", False)]
    report = updated(index, news)
    assert (report.files_read, report.unchanged, report.added, report.removed) == (3, 1, 2, 2)
    assert bodies(index) == present
    assert sources(index.folder) == [("a", True), ("c", True), ("d", True)]
    again = updated(index, news)
    assert (again.files_read, again.files_unchanged) == (0, 3)


def test_a_restore_can_be_undone_and_then_no_article_is_read_in_vain(index: Index, news: Path) -> None:
    present, latest = bodies(index), index.view.revision
    searchkit.restore(index.folder, 1)
    searchkit.restore(index.folder, latest)
    assert bodies(index) == present
    assert sources(index.folder) == [("a", False), ("c", False), ("d", False)]
    report = updated(index, news)
    assert (report.files_read, report.unchanged, report.added, report.replaced, report.removed) == (3, 3, 0, 0, 0)


@pytest.mark.parametrize("fails", ["before", "after"])
def test_a_restore_that_fails_leaves_a_register_that_claims_too_little(
    index: Index, news: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    present = bodies(index)
    (news / "d.txt").unlink()

    def refused(*_: object, **__: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "commit" if fails == "after" else "check_files", refused)
        if fails == "after":
            with pytest.raises(IndexUnwritable):
                searchkit.restore(index.folder, 1)
        else:
            patch.setattr(Register, "read_again", refused)
            with pytest.raises((IndexUnwritable, searchkit.IndexUnreadable)):
                searchkit.restore(index.folder, 1)
    assert bodies(index) == present
    updated(index, news)
    assert bodies(index) == ["First talks of c.", "Second talks of a, with more words."]


def test_a_generation_without_articles_knows_no_files(index: Index, news: Path) -> None:
    present = bodies(index)
    searchkit.restore(index.folder, 0)
    index.refresh()
    assert (len(index), index.status().files, index.status().kept) == (0, 0, ())
    updated(index, news)
    assert bodies(index) == present


def test_lists_come_back_with_their_generation(index: Index) -> None:
    searchkit.choose_to_keep(index.folder, share=20)  # a change of lists writes every article again
    index.use_lists({"boards": ["talks"]})
    listed = index.view.revision
    index.use_lists(drop=["boards"])
    searchkit.restore(index.folder, listed)
    index.refresh()
    assert "boards" in index.lists
    assert index.search("boards:talks").total == 3
    searchkit.restore(index.folder, listed - 1)
    index.refresh()
    assert "boards" not in index.lists


def test_an_archive_of_a_program_alone_gets_no_register(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "first"}])
        index.add([{"id": "b", "body": "second"}])
        searchkit.restore(index.folder, 1)
        assert not (index.folder / REGISTER_NAME).exists()
        assert index.refresh()
        assert [hit.article.id for hit in index.search("*")] == ["a"]


def test_an_index_of_a_whoosh_schema_is_restored_too(tmp_path: Path) -> None:
    from whoosh.fields import ID, TEXT, Schema

    with searchkit.create(tmp_path / "i", Schema(key=ID(unique=True, stored=True), text=TEXT)) as index:
        index.add([{"key": "a", "text": "first"}])
        index.add([{"key": "a", "text": "second"}])
        searchkit.restore(index.folder, 1)
        index.refresh()
        assert (index.search("first").total, index.search("second").total) == (1, 0)


def test_a_restore_waits_for_no_writer_and_refuses_a_damaged_register(index: Index) -> None:
    with index.batch(), pytest.raises(IndexLocked):
        searchkit.restore(index.folder, 1)
    (index.folder / REGISTER_NAME).write_bytes(b"x" * 5000)
    with pytest.raises(IndexDamaged, match=REGISTER_NAME):
        searchkit.restore(index.folder, 1)
    assert [each.revision for each in generations(index.folder).all] == [0, 1, 2]
