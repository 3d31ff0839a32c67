"""The verb upgrade."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit
from command import environment
from command import searchkit as command
from earlier_analysis import EARLIER, NUMBER, create_earlier, writer_of
from searchkit.base.analysis import ANALYSES, CURRENT
from searchkit.engine.manifest import Manifest


@pytest.fixture
def earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of a rule that the command does not have."""
    monkeypatch.setitem(ANALYSES, NUMBER, EARLIER)
    with create_earlier(tmp_path / "i") as index:
        index.add([{"id": "a", "body": "Two treaties."}, {"id": "b", "body": "One treaty."}])
    return tmp_path / "i"


def test_what_cannot_be_searched_names_the_verb_that_mends_it(earlier: Path) -> None:
    for arguments in (["treaty"], ["index", earlier.parent], ["status"], ["show", "a"], ["facets", "", "--by", "org"]):
        ran = command(*arguments, "-i", earlier)
        assert (ran.code, ran.out) == (3, ""), arguments
        assert "searchkit upgrade" in ran.err
    error = json.loads(command("treaty", "--json", "-i", earlier).err)["error"]
    assert error["code"] == "index_incompatible"
    ran = command("upgrade", "-i", earlier)
    assert (ran.code, ran.err) == (0, "")
    assert f"2 articles indexed again, from analysis {NUMBER} to {CURRENT.number}, in " in ran.out
    assert command("treaty", "--ids", "-i", earlier).out.split() == ["a", "b"]
    ran = command("upgrade", "-i", earlier)
    assert (ran.code, ran.out, ran.err) == (0, f"{earlier}: up to date (analysis {CURRENT.number})\n", "")


def test_json_and_quiet(earlier: Path) -> None:
    told = json.loads(command("upgrade", "--json", "-i", earlier).out)
    assert told.pop("seconds") >= 0
    revision = Manifest.read(earlier).revision
    expected = {
        "schema": "searchkit.upgrade/1",
        "index": str(earlier),
        "index_revision": revision,
        "upgraded": True,
        "interrupted": False,
        "articles": 2,
        "languages": [],
        "analysis": {"before": NUMBER, "after": CURRENT.number},
    }
    assert told == expected
    told = json.loads(command("upgrade", "--json", "-i", earlier).out)
    assert (told["upgraded"], told["articles"], told["index_revision"]) == (False, 0, revision)
    ran = command("upgrade", "--quiet", "-i", earlier)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_wrong_folders_and_a_second_hand(earlier: Path, tmp_path: Path) -> None:
    assert command("upgrade", "-i", tmp_path / "nothing").code == 3
    assert command("upgrade", "here", "-i", earlier).code == 2
    with searchkit.open(earlier) as index, writer_of(index.folder):
        ran = command("upgrade", "-i", earlier)
    assert ran.code == 3
    assert "upgrade" in command("--help").out


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_leaves_the_index_as_it_was(earlier: Path, number: int, code: int) -> None:
    before = Manifest.read(earlier)
    program = (
        "import os, signal, sys\n"
        "from searchkit.archive import stored_article\n"
        "from searchkit.cli.main import main\n"
        "again = stored_article.rolled_up\n"
        "def press(article, folded):\n"
        f"    os.kill(os.getpid(), {number:d})\n"
        "    return again(article, folded)\n"
        "stored_article.rolled_up = press\n"
        f"sys.exit(main(['upgrade', '-i', {str(earlier)!r}]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(), timeout=60, check=False
    )
    assert ran.returncode == code, ran.stderr
    assert "the index is as it was" in ran.stderr
    assert Manifest.read(earlier) == before
    named = {*before.files, *(Manifest.read(earlier, before.before).files if before.before is not None else ())}
    assert {name for name in os.listdir(earlier) if name.startswith("segment-")} <= named
    assert command("upgrade", "-i", earlier).code == 0
