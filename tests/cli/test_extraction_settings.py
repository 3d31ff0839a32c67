"""``searchkit index --home`` and ``--trust-empty``: what a run says, what the index keeps, and what it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import searchkit as library
from command import searchkit
from searchkit.errors import UsageError

LOCAL = "The fair in Paris opens on Monday. Greenville sends a band."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    articles: list[dict[str, Any]] = [{"id": "local", "title": "Fair", "body": LOCAL, "people": []}]
    for number in range(12):
        body = f"PARIS, Texas, May {number + 1} - The mayor, Ann Berg, spoke of rain number {number}."
        articles.append({"id": f"p{number}", "body": body, "people": []})
    articles += [{"id": f"a{number}", "body": f"AUSTIN, May {number + 1} - Rain fell."} for number in range(6)]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in articles))
    return path


def about(index: Path) -> tuple[str, ...]:
    with library.open(index) as opened:
        return opened.find("local").entities["place"]


def test_a_run_tells_the_home_and_takes_it_only_when_it_is_asked(tmp_path: Path, news: Path) -> None:
    index = tmp_path / "i"
    ran = searchkit("index", news, "-i", index)
    assert "home: not set; Paris, Texas from 12 of 18 datelines (--home learned takes it)" in ran.err
    assert about(index) == ("Paris", "Greenville")

    ran = searchkit("index", news, "-i", index, "--home", "learned")
    assert "home: Paris, Texas (from 12 of 18 datelines)" in ran.err
    assert about(index) == ("Paris, Texas", "Greenville, Texas")
    assert json.loads(searchkit("status", "--json", "-i", index).out)["home"] == "Paris, Texas"
    assert "home      Paris, Texas" in searchkit("status", "-i", index).out
    assert "1 unchanged" in searchkit("index", news, "-i", index).err

    searchkit("index", news, "-i", index, "--home", "")
    assert about(index) == ("Paris", "Greenville")


def test_a_learned_home_gives_the_index_of_one_that_was_named(tmp_path: Path, news: Path) -> None:
    assert searchkit("index", news, "-i", tmp_path / "one", "--home", "learned").code == 0
    with library.create(tmp_path / "two") as index:
        index.add_files(news, home="Paris, Tex.")
    records = []
    for name in ("one", "two"):
        with library.open(tmp_path / name) as index:
            records.append(sorted(hit.article.to_json() for hit in index.search("", limit=100)))
    assert records[0] == records[1]


def test_the_home_counts_for_articles_from_programs(tmp_path: Path, news: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add_files(news, home="Paris, Texas")
        index.add([{"id": "new", "body": LOCAL}])
        assert index.find("new").entities["place"] == ("Paris, Texas", "Greenville, Texas")
        assert index.status().home == "Paris, Texas"


def test_a_home_that_cannot_be_used_changes_nothing(tmp_path: Path, news: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add_files(news)
        revision = index.status().revision
        for home in ("Springfield", "Texas"):
            with pytest.raises(UsageError, match="is not one known town"):
                index.add_files(news, home=home)
    for arguments in (["Springfield"], ["Paris", "--no-extract"], ["learned", "--dry-run"]):
        ran = searchkit("index", news, "-i", tmp_path / "i", "--home", *arguments)
        assert ran.code == 2
        assert "Traceback" not in ran.err
    with library.open(tmp_path / "i") as index:
        assert (index.status().revision, index.status().home) == (revision, None)


def test_too_few_datelines_tell_no_home(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("PARIS, Texas, May 3, 1999 - The mayor spoke.")
    ran = searchkit("index", tmp_path / "a.txt", "-i", tmp_path / "i", "--home", "learned")
    assert ran.code == 0
    assert "home: not learned" in ran.err


def test_an_empty_list_is_trusted_only_if_that_is_said(tmp_path: Path, news: Path) -> None:
    with library.create(tmp_path / "i") as index:

        def people(trust_empty: bool | None = None) -> int:
            index.add_files(news, trust_empty=trust_empty)
            return index.search("person:berg", limit=1).total

        assert people() == 12
        assert people(trust_empty=True) == 0
        assert people() == 0  # it is remembered
        assert people(trust_empty=False) == 12
    searchkit("index", news, "-i", tmp_path / "i", "--trust-empty")
    assert "an empty list of a source is trusted" in searchkit("status", "-i", tmp_path / "i").out
    searchkit("index", news, "-i", tmp_path / "i", "--no-trust-empty")
    assert json.loads(searchkit("status", "-i", tmp_path / "i", "--json").out)["trust_empty"] is False


def test_empty_cells_of_a_table_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title,body,people,orgs\nx,Oil,Ann Berg of the World Bank spoke.,,\n")
    with library.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "a.csv")
        assert index.find("x").entities["person"] == ("Ann Berg",)
        assert index.find("x").entities["org"] == ("World Bank",)


def test_show_tells_stated_names_from_those_in_the_text(tmp_path: Path) -> None:
    record = {"id": "x", "title": "Rates", "body": "Paul Volcker met Alan Greenspan.", "people": ["Alan Greenspan"]}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    searchkit("index", tmp_path / "a.jsonl", "-i", tmp_path / "i")
    assert "Alan Greenspan  (metadata), Paul Volcker  (model)" in searchkit("show", "x", "-i", tmp_path / "i").out
    told = json.loads(searchkit("show", "x", "-i", tmp_path / "i", "--json").out)
    assert told["entities"]["person"] == ["Alan Greenspan", "Paul Volcker"]
    assert told["provenance"]["person"] == "metadata"
    assert told["provenance"]["person:Paul Volcker"] == "model"
    for query in ("person:volcker", "person:greenspan"):
        assert searchkit(query, "--ids", "-i", tmp_path / "i").out.split() == ["x"]


def test_extract_takes_both_without_an_index(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "Fair", "body": LOCAL, "people": [], "orgs": []}) + "\n")

    def found(*options: str) -> set[str]:
        told = json.loads(searchkit("extract", tmp_path / "a.jsonl", "--json", *options).out)
        return {each["value"] for each in told["articles"][0]["findings"] if each["kind"] == "about"}

    assert found() == {"Paris", "Greenville"}
    assert found("--home", "Paris, Texas", "--trust-empty") == {"Paris, Texas", "Greenville, Texas"}
    assert searchkit("extract", tmp_path / "a.jsonl", "--home", "Texas").code == 2
