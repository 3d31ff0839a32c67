"""Merges that are stopped: they end soon, and leave the index as it was."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest
from article_fields import article_fields
from kept_files import needed_files

from searchkit.archive.layout import ArchiveLayout, description
from searchkit.engine import merging, segment_merges
from searchkit.engine.manifest import Manifest
from searchkit.engine.merging import BackgroundMerge
from searchkit.engine.store import Store
from searchkit.engine.writer import Writer
from waiting import wait_until

PARTS = 8


def made(folder: Path, documents: int = 1) -> Store:
    """An index of many segments."""
    store = Store.create(folder, description(), ArchiveLayout())
    with Writer(store, ["id"], threads=1) as writer:
        for part in range(PARTS):
            for number in range(documents):
                writer.add(article_fields(f"{part}-{number}", title="talks", body=f"w{number} w{part}"))
            writer.commit(merge=False)
    return store


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def is_whole(folder: Path) -> bool:
    return {path.name for path in folder.iterdir()} == needed_files(folder) | {"searchkit-write.lock"}


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Merges that only end once they are stopped. The event tells that one has begun."""
    begun = threading.Event()

    def again_and_again(sources: object, path: Path, stop: object) -> merging.Merged:
        begun.set()
        while True:
            path.unlink(missing_ok=True)
            native(sources, path, stop)  # type: ignore[arg-type]

    native = merging.merge_to
    monkeypatch.setattr(merging, "merge_to", again_and_again)
    return begun


def test_ctrl_c_ends_an_optimize_and_leaves_the_index_as_it_was(tmp_path: Path, endless: threading.Event) -> None:
    folder = tmp_path / "i"
    store = made(folder, 200)
    before = contents(folder)

    def press() -> None:
        endless.wait(60)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press)
    pressing.start()
    with pytest.raises(KeyboardInterrupt), Writer(store, ["id"], threads=1) as writer:
        writer.optimize()
    pressing.join()
    wait_until(lambda: not any(t.name == "searchkit-merge" for t in threading.enumerate()), "the end of the merge")
    assert contents(folder) == before


@pytest.mark.parametrize("ending", ["closed", "left by Ctrl-C", "optimized", "taken back"])
def test_a_stopped_writer_waits_for_no_merge(
    tmp_path: Path, endless: threading.Event, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setattr(segment_merges, "_AT_ONCE", 0)  # every merge runs in the background
    folder = tmp_path / "i"
    store = made(folder)
    stopped = False
    writer = Writer(store, ["id"], threads=1, should_stop=lambda: stopped)
    with pytest.raises(KeyboardInterrupt) if ending == "left by Ctrl-C" else writer, writer:
        writer.add(article_fields("new", title="talks"))
        revision = writer.commit()
        wait_until(endless.is_set, "the beginning of a merge")
        if ending == "left by Ctrl-C":
            raise KeyboardInterrupt
        if ending == "taken back":
            writer.cancel()
            assert not writer._merges.is_running
        stopped = True
        if ending == "optimized":
            writer.optimize()
    latest = Manifest.read(folder)
    assert (latest.revision, len(latest.segments), latest.live) == (revision, PARTS + 1, PARTS + 1)
    assert is_whole(folder)


def test_a_commit_whose_small_merge_is_stopped_holds_the_changes(tmp_path: Path, endless: threading.Event) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    with Writer(store, ["id"], threads=1, should_stop=endless.is_set) as writer:
        writer.add(article_fields("new", title="talks"))
        writer.commit()
    latest = Manifest.read(folder)
    assert (len(latest.segments), latest.live) == (PARTS + 1, PARTS + 1)
    assert is_whole(folder)


def test_a_later_writer_merges_what_was_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "i"
    store = made(folder)
    for stops in (True, False):
        with Writer(store, ["id"], threads=1, should_stop=lambda stops=stops: stops) as writer:  # type: ignore[misc]
            writer.add(article_fields(f"new {stops}", title="talks"))
            writer.commit()
        assert (len(Manifest.read(folder).segments) == PARTS + 1) is stops
    assert Manifest.read(folder).live == PARTS + 2
    assert is_whole(folder)


def test_an_abandoned_merge_leaves_no_file(tmp_path: Path, endless: threading.Event) -> None:
    store = made(tmp_path / "i", 50)
    with Writer(store, ["id"], threads=1) as writer:
        merge = BackgroundMerge(writer.segments, tmp_path, "0" * 16)
        merge.start()
        wait_until(endless.is_set, "the beginning of a merge")
        merge.abandon()
        assert merge.is_done and merge.result() is None
    assert [path.name for path in tmp_path.iterdir()] == ["i"]
