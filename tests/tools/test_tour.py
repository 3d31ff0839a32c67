"""The tour and the pictures show what the shell shows: their keys are typed into the real one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import tour
from tools.screen_picture import picture, text_of


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("tour") / "place"
    tour.place(folder)
    yield folder


def test_the_screens_of_the_tour_are_those_of_the_shell(place: Path) -> None:
    page = tour.PAGE.read_text(encoding="utf-8")
    assert len(tour.sections(page)) >= 14
    assert tour.whole_tour(page, place, expected=True) == page, "make tour writes the screens again"


def test_keys_are_counted_and_screens_written() -> None:
    page = "# A\n\nKeys (9): `ab c` `Enter` `Tab`\n\n```text\nold\n```\n\n## B\n\nKeys (1): `u`\n\n```text\n```\n"
    assert tour.sections(page) == [[tour.Step(("ab c", "Enter", "Tab"), "old\n")], [tour.Step(("u",), "")]]
    written = tour.rewritten(page, [["one\n"], ["two\n"]])
    assert written == page.replace("(9)", "(6)").replace("old", "one").replace("text\n```\n", "text\ntwo\n```\n")


def test_pictures_are_those_of_the_shell(place: Path, repository: Path) -> None:
    """Colours, bold and text."""
    for name, svg, text in tour.pictures(place):
        kept = (tour.PICTURES / name).read_text(encoding="utf-8")
        assert _lines(text_of(kept)) == _lines(text), "make pictures draws them again"
        assert kept == svg, "make pictures draws them again"
        assert len(kept.encode()) < 60_000
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg\")|@import|@font-face|<image|<script", kept)
        assert f"docs/pictures/{name}" in (repository / "README.md").read_text(encoding="utf-8")


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")]


@given(st.text(alphabet='ab <&>"é▸█⟦ \n', max_size=60), st.sampled_from(["0", "1;31", "7", "1;7;34", "90"]))
def test_a_picture_keeps_text_colours_and_boldness(text: str, style: str) -> None:
    screen = pyte.Screen(20, 5)
    stream = pyte.Stream(screen)
    stream.feed("\x1b[1mtop\x1b[0m\r\n\x1b[" + style + "m" + text.replace("\n", "\r\n") + "\x1b[0m")
    lines = [[screen.buffer[row][column] for column in range(20)] for row in range(5)]
    svg = picture(lines, 'A "title"', "what <it> shows")
    assert _lines(text_of(svg)) == _lines("\n".join(screen.display))
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert [each.text for each in root[:2]] == ['A "title"', "what <it> shows"]
    assert "font-weight: bold" in svg or "top" not in screen.display[0]
    if style == "1;31" and text.strip():
        assert "#ff7b72; font-weight: bold" in svg


@pytest.mark.parametrize("took", ["1", "12", "1234"])
def test_how_long_a_search_took_is_on_no_screen(took: str) -> None:
    for parsed, kept in (("oil", "= oil"), ("o" * 200, "= " + "o" * 66 + "…")):
        right = f" {took} ms"
        room = 80 - len(right)
        echo = f"= {parsed}"
        line = (echo if len(echo) <= room else echo[: room - 1] + "…").ljust(room) + right
        assert len(line) == 80 and tour._without_time(line) == kept
