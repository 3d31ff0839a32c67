"""Stories on the command line: each once in every format, and the copies of one article."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from command import searchkit

BODY = " ".join(f"The ferry of {hour} o'clock left the harbour of Rosslare with {hour * 7} cars." for hour in range(12))
PAPERS = [
    {"id": "late", "title": "Ferries sail again", "body": f"{BODY} More later.", "date": "2019-06-03"},
    {"id": "early", "title": "Rosslare reopens", "body": BODY, "date": "2019-06-01", "agency": "AFP"},
    {"id": "next", "title": "Sailing", "body": f"ROSSLARE, June 2 (AP) - {BODY}", "date": "2019-06-02"},
    {"id": "other", "title": "Ferry timetable", "body": "A ferry leaves every two hours.", "date": "2019-06-04"},
]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "papers.jsonl").write_text("\n".join(json.dumps(paper) for paper in PAPERS))
    made = searchkit("index", folder / "papers.jsonl", "-i", folder / "i")
    assert (made.code, made.out) == (0, "")
    return folder / "i"


def test_each_story_once_in_every_format(papers: Path, repository: Path) -> None:
    def run(*arguments: str) -> str:
        ran = searchkit("search", "ferry", "--sort", "newest", *arguments, "-i", papers)
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    schema = json.loads((repository / "docs" / "search.schema.json").read_text())
    answer, every = json.loads(run("--stories", "--json")), json.loads(run("--json"))
    for found in (answer, every):
        jsonschema.validate(found, schema)
    assert (answer["total"]["value"], answer["stories"]) == (4, {"value": 2, "exact": True})
    assert [(hit["id"], [copy["id"] for copy in hit["copies"]]) for hit in answer["hits"]] == [
        ("other", []),
        ("early", ["next", "late"]),
    ]
    assert answer["hits"][1]["copies"][0]["date"] == "2019-06-02"
    assert "stories" not in every
    assert all("copies" not in hit for hit in every["hits"])
    assert len({hit["story"] for hit in every["hits"]}) == 2
    assert [json.loads(line) for line in run("--stories", "--jsonl").splitlines()] == answer["hits"]
    assert [row["copies"] for row in csv.DictReader(io.StringIO(run("--stories", "--csv")))] == ["0", "2"]
    assert run("--stories", "--ids").split() == ["other", "early"]
    assert run("--stories", "--ids", "-n", "1", "--offset", "1").split() == ["early"]
    text = run("--stories")
    assert "4 articles, 2 stories ·" in text
    assert "early · +2 copies\n" in text
    assert "copies" not in run()


def test_show_tells_the_story_and_its_copies(papers: Path) -> None:
    shown = json.loads(searchkit("show", "next", "--json", "-i", papers).out)
    assert [copy["id"] for copy in shown["copies"]] == ["early", "late"]
    text = searchkit("show", "next", "-i", papers).out
    assert f"story         {shown['story']} · 2 other copies\n" in text
    assert text.index("2019-06-01 · AFP · early · Rosslare reopens") < text.index(
        "2019-06-03 · late · Ferries sail again"
    )
    assert searchkit(f"story:{shown['story']}", "--ids", "--sort", "oldest", "-i", papers).out.split() == [
        "early",
        "next",
        "late",
    ]
    alone = searchkit("show", "other", "-i", papers).out
    assert "story         " in alone and "cop" not in alone
    wrong = searchkit("search", "story:next", "--ids", "-i", papers)
    assert (wrong.code, wrong.out) == (1, "")
    assert "not a story id" in wrong.err


def test_without_extraction_there_are_no_stories(tmp_path: Path) -> None:
    (tmp_path / "papers.jsonl").write_text("\n".join(json.dumps(paper) for paper in PAPERS))
    searchkit("index", tmp_path / "papers.jsonl", "-i", tmp_path / "i", "--no-extract")
    answer = json.loads(searchkit("search", "*", "--stories", "--json", "-i", tmp_path / "i").out)
    assert (answer["stories"]["value"], [hit["story"] for hit in answer["hits"]]) == (4, [None] * 4)
    shown = json.loads(searchkit("show", "next", "--json", "-i", tmp_path / "i").out)
    assert (shown["story"], shown["copies"]) == (None, [])
