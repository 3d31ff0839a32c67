"""Dates that cannot be and names of languages, in files of several formats."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import searchkit
from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.ingest.report import Report

FAR = "9999-12-31"
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><item><title>far</title><description>oil</description>'
    "<pubDate>Sun, 07 Jul 3013 15:06:01 +0000</pubDate></item></channel></rss>"
)
MAIL = "From: a@b.c\nSubject: far\nDate: Sun, 07 Jul 3013 15:06:01 +0000\nContent-Language: French\n\noil\n"
FILES = {
    "a.jsonl": json.dumps({"id": "json", "body": "oil", "date": FAR}),
    "b.csv": f"id,body,date\ncsv,oil,{FAR}\n",
    "c.xml": FEED,
    "d.eml": MAIL,
    "e.txt": "Title: far\nDate: 7 July 3013\n\noil\n",
    "f.md": f"---\ntitle: far\ndate: {FAR}\n---\noil\n",
    "g.html": f'<html><head><title>far</title><meta name="date" content="{FAR}"></head><body><p>oil</p></body></html>',
}


def indexed(folder: Path, files: dict[str, str], *, extract: bool, years: object = None) -> tuple[Index, Report]:
    (folder / "files").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "files" / name).write_text(text, encoding="utf-8")
    index = searchkit.create(folder / "index")
    return index, index.add_files(folder / "files", extract=extract, years=years)  # type: ignore[arg-type]


@pytest.mark.parametrize("extract", [True, False])
@pytest.mark.parametrize("name", FILES)
def test_a_date_that_cannot_be_is_reported_and_not_kept(tmp_path: Path, name: str, extract: bool) -> None:
    index, report = indexed(tmp_path, {name: FILES[name]}, extract=extract)
    with index:
        (problem,) = [problem for problem in report.problems if problem.code == "date_implausible"]
        assert problem.severity == "note"
        assert "3013" in problem.message or FAR in problem.message
        (hit,) = index.search("*")
        assert hit.article.date is None
        assert index.search("has:nodate").total == 1


def test_a_month_or_a_day_of_zero_is_no_date(tmp_path: Path) -> None:
    lines = [{"id": date, "body": "x", "date": date} for date in ("2019-00-10", "2019-05-00", "2019-00-00", "2019-00")]
    index, report = indexed(tmp_path, {"a.jsonl": "\n".join(map(json.dumps, lines))}, extract=False)
    with index:
        assert [problem.code for problem in report.problems] == ["date_unreadable"] * 4
        assert [hit.article.metadata["date"] for hit in index.search("*")] == [line["date"] for line in lines]
        assert index.search("date:2019-01").total == index.search("date:2019").total == 0


def test_a_dateline_and_a_path_are_checked_as_well(tmp_path: Path) -> None:
    files = {"1999-05-03-a.txt": "Trains ran again.", "b.txt": "LONDON, 3 May 1999 - Trains ran again."}
    index, report = indexed(tmp_path, files, extract=True, years=(2000, None))
    with index:
        assert sorted(problem.code for problem in report.problems) == ["date_implausible"] * 2
        assert index.search("has:nodate").total == 2
        assert index.search("place:London").total == 1


def test_the_years_are_remembered_and_another_choice_reads_files_again(tmp_path: Path) -> None:
    index, _ = indexed(tmp_path, {"a.jsonl": FILES["a.jsonl"]}, extract=False, years="..9999")
    with index:
        assert index.search("date:9999").total == 1
        assert index.add_files(tmp_path / "files", extract=False).files_unchanged == 1
        report = index.add_files(tmp_path / "files", extract=False, years="..")
        assert (report.replaced, [problem.code for problem in report.problems]) == (1, ["date_implausible"])
        assert index.search("date:9999").total == 0


def test_the_default_ends_with_the_next_year(tmp_path: Path) -> None:
    year = dt.date.today().year
    lines = [{"id": str(n), "body": "x", "date": f"{n:04d}"} for n in (1449, 1450, year + 1, year + 2)]
    index, _ = indexed(tmp_path, {"a.jsonl": "\n".join(map(json.dumps, lines))}, extract=False)
    with index:
        assert {hit.id for hit in index.search("-has:nodate")} == {"1450", str(year + 1)}


@pytest.mark.parametrize("years", ["x", "1..2..3", "2000..1999", "0..2000", (1, 2, 3), ("a", "b"), 1999, (True, 2000)])
def test_no_span_of_years(tmp_path: Path, years: object) -> None:
    with searchkit.create(tmp_path / "index") as index, pytest.raises(UsageError, match="no span of years"):
        index.add_files(tmp_path, years=years)  # type: ignore[arg-type]


@pytest.mark.parametrize("extract", [True, False])
def test_names_of_a_language_are_one_code(tmp_path: Path, extract: bool) -> None:
    written = ["fr", "fra", "French", "fran\u00e7ais", "fr-CA", "FR"]
    body = "Les hommes sont ici et la ville dort."
    lines = [{"id": name, "body": body, "language": name} for name in written]
    lines.append({"id": "unknown", "body": body, "language": "Klingonish"})
    index, report = indexed(tmp_path, {"a.jsonl": "\n".join(map(json.dumps, lines)), "m.eml": MAIL}, extract=extract)
    with index:
        for query in ("lang:fr", "lang:french", "lang:FRA", 'lang:"Fran\u00e7ais"', "lang:fr-CA"):
            assert index.search(query).total == 7
            assert index.search(query).parsed == "lang:=fr"
        assert index.search("homme lang:fr").total == 6  # stemmed as French
        assert [hit.id for hit in index.search("lang:Klingonish")] == ["unknown"]
        (problem,) = [problem for problem in report.problems if problem.code == "language_unknown"]
        assert "Klingonish" in problem.message
        index.add({"id": "api", "body": body, "language": "French"} for _ in range(1))
        assert index.search("lang:fr").total == 8
        assert index.search("*", filters=["lang:French"]).total == 8


@pytest.mark.parametrize("code", ["und", "mul", "ZXX"])
def test_the_code_for_no_language_is_none(tmp_path: Path, code: str) -> None:
    line = {"id": "a", "body": "The council met on Tuesday and it was late.", "language": code}
    index, report = indexed(tmp_path, {"a.jsonl": json.dumps(line)}, extract=True)
    with index:
        (hit,) = index.search("*")
        assert hit.article.language == "en"
        assert report.problems == []
