"""How long an article may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import searchkit
from searchkit.article import LONGEST_BODY, LONGEST_TITLE, Article
from searchkit.base.problem import Problem
from searchkit.ingest.reading import read_file

LONG = "word " * (LONGEST_BODY // 5 + 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", LONG.encode()),
        ("a.txt", b"\xef\xbb\xbf" + ("\u20ac" * (LONGEST_BODY + 10)).encode()),
        ("a.txt", b"a" + ("\u20ac" * (4 * LONGEST_BODY // 3 + 2_000_000)).encode()),
        ("a.txt", ("\u20ac" * (2 * LONGEST_BODY + 3_000_000)).encode("utf-16")),
        ("a.jsonl", json.dumps({"title": "T", "body": LONG}).encode()),
        ("a.csv", b"title,body\nT," + LONG.encode()),
    ],
)
def test_a_long_body_is_cut_and_told(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    items = list(read_file(path, name))
    (article,) = [item for item in items if isinstance(item, Article)]
    (problem,) = [item for item in items if isinstance(item, Problem)]
    assert len(article.body) == LONGEST_BODY
    assert (problem.code, problem.severity) == ("article_cut", "note")
    assert f"{LONGEST_BODY:,}" in problem.message


def test_a_long_title_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"title": "t" * (LONGEST_TITLE + 1)}))
    problem, article = read_file(path, "a.jsonl")
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert len(article.title or "") == LONGEST_TITLE
    assert (problem.code, problem.severity) == ("article_cut", "note")


def test_pages_beyond_the_cut_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"body": LONG + "end", "metadata": {"pages": [0, 100, LONGEST_BODY + 2]}}))
    article = next(item for item in read_file(path, "a.jsonl") if isinstance(item, Article))
    assert article.page_starts == (0, 100)


@pytest.mark.parametrize("document", [{"body": LONG}, {"title": "t" * (LONGEST_TITLE + 1)}, Article(id="1", body=LONG)])
def test_a_program_cannot_add_a_longer_one(tmp_path: Path, document: dict[str, str] | Article) -> None:
    with searchkit.create(tmp_path / "index") as index:
        with pytest.raises(searchkit.ArticleTooLarge, match="the limit is"):
            index.add([{"id": "0", "title": "Good"}, document])
        assert len(index) == 0


@pytest.mark.usefixtures("watchdog")
def test_a_header_of_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Title: a\n" + " b\n" * 1_000_000 + "\nBody.\n")
    items = list(read_file(path, "a.txt"))
    article = items[-1]
    assert isinstance(article, Article)
    assert article.body == "Body."
    assert (article.title or "").startswith("a b b")
