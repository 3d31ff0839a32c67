"""Files whose names are not UTF-8: they are read or told by name, and never stop a run."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forked_commands import ForkedCommands, Output

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")

CAFE = os.fsdecode(b"caf\xe9.txt")
SHOWN = r"caf\xe9.txt"


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedCommands]:
    folder = tmp_path_factory.mktemp("names")
    with ForkedCommands(folder) as commands:
        yield commands


@pytest.fixture
def press(commands: ForkedCommands, tmp_path: Path) -> Path:
    """A folder of such files, outside the folder of the commands."""
    press = tmp_path / "press"
    press.mkdir()
    (press / CAFE).write_text("Coffee\n\nOil rose in Brussels.")
    (press / os.fsdecode(b"bad\xe9.json")).write_text("{")
    with zipfile.ZipFile(press / os.fsdecode(b"z\xe9.zip"), "w") as archive:
        archive.writestr("m.txt", "Member\n\nOil inside.")
    return press


def told(done: Output) -> dict[str, object]:
    """The one JSON object of an output. It is UTF-8, and holds no half of a surrogate pair."""
    text = done.out.decode("utf-8")
    assert r"\ud" not in text
    value = json.loads(text)
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("how", ["in a folder", "named"])
def test_they_are_indexed_and_shown_by_one_name(commands: ForkedCommands, press: Path, how: str) -> None:
    index = str(press.parent / "i")
    given = [str(press)] if how == "in a folder" else [str(path) for path in press.iterdir()]
    done = commands.run(["index", "-i", index, *given])
    assert (done.code, rb"bad\xe9.json:1: not JSON" in done.err) == (4, True), done
    hits = told(commands.run(["search", "-i", index, "oil", "--json"]))["hits"]
    assert isinstance(hits, list)
    paths = {hit["title"]: hit["path"].rpartition("press/")[2] for hit in hits}
    assert paths == {"Coffee": SHOWN, "Member": r"z\xe9.zip!/m.txt"}
    for hit in hits:
        assert told(commands.run(["show", "-i", index, hit["id"], "--json"]))["path"] == hit["path"]
        assert hit["path"].encode() in commands.run(["show", "-i", index, hit["id"]]).out
    status = told(commands.run(["status", "-i", index, "--json"]))
    assert [Path(problem["path"]).name for problem in status["problems"]] == [r"bad\xe9.json"]  # type: ignore[attr-defined]
    assert rb"bad\xe9.json" in commands.run(["status", "-i", index]).out
    again = commands.run(["index", "-i", index, *given])
    assert b"2 unchanged" in again.err, again
    extracted = told(commands.run(["extract", str(press / CAFE), "--json"]))["articles"]
    assert Path(extracted[0]["path"]).name == SHOWN  # type: ignore[index]


def test_one_that_is_missing_is_told_by_the_name_and_one_that_is_gone_is_removed(
    commands: ForkedCommands, press: Path
) -> None:
    index = str(press.parent / "i")
    done = commands.run(["index", "-i", index, str(press), str(press / os.fsdecode(b"none\xff"))])
    assert (done.code, rb"press/none\xff: no such file" in done.err) == (4, True), done
    (press / CAFE).unlink()
    done = commands.run(["index", "-i", index, str(press / CAFE), "--allow-removals"])
    assert (done.code, b"1 removed" in done.err) == (0, True), done


def test_two_files_of_one_name_do_not_take_each_others_place(commands: ForkedCommands, press: Path) -> None:
    """One of them has the backslash in its name."""
    index = str(press.parent / "i")
    (press / SHOWN).write_text("Tea\n\nGas fell.")
    done = commands.run(["index", "-i", index, str(press)])
    assert (done.code, rb"caf\xe9.txt: another file has this name, too" in done.err) == (4, True), done
    found = told(commands.run(["search", "-i", index, "*", "--json"]))["hits"]
    assert len(found) == 2  # type: ignore[arg-type]
    (press / CAFE).rename(press / "coffee.txt")
    assert b"another file" not in commands.run(["index", "-i", index, str(press)]).err
    # A file that is reached by two ways is one file.
    assert b"another file" not in commands.run(["index", "-i", index, str(press), str(press / SHOWN)]).err
