"""What fails after a change is durable: it is done later, or the error says that the change is committed."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from article_fields import article_fields
from kept_files import needed_files

import searchkit
from searchkit import _native
from searchkit.archive.layout import ArchiveLayout
from searchkit.engine import lock, manifest, merging, segment_merges
from searchkit.engine.folder import Folder
from searchkit.engine.manifest import Manifest
from searchkit.engine.snapshot import Snapshot
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from searchkit.errors import IndexUnreadable, SearchkitError
from searchkit.index import Index


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An index of several segments, of which every merge is one in the background."""
    made = searchkit.create(tmp_path / "i")
    for number in range(7):
        made.add([{"id": str(number), "body": f"talks {number}"}])
    return made


def refused(*_: object, **__: object) -> Any:
    raise OSError(errno.EIO, "no")


def ids(folder: Path) -> set[str]:
    with searchkit.open(folder) as now:
        return {hit.article.id for hit in now.search("*", limit=None)}


def no_thread(patch: pytest.MonkeyPatch) -> None:
    start = threading.Thread.start

    def refuse(self: threading.Thread) -> None:
        if self.name == "searchkit-merge":
            raise RuntimeError("can't start new thread")
        start(self)

    patch.setattr(segment_merges, "_AT_ONCE", 0)
    patch.setattr(threading.Thread, "start", refuse)


def merge_fails(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(segment_merges, "_AT_ONCE", -1)  # even of a segment without documents
    patch.setattr(merging, "merge_to", refused)


def merge_panics(patch: pytest.MonkeyPatch) -> None:
    def panics(*_: object) -> Any:
        raise _native.InternalError("a merge panicked (merge.rs:1)")

    patch.setattr(segment_merges, "_AT_ONCE", -1)
    patch.setattr(merging, "merge_to", panics)


def no_sweep(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Folder, "remove", refused)


def no_look_around(patch: pytest.MonkeyPatch) -> None:
    read = manifest._read

    def refuse(folder: Path, name: str) -> Any:
        if name != manifest.MANIFEST_NAME:
            raise IndexUnreadable("no")
        return read(folder, name)

    patch.setattr(manifest, "_read", refuse)


def no_unlock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lock, "_unlock", refused)


@pytest.mark.parametrize("fail", [no_thread, merge_fails, merge_panics, no_sweep, no_look_around, no_unlock])
def test_housekeeping_that_fails_is_done_by_a_later_commit(
    index: Index, monkeypatch: pytest.MonkeyPatch, fail: Any
) -> None:
    with monkeypatch.context() as patch:
        fail(patch)
        assert index.add([{"id": "new", "body": "talks"}]) == 1
        assert index.delete("3") == 1
    assert index.search("talks").total == 7
    assert ids(index.folder) == {"0", "1", "2", "4", "5", "6", "new"}
    index.add([{"id": "later", "body": "talks"}])
    assert len(Manifest.read(index.folder).segments) < 8
    index.delete("0")
    index.delete("1")
    there = {path.name for path in index.folder.iterdir()}
    assert there == needed_files(index.folder) | {"searchkit-write.lock"}


@pytest.mark.parametrize("change", ["add", "delete", "batch", "add_files", "use_lists"])
@pytest.mark.parametrize("code", [errno.EMFILE, errno.EIO])
def test_a_commit_that_cannot_be_read_again_is_told_as_committed(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, code: int
) -> None:
    (tmp_path / "f.txt").write_text("Title: F\n\nMore talks.\n")
    revision = index.view.revision
    with monkeypatch.context() as patch:

        def refuse(self: Snapshot, *_: object) -> None:
            raise IndexUnreadable(os.strerror(code), hint="try again")

        patch.setattr(Snapshot, "__init__", refuse)
        with pytest.raises(SearchkitError, match=f"the change is committed.*{os.strerror(code)}") as caught:
            if change == "add":
                index.add([{"id": "new", "body": "talks"}])
            elif change == "delete":
                index.delete("3")
            elif change == "batch":
                with index.batch():
                    index.delete("3")
            elif change == "add_files":
                index.add_files([tmp_path / "f.txt"])
            else:
                index.use_lists({"boards": ["Border Board"]})
        assert caught.value.hint == "try again"
    assert index.view.revision == revision
    assert index.refresh()
    assert index.view.revision > revision


def test_merging_that_fails_after_a_commit_says_so(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    with Writer(Store.open(index.folder, ArchiveLayout), ["id"]) as writer:
        writer.optimize()
        writer.add(article_fields("new", title="talks"))
        with monkeypatch.context() as patch:
            patch.setattr(merging, "merge_to", refused)
            with pytest.raises(SearchkitError, match="the changes are committed, but their merging failed"):
                writer.optimize()
            assert len(Manifest.read(index.folder).segments) == 2
            with pytest.raises(SearchkitError, match="as it was before") as caught:
                writer.optimize()
            assert "committed" not in caught.value.message
        assert writer.find("id", "new") == [7]
        writer.optimize()
    assert len(Manifest.read(index.folder).segments) == 1
