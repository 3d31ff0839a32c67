"""Retrying what failed: only that is read, nothing is removed, and what still fails is told."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import searchkit as command
from searchkit.ingest import file_articles, reading, update
from searchkit.ingest.regular_file import digest_of


def write(path: Path, first: int, last: int, *, broken: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(f'{{"id": "{path.stem}{n}", "body": "article number {n}"}}\n' for n in range(first, last))
    path.write_text(lines + ("{broken\n" if broken else ""))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []

    for way in ("read_file", "plain_or_articles", "together"):
        read = getattr(reading, way)

        def noted(path: Path, *arguments: object, read: Any = read, **options: object) -> object:
            names.append(path.name)
            return read(path, *arguments, **options)

        monkeypatch.setattr(file_articles, way, noted)
    return names


def test_only_what_failed_is_read(tmp_path: Path, read: list[str]) -> None:
    folder = tmp_path / "s"
    for name, broken in {"a": True, "b": False, "c": True, "d": True}.items():
        write(folder / f"{name}.jsonl", 0, 5, broken=broken)
    with searchkit.create(tmp_path / "i") as index:
        index.add_files(folder)
        write(folder / "a.jsonl", 0, 6)
        write(folder / "b.jsonl", 0, 2)  # it changed, which is not what is asked
        write(folder / "new.jsonl", 0, 2)
        stamp = (folder / "c.jsonl").stat()
        write(folder / "c.jsonl", 0, 5, broken=False)
        os.utime(folder / "c.jsonl", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        read.clear()
        report = index.add_files(retry_failed=True)
        assert read == ["a.jsonl", "c.jsonl", "d.jsonl"]
        assert (report.retried, report.added, report.removed, len(report.failed)) == (3, 1, 0, 1)
        assert len(index) == 21
        assert index.search("has:error").total == 5
        read.clear()
        assert index.add_files(folder / "b.jsonl", retry_failed=True).retried == 0
        report = index.add_files([folder / "d.jsonl"], retry_failed=True)
        assert (read, report.retried, len(report.failed)) == (["d.jsonl"], 1, 1)
        write(folder / "d.jsonl", 0, 5)
        assert not index.add_files(retry_failed=True).failed
        read.clear()
        report = index.add_files(retry_failed=True)
        assert (read, report.retried) == ([], 0)
        with pytest.raises(searchkit.UsageError):
            index.add_files(retry_failed=True, allow_removals=True)


def test_nothing_is_removed_before_the_next_other_run(tmp_path: Path) -> None:
    write(tmp_path / "s" / "a.jsonl", 0, 5, broken=True)
    write(tmp_path / "s" / "b.jsonl", 0, 5, broken=True)
    write(tmp_path / "s" / "c.jsonl", 0, 5)
    with searchkit.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "s")
        write(tmp_path / "s" / "a.jsonl", 0, 3)
        (tmp_path / "s" / "b.jsonl").unlink()
        report = index.add_files(retry_failed=True)
        assert (report.retried, report.removed, report.kept, len(index)) == (2, 0, 7, 15)
        assert [(Path(p.path).name, p.code) for p in report.failed] == [("b.jsonl", "missing")]
        assert {hit.id for hit in index.search("has:kept", limit=None)} == {"a3", "a4", *(f"b{n}" for n in range(5))}
        assert [kept.reason for kept in index.status().kept] == ["shrunk", "gone"]
        report = index.add_files(tmp_path / "s")
        assert (report.removed, len(index), report.failed) == (7, 8, [])
        assert index.search("has:kept OR has:error").total == 0


def test_what_may_be_read_now_is_read(tmp_path: Path) -> None:
    write(tmp_path / "s" / "open" / "a.jsonl", 0, 5)
    write(tmp_path / "s" / "b.jsonl", 0, 5)
    (tmp_path / "s" / "open").chmod(0)
    (tmp_path / "s" / "b.jsonl").chmod(0)
    try:
        if os.access(tmp_path / "s" / "b.jsonl", os.R_OK):
            pytest.skip("the superuser may read everything")
        assert command("index", tmp_path / "s", "-i", tmp_path / "i").code == 4
        ran = command("index", "--retry-failed", "-i", tmp_path / "i")
        assert (ran.code, "2 retried; 2 still cannot be read" in ran.err) == (4, True), ran.err
    finally:
        (tmp_path / "s" / "open").chmod(0o755)
        (tmp_path / "s" / "b.jsonl").chmod(0o644)
    ran = command("index", "--retry-failed", "-i", tmp_path / "i")
    assert (ran.code, "10 added" in ran.err) == (0, True), ran.err


def test_a_folder_and_a_file_that_fail_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "s" / "in" / "a.jsonl", 0, 5)
    write(tmp_path / "s" / "b.jsonl", 0, 5)
    scandir = os.scandir

    def failing(path: str | Path, *arguments: object) -> object:
        if Path(path).name in ("in", "b.jsonl"):
            raise PermissionError(13, "Permission denied")
        return digest_of(path, *arguments) if arguments else scandir(path)  # type: ignore[arg-type]

    with searchkit.create(tmp_path / "i") as index:
        monkeypatch.setattr(os, "scandir", failing)
        monkeypatch.setattr(update, "digest_of", failing)
        assert len(index.add_files(tmp_path / "s").failed) == 2
        report = index.add_files(retry_failed=True)
        assert (report.retried, len(report.failed), report.added) == (2, 2, 0)
        assert len(index.status().problems) == 2
        monkeypatch.undo()
        report = index.add_files(retry_failed=True)
        assert (report.added, report.failed, index.status().problems) == (10, [], ())


def test_a_package_that_was_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Fog\n---\nFerries stopped.\n")
    write(tmp_path / "b.jsonl", 0, 2)
    monkeypatch.setitem(sys.modules, "yaml", None)
    with searchkit.create(tmp_path / "i") as index:
        (problem,) = index.add_files([tmp_path / "a.md", tmp_path / "b.jsonl"]).failed
        assert problem.code == "extra_missing"
        monkeypatch.undo()
        report = index.add_files(retry_failed=True)
        assert (report.retried, report.files_read, report.added, report.failed) == (1, 1, 1, [])


@pytest.mark.parametrize("seed", range(3))
def test_retrying_and_a_run_end_alike(tmp_path: Path, seed: int) -> None:
    """Where only failing files change and none shrinks, both leave the same articles, flags and problems."""
    source = random.Random(seed)
    found: list[object] = []
    states = [{name: (source.randrange(5, 9), source.random() < 0.5) for name in "abcdef"} for _ in range(4)]
    for retry in (False, True):
        folder = tmp_path / str(retry)
        with searchkit.create(folder / "i") as index:
            broken = dict.fromkeys("abcdef", True)
            length = dict.fromkeys("abcdef", 4)
            for name in "abcdef":
                write(folder / "s" / f"{name}.jsonl", 0, 4, broken=True)
            index.add_files(folder / "s")
            for state in states:
                for name, (last, bad) in state.items():
                    if broken[name]:
                        broken[name], length[name] = bad, max(length[name], last)
                        write(folder / "s" / f"{name}.jsonl", 0, length[name], broken=bad)
                index.add_files(() if retry else folder / "s", retry_failed=retry)
            hits = index.search("*", limit=None)
            problems = sorted((Path(p.path).name, p.line, p.code) for p in index.status().problems)
            found.append((sorted((hit.id, hit.article.has) for hit in hits), problems))
    assert found[0] == found[1]


def test_the_command_says_what_it_cannot_do(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", 0, 2, broken=True)
    command("index", tmp_path / "a.jsonl", "-i", tmp_path / "i")
    for options in (["--allow-removals"], ["--columns", "id=No"], ["--extractor", "rules"]):
        assert command("index", "--retry-failed", *options, "-i", tmp_path / "i").code == 2
    ran = command("index", "--retry-failed", "--dry-run", "-i", tmp_path / "i")
    assert (ran.code, "1 retried; 1 still cannot be read whole" in ran.err) == (4, True), ran.err
