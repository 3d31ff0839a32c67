"""verify, repair and --generation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from command import searchkit


@pytest.fixture
def index(seed_index: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    shutil.copytree(seed_index, folder)
    more = tmp_path / "more.txt"
    more.write_text("Title: Ferries\n\nA ferry sank near the border of Kenya.\n")
    assert searchkit("index", more, "-i", folder).code == 0
    return folder


def test_a_whole_index(index: Path) -> None:
    ran = searchkit("verify", "-i", index)
    assert (ran.code, ran.err) == (0, "")
    assert "no file is damaged" in ran.out
    assert json.loads(searchkit("verify", "--json", "-i", index).out)["damaged"] == []
    assert searchkit("repair", "-i", index).code == 2


def test_a_damaged_one_is_named_read_by_generation_and_repaired(index: Path) -> None:
    manifest = json.loads((index / "searchkit-manifest.json").read_text())
    kept = json.loads((index / f"searchkit-manifest-{manifest['before']}.json").read_text())
    (victim,) = {*manifest["files"]} - {*kept["files"]}
    content = bytearray((index / victim).read_bytes())
    content[len(content) // 3] ^= 4
    (index / victim).write_bytes(content)
    ran = searchkit("verify", "-i", index)
    assert ran.code == 3
    assert victim in ran.out
    assert json.loads(searchkit("verify", "--json", "-i", index).out)["damaged"][0]["file"] == victim
    before = searchkit("search", "border", "--generation", str(manifest["before"]), "--ids", "-i", index)
    assert before.code == 0
    assert searchkit("status", "--generation", "999", "-i", index).code == 3
    assert searchkit("repair", "-i", index).code == 0
    assert searchkit("verify", "-i", index).code == 0
    assert searchkit("search", "border", "--ids", "-i", index).out == before.out
