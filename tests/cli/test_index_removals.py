"""``searchkit index`` removes nothing because something could not be read, and shows every removal before."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import searchkit as library
from command import searchkit
from searchkit.archive.register import Kept


def write(path: Path, first: int, last: int) -> None:
    """A file of JSON Lines with these articles."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f'{{"id": "n{n}", "body": "article number {n}"}}\n' for n in range(first, last)))


def status(index: Path) -> Any:
    return json.loads(searchkit("status", "--json", "-i", index).out)


def ids(index: Path) -> set[str]:
    with library.open(index) as opened:
        return {hit.id for hit in opened.search("*", limit=None)}


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


def cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 5])


# Files that could not be read


def test_a_cut_file_keeps_its_articles_until_it_is_whole_again(tmp_path: Path) -> None:
    source, index = tmp_path / "s" / "a.jsonl", tmp_path / "i"
    write(source, 0, 20)
    searchkit("index", tmp_path / "s", "-i", index)
    cut(source)
    ran = searchkit("index", tmp_path / "s", "-i", index)
    assert ran.code == 4
    assert "removed" not in ran.err
    assert "kept without being found" in ran.err
    assert len(ids(index)) == 20
    (kept,) = status(index)["kept"]
    assert (Path(kept["path"]).name, kept["reason"]) == ("a.jsonl", "damaged")
    assert 8 <= kept["articles"] <= 12
    assert f"a.jsonl: {kept['articles']} articles kept" in searchkit("status", "-i", index).out
    assert searchkit("index", tmp_path / "s", "-i", index).code == 4, "it still is"
    assert len(ids(index)) == 20
    write(source, 0, 18)
    ran = searchkit("index", tmp_path / "s", "-i", index)
    assert (ran.code, "2 removed" in ran.err) == (0, True)
    assert ids(index) == {f"n{n}" for n in range(18)}
    assert status(index)["kept"] == []


def test_a_damaged_member_keeps_the_articles_of_its_archive(tmp_path: Path) -> None:
    for name, first in (("a", 0), ("b", 10)):
        write(tmp_path / "in" / f"{name}.jsonl", first, first + 10)
    shutil.make_archive(str(tmp_path / "s" / "news"), "zip", tmp_path / "in")
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    cut(tmp_path / "in" / "b.jsonl")
    shutil.make_archive(str(tmp_path / "s" / "news"), "zip", tmp_path / "in")
    assert searchkit("index", tmp_path / "s", "-i", tmp_path / "i").code == 4
    assert len(ids(tmp_path / "i")) == 20


@pytest.mark.parametrize("closed", ["a.jsonl", "."])
def test_what_may_not_be_read_keeps_its_articles(tmp_path: Path, closed: str) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 30)
    write(tmp_path / "t" / "b.jsonl", 30, 35)
    searchkit("index", tmp_path / "s", tmp_path / "t", "-i", tmp_path / "i")
    write(tmp_path / "s" / "a.jsonl", 0, 29)
    (tmp_path / "s" / closed).chmod(0)
    try:
        if os.access(tmp_path / "s" / closed, os.R_OK):
            pytest.skip("the superuser may read everything")
        ran = searchkit("index", tmp_path / "s", tmp_path / "t", "-i", tmp_path / "i")
        assert ran.code == 4
        assert len(ids(tmp_path / "i")) == 35
        assert [(k["articles"], k["reason"]) for k in status(tmp_path / "i")["kept"]] == [(30, "unreadable")]
    finally:
        (tmp_path / "s" / closed).chmod(0o755)
    assert searchkit("index", tmp_path / "s", "-i", tmp_path / "i").code == 0
    assert len(ids(tmp_path / "i")) == 34
    assert status(tmp_path / "i")["kept"] == []


def test_an_unreadable_file_keeps_its_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 5)
    with library.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "s")
        write(tmp_path / "s" / "a.jsonl", 0, 4)

        def failing(path: Path, check: object) -> str:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr("searchkit.ingest.update.digest_of", failing)
        report = index.add_files(tmp_path / "s")
        assert [problem.message for problem in report.failed] == ["Input/output error"]
        assert (len(index), report.removed) == (5, 0)
        (kept,) = index.status().kept
        assert (kept.articles, kept.reason) == (5, "unreadable")
        monkeypatch.undo()
        assert index.add_files(tmp_path / "s").removed == 1
        assert index.status().kept == ()


# Too many removals


@pytest.mark.parametrize("gone", ["empty", "missing"])
def test_a_folder_that_is_not_mounted_keeps_its_articles(tmp_path: Path, gone: str) -> None:
    source, index = tmp_path / "disk", tmp_path / "i"
    for n in range(5):
        write(source / f"{n}.jsonl", n, n + 1)
    searchkit("index", source, "-i", index)
    source.rename(tmp_path / "elsewhere")
    if gone == "empty":
        source.mkdir()
    ran = searchkit("index", source, "-i", index)
    assert ran.code == 4
    assert "would remove 5 of its 5 articles" in ran.err
    assert "--allow-removals" in ran.err
    assert len(ids(index)) == 5
    assert [(k["articles"], k["reason"]) for k in status(index)["kept"]] == [(1, "gone")] * 5
    if gone == "empty":
        source.rmdir()
    (tmp_path / "elsewhere").rename(source)
    ran = searchkit("index", source, "-i", index)
    assert (ran.code, "removed" in ran.err) == (0, False)
    assert (len(ids(index)), status(index)["kept"]) == (5, [])
    shutil.rmtree(source)
    if gone == "empty":
        source.mkdir()
    ran = searchkit("index", source, "-i", index, "--allow-removals")
    assert (ran.code, "5 removed" in ran.err) == (0, True), ran.err
    assert (ids(index), status(index)["kept"], status(index)["files"]) == (set(), [], 0)


@pytest.mark.parametrize(("left", "held"), [(25, False), (24, True)])
def test_more_than_half_of_a_folder_stays(tmp_path: Path, left: int, held: bool) -> None:
    for n in range(50):
        write(tmp_path / "s" / f"{n}.jsonl", n, n + 1)
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    for n in range(left, 50):
        (tmp_path / "s" / f"{n}.jsonl").unlink()
    ran = searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    assert (ran.code, len(ids(tmp_path / "i"))) == ((4, 50) if held else (0, left))
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i", "--allow-removals")
    assert len(ids(tmp_path / "i")) == left


def test_another_folder_of_the_run_is_not_held_back(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.jsonl", 0, 5)
    write(tmp_path / "b" / "x.jsonl", 5, 10)
    write(tmp_path / "b" / "y.jsonl", 10, 15)
    paths = (tmp_path / "a", tmp_path / "b")
    searchkit("index", *paths, "-i", tmp_path / "i")
    (tmp_path / "a" / "x.jsonl").unlink()
    (tmp_path / "b" / "x.jsonl").unlink()
    assert searchkit("index", *paths, "-i", tmp_path / "i").code == 4
    assert ids(tmp_path / "i") == {f"n{n}" for n in (*range(5), *range(10, 15))}


@pytest.mark.parametrize("inside", [True, False])
def test_a_folder_above_the_index_is_not_all_that_lies_above(tmp_path: Path, inside: bool) -> None:
    index = tmp_path / "p" / "i"
    write(tmp_path / "q" / "a.jsonl", 0, 3)
    write(tmp_path / "p" / "b.jsonl", 3, 30)
    searchkit("index", tmp_path / "q", "-i", index)
    searchkit("index", index if inside else tmp_path / "p", "-i", index)
    assert {"n0", "n1", "n2"} <= ids(index)


def test_a_file_that_shrank_keeps_its_articles_until_that_is_permitted(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 60)
    write(tmp_path / "s" / "b.jsonl", 60, 200)
    with library.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "s")
        write(tmp_path / "s" / "a.jsonl", 0, 10)
        for _ in range(2):
            report = index.add_files(tmp_path / "s")
            assert [problem.code for problem in report.failed] == ["removals_held"]
            assert "50 of its 60 articles" in report.failed[0].message
            assert (len(index), report.removed) == (200, 0)
        kept = index.status().kept
        assert [(k.articles, k.reason) for k in kept] == [(50, "shrunk")]
        assert isinstance(kept[0], Kept)
        report = index.add_files(tmp_path / "s", allow_removals=True)
        assert (report.removed, report.failed, len(index)) == (50, [], 150)
        assert index.status().kept == ()


def test_edited_articles_with_new_ids_take_the_place_of_the_old(tmp_path: Path) -> None:
    for text in ("early", "late"):
        lines = [f'{{"body": "{text} article number {n}"}}\n' for n in range(30)]
        (tmp_path / "a.jsonl").write_text("".join(lines))
        ran = searchkit("index", tmp_path / "a.jsonl", "-i", tmp_path / "i")
        assert ran.code == 0, ran.err
    assert searchkit("early", "--ids", "-i", tmp_path / "i").code == 1
    assert len(ids(tmp_path / "i")) == 30


def test_removals_that_an_interrupt_prevented_come_with_the_next_run(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 5)
    write(tmp_path / "s" / "b.jsonl", 5, 10)
    with library.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "s")
        write(tmp_path / "s" / "a.jsonl", 0, 4)
        write(tmp_path / "s" / "b.jsonl", 5, 11)
        asked = iter([False] * 6)
        assert index.add_files(tmp_path / "s", should_stop=lambda: next(asked, True)).interrupted
        assert index.add_files(tmp_path / "s").removed == 1
        assert len(index) == 10


# A dry run


def test_a_dry_run_tells_what_a_run_does_and_changes_nothing(tmp_path: Path) -> None:
    source, index = tmp_path / "s", tmp_path / "i"
    write(source / "a.jsonl", 0, 5)
    write(source / "b.jsonl", 5, 10)
    write(source / "same.jsonl", 20, 25)
    searchkit("index", source, "-i", index)
    write(source / "a.jsonl", 1, 5)
    with open(source / "a.jsonl", "a") as lines:
        lines.write('{"id": "n1000", "body": "new"}\n{"id": "n4", "body": "again"}\n')
    (source / "b.jsonl").unlink()
    write(source / "c.jsonl", 30, 33)
    before = state_of(index)
    ran = searchkit("index", source, "-i", index, "--dry-run", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert state_of(index) == before
    assert ran.out.splitlines() == [
        "s/a.jsonl: changed: 2 added, 1 removed (no longer in its file)",
        "s/b.jsonl: gone: 5 removed (its file is gone)",
        "s/c.jsonl: new: 3 added",
    ]
    assert "5 added, 6 removed, 4 unchanged" in ran.err
    done = searchkit("index", source, "-i", index)
    assert "5 added, 6 removed, 4 unchanged" in done.err


def test_a_dry_run_holds_back_what_a_run_holds_back(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 5)
    with library.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "s")
        (tmp_path / "s" / "a.jsonl").unlink()
        report = index.add_files(tmp_path / "s", dry_run=True)
        assert [problem.code for problem in report.failed] == ["removals_held"]
        assert [(change.reason, change.removed, change.kept) for change in report.changes] == [("gone", 0, 5)]
        report = index.add_files(tmp_path / "s", dry_run=True, allow_removals=True)
        assert [(change.reason, change.removed, change.kept) for change in report.changes] == [("gone", 5, 0)]
        assert (report.removed, len(index), index.status().kept) == (5, 5, ())


def test_a_dry_run_makes_no_index_and_needs_no_lock(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 5)
    ran = searchkit("index", tmp_path / "s", "-i", tmp_path / "i", "--dry-run", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "s/a.jsonl: new: 5 added\n"), ran.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["s"]
    assert searchkit("index", tmp_path / "s", "-i", tmp_path / "s", "--dry-run").code == 3
    with library.create(tmp_path / "i") as index, index.batch():
        index.add([{"body": "held"}])
        assert searchkit("index", tmp_path / "s", "-i", tmp_path / "i", "--dry-run").code == 0


# Articles that move


@pytest.mark.parametrize(("source", "target"), [("2", "1"), ("1", "2")])
def test_an_article_that_moves_to_another_file_keeps_its_id(tmp_path: Path, source: str, target: str) -> None:
    write(tmp_path / "s" / f"{target}.jsonl", 0, 1)
    write(tmp_path / "s" / f"{source}.jsonl", 1, 3)
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    write(tmp_path / "s" / f"{target}.jsonl", 0, 2)
    write(tmp_path / "s" / f"{source}.jsonl", 2, 3)
    ran = searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    assert (ran.code, "occurs twice" in ran.err) == (0, False)
    assert ids(tmp_path / "i") == {"n0", "n1", "n2"}
    assert searchkit("number 1", "--paths", "-i", tmp_path / "i", cwd=tmp_path).out.startswith(f"s/{target}.jsonl")


def test_a_damaged_file_gives_no_article_away(tmp_path: Path) -> None:
    write(tmp_path / "s" / "1.jsonl", 0, 1)
    write(tmp_path / "s" / "2.jsonl", 1, 5)
    searchkit("index", tmp_path / "s", "-i", tmp_path / "i")
    (tmp_path / "s" / "1.jsonl").write_text('{"id": "n0", "body": "zero"}\n{"id": "n1", "body": "another"}\n')
    (tmp_path / "s" / "2.jsonl").write_text('{"id": "n2", "body": "article number 2"}\n{broken\n')
    assert searchkit("index", tmp_path / "s", "-i", tmp_path / "i").code == 4
    assert {"n0", "n1", "n2", "n3", "n4"} < ids(tmp_path / "i")


def test_a_folder_that_is_not_mounted_gives_no_other_article_away(tmp_path: Path) -> None:
    write(tmp_path / "disk" / "a.jsonl", 0, 3)
    searchkit("index", tmp_path / "disk", "-i", tmp_path / "i")
    (tmp_path / "disk").rename(tmp_path / "unmounted")
    (tmp_path / "b.jsonl").write_text('{"id": "n0", "body": "something else"}\n')
    searchkit("index", tmp_path / "b.jsonl", "-i", tmp_path / "i")
    assert len(ids(tmp_path / "i")) == 4
