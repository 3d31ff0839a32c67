"""The verbs ``generations`` and ``restore``."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import searchkit
from command import searchkit as command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with searchkit.create(tmp_path / "i") as index:
        for number in range(3):
            index.add([{"id": str(number), "body": f"talks number {number}"}])
    return tmp_path / "i"


def test_generations_are_listed_for_people_and_for_programs(folder: Path) -> None:
    told = json.loads(command("generations", "-i", folder, "--json").out)
    assert (told["schema"], told["keep"]) == ("searchkit.generations/1", {"hours": 24, "share": 1})
    listed = told["generations"]
    assert [(g["revision"], g["articles"], g["latest"]) for g in listed] == [
        (0, 0, False),
        (1, 1, False),
        (2, 2, False),
        (3, 3, True),
    ]
    assert all(dt.datetime.fromisoformat(g["time"]).tzinfo is dt.UTC for g in listed)
    assert told["bytes"] == sum(g["bytes"] for g in listed)
    assert listed[0]["bytes"] == (folder / "searchkit-manifest-0.json").stat().st_size
    text = command("generations", "-i", folder).out.splitlines()
    assert [line.split()[0] for line in text[1:5]] == ["0", "1", "2", "3"]
    assert f"{listed[0]['bytes']:,}" in text[1] and "(latest)" in text[4]
    assert max(map(len, text)) <= 80, "no line wraps on a narrow terminal"


def test_each_listed_generation_is_searched_and_the_others_are_named(folder: Path) -> None:
    assert (
        json.loads(command("search", "talks", "--json", "--generation", "1", "-i", folder).out)["total"]["value"] == 1
    )
    assert json.loads(command("status", "--json", "--generation", "2", "-i", folder).out)["articles"] == 2
    assert command("verify", "--generation", "0", "-i", folder).code == 0
    told = command("search", "talks", "--generation", "9", "-i", folder)
    assert (told.code, "0-3" in told.err) == (3, True)


def test_restore_goes_back_and_tells_how_to_undo_it(folder: Path) -> None:
    told = command("restore", "--generation", "1", "-i", folder)
    assert told.code == 0
    assert "generation 1, now revision 4: 1 articles" in told.out
    assert "restore --generation 3" in told.out
    undone = json.loads(command("restore", "--generation", "3", "--json", "-i", folder).out)
    assert undone == {
        "schema": "searchkit.restore/1",
        "index": str(folder),
        "index_revision": 5,
        "generation": 3,
        "before": 4,
        "articles": 3,
    }
    assert command("restore", "-i", folder).code == 2
    assert command("restore", "--generation", "5", "-i", folder).code == 2
    assert command("restore", "--generation", "77", "-i", folder).code == 3
    assert command("restore", "--generation", "0", "-i", folder.parent / "none").code == 3
    assert not (folder.parent / "none").exists()


def test_what_to_keep_is_chosen_for_good(folder: Path) -> None:
    chosen = json.loads(command("generations", "--keep-hours", "0", "--json", "-i", folder).out)
    assert [g["revision"] for g in chosen["generations"]] == [2, 4]
    assert chosen["keep"] == {"hours": 0, "share": 1}
    assert len(list(folder.glob("searchkit-manifest-*.json"))) == 1
    with searchkit.open(folder) as index:
        index.add([{"body": "more"}])
    again = json.loads(command("--keep-share", "0.5", "generations", "--json", "-i", folder).out)
    assert again["keep"] == {"hours": 0, "share": 0.5}
    assert [g["revision"] for g in again["generations"]] == [4, 6]
    for wrong in ("-1", "nan", "inf", "often"):
        assert command("generations", f"--keep-hours={wrong}", "-i", folder).code == 2
