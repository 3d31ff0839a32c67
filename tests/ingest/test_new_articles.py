"""Articles that the core reads together: an index has of them what it has of the same articles one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit._native import PlainArticles
from searchkit.base.problem import Problem
from searchkit.ingest import file_articles, reading
from searchkit.ingest.container import NORMAL_LIMITS
from searchkit.ingest.reading import together
from searchkit.ingest.report import Report

RECORDS = st.fixed_dictionaries(
    {"title": st.sampled_from(["Oil", "Gas", "Öl", "Rain"])},
    optional={
        "id": st.sampled_from(["a", "b", "c", "d~2", "é", 1, 2, 3]),
        "body": st.sampled_from(["Prices rose.", "It rained in Paris.\nThen it stopped.", ""]),
        "date": st.sampled_from(["1987-03-02", "2019", "1019-01-01", "3 May 2019", None]),
        "place": st.sampled_from(["Paris", "Brussels", "Suffield, Connecticut", "Nowhere", "\u0007"]),
        "country": st.sampled_from(["France", "Belgium"]),
        "places": st.lists(st.sampled_from(["Oslo", "Rome", "Texas"]), max_size=3),
        "language": st.sampled_from(["en", "de", "fr", "English", "xx-unknown"]),
        "price": st.just(1.5),  # which Python reads
    },
)
LINES = st.lists(st.one_of(RECORDS.map(json.dumps), st.sampled_from(["", " \t", "{broken", "[]"])), max_size=12)


def one_by_one(*given: Any, **options: Any) -> Iterator[Any]:
    return reading.plain_or_articles(*given, **options)


def state(folder: Path) -> tuple[list[str], list[str]]:
    """The segments of an index by their content, and its other articles."""
    with searchkit.open(folder) as index:
        told = sorted(f"{hit.article.to_json()} {hit.article.origin}" for hit in index.search("", limit=None))
    return sorted(sha256(path.read_bytes()).hexdigest() for path in folder.glob("segment-*")), told


def summary(report: Report) -> tuple[Any, ...]:
    counts = (report.added, report.replaced, report.unchanged, report.removed, report.renamed, report.revision)
    return (*counts, report.interrupted, [str(problem) for problem in report.problems])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=3), st.integers(1, 6))
def test_an_index_is_the_same_as_of_articles_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[list[str], list[str]]], every: int
) -> None:
    folder = tmp_path_factory.mktemp("together")
    (folder / "s").mkdir()
    found = []
    for way in ("together", "apart"):
        with searchkit.create(folder / way) as index:
            for files in runs:
                for name, lines in zip(("a.jsonl", "b.jsonl"), files, strict=True):
                    (folder / "s" / name).write_text("\n".join(lines), encoding="utf-8")
                with mock.patch.object(
                    file_articles, "together", reading.together if way == "together" else one_by_one
                ):
                    report = index.add_files(folder / "s", extract=False, allow_removals=True, commit_every=every)
                found.append((way, summary(report), state(folder / way)))
    half = len(found) // 2
    assert bool(found[0][2][1]) == (found[0][1][0] > 0)
    for one, other in zip(found[:half], found[half:], strict=True):
        assert one[1:] == other[1:]


def lines_of(*numbers: int) -> str:
    return "".join(json.dumps({"id": str(number), "title": f"Article {number}"}) + "\n" for number in numbers)


def test_a_run_stops_before_any_of_the_articles_that_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines_of(*range(300)))

    def added(last: int) -> int:
        asked = count(1)
        with searchkit.create(tmp_path / f"i{last}") as index:
            report = index.add_files(
                tmp_path / "a.jsonl", extract=False, should_stop=lambda: next(asked) > last, commit_every=70
            )
            assert report.interrupted == (report.added < 300)
            assert index.search("article", limit=1).total == report.added
        return report.added

    assert added(1_000_000) == 300
    counts = [added(last) for last in range(40, 280, 40)]
    assert 0 < counts[0] <= 40
    # Commits ask now and then, too.
    assert all(35 < later - earlier <= 40 for earlier, later in pairwise(counts))


def test_progress_is_told_and_every_article_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines_of(*range(1_000)))
    told: list[int] = []
    with searchkit.create(tmp_path / "i") as index:
        report = index.add_files(
            tmp_path / "a.jsonl", extract=False, commit_every=200, on_progress=lambda at: told.append(at.articles)
        )
    assert report.added == 1_000
    assert told == sorted(told)
    assert (told[-1], len(set(told)) > 5) == (1_000, True)


def test_articles_beyond_the_limit_of_a_file_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines_of(*range(30)))
    limits = replace(NORMAL_LIMITS, articles=17)
    (articles, problem) = together(tmp_path / "a.jsonl", "a.jsonl", limits=limits)
    assert isinstance(articles, PlainArticles)
    assert articles.ids == [str(number) for number in range(17)]
    assert isinstance(problem, Problem)
    assert problem.code == "too_many_articles"
