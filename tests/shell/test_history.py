from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.history import FileHistory

from searchkit.shell.history import KeptLines, history_path, open_history


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def kept(folder: Path, most: int = 1000) -> list[str]:
    return list(open_history(folder, most).load_history_strings())


def test_each_index_has_its_own_file(tmp_path: Path, state: Path) -> None:
    one, two = history_path(tmp_path / "one"), history_path(tmp_path / "two")
    assert one != two
    assert one.parent == state / "searchkit" and one.name.startswith("history-")
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "one")
    assert history_path(tmp_path / "link") == one


@pytest.mark.parametrize("given", ["", "relative/state"])
def test_without_a_state_folder_it_is_in_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: str) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert history_path(tmp_path).parent == tmp_path / ".local" / "state" / "searchkit"


def test_lines_are_kept_and_private(tmp_path: Path) -> None:
    first = open_history(tmp_path)
    first.store_string("strike")
    first.store_string("port\nstrike")
    assert kept(tmp_path) == ["port\nstrike", "strike"]
    assert stat.S_IMODE(history_path(tmp_path).stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_made_private(tmp_path: Path) -> None:
    path = history_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.touch(0o644)
    assert kept(tmp_path) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_nothing_can_be_written_it_lasts_for_the_session(tmp_path: Path, state: Path) -> None:
    state.write_text("a file, where a folder should be")
    history = open_history(tmp_path)
    history.append_string("strike")
    assert history.get_strings() == ["strike"] and kept(tmp_path) == []


def test_a_file_that_is_lost_later_stops_nothing(tmp_path: Path) -> None:
    history = KeptLines(tmp_path)  # a folder can be neither read nor appended to
    history.store_string("strike")
    assert list(history.load_history_strings()) == []


def test_text_that_is_no_text_is_not_kept(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    history.store_string("\udcff")
    history.store_string("strike")
    assert kept(tmp_path) == ["strike"]


def test_a_private_session_neither_keeps_lines_nor_shows_earlier_ones(tmp_path: Path) -> None:
    open_history(tmp_path).store_string("before")
    private = open_history(tmp_path, private=True)
    private.append_string("secret")
    assert private.get_strings() == ["secret"] and list(private.load_history_strings()) == []
    assert kept(tmp_path) == ["before"]


def test_a_line_that_begins_with_a_blank_and_what_follows_private_is_not_kept(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    history.append_string(" hidden")
    history.is_private = True
    history.append_string("secret")
    history.is_private = False
    history.append_string("told")
    assert history.get_strings() == [" hidden", "secret", "told"]
    assert kept(tmp_path) == ["told"]


def test_the_newest_lines_are_kept_each_once(tmp_path: Path) -> None:
    history = open_history(tmp_path, 10)
    for number in range(30):
        history.store_string(f"line {number}")
    history.store_string("line 28")
    assert kept(tmp_path, 10) == ["line 28", *(f"line {n}" for n in (29, 27, 26, 25, 24, 23, 22, 21))]
    text = history_path(tmp_path).read_text()
    assert text.count("\n+") == 10 and "line 5\n" not in text
    assert stat.S_IMODE(history_path(tmp_path).stat().st_mode) == 0o600
    assert kept(tmp_path, 0) == []
    open_history(tmp_path, 0).store_string("none")
    assert "none" not in history_path(tmp_path).read_text()
    assert not [path for path in history_path(tmp_path).parent.iterdir() if path != history_path(tmp_path)]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), max_size=8))
def test_lines_are_read_as_prompt_toolkit_reads_them(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("h") / "history"
    history = KeptLines(path)
    for line in lines:
        history.store_string(line)
    theirs = [*FileHistory(str(path)).load_history_strings()] if path.exists() else []
    assert list(history.load_history_strings()) == list(dict.fromkeys(theirs))


def test_several_shells_lose_no_line_of_each_other(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from searchkit.shell.history import KeptLines\n"
        "for n in range(60):\n"
        "    history = KeptLines(Path(sys.argv[1]), 150)\n"
        "    history.store_string(f'{sys.argv[2]} {n}')\n"
        "    list(history.load_history_strings())\n"
    )
    path = tmp_path / "history"
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in "abc"]
    assert [each.wait(60) for each in running] == [0, 0, 0]
    last = list(KeptLines(path, 150).load_history_strings())
    # Each shell waits for the others, so the newest lines of all are there.
    assert {f"{name} {number}" for name in "abc" for number in range(45, 60)} <= set(last) and len(last) == 150
