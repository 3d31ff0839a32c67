"""All values of a facet in both faces of the shell: their orders, and what keys write into the file of aliases."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchkit.index import Index
from searchkit.results.distinctive import DistinctiveValue
from searchkit.results.filters import Filter, Filters
from searchkit.shell.glyphs import ASCII, UNICODE
from searchkit.shell.pane import Look
from searchkit.shell.styled_line import cells
from searchkit.shell.values_pane import ValuesPane
from tests.shell.conftest import Open
from tests.shell.pseudo_terminal import PseudoTerminal
from tests.shell.test_commands import Told

FOUND = [
    DistinctiveValue("Zürich", 9, 9, 20.0),
    DistinctiveValue("Oslo", 4, 400, 0.0),
    DistinctiveValue("Rome" * 30, 3, 3, 7.5),
]


@pytest.fixture
def full(opened: Open) -> PseudoTerminal:
    terminal = opened(options=())
    terminal.shows("25 articles", "  1 ")
    return terminal


def text(pane: ValuesPane, width: int = 80, height: int = 20) -> list[str]:
    lines = pane.draw(width, height)
    assert len(lines) <= height and all(cells(line) <= width for line in lines)
    return ["".join(piece for _, piece in line) for line in lines]


@pytest.mark.parametrize("width", [30, 60, 80, 200])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_rows_have_bars_and_both_counts_at_any_width(width: int, glyphs: object) -> None:
    pane = ValuesPane(Look(glyphs, colored=True), "place")  # type: ignore[arg-type]
    assert "counting" in text(pane)[0]
    pane.take(FOUND, ["Bonn"], Filters((Filter("place", "Oslo", excluded=True),)))
    shown = text(pane, width)
    assert len(shown) == 4 and "Bonn is hidden" in shown[3]
    if width >= 60:
        assert "9 of   9  G" in shown[0] and "4 of 400~" in shown[1]
        assert shown[0].endswith(glyphs.bars[-1] * 5)  # type: ignore[attr-defined]
        columns = [line.index(" of ") for line in shown[:3]]
        assert len(set(columns)) == 1


def test_what_is_selected_stays_selected_when_values_are_counted_again() -> None:
    pane = ValuesPane(Look(UNICODE, colored=True), "place")
    pane.take(FOUND, [], Filters())
    pane.move(1)
    assert pane.chosen() == "Oslo" and pane.status() == "2 of 3"
    pane.take(FOUND[1:], ["Zürich"], Filters())
    assert pane.chosen() == "Oslo" and pane.status() == "1 of 3"
    pane.take(FOUND, ["Oslo"], Filters())
    assert pane.chosen() == "Oslo" and not pane.is_hidden()
    pane.take(FOUND[1:], ["Zürich"], Filters())
    pane.last()
    assert pane.is_hidden() and pane.chosen() == "Zürich"
    pane.set_mark()
    assert pane.marked is None
    pane.take([], [], Filters())
    assert pane.chosen() is None and pane.status() == "" and "no article" in text(pane)[0]
    pane.move(5)
    pane.put_in_order("name")
    pane.set_mark()


def test_values_are_listed_in_each_order_and_filter(full: PseudoTerminal) -> None:
    full.send("place:Zürich\r\ta")
    screen = full.shows("place: 1 value, most frequent first", "▸ Zürich", "12 of 12")
    assert "█████" in screen
    full.send("\t")
    full.shows("person: 1 value", "Jean Moreau")
    full.send("\x1b[Z")
    full.shows("place: 1 value")
    full.send("q:values org\r")
    full.shows("org: 2 values, most frequent first", "▸ CGT", 'The "Dock" Union')
    full.send("ss")
    full.shows("org: 2 values, most over the archive first")
    full.send(":by name\r")
    full.shows("org: 2 values, by name")
    full.send(":by size\r")
    full.shows("there is no order 'size'")
    full.send("fdock\r")
    full.shows("org: 1 value, with dock, by name")
    full.send("-")
    full.shows('⟨not org The "Dock" Union⟩', "10 articles")
    full.send("p")
    full.shows("person: 1 value, most over the archive first", "Jean Moreau", "10 of 24")
    full.send("\r")
    full.shows("⟨person Jean Moreau⟩")


def test_a_key_hides_a_value_and_shows_it_again_and_undo_does(full: PseudoTerminal, folder: Path) -> None:
    aliases = folder / "aliases.txt"
    full.send("strike\r:values org\r")
    full.shows("▸ CGT")
    full.send("h")
    full.shows("▸ The", "☒ CGT is hidden", "u takes it back")
    assert aliases.read_text(encoding="utf-8") == "org: hide CGT\n"
    full.send("jh")
    full.shows("▸ CGT", "20 of 20")
    assert aliases.read_text(encoding="utf-8") == ""
    full.send("u")
    full.shows("☒ CGT is hidden")
    full.send("u")
    full.shows("CGT", "20 of 20")
    full.send("r")
    full.shows("☒ CGT is hidden")
    full.send("G\r")
    full.shows("a hidden value is no filter")
    full.send("q/ org:CGT\r")
    full.shows("0 articles")
    full.send("uu")
    full.until(lambda: aliases.read_text(encoding="utf-8") == "", "the file as it was")


def test_a_value_becomes_a_spelling_of_the_marked_one(full: PseudoTerminal, folder: Path) -> None:
    aliases = folder / "aliases.txt"
    full.send("strike\r:values org\r")
    full.shows("▸ CGT")
    full.send("m")
    full.shows("no value is marked")
    full.send(" j")
    full.shows("CGT is marked", "* CGT")
    full.send("m")
    full.shows("org: 1 value", "24 of 24", "Union counts as CGT: u takes it back")
    assert aliases.read_text(encoding="utf-8") == 'org: The "Dock" Union = CGT\n' or '"The' in aliases.read_text()
    full.send("u")
    full.shows("org: 2 values", "20 of 20")
    full.send(':merge org CGT = The "Dock" Union\r')
    full.shows("org: 2 values")


def test_the_classic_shell_does_the_same(index: Index) -> None:
    told = Told(index)
    assert "you have not searched yet" in told(":values org")
    told("strike")
    shown = told(":values org")
    assert "20 of 20  CGT · G² " in shown and shown.index("CGT") < shown.index("Dock")
    assert told(":values org name").index("CGT") < told(":values org name").index("Dock")
    assert "20 of 20  CGT" in told(":values org distinctive")
    assert "there is no order 'size'" in told(":values org size")
    assert "there is no facet 'colour'" in told(":values colour")
    assert ":hide needs a field and a value" in told(":hide org")
    shown = told(":hide org cgt")
    assert "aliases.txt (:undo takes it back)" in shown and "24 articles" in shown
    assert told(":unhide org").strip() == "CGT"
    assert "CGT" not in told(":values org")
    assert "CGT" in told(":unhide org CGT")
    assert "no value is hidden" in told(":unhide org")
    assert "'CGT' is not hidden" in told(":unhide org CGT")
    assert ":merge needs a field, a value, = and a name" in told(":merge org CGT")
    told(':merge org CGT = The "Dock" Union')
    assert '24 of 24  The "Dock" Union' in told(":values org")
    told(":undo")
    assert "20 of 20  CGT" in told(":values org")


def test_keys_that_are_typed_ahead_wait_for_the_facets(full: PseudoTerminal) -> None:
    full.send("strike\r\tj\r")
    full.shows("12 articles ⟨place Zürich⟩", "▸ ☑ Zürich")
