"""What the shell does where no article has all parts of the query."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchkit.errors import UsageError
from searchkit.index import Index
from searchkit.shell.session import Session
from tests.shell.test_commands import Told

LINE = "0 articles have all of them · the nearest have some"


@pytest.fixture
def told(index: Index) -> Told:
    return Told(index)


def test_what_is_near_can_be_opened_and_explained(told: Told) -> None:
    shown = told("strike rain north")
    assert shown.index("0 articles · ") < shown.index(LINE) < shown.index("     lacks strike\n")
    assert "  1  [Rain]" in shown and "  5  Harbour" in shown and "  6  " not in shown
    assert "id            rain" in told("1") and "[Rain] in the [north]" in told(":open 1")
    assert "documents with the term" in told(":why 2 all")
    assert "needs the number of a hit on the screen" in told(":why 6")
    assert "no more hits" in told(":more")
    assert LINE not in told("strike") and LINE not in told("xylophone")


def test_a_filter_holds(told: Told) -> None:
    told("strike")
    told(":facet place New York")
    shown = told("strike rain")
    assert LINE in shown and "Zürich" not in shown and shown.count("     lacks rain\n") == 5
    assert "1 filter active · :drop removes the last one" in shown
    assert LINE in told(":stories on")


def test_a_page_fits_on_a_small_terminal(index: Index) -> None:
    session = Session(index, page=3)
    session.search("why the dockers at the port in the north were on strike in rain with snow")
    assert sorted(session.shown) == [1, 2, 3]
    told = Told(index)
    told.context.session = session
    told.context.screen.page(session)
    assert len(told.paper.getvalue().splitlines()) <= 24


def test_an_export_has_what_was_found(told: Told, tmp_path: Path) -> None:
    told("strike rain")
    assert "0 articles written" in told(f":export {tmp_path / 'out.txt'}")
    assert "lacks" not in (tmp_path / "out.txt").read_text()
    told(f":export {tmp_path / 'out.csv'}")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 1
    told(f":export {tmp_path / 'out.json'}")
    answer = json.loads((tmp_path / "out.json").read_text())
    assert (answer["hits"], len(answer["nearest"])) == ([], 10)


def test_numbers_are_those_of_the_latest_page(index: Index) -> None:
    session = Session(index)
    session.search("strike rain")
    assert session.rank("5") == 5 and session.rank("6") is None
    assert not session.has_more
    with pytest.raises(UsageError, match="no more hits"):
        session.more()
    session.search("xylophone")
    assert session.rank("1") is None
