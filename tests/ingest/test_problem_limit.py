"""How many problems of one file are kept."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

import searchkit
from searchkit.base.problem import Problem
from searchkit.ingest.problem_limit import FewProblems
from searchkit.ingest.reading import read_file


def hidden_and_damaged(count: int) -> bytes:
    """A tar of hidden files, then articles that are no JSON, then a damage."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(count):
            for name in (f".{number}", f"{number}.json"):
                info = tarfile.TarInfo(name)
                info.size = 1
                archive.addfile(info, io.BytesIO(b"{"))
    return out.getvalue()[: count * 2048] + b"\xff" * 600


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b"{\n" * 1_000),
        ("a.jsonl.gz", gzip.compress(b"{\n" * 1_000, mtime=0)),
        ("a.csv", b"title,body\n" + b"a,b,c\n" * 1_000),
        ("a.tar", hidden_and_damaged(500)),
    ],
)
def test_the_first_problems_are_kept_and_the_others_counted(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    problems = [item for item in read_file(path, name) if isinstance(item, Problem)]
    assert len(problems) <= 45
    last = problems[-1]
    assert (last.code, last.severity) == ("more_problems", "failed")
    code = problems[0 if ".tar" not in name else 1].code
    counted = 480 if ".tar" in name else 980
    assert f"{counted:,} more like these: {counted:,} {code}" in [problem.message for problem in problems][-1]
    if ".tar" in name:
        assert "damaged" in {problem.code for problem in problems}


def test_a_register_holds_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    same = '{"id": "1", "title": "T"}\n'
    path.write_text(same * 100 + "{\n" * 1_000)
    with searchkit.create(tmp_path / "index") as index:
        report = index.add_files(path)
        told = index.status().problems
    assert report.added == 100
    assert len(report.problems) == len(told) == 42
    assert sorted(problem.message for problem in told if problem.code == "more_problems") == [
        "79 more like these: 79 duplicate_id",
        "980 more like these: 980 bad_json",
    ]


def test_a_failure_of_the_whole_file_among_the_others_still_counts() -> None:
    few = FewProblems("a")
    kept = [few.keeps(Problem("a", None, line, "bad", "m")) for line in (*range(1, 31), None, 32)]
    assert kept == [True] * 20 + [False] * 12
    (rest,) = few.rest()
    assert (rest.line, rest.severity, rest.message) == (None, "failed", "12 more like these: 12 bad")


def test_many_codes_are_limited_too() -> None:
    few = FewProblems("a")
    assert (
        sum(few.keeps(Problem("a", None, 7, f"code{number}", "m", severity="note")) for number in range(1_000)) == 400
    )
    (rest,) = few.rest()
    assert (rest.line, rest.severity) == (7, "note")
    assert rest.message.startswith("600 more like these: 1 code400, ")
    assert rest.message.endswith(", ...")
