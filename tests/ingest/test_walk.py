"""Walking folders."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from searchkit.base.problem import Problem
from searchkit.ingest.walk import Found, walk


def build(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def told(root: Path, *paths: Path) -> list[str]:
    """Files by their path under ``root``, Problems as ``severity code path``."""
    result = []
    for item in walk(paths or [root]):
        if isinstance(item, Found):
            result.append(item.path.relative_to(root).as_posix())
        else:
            result.append(f"{item.severity} {item.code} {os.path.relpath(item.path, root)}")
    return result


def test_order_is_that_of_the_names(tmp_path: Path) -> None:
    build(tmp_path, "b.txt", "a/2.txt", "a/10.txt", "a/z/x.txt", "c/1.txt", "B.txt")
    assert told(tmp_path) == ["B.txt", "a/10.txt", "a/2.txt", "a/z/x.txt", "b.txt", "c/1.txt"]


def test_roots(tmp_path: Path) -> None:
    build(tmp_path, "a/b/c.txt", "d.txt")
    items = list(walk([tmp_path / "a", tmp_path / "d.txt"]))
    assert items == [
        Found(tmp_path / "a/b/c.txt", tmp_path / "a"),
        Found(tmp_path / "d.txt", tmp_path),
    ]


def test_a_file_comes_once(tmp_path: Path) -> None:
    build(tmp_path, "a/1.txt", "b.txt")
    (tmp_path / "z.txt").symlink_to("b.txt")
    paths = (tmp_path / "a/1.txt", tmp_path, tmp_path / "a", tmp_path / "a" / ".." / "b.txt")
    assert told(tmp_path, *paths) == ["a/1.txt", "b.txt"]


def test_hidden_things_are_skipped_unless_named(tmp_path: Path) -> None:
    build(tmp_path, ".h/a.txt", ".b.txt", "c.txt")
    assert told(tmp_path) == ["skipped hidden .b.txt", "skipped hidden .h", "c.txt"]
    assert told(tmp_path, tmp_path / ".h", tmp_path / ".b.txt") == [".h/a.txt", ".b.txt"]


def test_links(tmp_path: Path) -> None:
    build(tmp_path, "real/a.txt")
    build(tmp_path.parent / "elsewhere", "x.txt")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "x.txt").symlink_to(tmp_path.parent / "elsewhere" / "x.txt")
    assert told(tmp_path) == [
        "failed broken_link broken",
        "failed broken_link loop",
        "real/a.txt",
        "skipped link_not_followed up",
        "skipped link_not_followed x.txt",
    ]
    assert told(tmp_path, tmp_path / "folder") == ["folder/a.txt"]


def test_a_link_within_the_named_paths_is_followed_but_the_own_name_counts(tmp_path: Path) -> None:
    build(tmp_path, "a/.store/1.txt", "a/.store/deep/2.txt", "b/z.txt", "c/x.txt")
    (tmp_path / "a" / "latest").symlink_to(".store")
    (tmp_path / "a" / "round").symlink_to(".")
    (tmp_path / "a" / "one.txt").symlink_to(".store/1.txt")
    (tmp_path / "a" / "y.txt").symlink_to("../b/z.txt")
    (tmp_path / "a" / ".store" / "again").symlink_to("../../b")
    (tmp_path / "a" / ".store" / "out").symlink_to("../../c")
    found = told(tmp_path, tmp_path / "a", tmp_path / "b")
    assert found == [
        "skipped hidden a/.store",
        "b/z.txt",
        "a/latest/1.txt",
        "a/latest/deep/2.txt",
        "skipped link_not_followed a/latest/out",
    ]
    assert "skipped link_not_followed a/y.txt" in told(tmp_path, tmp_path / "a")


def test_a_name_that_begins_like_a_named_path_lies_outside(tmp_path: Path) -> None:
    build(tmp_path, "news/a.txt", "news-private/b.txt")
    (tmp_path / "news" / "b.txt").symlink_to("../news-private/b.txt")
    (tmp_path / "news" / "more").symlink_to("../news-private")
    assert told(tmp_path, tmp_path / "news") == [
        "news/a.txt",
        "skipped link_not_followed news/b.txt",
        "skipped link_not_followed news/more",
    ]


@pytest.mark.damages
def test_indexes_are_skipped(tmp_path: Path) -> None:
    build(tmp_path, "index/searchkit-manifest.json", "index/segment/x.json", "z.txt")
    assert told(tmp_path) == ["skipped index_folder index", "z.txt"]
    assert told(tmp_path, tmp_path / "index") == ["skipped index_folder index"]


def test_what_is_not_there(tmp_path: Path) -> None:
    build(tmp_path, "a.txt")
    (tmp_path / "broken").symlink_to("nowhere")
    assert told(tmp_path, tmp_path / "no", tmp_path / "a.txt" / "b", tmp_path / "broken", tmp_path / "a.txt") == [
        "failed missing no",
        "failed unreadable a.txt/b",
        "failed broken_link broken",
        "a.txt",
    ]
    (nul,) = walk([Path("a\0b")])
    assert isinstance(nul, Problem)
    assert nul.code == "unreadable"


@pytest.mark.skipif(os.name != "posix", reason="devices and pipes of POSIX")
def test_what_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert told(tmp_path) == ["skipped special_file pipe", "skipped special_file socket"]
    assert told(tmp_path, tmp_path / "pipe") == ["skipped special_file pipe"]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the state of Linux as files")
def test_state_of_the_system_is_no_file(tmp_path: Path) -> None:
    for path in ("/dev/zero", "/dev/null", "/proc/kmsg", "/proc/self/status"):
        (problem,) = walk([Path(path)])
        assert isinstance(problem, Problem)
        assert (problem.code, problem.severity) == ("special_file", "skipped")


def test_an_unreadable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, "a/1.txt", "b/2.txt")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("a"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert told(tmp_path) == ["failed unreadable a", "b/2.txt"]


def test_very_deep_folders(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    depth = 1100
    try:
        for _ in range(depth):
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        with os.fdopen(os.open("a.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here), "w") as file:
            file.write("deep")
    finally:
        os.close(here)
    found = told(tmp_path)
    # What removes temporary folders afterwards may itself not reach so deep.
    (tmp_path / ("d/" * depth + "a.txt")).unlink()
    for level in range(depth, 0, -1):
        (tmp_path / ("d/" * level)).rmdir()
    assert found == ["d/" * depth + "a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="names that are no UTF-8")
def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tmp_path) + b"/.\xff")
    (problem,) = walk([tmp_path])
    assert isinstance(problem, Problem)
    problem.path.encode("utf-8")
