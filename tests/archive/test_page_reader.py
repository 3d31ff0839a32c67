"""The articles of a page, which are read together, beside the same ones read each by itself."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.article import Article
from searchkit.errors import IndexDamaged, IndexProblem

NUMBER = 40


def article(number: int) -> dict[str, Any]:
    """An article of some kilobytes, so that a few of them fill a block of stored documents."""
    words = random.Random(number)
    body = " ".join(["oil", *("".join(words.choices("abcdefghij", k=6)) for _ in range(600))])
    found: dict[str, Any] = {"id": str(number), "title": f"Oil {number}", "body": body}
    if number % 3 == 0:
        found |= {"date": f"1987-10-{number % 27 + 1:02d}", "place": "Genoa", "entities": {"person": ["Ana Costa"]}}
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of several segments, from files and from a program, some of whose articles are deleted."""
    tmp_path = tmp_path_factory.mktemp("archive")
    with searchkit.create(tmp_path / "i") as index:
        for begin in range(0, NUMBER, 10):
            given = [article(number) for number in range(begin, begin + 10)]
            if begin % 20:
                index.add(given)
            else:
                file = tmp_path / f"{begin}.jsonl"
                file.write_text("".join(searchkit.Article(**each).to_json() + "\n" for each in given), "utf-8")
                index.add_files(file)
        index.delete(["3", "4", "17", "39"])
        assert len(list((tmp_path / "i").glob("segment-*.data"))) > 1
    return tmp_path / "i"


def each_alone(index: searchkit.Index, **asked: Any) -> list[Article | str]:
    """Each article of a page, as the only one that a search reads; or the error."""
    begin, size = asked.get("offset", 0), len(index.search("oil", **asked))
    return [
        outcome(index.search("oil", **asked | {"offset": place, "limit": 1}), 0) for place in range(begin, begin + size)
    ]


def outcome(results: searchkit.Results, at: int) -> Article | str:
    try:
        found: Article = results[at].article
    except IndexDamaged as error:
        return str(error)
    return found


def told(found: list[Article | str]) -> list[tuple[Any, ...]]:
    """All that can be compared. An article equals another of another origin."""
    return [(each, each.origin if isinstance(each, Article) else None) for each in found]


@pytest.mark.parametrize(
    "asked",
    [{}, {"limit": None}, {"limit": 7, "offset": 5}, {"limit": None, "sort": "oldest"}, {"stories": True, "limit": 30}],
)
@pytest.mark.parametrize("order", ["forward", "backward", "random"])
def test_a_page_has_the_articles_that_are_read_alone(folder: Path, asked: dict[str, Any], order: str) -> None:
    with searchkit.open(folder) as index:
        alone = each_alone(index, **asked)
        results = index.search("oil", **asked)
        places = list(range(len(results)))
        if order == "random":
            random.Random(1).shuffle(places)
        read = {at: outcome(results, at) for at in (reversed(places) if order == "backward" else places)}
        assert told([read[at] for at in range(len(results))]) == told(alone)
        assert [hit.id for hit in results] == results.ids
        assert results.total == NUMBER - 4
        shown = index.get(results[0].id)
        assert shown == results[0].article


@pytest.mark.damages
def test_a_damaged_document_spoils_no_other_of_its_page(folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(folder, tmp_path / "copy")
    file = max(folder.glob("segment-*.data"), key=lambda path: path.stat().st_size)
    whole = file.read_bytes()
    mixed = 0
    for part in range(1, 60):
        at = len(whole) * part // 60
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            with searchkit.open(folder) as index:
                alone = each_alone(index, limit=None)
                results = index.search("oil", limit=None)
                page = [outcome(results, at) for at in range(len(results))]
        except IndexDamaged:  # no search can be run
            continue
        assert told(page) == told(alone)
        errors = [each for each in page if isinstance(each, str)]
        assert all(file.name in each for each in errors)
        mixed += 0 < len(errors) < len(page)
    assert mixed > 2


def test_a_closed_index_reads_nothing_more_of_a_page(folder: Path) -> None:
    with searchkit.open(folder) as index:
        results = index.search("oil")
        _ = results[0].article
    _ = results[0].article
    with pytest.raises(IndexProblem, match="closed"):
        _ = results[1].article
