from __future__ import annotations

import stat
from pathlib import Path

import pytest
from prompt_toolkit.history import InMemoryHistory

from searchkit.shell.history import PatientHistory, history_path, open_history


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


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
    assert list(open_history(tmp_path).load_history_strings()) == ["port\nstrike", "strike"]
    assert stat.S_IMODE(history_path(tmp_path).stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_made_private(tmp_path: Path) -> None:
    path = history_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.touch(0o644)
    open_history(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_nothing_can_be_written_it_lasts_for_the_session(tmp_path: Path, state: Path) -> None:
    state.write_text("a file, where a folder should be")
    assert isinstance(open_history(tmp_path), InMemoryHistory)


def test_a_file_that_is_lost_later_stops_nothing(tmp_path: Path) -> None:
    history = PatientHistory(str(tmp_path))  # a folder can be neither read nor appended to
    history.store_string("strike")
    assert list(history.load_history_strings()) == []


def test_text_that_is_no_text_is_not_kept(tmp_path: Path) -> None:
    history = open_history(tmp_path)
    history.store_string("\udcff")
    history.store_string("strike")
    assert "strike" in list(open_history(tmp_path).load_history_strings())
