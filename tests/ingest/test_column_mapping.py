"""Columns of tables that the user chooses for fields of articles."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import Ran
from command import searchkit as command
from searchkit.errors import UsageError
from searchkit.ingest.column_mapping import parse_columns

TABLE = (
    'No,Überschrift,Text,Published,"A, B",title\n7,Strike,Dockers stopped.,2019-05-31,x,Old\n8,Gas,Prices fell.,,,\n'
)
CHOSEN = "title=Überschrift,body=Text,date=Published,id=no"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "x.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def index(folder: Path, *arguments: str) -> Ran:
    return command("index", "-i", "i", *arguments, cwd=folder)


def articles(folder: Path) -> dict[str, dict[str, Any]]:
    with searchkit.open(folder / "i") as opened:
        return {hit.id: hit.article.as_dict() for hit in opened.search("", limit=None)}


def test_columns_carry_the_fields_they_were_chosen_for_and_the_rest_is_metadata(folder: Path) -> None:
    ran = index(folder, "news", "--columns", CHOSEN)
    assert ran.code == 0, ran.err
    found = articles(folder)
    assert found.keys() == {"7", "8"}
    assert (found["7"]["title"], found["7"]["body"], found["7"]["date"]) == ("Strike", "Dockers stopped.", "2019-05-31")
    assert found["7"]["metadata"] == {"A, B": "x", "title": "Old"}
    assert found["7"]["provenance"]["date"] == "metadata"


def test_they_are_remembered_for_the_path_until_others_are_chosen(folder: Path) -> None:
    index(folder, "news", "--columns", CHOSEN)
    (folder / "news" / "y.csv.gz").write_bytes(gzip.compress(TABLE.replace("\n7", "\n9").encode()))
    (folder / "news" / "a.txt").write_text("Some text.")
    (folder / "other.csv").write_text("title,text\nOther,Text\n")
    ran = index(folder, "news", "other.csv")
    assert ran.code == 0, ran.err
    assert "3 files read, 1 unchanged" in ran.err
    found = articles(folder)
    assert {found[i]["title"] for i in ("7", "9")} == {"Strike"}
    assert sum(article.get("title") == "Other" for article in found.values()) == 1
    manifest = json.loads((folder / "i" / "searchkit-manifest.json").read_text())
    assert manifest["schema"]["columns"] == {
        "../news": {"title": "Überschrift", "body": "Text", "date": "Published", "id": "no"}
    }

    ran = index(folder, "news", "--columns", "title=Text,id=No")
    assert "2 files read, 1 unchanged" in ran.err  # the text is not read again
    assert articles(folder)["7"]["title"] == "Dockers stopped."
    with searchkit.open(folder / "i") as opened:  # in any order, with lists kept
        opened.use_lists({"boards": ["Gas"]})
        opened.add_files(folder / "news")
        assert opened.find("7").title == "Dockers stopped."
        opened.add_files(folder / "news", columns={})
        assert opened.lists == ("boards",)
    assert "7" not in articles(folder)


def test_the_nearest_path_counts(folder: Path) -> None:
    (folder / "news" / "in").mkdir()
    (folder / "news" / "in" / "z.csv").write_text("A,B\nz,Text\n")
    with searchkit.create(folder / "i") as opened:
        opened.add_files(folder / "news" / "in", columns={"id": "A", "body": "B"})
        assert not opened.add_files(folder / "news" / "x.csv", columns=parse_columns([CHOSEN])).failed
        assert not opened.add_files(folder / "news").failed
        assert {hit.id for hit in opened.search("")} == {"7", "8", "z"}


def test_a_column_that_is_missing_is_told_and_takes_nothing_away(folder: Path) -> None:
    index(folder, "news", "--columns", CHOSEN)
    ran = index(folder, "news", "--columns", "title=Headlin,body=Text")
    assert ran.code == 4
    assert "news/x.csv: line 1 has no column 'Headlin', which you chose; the columns are 'No', 'Überschrift'" in ran.err
    assert articles(folder).keys() == {"7", "8"}
    assert index(folder, "news").code == 4  # as was said last
    assert index(folder, "news", "--columns", CHOSEN).code == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("headlin=Text", "articles have no field 'headlin'"),
        ("Text", "'Text' is not FIELD=COLUMN"),
        ("title=", "the field 'title' needs the name of a column"),
        ("title=A,headline=B", "the field 'title' has two columns"),
        ("title=A,title=B", "the field 'title' has two columns"),
        ("title=A,body=a", "is given to two fields"),
    ],
)
def test_what_cannot_be_chosen(folder: Path, given: str, told: str) -> None:
    ran = index(folder, "news", "--columns", given)
    assert (ran.code, told in ran.err) == (2, True), ran.err
    assert not (folder / "i").exists()


def test_how_they_are_written() -> None:
    assert parse_columns(['title=Headline, "body=A, B"', "text_id=x"][:1]) == {"title": "Headline", "body": "A, B"}
    assert parse_columns(["title=A", "text=B"]) == {"title": "A", "body": "B"}
    assert parse_columns([""]) == parse_columns([]) == {}
    for wrong in ("=A", "title=A\rB"):
        with pytest.raises(UsageError):
            parse_columns([wrong])


def test_extract_reads_tables_so_too(folder: Path) -> None:
    ran = command("extract", "news/x.csv", "--columns", CHOSEN, "--json", cwd=folder)
    assert [article["id"] for article in json.loads(ran.out)["articles"]] == ["7", "8"]
