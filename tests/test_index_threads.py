"""Reading threads beside one that changes an index: every result is of one state."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from unittest import mock

import pytest

import searchkit
from searchkit.query.parser import parse
from searchkit.results import reader

ARTICLES = 12
ROUNDS = 40
READERS = 8


def test_a_refresh_between_parsing_and_searching_changes_nothing(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "The Council of Europe met."}])
        index.use_lists({"boards": ["Council of Europe"]})

        def drops_the_list(*arguments: object) -> object:
            parsed = parse(*arguments)  # type: ignore[arg-type]
            with searchkit.open(index.folder) as other:
                other.use_lists(drop=["boards"])
            assert index.refresh()
            return parsed

        with mock.patch.object(reader, "parse", drops_the_list):
            results = index.search("boards:council", facets=["boards"])
        assert (results.total, [tuple(value) for value in results.facets["boards"]]) == (1, [("Council of Europe", 1)])
        assert results[0].article.entities["boards"] == ("Council of Europe",)
        with pytest.raises(searchkit.UsageError):
            index.search("council", facets=["boards"])


def test_hits_and_facets_are_of_one_state_of_the_aliases(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "Talks", "people": ["A. Costa"]}])
        use_aliases(index, "person: A. Costa = Ana Costa\n")
        assert index.refresh()
        results = index.search("talks", facets=["person"])
        use_aliases(index, "person: hide A. Costa\n")
        assert index.refresh()
        assert [tuple(value) for value in results.facets["person"]] == [("Ana Costa", 1)]
        assert results[0].article.entities["person"] == ("Ana Costa",)
        assert not index.search("talks")[0].article.entities.get("person")


def use_aliases(index: searchkit.Index, text: str) -> None:
    fresh = index.folder / "aliases.new"
    fresh.write_text(text)
    fresh.replace(index.aliases_file)


def test_every_result_is_of_one_state_while_articles_aliases_and_lists_change(tmp_path: Path) -> None:
    with searchkit.create(tmp_path / "i") as index:
        change(index, 0)
        done = threading.Event()
        failures: list[BaseException] = []
        searches = Counter[int]()
        states: set[str] = set()

        def read(number: int) -> None:
            try:
                while not done.is_set() or searches[number] < 300:
                    states.add(one_state(index))
                    searches[number] += 1
            except BaseException as failure:
                failures.append(failure)

        threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
        for thread in threads:
            thread.start()
        try:
            for round in range(1, ROUNDS):
                change(index, round)
                if failures:
                    break
        finally:
            done.set()
            for thread in threads:
                thread.join()
        if failures:
            raise failures[0]
        assert sum(searches.values()) >= 2000
        assert len(states) > 1, "the readers saw changes"


def change(index: searchkit.Index, round: int) -> None:
    """Other articles, other aliases, another list; each with a refresh of its own."""
    with index.batch():
        index.add(
            [
                {
                    "id": f"{number}",
                    "body": f"Ana Costa spoke in the Council of Europe. round{round}",
                    "people": [f"Costa {round}", "A. Costa"],
                    "date": f"{round % 90 + 1910}-05-31",
                }
                for number in range(ARTICLES + round % 3)
            ],
            extract=False,
        )
        index.delete([str(number) for number in range(ARTICLES + round % 3, ARTICLES + 3)])
    use_aliases(index, "person: A. Costa = Ana Costa\n" if round % 2 else "person: hide A. Costa\n")
    index.refresh()
    if round % 5 == 0:
        index.use_lists({"boards": ["Council of Europe"]} if round % 10 else {"boards": ["Ana Costa"]})


def one_state(index: searchkit.Index) -> str:
    """What a search says of the state that it is of; fails where its parts are of several."""
    results = index.search("spoke", facets=["person", "boards"], limit=None, timelines=["year"])
    articles = [hit.article for hit in results]
    assert len(results) == results.total
    (body,) = {article.body for article in articles}
    persons = Counter(name for article in articles for name in article.entities.get("person", ()))
    assert {value.value: value.count for value in results.facets["person"]} == dict(persons)
    boards = Counter(name for article in articles for name in article.entities.get("boards", ()))
    assert {value.value: value.count for value in results.facets["boards"]} == dict(boards)
    assert boards.total() == results.total
    assert [step.count for step in results.timeline("year")] == [results.total]
    assert {article.date[:4] for article in articles if article.date} == {results.timeline("year").steps[0].date}
    assert all(hit.snippets[0].spans for hit in results)
    return f"{body} {sorted(persons)} {sorted(boards)}"
