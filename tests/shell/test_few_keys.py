"""How many keys the usual tasks take in the full view, on the 21,578 articles of Reuters-21578."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from tests.shell.pseudo_terminal import PseudoTerminal
from tools.tour import number_of_keys, press

pytestmark = pytest.mark.xdist_group("reuters")


class Keyboard:
    """A shell whose keys are counted."""

    def __init__(self, terminal: PseudoTerminal) -> None:
        self.terminal = terminal

    def takes(self, most: int, *keys: str, until: tuple[str, ...]) -> str:
        """Press keys, as the tour names them, of which there may be so many; the screen with these texts."""
        assert number_of_keys(keys) <= most
        for key in keys:
            press(self.terminal, key)
        return self.terminal.shows(*until, seconds=30)


@pytest.fixture
def shell(reuters_index: Path, tmp_path: Path) -> Iterator[Keyboard]:
    view = tmp_path / "view"
    view.write_text("#!/bin/sh\nfor file; do :; done\necho opened ${file##*/}\nread key\n", encoding="utf-8")
    view.chmod(0o755)
    terminal = PseudoTerminal(reuters_index, tmp_path, options=(), LC_ALL="C.UTF-8", VISUAL=str(view))
    terminal.shows("21,578 articles", seconds=30)
    yield Keyboard(terminal)
    terminal.child.close(force=True)


def test_the_first_mention_of_a_name(shell: Keyboard, reuters_index: Path) -> None:
    with searchkit.open(reuters_index) as index:
        oldest = index.search("thatcher", sort="oldest", limit=1)[0].article
    shell.takes(
        12, "thatcher", "Enter", "s", "s", "Enter", until=("OPPOSITION WINS BY-ELECTION", f"· {oldest.id}", "1 of 56")
    )


def test_a_place_and_a_month_and_back(shell: Keyboard) -> None:
    keys = ("thatcher", "Enter", "Tab", "Enter", "t", "Up", "Enter")
    shell.takes(14, *keys, until=("15 articles ⟨place London⟩ ⟨date 1987-03⟩", "▸   1 "))
    shell.takes(1, "u", until=("42 articles ⟨place London⟩\n",))


def test_reading_citing_and_who_appears_with_whom(shell: Keyboard) -> None:
    for key in "volcker":
        press(shell.terminal, key)
    shell.takes(
        3,
        "Enter",
        "p",
        until=("person: ", "most over the archive first", "▸ Paul Volcker", "Alan Greenspan", "James Baker"),
    )
    press(shell.terminal, "q")
    press(shell.terminal, "/")
    shell.takes(2, "Enter", "y", until=("── citation", "“VOLCKER CALLS DOLLAR SLIDE ENOUGH”, Reuters"))
    press(shell.terminal, "q")
    press(shell.terminal, "/")
    shell.takes(2, "Enter", "o", until=("opened reuters21578-sgml.tar.xz",))
    press(shell.terminal, "Enter")
    press(shell.terminal, "/")
    shell.takes(5, "Enter", "Enter", "n", "n", "n", until=("1 of 124", "hit 3/"))


def test_recovering_from_what_finds_nothing(shell: Keyboard) -> None:
    shell.takes(7, "volckre", until=("did you mean volcker (124)?",))
    shell.takes(1, "F2", until=("124 articles",))
    for _ in "volcker":
        press(shell.terminal, "Backspace")
    shell.takes(42, "thatcher place:Tokyo date:1987-10-02 opec", until=("0 articles",))
    shell.takes(2, "Enter", "A", until=("8 articles", "> place:Tokyo opec"))
