"""What was extracted from an article of a file is taken from the index, as long as the source gives the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.extract import completion
from searchkit.index import Index

Read = Callable[..., list[str]]


def line(number: int, **changes: Any) -> dict[str, Any]:
    text = f"PARIS, March {number % 28 + 1}, 1999 (AFP) - Ana Costa met Jean Moreau of Airbus in Lyon. Number {number}."
    return {"id": f"a{number}", "title": f"Talks {number}", "body": text} | changes


def write(path: Path, lines: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in lines))


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads files into an index, and tells from which articles something was extracted for that."""
    asked: list[str] = []
    extract = completion.extract

    def telling(article: searchkit.Article, *rest: Any, **how: Any) -> searchkit.Article:
        asked.append(article.id)
        return extract(article, *rest, **how)

    monkeypatch.setattr(completion, "extract", telling)

    def read(index: Index, path: Path, **how: Any) -> list[str]:
        asked.clear()
        index.add_files([path], **how)
        return asked.copy()

    return read


def told(index: Index) -> list[Any]:
    """All that an index has of its articles, but the commits."""
    found = [index.get(hit.id) for hit in index.search("*", limit=1000)]
    known = [article for article in found if article is not None]
    places = [article.origin and article.origin._replace(revision=None) for article in known]
    return sorted((article.to_json(), str(place)) for article, place in zip(known, places, strict=True))


def is_as_made_anew(index: Index, path: Path, tmp_path: Path, **how: Any) -> bool:
    with searchkit.create(tmp_path / "anew") as anew:
        anew.add_files([path], **how)
        return told(index) == told(anew)


def test_a_file_that_grows(extracted: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [line(n) for n in range(30)]
    write(path, lines)
    with searchkit.create(tmp_path / "i") as index:
        assert len(extracted(index, path)) == 30
        # New ones at both ends, so that all others stand on another line, and one that says something else.
        lines = [line(40), *lines, line(41)]
        lines[7]["body"] += " Marie Curie came, too."
        write(path, lines)
        assert extracted(index, path) == ["a40", "a6", "a41"]
        assert is_as_made_anew(index, path, tmp_path)
        assert {hit.id for hit in index.search("person:curie")} == {"a6"}
        write(path, lines[3:])
        assert extracted(index, path) == []
        assert len(index) == len(lines) - 3


def test_another_way_of_reading_extracts_again(extracted: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, [line(n) for n in range(5)])
    with searchkit.create(tmp_path / "i") as index:
        assert len(extracted(index, path)) == 5
        assert len(extracted(index, path, home="Paris, Texas")) == 5
        assert len(extracted(index, path, years="1990..2000")) == 5
        assert extracted(index, path, extract=False) == []
        assert len(extracted(index, path)) == 5
        write(path, [line(n) for n in range(6)])
        assert extracted(index, path) == ["a5"]
        assert is_as_made_anew(index, path, tmp_path, home="Paris, Texas", years="1990..2000")


def test_a_date_that_cannot_be_is_told_again(extracted: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [line(n) for n in range(4)]
    lines[1]["body"] = "PARIS, March 3, 1985 (AFP) - Ana Costa met Jean Moreau."
    write(path, lines)
    with searchkit.create(tmp_path / "i") as index:
        extracted(index, path, years="1990..2010")
        before = index.status().problems
        assert any(problem.code == "date_implausible" for problem in before)
        write(path, [*lines, line(9)])
        assert extracted(index, path) == ["a1", "a9"]
        assert index.status().problems == before


def test_flags_are_of_the_file_as_it_is(extracted: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [line(n) for n in range(4)]
    path.write_text("".join(json.dumps(each) + "\n" for each in lines) + "{bad\n")
    with searchkit.create(tmp_path / "i") as index:
        extracted(index, path)
        assert len(index.search("has:error")) == 4
        write(path, lines)
        extracted(index, path)
        assert len(index.search("has:error")) == 0
        assert is_as_made_anew(index, path, tmp_path)


def test_names_of_lists_are_found_anew(extracted: Read, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, [line(n) for n in range(4)] + [line(7, body="Nobody came.")])
    with searchkit.create(tmp_path / "i") as index:
        index.use_lists({"boards": ["Airbus"]})
        extracted(index, path)
        assert len(index.search("boards:airbus")) == 4
        write(path, [line(n) for n in range(5)] + [line(7, body="Nobody came.")])
        extracted(index, path)
        assert len(index.search("boards:airbus")) == 5


def test_other_processes_leave_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [line(n) for n in range(400)]
    write(path, lines)
    with searchkit.create(tmp_path / "i") as index:
        index.add_files([path], workers=2)
        write(path, [line(n) for n in range(390, 800)])
        index.add_files([path], workers=2, allow_removals=True)
        assert is_as_made_anew(index, path, tmp_path)


def test_an_article_that_gets_a_longer_id_is_extracted_again(extracted: Read, tmp_path: Path) -> None:
    first, second = tmp_path / "b.jsonl", tmp_path / "a.jsonl"
    write(first, [line(n) for n in range(3)])
    with searchkit.create(tmp_path / "i") as index:
        extracted(index, tmp_path)
        # It stands before, and takes the id of one that is there.
        write(second, [line(1, body="Another text altogether.")])
        extracted(index, tmp_path)
        write(first, [line(n) for n in range(4)])
        # What has a longer id now is not looked for under it.
        assert extracted(index, tmp_path) == ["a1", "a3"]
