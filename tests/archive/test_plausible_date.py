"""A date of an impossible year is refused wherever it comes from, and the article is kept without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import searchkit
from command import searchkit as command
from searchkit.base.problem import Problem

MAIL = "From: a@b.c\nSubject: far\nDate: Sun, 07 Jul 3013 15:06:01 +0000\n\noil\n"


@pytest.mark.parametrize("extract", [True, False])
@pytest.mark.parametrize(
    ("date", "kept"), [("1449-12-31", None), ("1450", "1450"), ("9999-12-31", None), ("2019-05", "2019-05")]
)
def test_a_program_gets_a_note_and_the_archive_the_article(
    tmp_path: Path, extract: bool, date: str, kept: str | None
) -> None:
    notes: list[Problem] = []
    with searchkit.create(tmp_path / "i") as index:
        given: list[dict[str, Any]] = [{"id": "a", "body": "oil", "date": date}, {"id": "b", "body": "gas"}]
        assert index.add(given, extract=extract, on_problem=notes.append) == 2
        if kept is None:
            with pytest.warns(UserWarning, match=rf"1 date was not kept; the first: a: .*{date}"):
                assert index.add(given, extract=extract) == 2
        article = index.find("a")
        assert article.date == kept
        if kept is None:
            (note,) = notes
            assert (note.code, note.severity, note.path) == ("date_implausible", "note", "a")
            assert date in note.message
            assert article.metadata["date"] == date
            assert "date" not in article.provenance
            assert {hit.id for hit in index.search("has:nodate")} == {"a", "b"}
        else:
            assert not notes
        assert index.search("oil").total == 1


def test_a_program_is_held_to_the_years_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    notes: list[Problem] = []
    with searchkit.create(tmp_path / "i") as index:
        index.add_files(tmp_path / "files", years="1200..1300")
        index.add([{"id": "old", "body": "x", "date": "1215-06-15"}], on_problem=notes.append)
        index.add(
            [{"id": "text", "path": "a/b.txt", "body": "LONDON, 3 May 1999 - Trains ran."}], on_problem=notes.append
        )
        assert index.find("old").date == "1215-06-15"
        assert (index.find("text").date, index.find("text").place) == (None, "London")
    (note,) = notes
    assert note.path == "a/b.txt"
    assert "LONDON, 3 May 1999" in note.message


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("a.txt", "LONDON, 3 May 1999 - Trains ran.", "LONDON, 3 May 1999"),
        ("1999/may/03/a.txt", "Trains ran.", "'1999/may/03'"),
        ("a.txt", "Title: far\nDate: 7 July 3013\n\noil\n", "'7 July 3013'"),
        ("a.eml", MAIL, "'Sun, 07 Jul 3013 15:06:01 +0000'"),
        ("a.jsonl", '{"body": "oil", "date": "7 July 3013"}', "'7 July 3013'"),
    ],
)
def test_extract_and_index_tell_the_date_as_it_is_written(tmp_path: Path, name: str, text: str, written: str) -> None:
    path = tmp_path / "files" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    shown = command("extract", path, "--years", "2000..2027")
    assert shown.code == 0
    indexed = command("index", tmp_path / "files", "--years", "2000..2027", "-i", tmp_path / "i")
    assert indexed.code == 0
    for told in (shown.err, indexed.err):
        assert "the year of the date is not from 2000..2027" in told
        assert written in told
    assert "date      " not in shown.out


def test_extract_checks_dates_of_texts_by_the_usual_years_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("LONDON, 3 May 1999 - Trains ran.")
    assert "date      1999-05-03" in command("extract", tmp_path / "a.txt").out
    refused = command("extract", tmp_path / "a.txt", "--years", "1450..1998", "--json")
    assert '"kind": "date"' not in refused.out.replace('"kind":"date"', '"kind": "date"')
    assert command("extract", tmp_path / "a.txt", "--years", "1998").code == 2
