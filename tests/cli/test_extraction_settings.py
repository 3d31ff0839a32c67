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
    searchkit("index", news, "-i", index, "--home", "none")
    assert about(index) == ("Paris", "Greenville")
    news.write_text(news.read_text() + json.dumps({"id": "later", "body": "Rain fell."}) + "\n")
    ran = searchkit("index", news, "-i", index)
    assert "home: not set; Paris, Texas from 12 of 18 datelines (--home learned takes it)" in ran.err

    ran = searchkit("index", news, "-i", index, "--home", "learned")
    assert "home: Paris, Texas (from 12 of 18 datelines)" in ran.err
    assert about(index) == ("Paris, Texas", "Greenville, Texas")
    told = json.loads(searchkit("status", "--json", "-i", index).out)
    assert (told["home"], told["learned_home"]) == ("Paris, Texas", None)
    assert "home      Paris, Texas\n" in searchkit("status", "-i", index).out
    assert "1 unchanged" in searchkit("index", news, "-i", index).err

    searchkit("index", news, "-i", index, "--home", "")
    assert about(index) == ("Paris", "Greenville")


def test_the_first_articles_tell_the_home_and_the_user_may_refuse_it(tmp_path: Path, news: Path) -> None:
    index = tmp_path / "i"
    line = "home: Paris, Texas, learned from 12 of 18 datelines of the first articles (--home none refuses it)"
    assert line in searchkit("index", news, "-i", index, "--dry-run").err
    assert line in searchkit("index", news, "-i", index).err
    assert about(index) == ("Paris, Texas", "Greenville, Texas")
    assert "home      Paris, Texas (learned from 12 of 18 datelines)" in searchkit("status", "-i", index).out
    told = json.loads(searchkit("status", "--json", "-i", index).out)
    assert (told["home"], told["learned_home"]) == ("Paris, Texas", {"place": "Paris, Texas", "articles": 12, "of": 18})
    again = searchkit("index", news, "-i", index)
    assert "1 unchanged" in again.err
    assert "learned" not in again.err

    searchkit("index", news, "-i", index, "--home", "none")
    assert about(index) == ("Paris", "Greenville")
    assert "home  " not in searchkit("status", "-i", index).out
    searchkit("index", news, "-i", index)
    assert about(index) == ("Paris", "Greenville")


def test_a_home_learned_with_the_first_articles_is_that_of_several_processes(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for part in range(4):
        lines = []
        for number in range(120):
            town = "PARIS, Texas" if number % 10 < 7 else "AUSTIN"
            body = f"{town}, May {number % 28 + 1} - Word{part}x{number} of rain fell in Paris and Greenville."
            lines.append(
                json.dumps({"id": f"{part}-{number}", "body": body if number % 3 else body.partition("- ")[2]})
            )
        (folder / f"{part}.jsonl").write_text("\n".join(lines) + "\n")
    records = []
    for workers in (1, 2):
        with library.create(tmp_path / str(workers)) as index:
            report = index.add_files(folder, workers=workers, commit_every=50 * workers)
            assert report.learned_home is not None
            assert index.status().home == "Paris, Texas"
            records.append(sorted(hit.article.to_json() for hit in index.search("", limit=1000)))
    assert records[0] == records[1]


@pytest.mark.parametrize(
    ("datelines", "others"),
    [
        (["WACO, Texas"] * 9, 0),  # too few
        (["WACO, Texas"] * 12 + ["AUSTIN"] * 7, 0),  # no clear majority
        (["WACO, Texas"] * 12, 120),  # most articles say nothing
        (["WASHINGTON"] * 20, 0),  # a capital writes about the whole country
        (["CHICAGO"] * 20, 0),  # so does a large city
        (["TEXAS"] * 20, 0),  # no town
    ],
)
def test_what_leaves_a_doubt_tells_no_home(tmp_path: Path, datelines: list[str], others: int) -> None:
    bodies = [f"{place}, May {n + 1} - Rain fell." for n, place in enumerate(datelines)] + ["Rain fell."] * others
    lines = [json.dumps({"id": str(n), "body": body}) for n, body in enumerate(bodies)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    with library.create(tmp_path / "i") as index:
        assert index.add_files(tmp_path / "a.jsonl").learned_home is None
        assert index.status().home is None


@pytest.mark.parametrize("change", ["agency", "later", "told", "plain", "given"])
def test_no_home_is_learned_from_agencies_later_articles_or_against_the_user(tmp_path: Path, change: str) -> None:
    agency = " (AP)" if change == "agency" else ""
    lines = [json.dumps({"id": str(n), "body": f"WACO, Texas, May {n + 1}{agency} - Rain fell."}) for n in range(20)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n")
    with library.create(tmp_path / "i") as index:
        if change == "later":
            index.add([{"id": "first", "body": "Rain fell."}])
        home = {"told": "none", "given": "Austin, Texas"}.get(change)
        report = index.add_files(tmp_path / "a.jsonl", home=home, extract=change != "plain")
        assert report.learned_home is None
        assert index.status().home == ("Austin" if change == "given" else None)


def test_a_learned_home_gives_the_index_of_one_that_was_named(tmp_path: Path, news: Path) -> None:
    assert searchkit("index", news, "-i", tmp_path / "one", "--home", "none").code == 0
    assert searchkit("index", news, "-i", tmp_path / "one", "--home", "learned").code == 0
    assert searchkit("index", news, "-i", tmp_path / "three").code == 0
    with library.create(tmp_path / "two") as index:
        index.add_files(news, home="Paris, Tex.")
    records = []
    for name in ("one", "two", "three"):
        with library.open(tmp_path / name) as index:
            records.append(sorted(hit.article.to_json() for hit in index.search("", limit=100)))
    assert records[0] == records[1] == records[2]


def test_the_home_counts_for_articles_from_programs(tmp_path: Path, news: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add_files(news, home="Paris, Texas")
        index.add([{"id": "new", "body": LOCAL}])
        assert index.find("new").entities["place"] == ("Paris, Texas", "Greenville, Texas")
        assert index.status().home == "Paris, Texas"


def test_a_home_that_cannot_be_used_changes_nothing(tmp_path: Path, news: Path) -> None:
    with library.create(tmp_path / "i") as index:
        index.add_files(news, home="none")
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
