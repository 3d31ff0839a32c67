"""Extraction by several processes: the index is that of one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.extract.settings import Settings
from searchkit.ingest import extraction
from searchkit.ingest.extraction import ExtractionWorkers

TEXTS = [
    "PARIS, May 3 (Reuters) - Talks on oil began on Monday, Jean Martin of the World Bank said.",
    "Prime Minister Anna Schmidt met officials in Bonn. The Commerce Ministry gave no figures for April 1987.",
    "LONDON/TOKYO, June 12 - Shares of Acme Corp fell. Shares of Acme Corp rose again on Friday.",
    "Rain.",
]


@pytest.fixture(autouse=True)
def few_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other processes get nearly all articles, in small batches."""
    monkeypatch.setattr(extraction, "_FIRST", 3)
    monkeypatch.setattr(extraction, "_BATCH", 10)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Plain lines, some that are not plain, and some that cannot be read."""
    lines: list[str] = []
    for n in range(90):
        record: dict[str, Any] = {"id": f"a{n % 80}", "title": f"Item {n}", "body": f"{TEXTS[n % 4]} {n}"}
        if n % 11 == 0:
            record["date"] = "1200-05-01" if n % 2 else "1987-05-01"
        if n % 17 == 0:
            record |= {"stated_id": "x", "language": "fr"}
        lines.append(json.dumps(record | ({"share": 0.5} if n % 7 == 0 else {"section": [n, "x"]})))
        if n % 13 == 0:
            lines.append("{")
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines))
    return path


def held(index: searchkit.Index, report: searchkit.Report) -> dict[str, Any]:
    """All of an index, and what the run told."""
    found = index.search("*", limit=None)
    records = {hit.id: (hit.article.to_json(), hit.article.origin) for hit in found}
    stories = {hit.id: story_of(index, hit.id) for hit in found}
    told = [(problem.line, problem.code, problem.message) for problem in report.problems]
    counts = report.added, report.replaced, report.unchanged, report.removed
    asked = (
        "place:France",
        "place:Japan",
        "about:Germany",
        "org:acme",
        "date:1987",
        "has:nodate",
        "mentions:1987",
        "ships:rain",
    )
    matches = {text: sorted(hit.id for hit in index.search(text, limit=None)) for text in asked}
    return {"records": records, "stories": stories, "problems": told, "counts": counts, "matches": matches}


def story_of(index: searchkit.Index, identity: str) -> list[str]:
    story = index.story(identity)
    return [] if story is None else [copy.id for copy in story.copies]


def indexed(folder: Path, file: Path, workers: int, lists: dict[str, list[str]] | None = None) -> dict[str, Any]:
    with searchkit.create(folder) as index:
        if lists is not None:
            index.use_lists(lists)
        report = index.add_files(file, workers=workers)
        first = held(index, report)
        again = index.add_files(file, workers=workers, retry_failed=True)
        return {"first": first, "again": held(index, again)}


def test_the_settings_reach_every_process(tmp_path: Path, file: Path) -> None:
    with file.open("a") as lines:
        for n in range(60):
            body = f"The fair in Paris opens on Monday, Ann Berg said. {n}"
            lines.write("\n" + json.dumps({"id": f"b{n}", "title": f"Fair {n}", "body": body, "people": []}))
    found = []
    for workers in (1, 3):
        with searchkit.create(tmp_path / str(workers)) as index:
            report = index.add_files(file, workers=workers, home="Paris, Texas", trust_empty=True)
            assert index.search('about:="Paris, Texas"').total == 60
            assert index.search("person:berg").total == 0
            found.append(held(index, report))
    assert found[0] == found[1]


def test_the_index_is_that_of_one_process(tmp_path: Path, file: Path) -> None:
    alone = indexed(tmp_path / "one", file, 1)
    assert len(alone["first"]["records"]) == 90
    assert len(alone["first"]["problems"]) > 7
    assert any('"person":["Anna Schmidt"' in record for record, _ in alone["first"]["records"].values())
    assert all(alone["first"]["matches"][text] for text in alone["first"]["matches"] if not text.startswith("ships"))
    assert indexed(tmp_path / "three", file, 3) == alone


def test_an_index_with_lists_is_that_of_one_process(tmp_path: Path, file: Path) -> None:
    lists = {"ships": ["Rain", "Acme Corp"]}
    alone = indexed(tmp_path / "one", file, 1, lists)
    assert len(alone["first"]["matches"]["ships:rain"]) > 9
    assert indexed(tmp_path / "three", file, 3, lists) == alone


@pytest.mark.parametrize(
    "program",
    [
        "pass",
        "import sys; sys.stdin.buffer.readline(); sys.stdout.write('3\\nabc')",
        "import sys; sys.stdin.buffer.readline(); sys.stdout.write('x\\n')",
        "print(0, flush=True); input(); print('2\\n{}', flush=True)",
    ],
)
def test_a_process_that_fails_costs_no_article(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    alone = indexed(tmp_path / "one", file, 1)

    def started(settings: Settings) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    monkeypatch.setattr(extraction, "_started", started)
    assert indexed(tmp_path / "two", file, 2) == alone


def test_without_processes_it_goes_on(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def started(settings: Settings) -> subprocess.Popen[bytes]:
        raise OSError("no more processes")

    monkeypatch.setattr(extraction, "_started", started)
    assert indexed(tmp_path / "two", file, 2) == indexed(tmp_path / "one", file, 1)


def test_processes_end_with_the_run(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    processes: list[subprocess.Popen[bytes]] = []
    begin = extraction._started

    def started(settings: Settings) -> subprocess.Popen[bytes]:
        processes.append(begin(settings))
        return processes[-1]

    monkeypatch.setattr(extraction, "_started", started)
    asked: Iterator[bool] = iter([False] * 60 + [True] * 1_000)
    with searchkit.create(tmp_path / "i") as index:
        report = index.add_files(file, workers=2, should_stop=lambda: next(asked))
        assert report.interrupted
        assert 0 < len(index) < 90
    assert processes
    assert all(process.returncode is not None for process in processes)


@pytest.mark.parametrize("name", ["json", "signal", "searchkit"])
def test_no_module_comes_from_the_current_folder(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / f"{name}.py").write_text("from pathlib import Path\nPath(__file__).with_name('loaded').touch()\n")
    monkeypatch.chdir(tmp_path)
    indexed(tmp_path / "i", file, 2)
    assert not (tmp_path / "loaded").exists()


def test_few_articles_are_completed_here(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(extraction, "_FIRST", 300)
    monkeypatch.setattr(extraction, "_started", lambda: pytest.fail("it is not worth it"))
    assert len(indexed(tmp_path / "i", file, 4)["first"]["records"]) == 90


def test_items_stay_in_order_and_are_read_ahead_only_a_little() -> None:
    asked = 0

    def articles() -> Iterator[searchkit.Article]:
        nonlocal asked
        for n in range(1_000):
            asked += 1
            yield searchkit.Article(id=str(n), body=TEXTS[n % 4])

    workers = ExtractionWorkers(lambda article: article, 2)
    items = workers.completed(articles())
    for n in range(50):
        item = next(items)
        assert isinstance(item, searchkit.Article)
        assert item.id == str(n)
    assert asked <= 50 + 10 * 6
    workers.close()


def test_a_number_of_workers_is_checked(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        for wrong in (0, -1, 1.5, "2", True):
            with pytest.raises(searchkit.UsageError):
                index.add_files([], workers=wrong)  # type: ignore[arg-type]
