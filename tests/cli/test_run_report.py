"""What a run and ``status`` say of what they saw: one screen, each number with the command that lists it."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from pathlib import Path

import pytest

from command import searchkit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(8):
        (news / f"{number}.txt").write_text(f"OSLO, May {number + 1}, 1999 (AP) - Rain fell, Ann Berg said.")
    (news / "a.jsonl").write_text(
        '{"id": "e", "title": "Title"}\n{bad}\n{"id": "f", "body": "Il pleut sur la ville."}\n'
    )
    (news / "b.json").write_text("{broken")
    (news / "c.csv").write_text("id,title,date\n1,Oil,soon\n2,Oil,2001-02-03\n")
    (news / "README").write_text("Not an article.")
    return news


def listed(index: Path, command: str) -> int:
    """How many articles the command in brackets of a report finds."""
    return len(searchkit(*shlex.split(command), "--ids", "-n", "1000", "-i", index).out.split())


def test_each_number_of_the_report_is_what_its_command_lists(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "i"
    ran = searchkit("index", folder, "-i", index)
    told = re.findall(r"([\d,]+) articles? (without .*|from files .*) \((search .*)\)", ran.err)
    assert {what for _, what, _ in told} == {
        "without a date", "without a place", "without a text", "without a person", "without an organisation",
        "from files with failures",
    }  # fmt: skip
    for number, _, command in told:
        assert int(number) == listed(index, command), command


def test_formats_have_their_files_articles_remarks_and_failures(tmp_path: Path, folder: Path) -> None:
    index = tmp_path / "i"
    ran = searchkit("index", folder, "-i", index)
    for line in (r"\.txt +8 files +8 articles$", r"\.jsonl +1 file +2 articles  1 failure$",
                 r"\.csv +1 file +2 articles  1 with remarks$", r"\.json +1 file +0 articles  1 failure$"):  # fmt: skip
        assert re.search(line, ran.err, re.MULTILINE), (line, ran.err)
    shown = searchkit("status", "-i", index).out
    assert next(line for line in ran.err.splitlines() if "files" in line and ".txt" in line) in shown
    status = json.loads(searchkit("status", "--json", "-i", index).out)
    assert {"ending": ".jsonl", "files": 1, "articles": 2, "remarks": 0, "failures": 1} in status["formats"]
    assert sum(each["articles"] for each in status["formats"]) == status["articles"]
    assert status["without"]["text"] == listed(index, "search words:0")


def test_the_report_of_a_usual_folder_fits_on_a_screen(tmp_path: Path, folder: Path) -> None:
    ran = searchkit("index", folder.name, "-i", "i", cwd=tmp_path)
    rows = [row for line in ran.err.splitlines() for row in (textwrap.wrap(line, 80) or [""])]
    assert len(rows) <= 24, ran.err


def test_long_lists_are_cut_and_tell_how_to_see_the_rest(tmp_path: Path, folder: Path) -> None:
    for number in range(20):
        (folder / f"x{number}.json").write_text("{broken")
        (folder / f"y.e{number}.jsonl").write_text('{"title": "x"}\n')
    ran = searchkit("index", folder, "-i", tmp_path / "i")
    assert "and 17 more (searchkit status lists them)" in ran.err
    assert searchkit("status", "-i", tmp_path / "i").out.count("not JSON") == 22


def test_a_run_that_changes_nothing_and_a_quiet_one_say_nothing_of_it(tmp_path: Path, folder: Path) -> None:
    for name in ("a.jsonl", "b.json", "c.csv", "README"):
        (folder / name).unlink()
    assert "formats" not in searchkit("index", folder, "-i", tmp_path / "i", "-q").err
    assert "formats" not in searchkit("index", folder, "-i", tmp_path / "i").err
